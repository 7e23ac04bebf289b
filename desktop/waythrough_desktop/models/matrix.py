"""The matrix of services and ways: one changed cell, one signal, and nothing else is painted again."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from waythrough_desktop.models.face import ColumnHead, Face, RowHead
from waythrough_desktop.theme import ToneName

HEAD_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_EMPTY = Face(icon="empty", tone=ToneName.NONE, text="")


class MatrixModel(QAbstractTableModel):
    """Rows are services, columns are ways; a cell is found by their ids or by its place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RowHead] = []
        self._columns: list[ColumnHead] = []
        self._faces: list[list[Face]] = []
        self._row_of: dict[str, int] = {}
        self._column_of: dict[str, int] = {}

    def lay_out(self, rows: Sequence[RowHead], columns: Sequence[ColumnHead], empty: Face = _EMPTY) -> None:
        """Begin anew with these services and ways, every cell `empty`."""
        self.beginResetModel()
        self._rows, self._columns = list(rows), list(columns)
        self._faces = [[empty] * len(columns) for _row in rows]
        self._row_of = {head.id: place for place, head in enumerate(rows)}
        self._column_of = {head.id: place for place, head in enumerate(columns)}
        self.endResetModel()

    def set_face(self, key: tuple[str, str], face: Face) -> None:
        """Change one cell. Raises KeyError for a cell that is not in the matrix."""
        row, column = self._row_of[key[0]], self._column_of[key[1]]
        if self._faces[row][column] != face:
            self._faces[row][column] = face
            index = self.index(row, column)
            self.dataChanged.emit(index, index)

    def set_all(self, keys: Iterable[tuple[str, str]], face: Face) -> None:
        """Change many cells to one look, at the end of a run: one signal for all."""
        places = [(self._row_of[row], self._column_of[column]) for row, column in keys]
        for row, column in places:
            self._faces[row][column] = face
        if places:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_columns(self, heads: Iterable[ColumnHead]) -> None:
        """Change the heads of ways that are in the matrix; others are left out."""
        for head in heads:
            place = self._column_of.get(head.id)
            if place is not None and self._columns[place] != head:
                self._columns[place] = head
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)

    def order_columns(self, ids: Sequence[str]) -> None:
        """Put the ways into this order (all ids of the matrix, once each); the selection stays."""
        places = [self._column_of[name] for name in ids]
        if places == list(range(len(self._columns))):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        new_place = {old: new for new, old in enumerate(places)}
        self._columns = [self._columns[place] for place in places]
        self._faces = [[row[place] for place in places] for row in self._faces]
        self._column_of = {head.id: place for place, head in enumerate(self._columns)}
        after = [self.index(index.row(), new_place[index.column()]) for index in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def key_at(self, index: Index) -> tuple[str, str]:
        """Service and way of a cell."""
        return self._rows[index.row()].id, self._columns[index.column()].id

    def index_of(self, key: tuple[str, str]) -> QModelIndex:
        """Place of a cell. Raises KeyError."""
        return self.index(self._row_of[key[0]], self._column_of[key[1]])

    def face_at(self, row: int, column: int) -> Face:
        return self._faces[row][column]

    def row_head(self, row: int) -> RowHead:
        return self._rows[row]

    def column_head(self, column: int) -> ColumnHead:
        return self._columns[column]

    @property
    def column_ids(self) -> Sequence[str]:
        return [head.id for head in self._columns]

    # Qt's own names from here on.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        face = self._faces[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return face.text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._speech(index.row(), index.column(), face)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        heads: Sequence[RowHead | ColumnHead]
        heads = self._columns if orientation == Qt.Orientation.Horizontal else self._rows
        if not 0 <= section < len(heads):
            return None
        head = heads[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return head.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return head.speech if isinstance(head, ColumnHead) else head.name
        return head if role == HEAD_ROLE else None

    def _speech(self, row: int, column: int, face: Face) -> str:
        where = f"{self._rows[row].name}, {self._columns[column].name}"
        return f"{where}: {face.speech or face.text}"
