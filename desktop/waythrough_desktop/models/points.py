"""Values over time, for a chart and for the table that says the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Point:
    """One value at a time in Unix seconds; None is a gap."""

    when: float
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a chart shows; words are made when they are needed, for a few points of thousands.

    `top` is the value at the upper edge (0 = as the values ask for), `marks` the values that get a line.
    """

    name: str
    sentence: str
    points: Sequence[Point]
    heads: tuple[str, str]
    name_when: Callable[[float], str]
    name_day: Callable[[float], str]
    name_value: Callable[[float | None], str]
    top: float = 0.0
    filled: bool = False

    def tell(self, place: int) -> str:
        """One point as a sentence."""
        point = self.points[place]
        return f"{self.name_when(point.when)}: {self.name_value(point.value)}"


class PointsModel(QAbstractTableModel):
    """The table of a series, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._series: Series | None = None

    def show_series(self, series: Series) -> None:
        """Show another series."""
        self.beginResetModel()
        self._series = series
        self.endResetModel()

    # Qt's own names from here on.

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._series is None else len(self._series.points)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        series = self._series
        if series is None or not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        point = series.points[len(series.points) - 1 - index.row()]
        return series.name_value(point.value) if index.column() else series.name_when(point.when)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self._series is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._series.heads[section] if orientation == Qt.Orientation.Horizontal else section + 1
