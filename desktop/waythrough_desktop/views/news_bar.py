"""A bar on top of the pages: what changed while nobody looked, until it is put away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark, button, column, label, row


class NewsBar(QFrame):
    """A title, a sentence for each way that changed, and what to do."""

    compare_asked = Signal()
    closed = Signal()

    def __init__(
        self, title: str, lines: Sequence[str], parent: QWidget | None = None, *, can_compare: bool
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "practice")
        self.title = label(title, self, bold=True)
        self.lines = [label(text, self) for text in lines]
        mark = Mark(20, self)
        mark.show_icon("info", ToneName.BLUE)
        self.compare = button(_("See what changed"), self.compare_asked.emit)
        self.compare.setVisible(can_compare)
        self.put_away = button(_("Put away"), self.closed.emit)
        words = column(self.title, *self.lines, spacing=2)
        line = row(mark, words, self.compare, self.put_away, spacing=10)
        line.setStretch(1, 1)
        line.setContentsMargins(22, 8, 22, 8)
        for part in (mark, self.compare, self.put_away):
            line.setAlignment(part, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)
        self.setAccessibleName(" ".join([title, *lines]))
