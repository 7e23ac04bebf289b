"""Words with what belongs to them beside them, and below them where there is little room or text is large."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
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
        control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._control and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        inner = self._control.layout()
        need = inner.in_one_line() if isinstance(inner, Flow) else self._control.sizeHint().width()
        narrow = self.width() < need + self.fontMetrics().averageCharWidth() * self._letters
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._line.setSpacing(6 if narrow else 16)
        if isinstance(inner, Flow):
            self._control.setMinimumWidth(0 if narrow else need)


def flowing(controls: Sequence[QWidget], parent: QWidget, *, gap: int = 12) -> QWidget:
    """Controls one after the other, in more lines where one is too short."""
    made = QWidget(parent)
    flow = Flow(gap=gap, line_gap=6)
    for each in controls:
        flow.addWidget(each)
    made.setLayout(flow)
    return made
