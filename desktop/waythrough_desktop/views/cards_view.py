"""The cards as a list: arrows move, Enter or a click opens the reasons or the fold, nothing moves by itself."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from waythrough_desktop.models.cards import CardsModel, Kind
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.views.card_delegate import BETWEEN, CardDelegate
from waythrough_desktop.views.followed import Followed
from waythrough_desktop.views.tiles import Tiles

LEAST_CARDS = 2


class CardsView(Followed, QListView):
    """Only the lines that can be seen are drawn, so that 200 services cost no more than a few."""

    opened = Signal(str, str)  # platform id, path id

    def __init__(self, matrix: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = matrix
        self._cards = CardsModel(matrix, self)
        self._tiles = Tiles()
        self._drawn = CardDelegate(self._cards, self._tiles, self)
        self._words: tuple[str, ...] = ()
        self.follow(self._cards, self._drawn)
        self.setModel(self._cards)
        self.setItemDelegate(self._drawn)
        self.setProperty("look", "cards")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._press)
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_keyboard = event.reason() is not Qt.FocusReason.MouseFocusReason
        if by_keyboard and not self.currentIndex().isValid():
            seen = self.indexAt(self.viewport().rect().center() * 0)
            self.setCurrentIndex(seen if seen.isValid() else self._cards.index(0))
        super().focusInEvent(event)
        self.ring()

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
