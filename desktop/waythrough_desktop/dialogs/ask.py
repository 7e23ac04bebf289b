"""Asks once before something that cannot be taken back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.i18n import _
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark, button, column, label, row


class AskDialog(Dialog):
    """Accepted only by the button that says what is done."""

    def __init__(self, question: str, sentence: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(question, parent, size=(520, 210))
        mark = Mark(34, self)
        mark.show_icon("triangle", ToneName.AMBER, on_tone=False)
        words = column(label(question, self, factor=1.2, bold=True), label(sentence, self), None, spacing=6)
        line = row(mark, words, spacing=14)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self._box.addLayout(line, 1)
        self.no = button(_("Cancel"), self.reject)
        self.yes = button(yes, self.accept, look="main")
        self.add_buttons([], [self.no, self.yes])
        self.no.setFocus()
