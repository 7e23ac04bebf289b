"""First steps, what a check gives away, what the words mean, keys, a report of a problem, and what this program is."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop import disguise
from waythrough_desktop.dialogs.base import framed
from waythrough_desktop.i18n import _, ltr
from waythrough_desktop.presenters.help import HelpTexts
from waythrough_desktop.presenters.state import LegendItem
from waythrough_desktop.views.measure import measure, set_margins, within
from waythrough_desktop.views.parts import Flow, Mark, button, column, label, row
from waythrough_desktop.views.problem_form import ProblemForm
from waythrough_desktop.views.scroller import Scroller

EDGES = 34
"""What the frame round a text takes."""
WORD_WIDTH = 13
"""Room for a word or a key, in widths of an M."""


class HelpPage(QFrame):
    """Text, and one form; its links lead to its own parts only."""

    practice_asked = Signal()

    def __init__(self, told: HelpTexts, words: Sequence[LegendItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self.problem = ProblemForm(self)
        self.parts: tuple[tuple[str, QWidget], ...] = (
            (_("First steps"), self._steps(_("First steps"), told.first_steps)),
            (_("What a check shows to others"), self._safety(told)),
            (_("What the words mean"), self._words(words)),
            (_("Keys"), self._keys(told.keys)),
            (_("Report a problem"), self.problem),
            (_("About {name}", name=disguise.name()), self._about(told.about)),
        )
        inside = QWidget(self)
        texts = QWidget(inside)
        texts.setLayout(column(*(part for _name, part in self.parts), spacing=12))
        numbers = self.fontMetrics().horizontalAdvance("M") * 3
        lines = column(within(texts, measure() + numbers + EDGES, inside), None)
        set_margins(lines, 0, 0, 6, 0)
        inside.setLayout(lines)
        self.area = Scroller(inside, self, stop=_("Help"))
        box = QVBoxLayout(self)
        set_margins(box, 22, 14, 16, 14)
        box.setSpacing(8)
        box.addWidget(label(_("Help"), self, factor=1.62, bold=True))
        box.addWidget(self._contents())
        box.addWidget(self.area, 1)

    def _contents(self) -> QWidget:
        made = QWidget(self)
        flow = Flow(made, gap=4)
        self.links = [button(name, partial(self._go, part), look="link") for name, part in self.parts]
        for link in self.links:
            flow.addWidget(link)
        return made

    def _go(self, part: QWidget) -> None:
        self.area.verticalScrollBar().setValue(part.y())

    def _steps(self, title: str, texts: Sequence[str]) -> QFrame:
        lines = [_numbered(_("{number}.", number=place), text, self) for place, text in enumerate(texts, 1)]
        return framed(label(title, self, factor=1.15, bold=True), *lines, parent=self)

    def _safety(self, texts: HelpTexts) -> QFrame:
        parts: list[QWidget] = [label(_("What a check shows to others"), self, factor=1.15, bold=True)]
        parts += [label(text, self) for text in texts.seen]
        parts.append(label(_("What it does not show"), self, bold=True))
        parts += [label(text, self) for text in texts.unseen]
        return framed(*parts, parent=self)

    def _words(self, words: Sequence[LegendItem]) -> QFrame:
        rows: list[QWidget] = [label(_("What the words mean"), self, factor=1.15, bold=True)]
        for item in words:
            entry = QWidget(self)
            mark = Mark(20, entry)
            mark.show_icon(item.icon, item.tone, on_tone=False)
            word, meaning = label(item.text, entry, bold=True), label(item.meaning, entry, look="soft")
            word.setFixedWidth(word.fontMetrics().horizontalAdvance("M") * WORD_WIDTH)
            line = row(mark, word, meaning, spacing=10)
            line.setStretch(2, 1)
            entry.setLayout(line)
            rows.append(entry)
        return framed(*rows, parent=self)

    def _keys(self, keys: Sequence[tuple[str, str]]) -> QFrame:
        rows: list[QWidget] = [label(_("Keys"), self, factor=1.15, bold=True)]
        for key, does in keys:
            entry = QWidget(self)
            name = label(ltr(key), entry, bold=True)
            name.setFixedWidth(name.fontMetrics().horizontalAdvance("M") * WORD_WIDTH)
            line = row(name, label(does, entry), spacing=10)
            line.setStretch(1, 1)
            entry.setLayout(line)
            rows.append(entry)
        return framed(*rows, parent=self, spacing=4)

    def _about(self, texts: Sequence[str]) -> QFrame:
        self.practice = button(_("Try the practice network"), self.practice_asked.emit)
        head = label(_("About {name}", name=disguise.name()), self, factor=1.15, bold=True)
        why = label(
            _(
                "On the practice network everything can be tried on invented services; nothing leaves this computer."
            ),
            self,
        )
        made = framed(head, *(label(text, self) for text in texts), why, parent=self)
        layout = made.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addLayout(row(self.practice, None))
        return made


def _numbered(number: str, text: str, parent: QWidget) -> QWidget:
    made = QWidget(parent)
    head = label(number, made, bold=True)
    head.setFixedWidth(head.fontMetrics().horizontalAdvance("M") * 2)
    line = row(head, label(text, made), spacing=6)
    line.setAlignment(head, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    made.setLayout(line)
    return made
