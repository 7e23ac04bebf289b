"""Text of a page: plain, wrapped, in the direction of the window; in Persian with lines at a normal distance."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from waythrough_desktop import i18n

if TYPE_CHECKING:
    from PySide6.QtGui import QTextLayout

RIGHT_TO_LEFT_MARK = "\u200f"
LINE_END = "\u2028"
"""What ends a line inside of one paragraph: a text layout takes a line feed for a space."""
PITCH = 1.36
"""Distance of lines in Arabic script, in heights of the Latin font. The fonts themselves ask for half as much again,
for stacked marks that no text of the window has."""
WIDTH_WANTED = 420


class Label(QLabel):
    """Plain text, wrapped as Qt wraps it: nothing that layouts ask for is answered in Python, which takes long."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)

    def line_height(self) -> int:
        """Height that one more line takes."""
        return self.fontMetrics().lineSpacing()


class MirroredLabel(Label):
    """Plain text that runs from right to left, also where it begins with a foreign name; its lines are set here."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        self._heights: dict[tuple[int, bool], int] = {}  # layouts ask for the same ones again and again
        super().__init__(text, parent)

    def setText(self, text: str) -> None:
        self._heights.clear()
        # Without the mark Qt takes direction and alignment from the first letter of the text.
        super().setText(f"{RIGHT_TO_LEFT_MARK}{text}" if text else text)
        self.update()  # Qt itself asks only for what lies inside of the margins

    def changeEvent(self, event: QEvent) -> None:
        self._heights.clear()  # another font
        super().changeEvent(event)

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        return self._height(width)

    def sizeHint(self) -> QSize:
        natural = self._natural_width()
        width = min(natural, WIDTH_WANTED) if self.wordWrap() else natural
        return QSize(width, self._height(width))

    def minimumSizeHint(self) -> QSize:
        if not self.wordWrap():
            return self.sizeHint()
        widest = max((self.fontMetrics().horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(min(widest + 4, WIDTH_WANTED), self._pitch())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        layout, lines = self._lines(self.width())
        pitch, metrics = self._pitch(), self.fontMetrics()
        top = max(0.0, (self.height() - lines * pitch) / 2)
        for number in range(lines):
            line = layout.lineAt(number)
            baseline = top + number * pitch + (pitch - metrics.height()) / 2 + metrics.ascent()
            place = QPointF(0, baseline - line.ascent() - line.y())
            line.draw(painter, place)
        painter.end()

    def _lines(self, width: int) -> "tuple[QTextLayout, int]":
        from PySide6.QtGui import QTextLayout, QTextOption  # only where lines are set by ourselves

        layout = QTextLayout(self.text().replace("\n", LINE_END), self.font())
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        wrap = QTextOption.WrapMode.WordWrap if self.wordWrap() else QTextOption.WrapMode.NoWrap
        option.setWrapMode(wrap)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
        layout.endLayout()
        return layout, layout.lineCount()

    def _height(self, width: int) -> int:
        key = width, self.wordWrap()
        if key not in self._heights:
            self._heights[key] = max(1, self._lines(width)[1]) * self._pitch()
        return self._heights[key]

    def _natural_width(self) -> int:
        if not self.text():
            return 2
        layout, _count = self._lines(1 << 20)  # a line is only valid as long as its layout lives
        return int(layout.lineAt(0).naturalTextWidth()) + 2

    def line_height(self) -> int:
        return self._pitch()

    def _pitch(self) -> int:
        return round(self.fontMetrics().height() * PITCH)


def label_in(text: str = "", parent: QWidget | None = None) -> Label:
    """A label for the language in use."""
    return MirroredLabel(text, parent) if i18n.right_to_left() else Label(text, parent)
