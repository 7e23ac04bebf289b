"""One question with two answers, of which the harmless one is at hand."""

from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.views.parts import button


class QuestionDialog(Dialog):
    """Accepted only by the button of the first answer."""

    def __init__(self, title: str, sentence: str, yes: str, no: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent, size=(560, 220))
        self.add_head(title, sentence)
        self._box.addStretch(1)
        self.yes = button(yes, self.accept)
        self.yes.setAutoDefault(False)
        self.no = button(no, self.reject, look="main")
        self.no.setDefault(True)
        self.add_buttons([self.yes], [self.no])
        self.no.setFocus()
