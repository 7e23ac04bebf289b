"""Choosing services: search, ticks by kind, an opt-in for sensitive ones, own web addresses and lists."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QFrame, QLineEdit, QTreeView, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _, plural
from waythrough_desktop.models.services import ID_ROLE, OWN_ROLE, ServicesFilter
from waythrough_desktop.views.beside import Beside, Flowing
from waythrough_desktop.views.filter_field import FilterField
from waythrough_desktop.views.measure import keep_together
from waythrough_desktop.views.parts import button, column, label, row
from waythrough_desktop.views.scroller import Scroller

ROWS_AT_LEAST = 9


class ServicesPage(QFrame):
    """Shows the list; what is ticked is the model's matter."""

    searched = Signal(str)
    sensitive_wanted = Signal(bool)
    own_added = Signal(str)
    removed = Signal(str)  # platform id
    list_wanted = Signal()
    short_list_wanted = Signal()

    def __init__(
        self, model: ServicesFilter, parent: QWidget | None = None, *, sensitive: bool = False
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self.count = label("", self, look="soft")
        self.search = FilterField(_("Search by name or address"), _("Search services"), self)
        self.tree = self._tree(model)
        self.nothing = label("", self)
        self.add_found = button(_("Add it as a service"), self._add_found, icon="plus")
        self.sensitive = QCheckBox(_("Also show sensitive services"), self)
        self.sensitive.setChecked(sensitive)
        self.warning = label(
            _(
                "Whoever watches this line can see that this computer contacted them."
                " Where they are banned, that alone may bring trouble."
            ),
            self,
            look="soft",
        )
        self.own = QLineEdit(self)
        self.own.setPlaceholderText(_("Web address or domain, such as example.org"))
        self.own.setAccessibleName(_("Web address of a service of your own"))
        self.own_button = button(_("Add"), self._add_own, icon="plus")
        self.list_button = button(_("Add a list…"), self.list_wanted.emit)
        self.remove_button = button(_("Remove"), self._remove, icon="trash")
        self.remove_button.setToolTip(_("Removes the service that you have added (Delete)"))
        self.told = label("", self)
        self.short_list = button(_("Use the short list"), self.short_list_wanted.emit)
        self.own_title = label(_("Add a service of your own"), self, bold=True)
        self.practice_note = label(
            _("These services belong to the practice network. Leave practice to choose your own."), self
        )
        for part in (self.practice_note, self.told, self.nothing, self.add_found, self.remove_button):
            part.hide()
        self._lay_out()
        self._connect()

    def show_practice(self, practice: bool) -> None:
        """On the practice network there are its own services only."""
        for part in (
            self.sensitive,
            self.warning,
            self.own_title,
            self.own,
            self.own_button,
            self.list_button,
            self.short_list,
        ):
            part.setVisible(not practice)
        self.practice_note.setVisible(practice)
        self.told.hide()

    def show_count(self, text: str) -> None:
        """How many services are chosen, and what a check of them takes."""
        self.count.setText(text)

    def show_found(self, found: bool, hidden: int = 0) -> None:
        """Whether the search has found anything; `hidden`: how many sensitive services fit besides."""
        text = self.search.text().strip()
        said = "" if found else _("Nothing fits this search.")
        if hidden:
            more = plural(
                "{count} sensitive service fits and is not shown.",
                "{count} sensitive services fit and are not shown.",
                hidden,
            )
            said = f"{said} {more}".strip()
        self.nothing.setText(said)
        self.nothing.setVisible(bool(said))
        address = not found and not hidden and "." in text.strip(".") and " " not in text
        self.add_found.setVisible(address and self.own.isVisibleTo(self))
        if text:
            self.tree.expandAll()

    def show_own_result(self, problem: str) -> None:
        """Say why an address was not added; clear the field when it was."""
        self.show_told(problem)
        if not problem:
            self.own.clear()
            self.tree.expandAll()

    def show_told(self, text: str) -> None:
        """Say what became of something that was asked for."""
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def areas(self) -> Sequence[QWidget]:
        """What F6 goes through."""
        return self.search, self.tree, self.sensitive, self.own

    def _connect(self) -> None:
        self.search.textChanged.connect(self.searched)
        self.sensitive.toggled.connect(self.sensitive_wanted)
        self.own.returnPressed.connect(self._add_own)
        self.own.textEdited.connect(self.told.hide)
        self.tree.selectionModel().currentChanged.connect(self._went_to)
        self.tree.model().modelReset.connect(self.remove_button.hide)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.tree)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)

    def _went_to(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.remove_button.setVisible(bool(index.data(OWN_ROLE)))

    def _remove(self) -> None:
        index = self.tree.currentIndex()
        if index.data(OWN_ROLE):
            self.removed.emit(index.data(ID_ROLE))

    def _add_own(self) -> None:
        if self.own.text().strip():
            self.own_added.emit(self.own.text())

    def _add_found(self) -> None:
        text = self.search.text()
        self.search.clear()
        self.own_added.emit(text)
        self.search.setFocus()

    def _tree(self, model: ServicesFilter) -> QTreeView:
        tree = QTreeView(self)
        tree.setModel(model)
        tree.setHeaderHidden(True)
        tree.setUniformRowHeights(True)
        tree.setAnimated(False)
        tree.setRootIsDecorated(True)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setAccessibleName(_("Services by kind"))
        tree.setAccessibleDescription(_("Arrow keys move, Space ticks"))
        tree.setTabKeyNavigation(False)
        tree.expandAll()
        model.modelReset.connect(tree.expandAll)
        model.sourceModel().modelReset.connect(tree.expandAll)
        return tree

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        keep_together(self._box, self.width(), 14, 14)

    def _lay_out(self) -> None:
        title = label(_("My services"), self, factor=1.62, bold=True)
        head = Beside(column(title, self.count, spacing=2), self.short_list, self)
        buttons = Flowing((self.own_button, self.list_button), self, gap=8)
        own = Beside(column(self.own), buttons, self)
        below = Beside(column(self.sensitive, self.warning, spacing=2), self.remove_button, self)
        self.tree.setMinimumHeight(self.tree.fontMetrics().height() * ROWS_AT_LEAST)
        body = QWidget(self)
        self._box = box = QVBoxLayout(body)
        box.setSpacing(10)
        box.addWidget(head)
        box.addWidget(self.search)
        box.addLayout(row(self.nothing, self.add_found))
        box.addWidget(self.tree, 1)
        box.addWidget(below)
        box.addWidget(self.practice_note)
        box.addWidget(self.own_title)
        box.addWidget(own)
        box.addWidget(self.told)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scroller(body, self))
