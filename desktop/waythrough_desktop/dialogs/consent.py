"""The page before the first check of a real network: what others can see, and what stays here."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog, framed
from waythrough_desktop.i18n import _
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark, button, label, row


class ConsentDialog(Dialog):
    """Accepted only by pressing the button; not one packet is sent before."""

    def __init__(self, seen: Sequence[str], danger: str, parent: QWidget | None = None) -> None:
        """`seen`: what others can see, a sentence each; `danger`: a warning, "" for none."""
        super().__init__(_("Before you start"), parent, size=(640, 400))
        self.add_head(_("Before you start"), _("Please read this once. Nothing has been sent yet."))
        points = [self._point("info", ToneName.BLUE, text) for text in seen]
        if danger:
            points.append(self._point("triangle", ToneName.AMBER, danger))
        kept = _("Nothing is sent to us. Results stay on this computer until you save a report yourself.")
        points.append(self._point("tick_disc", ToneName.GREEN, kept))
        self.add(self.scrolled(framed(*points, parent=self, spacing=12)), 1)
        self.choose = button(_("Choose services first"), self.reject)
        self.agree = button(_("I understand"), self.accept, look="main")
        self.agree.setDefault(True)
        self.add_buttons([self.choose], [self.agree])
        self.agree.setFocus()

    def _point(self, icon: str, tone: ToneName, text: str) -> QWidget:
        made = QWidget(self)
        mark = Mark(22, made)
        mark.show_icon(icon, tone, on_tone=False)
        line = row(mark, label(text, made), spacing=12)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        made.setLayout(line)
        return made
