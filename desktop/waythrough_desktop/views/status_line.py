"""One line of changing text that never makes the page lay itself out anew."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from waythrough_desktop import style

STEP = 24
"""The line grows in steps of so many pixels, so that a digit more does not move what stands beside it."""


class StatusLine(QLabel):
    """A label, so that it is read as one; Qt's own would ask for a new layout at every change.

    A page full of wrapped text takes long for that.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._width = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        need = self.fontMetrics().horizontalAdvance(text)
        if need > self._width:
            self._width = -(-need // STEP) * STEP
            self.updateGeometry()
        self.update()

    def reset(self) -> None:
        """Give back the room that a longer text has taken."""
        self._width = self.fontMetrics().horizontalAdvance(self._text) + 2
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._width, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(style.theme().soft_text))
        side = Qt.AlignmentFlag.AlignRight
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            side = Qt.AlignmentFlag.AlignLeft
        align = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), align, self._text)
        painter.end()
