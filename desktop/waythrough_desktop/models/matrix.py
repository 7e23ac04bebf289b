"""The matrix of services and ways: one changed cell, one signal, and nothing else is painted again."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from waythrough_desktop.models.face import EMPTY, ColumnHead, Face, RowHead

HEAD_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class MatrixModel(QAbstractTableModel):
    """Rows are services, columns are ways; a cell is found by their ids or by its place.

    Rows that were not searched for are kept and brought up to date, but not shown. What is told by a function is
    worded when somebody looks at it: a run changes far more cells than fit on a screen.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[str, RowHead] = {}
        self._wanted: frozenset[str] | None = None
        self._rows: list[str] = []
        self._row_of: dict[str, int] = {}
        self._make_head: Callable[[str], RowHead] | None = None
        self._old_heads: set[str] = set()
        self._faces: dict[str, list[Face | Callable[[], Face]]] = {}
        self._columns: list[ColumnHead] = []
        self._column_of: dict[str, int] = {}

    def lay_out(self, rows: Sequence[RowHead], columns: Sequence[ColumnHead], empty: Face = EMPTY) -> None:
        """Begin anew with these services and ways, every cell `empty`; what was searched for stays."""
        self.beginResetModel()
        self._all = {head.id: head for head in rows}
        self._old_heads.clear()
        self._columns = list(columns)
        self._faces = {head.id: [empty] * len(columns) for head in rows}
        self._column_of = {head.id: place for place, head in enumerate(columns)}
        self._place_rows()
        self.endResetModel()

    def show_only(self, ids: Collection[str] | None) -> None:
        """Show these services only, all of them for None."""
        wanted = None if ids is None else frozenset(ids)
        if wanted == self._wanted:
            return
        self.beginResetModel()
        self._wanted = wanted
        self._place_rows()
        self.endResetModel()

    def set_face(self, key: tuple[str, str], face: Face | Callable[[], Face]) -> None:
        """Change one cell, or tell how it will look. Raises KeyError for a cell that is not in the matrix."""
        faces, column = self._faces[key[0]], self._column_of[key[1]]
        if faces[column] != face:
            faces[column] = face
            if key[0] in self._row_of:
                index = self.index(self._row_of[key[0]], column)
                self.dataChanged.emit(index, index)

    def set_all(self, keys: Iterable[tuple[str, str]], face: Face) -> None:
        """Change many cells to one look, at the end of a run: one signal for all."""
        changed = False
        for row, column in keys:
            self._faces[row][self._column_of[column]] = face
            changed = True
        if changed and self._rows:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def set_rows(self, ids: Iterable[str], make: Callable[[str], RowHead]) -> None:
        """The heads of these services have changed; `make` tells how one looks now. Others are left out."""
        self._make_head = make
        known = self._all.keys() & set(ids)
        self._old_heads |= known
        places = [place for name in known if (place := self._row_of.get(name)) is not None]
        if places:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, min(places), max(places))

    def set_columns(self, heads: Iterable[ColumnHead]) -> None:
        """Change the heads of ways that are in the matrix; others are left out."""
        for head in heads:
            place = self._column_of.get(head.id)
            if place is not None and self._columns[place] != head:
                self._columns[place] = head
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)

    def order_rows(self, ids: Sequence[str]) -> None:
        """Put the services into this order (all ids of the matrix, once each); the selection stays."""
        if list(ids) == list(self._all):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._rows[index.row()] for index in before]
        self._all = {name: self._all[name] for name in ids}
        self._place_rows()
        after = [
            self.index(self._row_of[name], index.column()) for name, index in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def order_columns(self, ids: Sequence[str]) -> None:
        """Put the ways into this order (all ids of the matrix, once each); the selection stays."""
        places = [self._column_of[name] for name in ids]
        if places == list(range(len(self._columns))):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        new_place = {old: new for new, old in enumerate(places)}
        self._columns = [self._columns[place] for place in places]
        self._faces = {name: [row[place] for place in places] for name, row in self._faces.items()}
        self._column_of = {head.id: place for place, head in enumerate(self._columns)}
        after = [self.index(index.row(), new_place[index.column()]) for index in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def key_at(self, index: Index) -> tuple[str, str]:
        """Service and way of a cell."""
        return self._rows[index.row()], self._columns[index.column()].id

    def index_of(self, key: tuple[str, str]) -> QModelIndex:
        """Place of a cell; an index that is not valid where its row is not shown. Raises KeyError."""
        column = self._column_of[key[1]]
        if key[0] not in self._row_of and key[0] in self._all:
            return QModelIndex()
        return self.index(self._row_of[key[0]], column)

    def face_at(self, row: int, column: int) -> Face:
        faces = self._faces[self._rows[row]]
        face = faces[column]
        if not isinstance(face, Face):
            face = faces[column] = face()
        return face

    def row_head(self, row: int) -> RowHead:
        name = self._rows[row]
        if name in self._old_heads and self._make_head is not None:
            self._old_heads.discard(name)
            self._all[name] = self._make_head(name)
        return self._all[name]

    def row_id(self, row: int) -> str:
        return self._rows[row]

    def column_head(self, column: int) -> ColumnHead:
        return self._columns[column]

    @property
    def total(self) -> int:
        """How many services there are, shown or not."""
        return len(self._all)

    @property
    def row_names(self) -> Sequence[str]:
        """What all services are called, shown or not."""
        return [head.name for head in self._all.values()]

    @property
    def row_ids(self) -> Sequence[str]:
        """All services in their order, shown or not."""
        return list(self._all)

    @property
    def column_ids(self) -> Sequence[str]:
        return [head.id for head in self._columns]

    def _place_rows(self) -> None:
        self._rows = [name for name in self._all if self._wanted is None or name in self._wanted]
        self._row_of = {name: place for place, name in enumerate(self._rows)}

    # Qt's own names from here on.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        face = self.face_at(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return face.text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.speech_at(index.row(), index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if not 0 <= section < (len(self._columns) if across else len(self._rows)):
            return None
        head = self._columns[section] if across else self.row_head(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return head.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return head.speech if isinstance(head, ColumnHead) else head.name
        return head if role == HEAD_ROLE else None

    def speech_at(self, row: int, column: int) -> str:
        """A cell as one sentence."""
        face = self.face_at(row, column)
        return f"{self.row_head(row).name}, {self._columns[column].name}: {face.speech or face.text}"
