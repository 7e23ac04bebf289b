"""The proof below the advice: every service by every way, as a table, or as cards where that is easier to read."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _, facts
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.state import CheckState, Order
from waythrough_desktop.views.beside import Beside
from waythrough_desktop.views.cards_view import CardsView
from waythrough_desktop.views.filter_field import FilterField
from waythrough_desktop.views.matrix_view import MatrixView
from waythrough_desktop.views.parts import Switch, button, label, row

CARDS_BELOW = 6
EDGES = 2 * 10
"""Border and margins on both sides."""
FILTER_LETTERS = (10, 20)
FIELD_EDGES = 60
HINT_LETTERS = 24


class ProofView(QFrame):
    """Table and cards show one model; the keyboard stays at the same result when one takes the other's place."""

    opened = Signal(str, str)  # platform id, path id
    searched = Signal(str)
    sort_asked = Signal(object, str)  # Order, path id

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._model = model
        self._results = False
        self._sorted_by = ""
        self.hint = label("", self, look="soft")
        self.filter = FilterField(_("Find a service"), _("Find a service among the results"), self)
        self.nothing = label(_("No service fits this search. Esc shows all again."), self)
        self.switch = Switch(_("Simple"), _("Detailed"), self)
        self.table = MatrixView(model, self)
        self.cards = CardsView(model, self)
        self._orders: dict[Order, QAction] = {}
        self.sorting = button(_("Sort"), icon="chevron_down")
        self.sorting.setMenu(self._order_menu())
        self.as_cards = False
        self._lay_out()
        self._name()
        self._connect()
        self._arrange()

    @property
    def shown(self) -> MatrixView | CardsView:
        """The table or the cards, whichever is seen."""
        return self.cards if self.as_cards else self.table

    def width_most(self) -> int:
        """Width that the table fills when there is room for all of its columns; cards fill any."""
        return 0 if self._model.total < CARDS_BELOW else self.table.width_most() + EDGES

    def set_words(self, words: tuple[str, ...]) -> None:
        """The words that a box may show, for which there must be room."""
        self.table.set_words(words)
        self.cards.set_words(words)
        self._arrange()

    def show_state(self, state: CheckState) -> None:
        """Say what can be done with the results, and in which order they stand."""
        self._results, self._sorted_by = state.results, state.sorted_by
        if state.order in self._orders:
            self._orders[state.order].setChecked(True)
        elif (ticked := self._group.checkedAction()) is not None:
            self._group.setExclusive(False)
            ticked.setChecked(False)
            self._group.setExclusive(True)
        self._hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self.filter.setMinimumWidth(letter * FILTER_LETTERS[0] + FIELD_EDGES)
        self.filter.setMaximumWidth(letter * FILTER_LETTERS[1] + FIELD_EDGES)
        tools = row(self.hint, self.filter, self.sorting, spacing=10)
        tools.setStretch(0, 2)
        tools.setStretch(1, 1)
        bar = Beside(tools, self.switch, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(9, 8, 9, 8)
        box.setSpacing(4)
        box.addWidget(bar)
        box.addWidget(self.nothing)
        box.addWidget(self.table, 1)
        box.addWidget(self.cards, 1)
        self.cards.hide()
        self.nothing.hide()

    def _name(self) -> None:
        self.table.setAccessibleName(_("Services and ways"))
        self.table.setAccessibleDescription(_("Arrow keys move, Enter tells why"))
        self.cards.setAccessibleName(_("Services"))
        self.cards.setAccessibleDescription(_("Arrow keys move, Enter tells why or shows the ways"))
        self.sorting.setAccessibleName(_("Sort the services"))

    def _connect(self) -> None:
        for view in (self.table, self.cards):
            view.opened.connect(self.opened)
        self.table.sort_asked.connect(self._sort_by_way)
        self.filter.textChanged.connect(self.searched)
        for each in (self.table, self.cards):
            self.switch.changed.connect(each.set_detailed)
        self.switch.changed.connect(self._arrange)
        self._model.modelReset.connect(self._arrange)

    def _order_menu(self) -> QMenu:
        menu = QMenu(self)
        self._group = QActionGroup(menu)
        for order, text in (
            (Order.CHOSEN, _("As chosen")),
            (Order.NAME, _("By name")),
            (Order.TROUBLE, _("What does not open first")),
        ):
            made = self._orders[order] = QAction(text, self._group)
            made.setCheckable(True)
            made.setData(order.value)
            menu.addAction(made)
        self._group.triggered.connect(self._order_chosen)
        return menu

    def _order_chosen(self, action: QAction) -> None:
        self.sort_asked.emit(Order(action.data()), "")

    def _sort_by_way(self, path_id: str) -> None:
        self.sort_asked.emit(Order.WAY, path_id)

    def _hint(self) -> None:
        click = _("Click a service to see why") if self.as_cards else _("Click a box to see why")
        self.hint.setText(facts(click, self._sorted_by) if self._results else "")

    def _arrange(self) -> None:
        """Table or cards, by the number of services and by the room there is."""
        many = self._model.total >= CARDS_BELOW
        for tool in (self.filter, self.sorting):
            tool.setVisible(many or bool(self.filter.text()))
        self.nothing.setVisible(bool(self._model.total) and not self._model.rowCount())
        room = self.width() - EDGES
        tools = sum(each.minimumSizeHint().width() for each in (self.filter, self.sorting, self.switch))
        self.hint.setVisible(room > tools + HINT_LETTERS * self.fontMetrics().averageCharWidth())
        as_cards = not many or room < self.table.width_wanted()
        if as_cards is self.as_cards:
            return
        before = self.shown
        key, focused = before.current_key(), before.hasFocus()
        self.as_cards = as_cards
        after = self.shown
        after.show()
        after.set_current_key(key)
        if focused:
            after.setFocus(Qt.FocusReason.OtherFocusReason)
        before.hide()
        self._hint()
