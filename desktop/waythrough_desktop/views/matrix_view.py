"""The matrix as a table: arrows move, Enter or a click opens the reasons, nothing moves by itself."""

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.views.cell_delegate import CellDelegate
from waythrough_desktop.views.followed import Followed
from waythrough_desktop.views.heads import ColumnHeads, RowHeads

COLUMN_MOST = 230
LEAST_ROWS = 4
SEEN_AT_ONCE = 3
"""A table in which not even the line itself and two ways are seen side by side is no table."""


class MatrixView(Followed, QTableView):
    """A table whose columns share the room there is, within what their words need."""

    opened = Signal(str, str)  # platform id, path id
    sort_asked = Signal(str)  # path id

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = model
        self._words: tuple[str, ...] = ()
        self._word_width = 0
        self._cells = CellDelegate(model, self)
        self._heads = ColumnHeads(self)
        self.setHorizontalHeader(self._heads)
        self._rows = RowHeads(self)
        self.setVerticalHeader(self._rows)
        self.setItemDelegate(self._cells)
        self.follow(self._matrix, self._cells)
        self.setModel(model)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        self._heads.sectionClicked.connect(self._sort)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._begin)
        model.layoutChanged.connect(self._fit)
        model.headerDataChanged.connect(self._fit_heads)
        self._fit()

    def set_words(self, words: tuple[str, ...]) -> None:
        """The words that a cell may show: columns are made wide enough for all but the rare long ones."""
        self._words = words
        self._fit_words()
        self._fit()

    def set_detailed(self, detailed: bool) -> None:
        """Second lines for field staff instead of the plain time."""
        self._cells.tiles.detailed = detailed
        self._fit_words()
        self._fit()
        self.viewport().update()

    def width_wanted(self) -> int:
        """Width in which the first few ways are seen side by side."""
        ways = min(self._matrix.columnCount(), SEEN_AT_ONCE)
        needs = sum(self._need(column) for column in range(ways))
        return self._rows.sizeHint().width() + needs + self.verticalScrollBar().sizeHint().width()

    def width_most(self) -> int:
        """Width in which every way has as much room as it may take."""
        columns = range(self._matrix.columnCount())
        widths = sum(max(COLUMN_MOST, self._need(column)) for column in columns)
        return self._rows.sizeHint().width() + widths + self.verticalScrollBar().sizeHint().width()

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_keyboard = event.reason() is not Qt.FocusReason.MouseFocusReason
        if by_keyboard and not self.currentIndex().isValid():
            # What can be seen, not the first row: a table that was scrolled stays where it is.
            start = self.viewport().width() - 1 if self.isRightToLeft() else 0
            self.setCurrentIndex(self._matrix.index(max(self.rowAt(0), 0), max(self.columnAt(start), 0)))
        super().focusInEvent(event)
        self.ring()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(*self._matrix.key_at(index))

    def _sort(self, column: int) -> None:
        self.sort_asked.emit(self._matrix.column_head(column).id)

    def _begin(self) -> None:
        self._rows.measure(self._matrix.row_names)
        self._fit()
        self._restore()

    def _fit(self) -> None:
        columns = self._matrix.columnCount()
        with QSignalBlocker(self._heads):
            self.verticalHeader().setDefaultSectionSize(self._cells.tiles.row_height())
            if columns:
                room = self.viewport().width() // columns
                for column in range(columns):
                    need = self._need(column)
                    self._heads.resizeSection(column, max(need, min(room, max(COLUMN_MOST, need))))
        self.setMinimumHeight(self._heads.sizeHint().height() + LEAST_ROWS * self._cells.tiles.row_height())
        self.updateGeometries()

    def _fit_heads(self, orientation: Qt.Orientation, first: int, last: int) -> None:
        """A head that has changed may need more room; it never gives room back, so nothing jumps."""
        if orientation != Qt.Orientation.Horizontal:
            return
        for column in range(first, last + 1):
            need = self._heads.head_width(self._matrix.column_head(column))
            if need > self.columnWidth(column):
                self.setColumnWidth(column, need)

    def _fit_words(self) -> None:
        self._word_width = self._cells.tiles.words_width(self._words)

    def _need(self, column: int) -> int:
        return max(self._word_width, self._heads.head_width(self._matrix.column_head(column)))
