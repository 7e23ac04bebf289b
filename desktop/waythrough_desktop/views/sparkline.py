"""A row of small bars: tall where it opened, low where it did not, a dot where it was not tested."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from waythrough_desktop import style
from waythrough_desktop.models.spark import Mark, Spark
from waythrough_desktop.theme import ToneName

BAR = 7
GAP = 3
_SHARES = {Mark.OPENED: 1.0, Mark.SHUT: 0.35, Mark.UNTESTED: 0.12}
_TONES = {Mark.OPENED: ToneName.GREEN, Mark.SHUT: ToneName.RED, Mark.UNTESTED: ToneName.GREY}


class Sparkline(QWidget):
    """Shows a Spark, the newest at the end of the line; its height says it too, not colour alone."""

    def __init__(self, spark: Spark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = spark.marks
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(spark.sentence)
        self.setToolTip(spark.sentence)

    def sizeHint(self) -> QSize:
        return QSize(len(self._marks) * (BAR + GAP), QFontMetrics(style.scaled(1.0)).height() + 4)

    def bars(self) -> list[QRect]:
        """Where each mark stands, in the order of time."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        places = range(len(self._marks) - 1, -1, -1) if mirrored else range(len(self._marks))
        heights = [max(round(self.height() * _SHARES[mark]), 2) for mark in self._marks]
        return [
            QRect(place * (BAR + GAP), self.height() - height, BAR, height)
            for place, height in zip(places, heights, strict=True)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = style.theme().tones
        painter = QPainter(self)
        for mark, bar in zip(self._marks, self.bars(), strict=True):
            painter.fillRect(bar, QColor(tones[_TONES[mark]].ink))
        painter.end()
