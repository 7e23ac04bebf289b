"""Paints the lines of the cards: a service with what it comes to, the fold below it, and its ways."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.models.cards import CardLine, CardsModel, Kind
from waythrough_desktop.views.tiles import Tiles

BETWEEN = 9
FOOT = 5
PAD = 14
LETTERS_MOST = 84
"""So many letters wide is a card at most: a name and its result are read together."""
CHEVRON = 16
RADIUS = 10
NAME_FACTOR = 1.12

Index = QModelIndex | QPersistentModelIndex


class CardDelegate(QStyledItemDelegate):
    """A card is drawn line by line: frame first, then words at the start and the tile at the end."""

    def __init__(self, model: CardsModel, tiles: Tiles, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.tiles = tiles
        self.tile_width = 0
        self.focused: Index = QModelIndex()
        self.hovered: Index = QModelIndex()

    def height_of(self, kind: Kind) -> int:
        """Height of a line of this kind, without what stands below the last one."""
        if kind is Kind.FOLD:
            return round(1.9 * QFontMetrics(style.scaled(1.0)).height())
        words = _height(style.scaled(NAME_FACTOR, bold=True)) + _height(style.scaled(0.95))
        return max(words + 14, self.tiles.row_height()) if kind is Kind.SERVICE else self.tiles.row_height()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = self._model.line_at(index.row())
        return QSize(200, self.height_of(line.kind) + (FOOT + BETWEEN if line.last else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._model.line_at(index.row())
        whole: QRect = option.rect
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        rect = self._card_rect(whole, mirrored=mirrored)
        rect.adjust(0, 1 if line.first else 0, 0, -BETWEEN if line.last else 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(whole)
        self._frame(painter, rect, line, hovered=index == self.hovered)
        rect.adjust(0, 0, 0, -FOOT if line.last else 0)
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        if line.kind is Kind.FOLD:
            self._fold(painter, inner, line, mirrored=mirrored)
        else:
            self._result(painter, inner, line, mirrored=mirrored)
        if index == self.focused:
            painter.setPen(QPen(QColor(style.theme().focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(3, 2, -3, -2), RADIUS - 2, RADIUS - 2)
        painter.restore()

    def _card_rect(self, whole: QRect, *, mirrored: bool) -> QRect:
        most = LETTERS_MOST * QFontMetrics(style.scaled(1.0)).averageCharWidth()
        width = min(whole.width() - 5, most)
        return QRect(
            whole.right() - 2 - width if mirrored else whole.left() + 2, whole.top(), width, whole.height()
        )

    def _frame(self, painter: QPainter, rect: QRect, line: CardLine, *, hovered: bool) -> None:
        """The part of the card's frame that runs along this line: the rest lies outside of the clip."""
        theme = style.theme()
        beyond = 2 * RADIUS
        frame = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
        frame.adjust(0, 0 if line.first else -beyond, 0, 0 if line.last else beyond)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.hover if hovered else theme.sheet))
        painter.drawRoundedRect(frame, RADIUS, RADIUS)

    def _fold(self, painter: QPainter, rect: QRect, line: CardLine, *, mirrored: bool) -> None:
        ink = style.theme().accent_ink
        closed = "chevron_left" if mirrored else "chevron_right"
        start = rect.right() - CHEVRON + 1 if mirrored else rect.left()
        square = QRectF(start, rect.center().y() - CHEVRON / 2, CHEVRON, CHEVRON)
        icons.draw(painter, "chevron_down" if line.unfolded else closed, square, ink)
        room = rect.adjusted(0, 0, -CHEVRON - 6, 0) if mirrored else rect.adjusted(CHEVRON + 6, 0, 0, 0)
        self._words(painter, room, line.name, style.scaled(1.0, bold=True), ink, mirrored=mirrored)

    def _result(self, painter: QPainter, rect: QRect, line: CardLine, *, mirrored: bool) -> None:
        theme = style.theme()
        service = line.kind is Kind.SERVICE
        width = min(self.tile_width, rect.width() * 3 // 5)
        height = self.tiles.row_height()
        left = rect.left() if mirrored else rect.right() - width + 1
        tile = QRect(left, rect.center().y() - height // 2 + 1, width, height)
        self.tiles.draw(painter, tile, line.face, mirrored=mirrored)
        step = 0 if service else CHEVRON + 6
        room = (
            rect.adjusted(width + PAD, 0, -step, 0) if mirrored else rect.adjusted(step, 0, -width - PAD, 0)
        )
        name = style.scaled(NAME_FACTOR, bold=True) if service else style.scaled(1.0, bold=True)
        small = style.scaled(0.95) if service else style.scaled(0.88)
        if not line.line:
            self._words(painter, room, line.name, name, theme.text, mirrored=mirrored)
            return
        above, below = _height(name), _height(small)
        top = room.center().y() - (above + below) // 2 + 1
        first = QRect(room.left(), top, room.width(), above)
        second = QRect(room.left(), top + above, room.width(), below)
        self._words(painter, first, line.name, name, theme.text, mirrored=mirrored)
        self._words(painter, second, line.line, small, theme.soft_text, mirrored=mirrored)

    def _words(
        self, painter: QPainter, rect: QRect, text: str, font: QFont, ink: str, *, mirrored: bool
    ) -> None:
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        align = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, align | Qt.TextFlag.TextDontClip, shown)


def _height(font: QFont) -> int:
    return QFontMetrics(font).height()
