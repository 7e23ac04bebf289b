"""A line over time: gaps stay gaps, arrows walk from point to point, and a sentence says what can be seen."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from waythrough_desktop import style
from waythrough_desktop.models.points import Series
from waythrough_desktop.views.chart_scale import Column, Scale, columns, scale_of

PAD = 10
GRID = 5
ROOM_A_POINT = 9
"""Pixels for each point from which on every one gets a dot."""
DOT = 3


class Chart(QWidget):
    """Shows one Series. Thin lines only: wide smooth ones cost ten times as much."""

    walked = Signal(str)  # the point that was gone to, as a sentence

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: Series | None = None
        self._scale = Scale(0.0, 0.0, 1.0)
        self._at = -1
        self._picture: QPixmap | None = None
        self._font = style.scaled(0.86)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(9 * QFontMetrics(self._font).height())

    @property
    def place(self) -> int:
        """The point that was gone to, -1 for none."""
        return self._at

    def show_series(self, series: Series) -> None:
        """Show these points."""
        self._series, self._scale, self._at = series, scale_of(series.points, series.top), -1
        self._picture = None
        self.setAccessibleName(series.name)
        self.setAccessibleDescription(series.sentence)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 260)

    def plot(self) -> QRect:
        """The area of the lines, without the words round it."""
        metrics = QFontMetrics(self._font)
        series = self._series
        widest = (
            max((metrics.horizontalAdvance(series.name_value(mark)) for mark in self._marks()), default=0)
            if series
            else 0
        )
        line = metrics.height()
        left, right = widest + 2 * PAD, 2 * PAD
        if self._mirrored:
            left, right = right, left
        return self.rect().adjusted(left, line, -right, -(line + 2 * PAD))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn())
        if self._series is not None and self._series.points:
            self._draw_place(painter, self.plot(), self._series)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)  # the ring of the point has filled itself
            painter.setPen(QPen(QColor(style.theme().focus), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _drawn(self) -> QPixmap:
        """The chart without the point that was gone to, drawn anew only when its size or series is another."""
        ratio = self.devicePixelRatioF()
        wanted = self.size() * ratio
        if self._picture is None or self._picture.size() != wanted:
            picture = self._picture = QPixmap(wanted)
            picture.setDevicePixelRatio(ratio)
            picture.fill(QColor(style.theme().sheet))
            if self._series is not None and self._series.points:
                painter, plot = QPainter(picture), self.plot()
                painter.setFont(self._font)
                self._draw_grid(painter, plot, self._series)
                self._draw_line(painter, plot, self._series)
                painter.end()
        return self._picture

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._series.points) if self._series is not None else 0
        later = Qt.Key.Key_Left if self._mirrored else Qt.Key.Key_Right
        sooner = Qt.Key.Key_Right if self._mirrored else Qt.Key.Key_Left
        steps = {later: self._at + 1, sooner: self._at - 1 if self._at >= 0 else count - 1}
        steps |= {Qt.Key.Key_Home: 0, Qt.Key.Key_End: count - 1}
        wanted = steps.get(Qt.Key(event.key()))
        if wanted is None or not count:
            super().keyPressEvent(event)
            return
        self._go(min(max(wanted, 0), count - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._series is not None and self._series.points:
            plot = self.plot()
            share = (event.position().x() - plot.left()) / max(plot.width() - 1, 1)
            moment = self._scale.moment(1 - share if self._mirrored else share)
            points = self._series.points
            self._go(min(range(len(points)), key=lambda place: abs(points[place].when - moment)))
        super().mousePressEvent(event)

    @property
    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _go(self, place: int) -> None:
        self._at = place
        self.update()
        if self._series is not None:
            told = self._series.tell(place)
            self.walked.emit(told)
            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

    def _marks(self) -> Iterator[float]:
        return (self._scale.top * step / GRID for step in range(GRID + 1))

    def _on(self, plot: QRect) -> Callable[[int, float], QPoint]:
        """What places a column and a share of the height on the widget; made once for thousands of points."""
        left, right, bottom, height, mirrored = (
            plot.left(),
            plot.right(),
            plot.bottom(),
            plot.height() - 1,
            self._mirrored,
        )

        def place(x: int, y: float) -> QPoint:
            return QPoint(right - x if mirrored else left + x, bottom - round(y * height))

        return place

    def _draw_grid(self, painter: QPainter, plot: QRect, series: Series) -> None:
        theme, metrics = style.theme(), QFontMetrics(self._font)
        line = metrics.height()
        side = Qt.AlignmentFlag.AlignLeft if self._mirrored else Qt.AlignmentFlag.AlignRight
        align = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        for mark in self._marks():
            at = self._on(plot)(0, self._scale.y(mark)).y()
            painter.setPen(QPen(QColor(theme.line), 0))
            painter.drawLine(plot.left(), at, plot.right(), at)
            words = QRect(plot.right() + PAD, at - line // 2, self.width(), line)
            if not self._mirrored:
                words = QRect(0, at - line // 2, plot.left() - PAD, line)
            painter.setPen(QColor(theme.soft_text))
            painter.drawText(
                words,
                align,
                series.name_value(mark),
            )
        self._draw_days(painter, plot, series)

    def _draw_days(self, painter: QPainter, plot: QRect, series: Series) -> None:
        """As many days below the plot as there is room for, from its first to its last."""
        metrics = QFontMetrics(self._font)
        last = series.name_day(self._scale.end)
        room = metrics.horizontalAdvance(last) * 3 // 2 + PAD
        many = max(1, min(5, plot.width() // max(room, 1)))
        told = ""
        for step in range(many):
            share = step / (many - 1) if many > 1 else 1.0
            text = series.name_day(self._scale.moment(share))
            if text == told:
                continue
            told = text
            width = metrics.horizontalAdvance(text)
            centre = self._on(plot)(round(share * (plot.width() - 1)), 0).x()
            left = min(max(centre - width // 2, 0), self.width() - width)
            painter.drawText(
                QRect(left, plot.bottom() + PAD // 2, width, metrics.height() + 4),
                Qt.AlignmentFlag.AlignCenter,
                text,
            )

    def _draw_line(self, painter: QPainter, plot: QRect, series: Series) -> None:
        theme, on = style.theme(), self._on(plot)
        found = list(columns(series.points, self._scale, plot.width()))
        for part in _parts(found):
            if series.filled:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.accent_ground))
                painter.drawPolygon(
                    [*(on(each.x, each.high) for each in part), on(part[-1].x, 0), on(part[0].x, 0)]
                )
                painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.progress), 0))
            line = [on(each.x, y) for each in part for y in each.heights]
            painter.drawPolyline(line)
            painter.drawPoint(line[-1])  # a line of one point would not be seen
        if len(found) * ROOM_A_POINT <= plot.width():
            painter.setBrush(QColor(theme.progress))
            for column in found:
                painter.drawEllipse(on(column.x, column.last), DOT, DOT)

    def _draw_place(self, painter: QPainter, plot: QRect, series: Series) -> None:
        """The point under the keyboard: a line through it, a ring round it."""
        if self._at < 0:
            return
        theme, point = style.theme(), series.points[self._at]
        x, on = round(self._scale.x(point.when) * max(plot.width() - 1, 0)), self._on(plot)
        painter.setPen(QPen(QColor(theme.focus), 0))
        painter.drawLine(on(x, 0), on(x, 1))
        if point.value is not None:
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.setBrush(QColor(theme.sheet))
            painter.drawEllipse(on(x, self._scale.y(point.value)), DOT + 2, DOT + 2)


def _parts(found: list[Column]) -> Iterator[list[Column]]:
    """Columns between two gaps."""
    part: list[Column] = []
    for column in found:
        if part and not column.joined:
            yield part
            part = []
        part.append(column)
    if part:
        yield part
