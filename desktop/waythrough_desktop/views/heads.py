"""The heads of the matrix: names of services at the side, names and states of ways on top."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.models.face import ColumnHead, RowHead
from waythrough_desktop.models.matrix import HEAD_ROLE
from waythrough_desktop.theme import ToneName

PAD = 10
STAR = 12
ROW_HEAD_MOST = 220
ROW_HEAD_LEAST = 110


class _Heads(QHeaderView):
    """What both kinds of heads share."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _line(self, painter: QPainter, rect: QRect, text: str) -> None:
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, shown)


class RowHeads(_Heads):
    """Names of services."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._width = ROW_HEAD_LEAST

    def measure(self, names: Iterable[str]) -> None:
        """Become wide enough for these names, within limits; Qt asks for the size too often to do it then."""
        metrics = QFontMetrics(style.scaled(1.0, bold=True))
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        self._width = min(max(widest + 2 * PAD + 2, ROW_HEAD_LEAST), ROW_HEAD_MOST)

    def sizeHint(self) -> QSize:
        return QSize(self._width, 0)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        head = self.model().headerData(section, Qt.Orientation.Vertical, HEAD_ROLE)
        painter.save()
        painter.fillRect(rect, QColor(style.theme().sheet))
        if isinstance(head, RowHead):
            painter.setFont(style.scaled(1.0, bold=True))
            painter.setPen(QColor(style.theme().text))
            self._line(painter, rect.adjusted(PAD, 0, -PAD, 0), head.name)
        painter.restore()


class ColumnHeads(_Heads):
    """Names of ways, what kind they are, what they open, and the badge of the best one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)  # a click sorts by this way
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(0, self._name_height() + 2 * self._line_height() + 10)

    def head_width(self, head: ColumnHead) -> int:
        """Width in which nothing of a head is cut off."""
        bold, small = QFontMetrics(style.scaled(1.0, bold=True)), QFontMetrics(style.scaled(0.88))
        name = (
            bold.horizontalAdvance(head.name) + 2 + (self._badge_width(head.best) + PAD if head.best else 0)
        )
        return max(name, small.horizontalAdvance(head.kind), small.horizontalAdvance(head.state)) + 2 * PAD

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = style.theme()
        head = self.model().headerData(section, Qt.Orientation.Horizontal, HEAD_ROLE)
        painter.save()
        painter.fillRect(rect, QColor(theme.sheet))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if isinstance(head, ColumnHead):
            self._paint_head(painter, rect.adjusted(PAD, 4, -PAD, -6), head)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, head: ColumnHead) -> None:
        theme = style.theme()
        name_height, line_height = self._name_height(), self._line_height()
        badge = self._badge_width(head.best) if head.best else 0
        painter.setFont(style.scaled(1.0, bold=True))
        name = QFontMetrics(painter.font()).horizontalAdvance(head.name) + 2
        room = min(name, rect.width() - (badge + PAD if badge else 0))
        left = rect.right() - room + 1 if self.isRightToLeft() else rect.left()
        painter.setPen(QColor(theme.text))
        self._line(painter, QRect(left, rect.top(), room, name_height), head.name)
        if badge:
            start = left - PAD + 2 - badge if self.isRightToLeft() else left + room + PAD - 2
            self._paint_badge(painter, QRect(start, rect.top() + 1, badge, name_height - 2), head.best)
        painter.setFont(style.scaled(0.88))
        painter.setPen(QColor(theme.soft_text))
        place = QRect(QPoint(rect.left(), rect.top() + name_height), QSize(rect.width(), line_height))
        self._line(painter, place, head.kind)
        if head.tone is not ToneName.NONE:
            painter.setPen(QColor(theme.tones[head.tone].ink))
        self._line(painter, place.translated(0, line_height), head.state)

    def _paint_badge(self, painter: QPainter, rect: QRect, text: str) -> None:
        green = style.theme().tones[ToneName.GREEN]
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(green.ink))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        star_at = rect.right() - 6 - STAR if self.isRightToLeft() else rect.left() + 7
        icons.draw(
            painter,
            "star",
            QRect(star_at, rect.center().y() - STAR // 2 + 1, STAR, STAR).toRectF(),
            green.cut,
        )
        painter.setFont(style.scaled(0.86, bold=True))
        painter.setPen(QColor(green.cut))
        words = (
            rect.adjusted(8, 0, -10 - STAR, 0) if self.isRightToLeft() else rect.adjusted(10 + STAR, 0, -8, 0)
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)

    def _badge_width(self, text: str) -> int:
        return QFontMetrics(style.scaled(0.86, bold=True)).horizontalAdvance(text) + STAR + 20

    def _name_height(self) -> int:
        return QFontMetrics(style.scaled(1.0, bold=True)).height() + 4

    def _line_height(self) -> int:
        return QFontMetrics(style.scaled(0.88)).height() + 1
