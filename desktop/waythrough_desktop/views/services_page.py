"""Choosing services: search, ticks by kind, an opt-in for sensitive ones, and own web addresses."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QLineEdit, QTreeView, QVBoxLayout, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.i18n import _
from waythrough_desktop.models.services import ServicesFilter
from waythrough_desktop.views.parts import button, column, label, row


class ServicesPage(QWidget):
    """Shows the list; what is ticked is the model's matter."""

    searched = Signal(str)
    sensitive_wanted = Signal(bool)
    own_added = Signal(str)
    short_list_wanted = Signal()

    def __init__(self, model: ServicesFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self.count = label("", self, look="soft")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Search by name or address"))
        self.search.setAccessibleName(_("Search services"))
        self.search.setClearButtonEnabled(True)
        glass = QAction(icons.icon("search", style.theme().soft_text), _("Search"), self.search)
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        for action in self.search.findChildren(QAction, "_q_qlineeditclearaction"):
            action.setText(_("Clear the search"))
        self.tree = self._tree(model)
        self.nothing = label(
            _("Nothing fits this search. A web address can be added below."), self, look="soft"
        )
        self.sensitive = QCheckBox(_("Also show sensitive services"), self)
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
        self.problem = label("", self)
        self.problem.hide()
        self.nothing.hide()
        self.short_list = button(_("Use the short list"), self.short_list_wanted.emit)
        self.own_title = label(_("Add a service of your own"), self, bold=True)
        self.practice_note = label(
            _("These services belong to the practice network. Leave practice to choose your own."), self
        )
        self.practice_note.hide()
        self._lay_out()
        self.search.textChanged.connect(self.searched)
        self.sensitive.toggled.connect(self.sensitive_wanted)
        self.own.returnPressed.connect(self._add_own)
        self.own.textEdited.connect(self.problem.hide)

    def show_practice(self, practice: bool) -> None:
        """On the practice network there are its own services only."""
        for part in (
            self.sensitive,
            self.warning,
            self.own_title,
            self.own,
            self.own_button,
            self.short_list,
        ):
            part.setVisible(not practice)
        self.practice_note.setVisible(practice)
        self.problem.hide()

    def show_count(self, text: str) -> None:
        """How many services are chosen."""
        self.count.setText(text)

    def show_found(self, found: bool) -> None:
        """Whether the search has found anything."""
        self.nothing.setVisible(not found)
        if self.search.text():
            self.tree.expandAll()

    def show_own_result(self, problem: str) -> None:
        """Say why an address was not added; clear the field when it was."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if not problem:
            self.own.clear()
            self.tree.expandAll()

    def _add_own(self) -> None:
        if self.own.text().strip():
            self.own_added.emit(self.own.text())

    def _tree(self, model: ServicesFilter) -> QTreeView:
        tree = QTreeView(self)
        tree.setModel(model)
        tree.setHeaderHidden(True)
        tree.setUniformRowHeights(True)
        tree.setAnimated(False)
        tree.setRootIsDecorated(True)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setAccessibleName(_("Services by kind"))
        tree.setTabKeyNavigation(False)
        tree.expandAll()
        model.modelReset.connect(tree.expandAll)
        model.sourceModel().modelReset.connect(tree.expandAll)
        return tree

    def _lay_out(self) -> None:
        title = label(_("My services"), self, factor=1.62, bold=True)
        head = row(column(title, self.count, spacing=2), self.short_list, spacing=16)
        head.setStretch(0, 1)
        head.setAlignment(self.short_list, Qt.AlignmentFlag.AlignBottom)
        own = row(self.own, self.own_button)
        own.setStretch(0, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 14, 22, 14)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self.search)
        box.addWidget(self.nothing)
        box.addWidget(self.tree, 1)
        box.addLayout(column(self.sensitive, self.warning, spacing=2))
        box.addWidget(self.practice_note)
        box.addWidget(self.own_title)
        box.addLayout(own)
        box.addWidget(self.problem)
