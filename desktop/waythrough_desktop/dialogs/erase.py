"""The one question before everything is erased: what goes, and what cannot be reached from here."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog, framed
from waythrough_desktop.i18n import _
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import button, label, point


class EraseDialog(Dialog):
    """Accepted only by its button, which is never the one that Enter presses by accident."""

    def __init__(self, goes: Sequence[str], stays: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(_("Erase everything"), parent, size=(680, 600))
        self.add_head(
            _("Erase everything"),
            _(
                "A check that is going on is stopped. The program closes at once; started again, it is as if it had"
                " never been started."
            ),
        )
        gone = [point(self, "trash", ToneName.RED, text) for text in goes]
        left = [point(self, "info", ToneName.BLUE, text) for text in stays]
        body = self.scrolled(
            framed(label(_("This goes for good"), self, bold=True), *gone, parent=self),
            framed(label(_("This cannot be erased from here"), self, bold=True), *left, parent=self),
        )
        self.add(body, 1)
        self.cancel = button(_("Keep everything"), self.reject)
        self.erase = button(_("Erase everything"), self.accept, look="stop")
        self.erase.setAutoDefault(False)
        self.cancel.setDefault(True)
        self.add_buttons([self.erase], [self.cancel])
        self.cancel.setFocus()
