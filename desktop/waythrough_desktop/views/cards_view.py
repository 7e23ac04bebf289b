"""The cards as a list: arrows move, Enter or a click opens the reasons or the fold, nothing moves by itself."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from waythrough_desktop.models.cards import CardsModel, Kind
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.views.card_delegate import BETWEEN, CardDelegate
from waythrough_desktop.views.tiles import Tiles

LEAST_CARDS = 2
Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, str]


class CardsView(QListView):
    """Only the lines that can be seen are drawn, so that 200 services cost no more than a few."""

    opened = Signal(str, str)  # platform id, path id

    def __init__(self, matrix: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = matrix
        self._cards = CardsModel(matrix, self)
        self._tiles = Tiles()
        self._drawn = CardDelegate(self._cards, self._tiles, self)
        self._words: tuple[str, ...] = ()
        self._kept: Key | None = None
        self.setModel(self._cards)
        self.setItemDelegate(self._drawn)
        self.setProperty("look", "cards")
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._press)
        self.entered.connect(self._hover)
        self._cards.modelAboutToBeReset.connect(self._keep)
        self._cards.modelReset.connect(self._restore)
        self._fit()

    def set_words(self, words: tuple[str, ...]) -> None:
        """The words that a tile may show: all tiles are made wide enough for them."""
        self._words = words
        self._fit()

    def set_detailed(self, detailed: bool) -> None:
        """Second lines for field staff instead of the plain time."""
        self._tiles.detailed = detailed
        self._fit()

    def current_key(self) -> Key | None:
        """Service and way of the line where the keyboard is."""
        index = self.currentIndex()
        return self._cards.key_at(index) if index.isValid() else None

    def set_current_key(self, key: Key | None) -> None:
        """Go to the line of a cell."""
        index = self._cards.index_of(key) if key is not None else QModelIndex()
        if index.isValid():
            self.setCurrentIndex(index)

    def sizeHint(self) -> QSize:
        return QSize(300, self.minimumHeight())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(QModelIndex())
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_keyboard = event.reason() is not Qt.FocusReason.MouseFocusReason
        if by_keyboard and not self.currentIndex().isValid():
            seen = self.indexAt(self.viewport().rect().center() * 0)
            self.setCurrentIndex(seen if seen.isValid() else self._cards.index(0))
        super().focusInEvent(event)
        self._ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._ring()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        opens = Qt.Key.Key_Left if self.isRightToLeft() else Qt.Key.Key_Right
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if index.isValid():
                self._press(index)
            case Qt.Key.Key_Left | Qt.Key.Key_Right if index.isValid():
                self._unfold(index, event.key() == opens)
            case _:
                super().keyPressEvent(event)

    def _unfold(self, index: QModelIndex, unfolded: bool) -> None:
        if not unfolded:
            self.setCurrentIndex(self._cards.head_of(index))  # the line itself may be about to go
        self._cards.unfold(index, unfolded)

    def _press(self, index: QModelIndex) -> None:
        if self._cards.kind_at(index) is Kind.FOLD:
            self._cards.toggle(index)
        else:
            self.opened.emit(*self._cards.key_at(index))

    def _fit(self) -> None:
        self._drawn.tile_width = self._tiles.words_width(self._words)
        card = self._drawn.height_of(Kind.SERVICE) + self._drawn.height_of(Kind.FOLD) + BETWEEN
        self.setMinimumHeight(LEAST_CARDS * card)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _ring(self) -> None:
        before = self._drawn.focused
        self._drawn.focused = QPersistentModelIndex(self.currentIndex()) if self.hasFocus() else QModelIndex()
        self._repaint(before, self._drawn.focused)

    def _hover(self, index: QModelIndex) -> None:
        before = self._drawn.hovered
        self._drawn.hovered = QPersistentModelIndex(index)
        self._repaint(before, index)

    def _repaint(self, *indexes: Index) -> None:
        for index in indexes:
            if index.isValid():
                self.update(self._cards.index(index.row()))

    def _keep(self) -> None:
        self._kept = self.current_key() if self.currentIndex().isValid() else self._kept

    def _restore(self) -> None:
        key, self._kept = self._kept, None
        if key is not None and key[0] in self._matrix.row_ids and key[1] in self._matrix.column_ids:
            self.set_current_key(key)
