"""Words with what belongs to them beside them, and below them where there is little room or text is large."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from waythrough_desktop.views.parts import Flow, row

LETTERS = 34
"""Words that get less room than this in a line are better off above than beside."""


class Beside(QWidget):
    """Lays itself out anew whenever its width or the need of its controls changes."""

    def __init__(
        self, words: QLayout, control: QWidget, parent: QWidget | None = None, *, letters: int = LETTERS
    ) -> None:
        super().__init__(parent)
        self._control, self._letters = control, letters
        self._line = row(words, control, spacing=16)
        self._line.setStretch(0, 1)
        flows = isinstance(control.layout(), Flow)
        start = Qt.AlignmentFlag(0) if flows else Qt.AlignmentFlag.AlignLeading
        self._line.setAlignment(control, Qt.AlignmentFlag.AlignVCenter | start)
        self.setLayout(self._line)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        need = _in_one_line(self._control)
        narrow = self.width() < need + self.fontMetrics().averageCharWidth() * self._letters
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._line.setSpacing(6 if narrow else 16)
        if isinstance(self._control.layout(), Flow):
            self._control.setMinimumWidth(0 if narrow else need)


class Foot(QWidget):
    """The buttons of a dialog: some at the start and some at the end of one line, or of lines of their own."""

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._sides = tuple(flowing(each, self, gap=8) for each in (left, right) if each)
        at_start, at_end = (self._sides[:1], self._sides[1:]) if left else ((), self._sides)
        self._line = row(*at_start, None, *at_end)
        self.setLayout(self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needs = [_in_one_line(each) for each in self._sides]
        beside = sum(needs) + 16 <= event.size().width()
        way = QBoxLayout.Direction
        self._line.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._line.setSpacing(8 if beside else 6)
        for side, need in zip(self._sides, needs, strict=True):
            side.setMinimumWidth(need if beside else 0)


def _in_one_line(widget: QWidget) -> int:
    inner = widget.layout()
    return inner.in_one_line() if isinstance(inner, Flow) else widget.sizeHint().width()


def flowing(controls: Sequence[QWidget], parent: QWidget, *, gap: int = 12) -> QWidget:
    """Controls one after the other, in more lines where one is too short."""
    made = QWidget(parent)
    flow = Flow(gap=gap, line_gap=6)
    for each in controls:
        flow.addWidget(each)
    made.setLayout(flow)
    return made
