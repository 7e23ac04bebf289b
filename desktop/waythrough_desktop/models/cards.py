"""The matrix as cards, for few services or little room: one line a service, its ways folded below it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from waythrough_desktop.i18n import _, plural
from waythrough_desktop.models.face import EMPTY, Face
from waythrough_desktop.models.matrix import MatrixModel

LINE_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Kind(StrEnum):
    """What a line of a card is."""

    SERVICE = "service"
    FOLD = "fold"
    WAY = "way"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One line as it looks: `first` and `last` tell where a card begins and ends."""

    kind: Kind
    name: str
    line: str = ""
    face: Face = EMPTY
    unfolded: bool = False
    first: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    kind: Kind
    row: int
    column: int = 0


class CardsModel(QAbstractListModel):
    """Follows a matrix. All ways are in the fold, in their order, so that a better result moves no line."""

    def __init__(self, matrix: MatrixModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._matrix = matrix
        self._unfolded: set[str] = set()
        self._places: list[_Place] = []
        self._starts: list[int] = []
        self._place_lines()
        matrix.modelAboutToBeReset.connect(self._begin)
        matrix.modelReset.connect(self._reset)
        matrix.layoutAboutToBeChanged.connect(self._begin)
        matrix.layoutChanged.connect(self._reset)
        matrix.dataChanged.connect(self._cells_changed)
        matrix.headerDataChanged.connect(self._heads_changed)

    def toggle(self, index: Index) -> None:
        """Fold or unfold the ways of the card that this line belongs to."""
        self.unfold(index, self._name(index) not in self._unfolded)

    def unfold(self, index: Index, unfolded: bool) -> None:
        """Show the ways of the card that this line belongs to, or hide them."""
        name, row = self._name(index), self._places[index.row()].row
        ways = self._matrix.columnCount()
        if ways < 2 or unfolded is (name in self._unfolded):
            return
        first = self._starts[row] + 2
        if unfolded:
            self.beginInsertRows(_NOWHERE, first, first + ways - 1)
            self._unfolded.add(name)
            self._place_lines()
            self.endInsertRows()
        else:
            self.beginRemoveRows(_NOWHERE, first, first + ways - 1)
            self._unfolded.discard(name)
            self._place_lines()
            self.endRemoveRows()
        fold = self.index(first - 1)
        self.dataChanged.emit(fold, fold)

    def kind_at(self, index: Index) -> Kind:
        return self._places[index.row()].kind

    def head_of(self, index: Index) -> QModelIndex:
        """The first line of the card that this line belongs to."""
        return self.index(self._starts[self._places[index.row()].row])

    def key_at(self, index: Index) -> tuple[str, str]:
        """Service and way that a line tells of."""
        place = self._places[index.row()]
        head = self._matrix.row_head(place.row)
        if place.kind is Kind.WAY:
            return head.id, self._matrix.column_head(place.column).id
        return head.id, head.way or self._matrix.column_head(0).id

    def index_of(self, key: tuple[str, str]) -> QModelIndex:
        """The line of a cell: the service itself where it tells of it, else the way in its fold, unfolded."""
        cell = self._matrix.index_of(key)
        if not cell.isValid():
            return QModelIndex()
        head = self.index(self._starts[cell.row()])
        if self.key_at(head) == key:
            return head
        self.unfold(head, True)
        return self.index(self._starts[cell.row()] + 2 + cell.column())

    def line_at(self, row: int) -> CardLine:
        """How a line looks."""
        place = self._places[row]
        head = self._matrix.row_head(place.row)
        last = row + 1 == len(self._places) or self._places[row + 1].kind is Kind.SERVICE
        match place.kind:
            case Kind.SERVICE:
                return CardLine(
                    kind=place.kind, name=head.name, line=head.line, face=head.face, first=True, last=last
                )
            case Kind.FOLD:
                unfolded = head.id in self._unfolded
                return CardLine(kind=place.kind, name=self._fold_text(head.id), unfolded=unfolded, last=last)
        way = self._matrix.column_head(place.column)
        face = self._matrix.face_at(place.row, place.column)
        return CardLine(kind=place.kind, name=way.name, line=way.best or way.kind, face=face, last=last)

    def _fold_text(self, name: str) -> str:
        ways = self._matrix.columnCount()
        if name in self._unfolded:
            return plural("Hide the {count} way", "Hide the {count} ways", ways)
        return plural("Show the {count} way", "Show all {count} ways", ways)

    def _name(self, index: Index) -> str:
        return self._matrix.row_id(self._places[index.row()].row)

    def _place_lines(self) -> None:
        ways = self._matrix.columnCount()
        self._places, self._starts = [], []
        for row in range(self._matrix.rowCount() if ways else 0):
            self._starts.append(len(self._places))
            self._places.append(_Place(kind=Kind.SERVICE, row=row))
            if ways > 1:
                self._places.append(_Place(kind=Kind.FOLD, row=row))
            if ways > 1 and self._matrix.row_id(row) in self._unfolded:
                self._places += [_Place(kind=Kind.WAY, row=row, column=way) for way in range(ways)]

    def _begin(self) -> None:
        self.beginResetModel()

    def _reset(self) -> None:
        self._place_lines()
        self.endResetModel()

    def _cells_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if not self._unfolded:
            return  # asked at every result of a run: what is folded is not seen
        for row in range(first.row(), last.row() + 1):
            if self._matrix.row_id(row) in self._unfolded:
                start = self._starts[row] + 2
                self.dataChanged.emit(self.index(start + first.column()), self.index(start + last.column()))

    def _heads_changed(self, orientation: Qt.Orientation, first: int, last: int) -> None:
        if orientation == Qt.Orientation.Vertical:
            if self._starts:  # one signal for all, though it tells of what is folded as well
                self.dataChanged.emit(self.index(self._starts[first]), self.index(self._starts[last]))
        elif self._unfolded and self._places:
            self.dataChanged.emit(self.index(0), self.index(len(self._places) - 1))

    # Qt's own names from here on.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == LINE_ROLE:
            return self.line_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            line = self.line_at(index.row())
            ways = self._matrix.columnCount()
            return plural("{count} way", "{count} ways", ways) if line.kind is Kind.FOLD else line.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._speech(index.row())
        return None

    def _speech(self, row: int) -> str:
        place = self._places[row]
        head = self._matrix.row_head(place.row)
        if place.kind is Kind.SERVICE:
            return head.speech
        if place.kind is Kind.FOLD:
            return _("{service}: {action}", service=head.name, action=self._fold_text(head.id))
        return self._matrix.speech_at(place.row, place.column)
