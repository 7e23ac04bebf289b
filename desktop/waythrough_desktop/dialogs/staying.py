"""Said once: the window closes, the program stays."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.i18n import _
from waythrough_desktop.views.parts import button, label


class StayingDialog(Dialog):
    """Two ways on; accepting it keeps the program running."""

    ended = Signal()  # end the program instead

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("The program keeps running"), parent, size=(600, 300))
        self.add_head(_("The program keeps running"))
        where = _(
            "The window closes, and checks go on by themselves. The program is found beside the clock of the"
            " desktop: open the window there again, or end it there."
        )
        once = _("This is said only once. You can change it in the settings, under Watching.")
        self.add(self.scrolled(label(where, self), label(once, self, look="soft")), 1)
        self.end = button(_("End the program"), self._end)
        self.stay = button(_("Keep it running"), self.accept, look="main")
        self.add_buttons([], [self.end, self.stay])
        self.stay.setFocus()

    def _end(self) -> None:
        self.reject()
        self.ended.emit()
