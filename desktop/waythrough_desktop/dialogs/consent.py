"""The page before the first check of a real network: what others can see, and what stays here."""

from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog, framed
from waythrough_desktop.i18n import _
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark, button, label, row


class ConsentDialog(Dialog):
    """Accepted only by pressing the button; not one packet is sent before."""

    def __init__(self, services: str, count: int, parent: QWidget | None = None) -> None:
        """`services`: which services will be contacted, in one line; `count`: how many they are."""
        super().__init__(_("Before you start"), parent, size=(640, 470))
        self.add_head(_("Before you start"), _("Please read this once. Nothing has been sent yet."))
        points = (
            (
                "info",
                _(
                    "Your provider can see that this computer contacts these services: {services}.",
                    services=services,
                ),
            ),
            ("info", _("If you have added ways, it can see their servers too.")),
            ("tick_disc", _("Nothing is sent to us. There is no account and no statistics.")),
            ("tick_disc", _("Results stay on this computer until you save a report yourself.")),
        )
        self.add(framed(*(self._point(icon, text) for icon, text in points), parent=self, spacing=12), 1)
        self.choose = button(_("Choose services first"), self.reject)
        self.agree = button(_("I understand"), self.accept, look="main")
        self.agree.setDefault(True)
        self.add_buttons([self.choose], [self.agree])

    def _point(self, icon: str, text: str) -> QWidget:
        made = QWidget(self)
        mark = Mark(22, made)
        mark.show_icon(icon, ToneName.GREEN if icon == "tick_disc" else ToneName.BLUE, on_tone=False)
        line = row(mark, label(text, made), spacing=12)
        line.setStretch(1, 1)
        made.setLayout(line)
        return made
