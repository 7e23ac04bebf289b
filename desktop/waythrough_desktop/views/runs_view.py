"""The list of kept checks: arrows move, Enter or a click opens one, Delete asks whether it shall go."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from waythrough_desktop.models.runs import RunsModel
from waythrough_desktop.views.run_delegate import RunDelegate

LEAST_ROWS = 3
Index = QModelIndex | QPersistentModelIndex


class RunsView(QListView):
    """All rows are equally high, so ten thousand need no more than twenty."""

    opened = Signal(str)  # run id
    delete_asked = Signal(str)

    def __init__(self, model: RunsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = model
        self._rows = RunDelegate(model, self)
        self.setModel(model)
        self.setItemDelegate(self._rows)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setMinimumHeight(LEAST_ROWS * self._rows.row_height())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._top_id = ""
        model.modelAboutToBeReset.connect(self._note_place)
        model.modelReset.connect(self._keep_place)

    @property
    def current_id(self) -> str:
        """The check under the keyboard, "" for none."""
        index = self.currentIndex()
        return self._runs.id_at(index.row()) if index.isValid() else ""

    def go_to(self, run_id: str) -> None:
        """Put the keyboard on a check, where it is listed."""
        place = self._runs.place_of(run_id)
        if place >= 0:
            self.setCurrentIndex(self._runs.index(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_keyboard = event.reason() is not Qt.FocusReason.MouseFocusReason
        if by_keyboard and not self.currentIndex().isValid() and self._runs.rowCount():
            self.setCurrentIndex(self._runs.index(max(self._rows.top_row, 0)))
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Delete and self.current_id:
            self.delete_asked.emit(self.current_id)
            return
        super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        if index.isValid():
            self.opened.emit(self._runs.id_at(index.row()))

    def _note_place(self) -> None:
        """What stands at the top, unless that is the newest check: rows that come later move nothing away."""
        at_start = self.verticalScrollBar().value() == 0 or not self._runs.rowCount()
        top = -1 if at_start else self._top_row()
        self._top_id = self._runs.id_at(top) if top >= 0 else ""

    def _keep_place(self) -> None:
        place = self._runs.place_of(self._top_id) if self._top_id else -1
        if place >= 0:
            self.scrollTo(self._runs.index(place), QAbstractItemView.ScrollHint.PositionAtTop)
        self._scrolled()

    def _top_row(self) -> int:
        return self.indexAt(self.viewport().rect().topLeft()).row()

    def _scrolled(self) -> None:
        """The first row that is whole tells its day."""
        top = self._top_row()
        if top != self._rows.top_row:
            self._rows.top_row = top
            self.viewport().update()
