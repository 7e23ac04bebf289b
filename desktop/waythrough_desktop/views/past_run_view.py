"""A check of the past as it was: its advice, its boxes, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.history import PastRun
from waythrough_desktop.views.card_view import CardView
from waythrough_desktop.views.matrix_view import MatrixView
from waythrough_desktop.views.parts import button, column, label
from waythrough_desktop.views.scroller import Scroller
from waythrough_desktop.views.sheet_head import SheetHead


class PastRunView(QWidget):
    """Shows a PastRun and its matrix."""

    back_asked = Signal()
    report_asked = Signal()
    compare_asked = Signal()
    delete_asked = Signal()
    again_asked = Signal()
    rest_asked = Signal()
    cell_opened = Signal(str, str)

    def __init__(self, model: MatrixModel, words: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = button(_("Save a report…"), self.report_asked.emit, look="main")
        self.compare = button(_("Compare with…"), self.compare_asked.emit)
        self.again = button(_("Check again"), self.again_asked.emit)
        self.rest = button(_("Continue"), self.rest_asked.emit)
        self.rest.setToolTip(_("What was found is kept. If you continue, only the rest is tested."))
        self.delete = button(_("Delete…"), self.delete_asked.emit, icon="trash")
        self.head = SheetHead(self, self.report, self.rest, self.again, self.compare, self.delete)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Delete), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.delete.click)
        self.head.back_asked.connect(self.back_asked)
        self.card = CardView(self)
        self.note = CardView(self, small=True)
        self.table = MatrixView(model, self)
        self.table.set_words(words)
        self.table.setAccessibleName(_("Services and ways of this check"))
        self.table.setAccessibleDescription(_("Arrow keys move, Enter tells why"))
        self.table.opened.connect(self.cell_opened)
        self._lay_out()

    def show_run(self, state: PastRun, *, comparable: bool, repeatable: bool) -> None:
        """Show the head of a check.

        `comparable`: whether there is another one to compare it with; `repeatable`: whether it can be made again.
        """
        self.rest.hide()  # until it is known that there is one
        self.head.show_words(state.title, state.facts)
        self.card.show_card(state.card)
        self.sheet.setVisible(self.table.model().rowCount() > 0)
        self.note.setVisible(state.note is not None)
        if state.note is not None:
            self.note.show_card(state.note)
        self.compare.setEnabled(comparable)
        self.again.setEnabled(repeatable and state.over)
        self.delete.setEnabled(state.over)

    def _lay_out(self) -> None:
        sheet = self.sheet = QFrame(self)
        sheet.setProperty("look", "card")
        inside = column(label(_("Click a box to see why"), sheet, look="soft"), self.table, spacing=4)
        inside.setContentsMargins(9, 8, 9, 8)
        inside.setStretch(1, 1)
        sheet.setLayout(inside)
        body = QWidget(self)
        box = column(self.note, self.card, sheet, spacing=10)
        box.setStretch(2, 1)
        body.setLayout(box)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 14, 22, 14)
        whole.setSpacing(10)
        whole.addWidget(self.head)
        whole.addWidget(Scroller(body, self), 1)
