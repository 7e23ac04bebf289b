"""The services that can be chosen, grouped by kind, each with a tick."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from waythrough_desktop.i18n import _

ID_ROLE = Qt.ItemDataRole.UserRole
SENSITIVE_ROLE = Qt.ItemDataRole.UserRole + 1
OWN_ROLE = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service on offer; `note` is said after its name by screen readers and shown as its hint."""

    id: str
    name: str
    group: str
    sensitive: bool = False
    own: bool = False
    note: str = ""


class ServicesModel(QStandardItemModel):
    """Groups with services below them; ticking one tells its id."""

    ticked = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QStandardItem] = {}
        self._groups: dict[str, QStandardItem] = {}
        self._with_sensitive = False
        self._quiet = False
        self.itemChanged.connect(self._changed)

    def fill(self, offers: Sequence[Offer], ticked: Iterable[str]) -> None:
        """Show these offers, in their order, with these ids ticked."""
        self._quiet = True
        self.clear()
        self._items = {}
        chosen = set(ticked)
        groups = self._groups = {}
        for offer in offers:
            if offer.group not in groups:
                groups[offer.group] = _group(offer.group)
                self.appendRow(groups[offer.group])
            item = _item(offer, ticked=offer.id in chosen)
            groups[offer.group].appendRow(item)
            self._items[offer.id] = item
        self._count()
        self._quiet = False

    def count_sensitive(self, counted: bool) -> None:
        """Whether sensitive services are on offer now, and counted."""
        self._with_sensitive = counted
        self._count()

    def _count(self) -> None:
        """Bring the numbers beside the groups up to date."""
        for name, group in self._groups.items():
            items = [group.child(row) for row in range(group.rowCount())]
            chosen = sum(item.checkState() == Qt.CheckState.Checked for item in items)
            count = sum(self._with_sensitive or not item.data(SENSITIVE_ROLE) for item in items)
            text = _("{group} ({chosen} of {count})", group=name, chosen=chosen, count=count)
            if group.text() != text:
                group.setText(text)

    def tick(self, ids: Iterable[str]) -> None:
        """Tick exactly these."""
        self._quiet = True
        chosen = set(ids)
        for name, item in self._items.items():
            state = Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked
            if item.checkState() != state:
                item.setCheckState(state)
        self._count()
        self._quiet = False

    def _changed(self, item: QStandardItem) -> None:
        name = item.data(ID_ROLE)
        if name and not self._quiet:  # a group whose count changed has no id
            self._count()
            self.ticked.emit(name, item.checkState() == Qt.CheckState.Checked)


class ServicesFilter(QSortFilterProxyModel):
    """Hides what was not searched for, and sensitive services until they are asked for."""

    def __init__(self, model: ServicesModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: frozenset[str] | None = None
        self._sensitive = False
        self.setRecursiveFilteringEnabled(True)
        self.setSourceModel(model)

    def show_found(self, ids: Iterable[str] | None) -> None:
        """Show only these services; None shows all."""
        self.beginFilterChange()
        self._found = None if ids is None else frozenset(ids)
        self.endFilterChange()

    def show_sensitive(self, shown: bool) -> None:
        """Whether services are shown whose asking may itself endanger somebody."""
        self.beginFilterChange()
        self._sensitive = shown
        self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        index = self.sourceModel().index(source_row, 0, source_parent)
        name = index.data(ID_ROLE)
        if not name:
            return False  # a group shows when one of its services does
        if index.data(SENSITIVE_ROLE) and not self._sensitive:
            return False
        return self._found is None or name in self._found


def _group(name: str) -> QStandardItem:
    made = QStandardItem(name)
    made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    font = made.font()
    font.setBold(True)
    made.setFont(font)
    return made


def _item(offer: Offer, *, ticked: bool) -> QStandardItem:
    made = QStandardItem(offer.name)
    made.setData(offer.id, ID_ROLE)
    made.setData(offer.sensitive, SENSITIVE_ROLE)
    made.setData(offer.own, OWN_ROLE)
    made.setData(
        f"{offer.name}, {offer.note}" if offer.note else offer.name, Qt.ItemDataRole.AccessibleTextRole
    )
    made.setToolTip(offer.note)
    made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    made.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
    return made
