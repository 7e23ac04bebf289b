"""Words with what belongs to them beside them, and below them where there is little room or text is large."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from waythrough_desktop.views.parts import Flow, row

LETTERS = 34
"""Words that get less room than this in a line are better off above than beside."""
CHOICES_WIDTH = 24
"""Width of choices that stand beside their result, in widths of an M."""
LETTERS_OF_RESULT = 40
UNBOUND = (1 << 24) - 1
GAPS = (16, 6)
"""Between things beside and below each other."""


class Flowing(QWidget):
    """Controls that want one line, but live with more."""

    def __init__(self, controls: Sequence[QWidget], parent: QWidget, *, gap: int = 12) -> None:
        super().__init__(parent)
        self.flow = Flow(gap=gap, line_gap=GAPS[1])
        for each in controls:
            self.flow.addWidget(each)
        self.setLayout(self.flow)

    def sizeHint(self) -> QSize:
        wide = self.flow.in_one_line()
        return QSize(wide, self.heightForWidth(wide))


class _Fitting(QWidget):
    """Two parts in one line or in two, decided anew whenever the width or the need of a part changes."""

    def __init__(self, line: QBoxLayout, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._line = line
        line.setSpacing(GAPS[False])
        self.setLayout(line)

    def minimumSizeHint(self) -> QSize:
        """As little as two lines need: else there would never be so little room that it becomes two."""
        return QSize(self.least(), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def least(self) -> int:
        """Width of the widest part by itself."""
        raise AssertionError("each kind knows its parts")

    def need(self) -> int:
        """Width at which one line is enough."""
        raise AssertionError("each kind knows its parts")

    def _fit(self) -> None:
        narrow = self.width() < self.need()
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if (
            way != self._line.direction()
        ):  # setting a gap, even the same, asks for a new layout, which leads here
            self._line.setDirection(way)
            self._line.setSpacing(GAPS[narrow])


class Beside(_Fitting):
    """Words, and their control at the end of the line."""

    def __init__(
        self, words: QLayout, control: QWidget, parent: QWidget | None = None, *, letters: int = LETTERS
    ) -> None:
        self._words, self._control, self._letters = words, control, letters
        line = row(words, control, spacing=GAPS[0])
        line.setStretch(0, 1)
        start = Qt.AlignmentFlag(0) if isinstance(control, Flowing) else Qt.AlignmentFlag.AlignLeading
        line.setAlignment(control, Qt.AlignmentFlag.AlignVCenter | start)
        super().__init__(line, parent)

    def least(self) -> int:
        return max(self._words.minimumSize().width(), self._control.minimumSizeHint().width())

    def need(self) -> int:
        return self._control.sizeHint().width() + self.fontMetrics().averageCharWidth() * self._letters


class Sides(_Fitting):
    """Choices, and what they lead to beside them."""

    def __init__(self, choices: QWidget, result: QWidget, parent: QWidget) -> None:
        self._choices, self._result = choices, result
        line = row(choices, result)
        line.setStretch(1, 1)
        super().__init__(line, parent)
        self._choices.setFixedWidth(self._choices_width())

    def least(self) -> int:
        inside = self._choices.layout()
        return max(inside.minimumSize().width() if inside else 0, self._result.minimumSizeHint().width())

    def need(self) -> int:
        return self._choices_width() + GAPS[0] + self.fontMetrics().averageCharWidth() * LETTERS_OF_RESULT

    def _fit(self) -> None:
        super()._fit()
        narrow = self._line.direction() == QBoxLayout.Direction.TopToBottom
        self._choices.setMinimumWidth(0 if narrow else self._choices_width())
        self._choices.setMaximumWidth(UNBOUND if narrow else self._choices_width())

    def _choices_width(self) -> int:
        return self.fontMetrics().horizontalAdvance("M") * CHOICES_WIDTH


class Foot(_Fitting):
    """The buttons of a dialog: some at the start and some at the end."""

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget], parent: QWidget) -> None:
        self._sides = tuple(Flowing(each, parent, gap=8) for each in (left, right) if each)
        at_start, at_end = (self._sides[:1], self._sides[1:]) if left else ((), self._sides)
        super().__init__(row(*at_start, None, *at_end), parent)

    def least(self) -> int:
        return max((side.minimumSizeHint().width() for side in self._sides), default=0)

    def need(self) -> int:
        return sum(side.sizeHint().width() for side in self._sides) + GAPS[0]
