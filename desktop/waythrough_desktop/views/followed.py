"""What table and cards share: they show where the keyboard and the pointer are, and tell it by service and way."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView

from waythrough_desktop.models.matrix import MatrixModel

Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, str]


class Drawn(Protocol):
    """A delegate that draws a ring round one place and lifts another."""

    focused: Index
    hovered: Index


class Keyed(Protocol):
    """A model whose places belong to a service and a way."""

    def key_at(self, index: Index) -> Key: ...

    def index_of(self, key: Key) -> QModelIndex: ...


if TYPE_CHECKING:
    _View = QAbstractItemView
else:
    _View = object  # Qt's own class comes by the other base of whoever uses this


class Followed(_View):
    """Stands before Qt's view among the bases; `follow` comes before anything is shown."""

    _matrix: MatrixModel
    _places: Keyed
    _marks: Drawn
    _kept: Key | None = None

    def follow(self, places: Keyed, marks: Drawn) -> None:
        """Ask this model for keys, and tell this delegate where keyboard and pointer are."""
        self._places, self._marks = places, marks
        self.setMouseTracking(True)
        self.entered.connect(self._hover)

    def current_key(self) -> Key | None:
        """Service and way of the place where the keyboard is."""
        index = self.currentIndex()
        return self._places.key_at(index) if index.isValid() else None

    def set_current_key(self, key: Key | None) -> None:
        """Go to the place of a service and a way."""
        index = self._places.index_of(key) if key is not None else QModelIndex()
        if index.isValid():
            self.setCurrentIndex(index)

    def sizeHint(self) -> QSize:
        return QSize(300, self.minimumHeight())  # it takes what is left, and asks for no more than its least

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(QModelIndex())
        return super().viewportEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ring()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.ring()

    def ring(self) -> None:
        """Keep the focus ring where the keyboard is."""
        before = self._marks.focused
        self._marks.focused = QPersistentModelIndex(self.currentIndex()) if self.hasFocus() else QModelIndex()
        self._repaint(before, self._marks.focused)

    def _keep(self) -> None:
        """The model is about to begin anew: note the place."""
        self._kept = self.current_key() if self.currentIndex().isValid() else self._kept

    def _restore(self) -> None:
        """Go to the place that was noted, if service and way are there."""
        key, self._kept = self._kept, None
        if key is not None and key[0] in self._matrix.row_ids and key[1] in self._matrix.column_ids:
            self.set_current_key(key)

    def _hover(self, index: QModelIndex) -> None:
        before = self._marks.hovered
        self._marks.hovered = QPersistentModelIndex(index)
        self._repaint(before, index)

    def _repaint(self, *indexes: Index) -> None:
        for index in indexes:
            if index.isValid():
                self.update(self.model().index(index.row(), index.column()))
