"""The list of kept checks: a light row each, worded only when it is looked at."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from waythrough_desktop.theme import ToneName

ROW_ROLE = Qt.ItemDataRole.UserRole
WORDED_MOST = 512
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One check as it looks; `marks` are short words in frames, `speech` is the row as one sentence."""

    id: str
    day: str
    time: str
    icon: str
    tone: ToneName
    title: str
    facts: str
    marks: tuple[str, ...] = ()

    @property
    def speech(self) -> str:
        return ", ".join(part for part in (self.day, self.time, self.title, self.facts, *self.marks) if part)


class RunsModel(QAbstractListModel):
    """Knows ids; `word` makes a row of one when it is drawn or read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: Sequence[str] = ()
        self._word: Callable[[str], RunRow] | None = None
        self._rows: OrderedDict[str, RunRow] = OrderedDict()

    def fill(self, ids: Sequence[str], word: Callable[[str], RunRow]) -> None:
        """Show these checks."""
        self.beginResetModel()
        self._ids, self._word = ids, word
        self._rows.clear()
        self.endResetModel()

    def id_at(self, row: int) -> str:
        """The id of a row."""
        return self._ids[row]

    def place_of(self, run_id: str) -> int:
        """The row of an id, -1 when it is not shown."""
        try:
            return self._ids.index(run_id)
        except ValueError:
            return -1

    def row(self, place: int) -> RunRow:
        """One check as it looks."""
        run_id = self._ids[place]
        known = self._rows.get(run_id)
        if known is None:
            assert self._word is not None
            known = self._rows[run_id] = self._word(run_id)
            if len(self._rows) > WORDED_MOST:
                self._rows.popitem(last=False)
        return known

    def begins_day(self, place: int) -> bool:
        """Whether it is the first of its day in the list."""
        return place == 0 or self.row(place - 1).day != self.row(place).day

    # Qt's own names from here on.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.row(index.row()).title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.row(index.row()).speech
        return self.row(index.row()) if role == ROW_ROLE else None
