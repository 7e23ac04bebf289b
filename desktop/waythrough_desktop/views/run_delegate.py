"""Draws one kept check: the day where it begins, the time, shape and sentence, facts below, marks at the end."""

from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from waythrough_desktop import i18n, icons, style
from waythrough_desktop.models.runs import RunRow, RunsModel

PAD = 10
GAP = 12
ICON = 20

Index = QModelIndex | QPersistentModelIndex


class RunDelegate(QStyledItemDelegate):
    """All rows are equally high, so that a list of thousands needs no measuring."""

    def __init__(self, model: RunsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.top_row = 0
        """The first row that is seen: it tells its day too, although the day began above."""
        self._bold, self._plain, self._small = (
            style.scaled(1.0, bold=True),
            style.scaled(1.0),
            style.scaled(0.86),
        )

        metrics = QFontMetrics(self._bold)
        self._days = max(metrics.horizontalAdvance(each) for each in _long_days()) + PAD + 4

    def row_height(self) -> int:
        """Height of a row with two lines."""
        return _height(QFontMetrics(self._bold)) + _height(QFontMetrics(self._small)) + 2 * 7

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row(index.row())
        theme = style.theme()
        rect: QRect = option.rect
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        days = self._days
        body = rect.adjusted(0, 0, -days, 0) if mirrored else rect.adjusted(days, 0, 0, 0)
        if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(
                QPen(QColor(theme.focus), 2) if state & QStyle.StateFlag.State_HasFocus else Qt.PenStyle.NoPen
            )
            painter.setBrush(QColor(theme.accent_ground if chosen else theme.hover))
            painter.drawRoundedRect(QRectF(body).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
        begins = self._model.begins_day(index.row())
        if begins and index.row():
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(rect.topLeft(), rect.topRight())
        if begins or index.row() == self.top_row:
            gutter = (
                QRect(rect.right() - days + 1, rect.top(), days, rect.height())
                if mirrored
                else QRect(rect.left(), rect.top(), days, rect.height())
            )
            self._day(painter, gutter, row.day, mirrored=mirrored)
        self._body(painter, body.adjusted(PAD, 0, -PAD, 0), row, mirrored=mirrored)
        painter.restore()

    def _day(self, painter: QPainter, rect: QRect, day: str, *, mirrored: bool) -> None:
        painter.setFont(self._bold)
        painter.setPen(QColor(style.theme().text))
        wrapped = _side(mirrored) | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(rect.adjusted(4, 7, -4, 0), wrapped, day)

    def _body(self, painter: QPainter, room: QRect, row: RunRow, *, mirrored: bool) -> None:
        theme = style.theme()
        tone = theme.tones[row.tone]
        middle = Qt.AlignmentFlag.AlignVCenter
        time_width = QFontMetrics(self._plain).horizontalAdvance("00:00") + GAP
        time, room = _cut(room, time_width, mirrored=mirrored)
        painter.setFont(self._plain)
        painter.setPen(QColor(theme.soft_text))
        painter.drawText(time, _side(mirrored) | middle, row.time)
        square, room = _cut(room, ICON + GAP, mirrored=mirrored)
        left = square.right() - ICON + 1 if mirrored else square.left()
        icons.draw(
            painter, row.icon, QRectF(left, square.center().y() - ICON / 2, ICON, ICON), tone.ink, theme.sheet
        )
        for mark in reversed(row.marks):
            room = self._mark(painter, room, mark, mirrored=mirrored)
        first, second = QFontMetrics(self._bold), QFontMetrics(self._small)
        top = room.top() + (room.height() - _height(first) - _height(second)) // 2
        lines = (
            (self._bold, first, row.title, theme.text, top),
            (self._small, second, row.facts, theme.soft_text, top + _height(first)),
        )
        for font, metrics, text, colour, at in lines:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = QRect(room.left(), at, room.width(), _height(metrics))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(line, _side(mirrored) | middle | Qt.TextFlag.TextDontClip, shown)

    def _mark(self, painter: QPainter, room: QRect, text: str, *, mirrored: bool) -> QRect:
        """A word in a frame at the end of the room; what is left of the room."""
        theme, metrics = style.theme(), QFontMetrics(self._small)
        width, height = metrics.horizontalAdvance(text) + 2 * PAD, _height(metrics) + 6
        rest, box = _cut(room, room.width() - width, mirrored=mirrored)
        frame = QRectF(box.left(), box.center().y() - height / 2, width, height)
        painter.setPen(QPen(QColor(theme.field_line), 1))
        painter.setBrush(QColor(theme.sheet))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(self._small)
        painter.setPen(QColor(theme.soft_text))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)
        return rest.adjusted(GAP, 0, 0, 0) if mirrored else rest.adjusted(0, 0, -GAP, 0)


def _long_days() -> list[str]:
    """What has to stand in one line: yesterday, and a day in each month without its year, which may go below."""
    first = date(2026, 1, 28)
    days = (i18n.current().date(first + timedelta(days=30 * month)) for month in range(12))
    return [i18n._("Yesterday"), *(day.rpartition(" ")[0] for day in days)]


def _cut(room: QRect, width: int, *, mirrored: bool) -> tuple[QRect, QRect]:
    """The first `width` of a room in reading direction, and the rest."""
    rest = room.width() - width
    if mirrored:
        return (
            QRect(room.right() - width + 1, room.top(), width, room.height()),
            QRect(room.left(), room.top(), rest, room.height()),
        )
    return (
        QRect(room.left(), room.top(), width, room.height()),
        QRect(room.left() + width, room.top(), rest, room.height()),
    )


def _side(mirrored: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


def _height(metrics: QFontMetrics) -> int:
    # Arabic script is taller than the Latin font tells, and its letters hang lower.
    return round(metrics.height() * (1.12 if i18n.right_to_left() else 1.0))
