"""Draws tiles of shape, word and second line, each look once: afterwards a tile is one picture put on the screen."""

from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from waythrough_desktop import i18n, icons, style
from waythrough_desktop.models.face import Face
from waythrough_desktop.theme import Tone, ToneName

RING = 2
GAP = 3
PAD = 9
ICON = 20  # pixels at least; with larger text it grows with the words
RADIUS = 6
CACHE_LIMIT = 1024
DETAILED_LEAST = 196


class _Look(NamedTuple):
    icon: str
    tone: ToneName
    text: str
    line: str
    width: int
    height: int
    focused: bool
    hovered: bool
    mirrored: bool
    ratio: float


class Tiles:
    """The pictures of cells, for the table and the cards alike."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[_Look, QPixmap] = OrderedDict()
        self.detailed = False
        self.restyle()

    def restyle(self) -> None:
        """Forget what was drawn, after a change of theme or font."""
        self._word_font = style.scaled(1.0, bold=True)
        self._line_font = style.scaled(0.86)
        self._icon = max(ICON, QFontMetrics(self._word_font).ascent() + 4)
        self._pictures.clear()

    def row_height(self) -> int:
        """Height of a row that holds two lines in any of the scripts of the window."""
        return _height(self._word_font) + _height(self._line_font) + 2 * GAP + 5

    def text_width(self, text: str, line: str = "") -> int:
        """Width of a cell that shows this word and second line in full."""
        words = QFontMetrics(self._word_font).horizontalAdvance(text)
        lines = QFontMetrics(self._line_font).horizontalAdvance(line)
        return max(words, lines) + self._icon + 3 * PAD + 2 * GAP

    def words_width(self, words: tuple[str, ...]) -> int:
        """Width in which each of these words, and the details for field staff where they are shown, have room."""
        widest = max((self.text_width(word) for word in words), default=0)
        return max(widest, DETAILED_LEAST) if self.detailed else widest

    def draw(
        self,
        painter: QPainter,
        rect: QRect,
        face: Face,
        *,
        mirrored: bool,
        focused: bool = False,
        hovered: bool = False,
    ) -> None:
        """Put the tile of a cell into its place."""
        look = _Look(
            icon=face.icon,
            tone=face.tone,
            text=face.text,
            line=face.detail if self.detailed else face.line,
            width=rect.width(),
            height=rect.height(),
            focused=focused,
            hovered=hovered,
            mirrored=mirrored,
            ratio=painter.device().devicePixelRatio(),
        )
        painter.drawPixmap(rect.topLeft(), self._picture(look))

    def _picture(self, look: _Look) -> QPixmap:
        known = self._pictures.get(look)
        if known is not None:
            self._pictures.move_to_end(look)
            return known
        picture = self._draw(look)
        self._pictures[look] = picture
        if len(self._pictures) > CACHE_LIMIT:
            self._pictures.popitem(last=False)
        return picture

    def _draw(self, look: _Look) -> QPixmap:
        theme = style.theme()
        tone = theme.tones[look.tone]
        picture = QPixmap(QSize(look.width, look.height) * look.ratio)
        picture.setDevicePixelRatio(look.ratio)
        picture.fill(QColor(theme.sheet))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if look.mirrored else Qt.LayoutDirection.LeftToRight
        )
        tile = QRectF(0, 0, look.width, look.height).adjusted(GAP, GAP, -GAP, -GAP)
        self._tile(painter, tile, tone, look)
        self._words(painter, tile.toRect(), tone, look)
        painter.end()
        return picture

    def _tile(self, painter: QPainter, tile: QRectF, tone: Tone, look: _Look) -> None:
        theme = style.theme()
        painter.setPen(QPen(QColor(tone.edge), 1) if look.tone is ToneName.NONE else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ground))
        inset = 0.5 if look.tone is ToneName.NONE else 0.0
        if look.focused:  # a gap to the ring, which is not seen beside every tone
            inset = RING
        painter.drawRoundedRect(tile.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        if look.hovered or look.focused:
            colour = QColor(theme.focus if look.focused else tone.edge)
            painter.setPen(QPen(colour, RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            reach = 1 if look.focused else -1
            painter.drawRoundedRect(tile.adjusted(-reach, -reach, reach, reach), RADIUS + 1, RADIUS + 1)

    def _words(self, painter: QPainter, tile: QRect, tone: Tone, look: _Look) -> None:
        if not look.text:
            return
        inner = tile.adjusted(PAD, 0, -PAD, 0)
        icon_at = inner.right() - self._icon + 1 if look.mirrored else inner.left()
        square = QRectF(icon_at, tile.center().y() - self._icon / 2 + 0.5, self._icon, self._icon)
        icons.draw(painter, look.icon, square, tone.ink, tone.cut)
        step = self._icon + PAD
        room = inner.adjusted(0, 0, -step, 0) if look.mirrored else inner.adjusted(step, 0, 0, 0)
        side = Qt.AlignmentFlag.AlignRight if look.mirrored else Qt.AlignmentFlag.AlignLeft
        align = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(tone.ink))
        metrics = QFontMetrics(self._word_font)
        painter.setFont(self._word_font)
        fits = metrics.horizontalAdvance(look.text) <= room.width()
        if look.line and fits:
            word_height, line_height = _height(self._word_font), _height(self._line_font)
            top = room.top() + (room.height() - word_height - line_height) // 2
            first = QRect(QPoint(room.left(), top), QSize(room.width(), word_height))
            second = QRect(QPoint(room.left(), top + word_height), QSize(room.width(), line_height))
            elide = Qt.TextElideMode.ElideRight
            painter.drawText(first, align, metrics.elidedText(look.text, elide, room.width()))
            painter.setFont(self._line_font)
            small = QFontMetrics(self._line_font)
            painter.drawText(second, align, small.elidedText(look.line, elide, room.width()))
        elif fits:
            painter.drawText(room, align, look.text)
        else:
            self._two_lines(painter, room, align, look.text)

    def _two_lines(self, painter: QPainter, room: QRect, align: Qt.AlignmentFlag, text: str) -> None:
        """A long word, broken where both halves are shortest; the natural line height would not fit a cell."""
        font = style.scaled(0.86, bold=True)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        spaces = [place for place, char in enumerate(text) if char == " "] or [len(text)]
        parts = min(
            ((text[:place], text[place + 1 :]) for place in spaces),
            key=lambda pair: max(metrics.horizontalAdvance(half) for half in pair),
        )
        height = min(_height(font), room.height() // 2)
        top = room.center().y() - height + 1
        for number, half in enumerate(parts):
            line = QRect(QPoint(room.left(), top + number * height), QSize(room.width(), height))
            shown = metrics.elidedText(half, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(line, align | Qt.TextFlag.TextDontClip, shown)


def _height(font: QFont) -> int:
    # Arabic script is taller than the Latin font tells, and its letters hang lower.
    metrics = QFontMetrics(font)
    return round(metrics.height() * (1.12 if i18n.right_to_left() else 0.97))
