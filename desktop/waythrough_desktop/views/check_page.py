"""The home page: the question, one big button, the advice, and the matrix as its proof."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.i18n import _
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.state import CheckState, Phase
from waythrough_desktop.views.card_view import CardView
from waythrough_desktop.views.legend import Legend
from waythrough_desktop.views.matrix_view import MatrixView
from waythrough_desktop.views.parts import Switch, button, column, label, relook, row
from waythrough_desktop.views.scroller import Scroller
from waythrough_desktop.views.status_line import StatusLine

BAR_STEPS = 200
"""The bar paints itself at once, and all that waits with it, whenever its value changes: so not too often."""


class CheckPage(QWidget):
    """Shows a CheckState and the matrix; says what the person wants by its signals."""

    check_asked = Signal()
    stop_asked = Signal()
    acted = Signal(object)  # Act
    cell_opened = Signal(str, str)

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self._phase = Phase.READY
        self.title = label(_("Which way works right now?"), self, factor=1.62, bold=True)
        self.amount = label("", self, look="soft")
        self.run_button = button("", self._pressed, look="main")
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setRange(0, BAR_STEPS)
        self.progress_text = StatusLine(self)
        self.card = CardView(self)
        self.note = CardView(self, small=True)
        self.table = MatrixView(model, self)
        self.legend = Legend(self)
        self._lay_out()
        self._connect()
        self._name()

    def show_state(self, state: CheckState) -> None:
        """Show what stands round the matrix."""
        changed = state.phase is not self._phase
        self._phase = state.phase
        self.amount.setText(state.amount)
        going = state.phase in (Phase.RUNNING, Phase.STOPPING)
        if changed or not self.run_button.text():
            self._dress_button(going)
        self.run_button.setEnabled(state.can_check)
        self.progress.setVisible(state.done is not None)
        self._show_bar(state.done, going=going)
        self.progress_text.setText(state.progress)
        if changed:
            self.progress_text.reset()
        before = (*self.card.buttons, *self.note.buttons)
        self.card.show_card(state.card)
        self.note.setVisible(state.note is not None)
        if state.note is not None:
            self.note.show_card(state.note)
        if before != (*self.card.buttons, *self.note.buttons):
            self._order_stops()
        self._sheet.setVisible(not state.empty)
        self._rest.setVisible(state.empty)
        self._hint.setText(_("Click a box to see why") if state.results else "")
        self.legend.show_items(state.legend)

    def _order_stops(self) -> None:
        """The Tab key goes as the eye does, also to buttons that came later."""
        stops = [self.run_button, *self.card.buttons, *self.switch.buttons, self.table, *self.note.buttons]
        for first, second in pairwise(stops):
            self.setTabOrder(first, second)

    def _show_bar(self, done: float | None, *, going: bool) -> None:
        """A full bar while second looks go on would say that it is over, so it only moves then."""
        endless = going and done is not None and done >= 1.0
        if endless is not (self.progress.maximum() == 0):
            self.progress.setRange(0, 0 if endless else BAR_STEPS)
        if not endless:
            self.progress.setValue(round(BAR_STEPS * (done or 0.0)))

    def _dress_button(self, going: bool) -> None:
        theme = style.theme()
        look = "stop" if going else "main"
        self.run_button.setText(_("Stop") if going else _("Check now"))
        self.run_button.setIcon(
            icons.icon("stop" if going else "play", theme.accent_ink if going else theme.on_accent)
        )
        relook(self.run_button, "look", look)

    def _lay_out(self) -> None:
        font = QFont(style.scaled(1.18, bold=True))
        self.run_button.setFont(font)
        self.run_button.setMinimumSize(150, 46)
        self.run_button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        head = row(column(self.title, self.amount, spacing=2), self.run_button, spacing=16)
        head.setStretch(0, 1)
        bar = QWidget(self)
        bar_row = row(self.progress, self.progress_text, spacing=12)
        bar.setLayout(bar_row)
        bar.setMinimumHeight(self.progress_text.fontMetrics().height() + 2)
        self._sheet = self._table_sheet()
        self._rest = QWidget(self)
        body = QWidget(self)
        box = QVBoxLayout(body)
        box.setContentsMargins(22, 14, 22, 12)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(bar)
        box.addWidget(self.card)
        box.addWidget(self._sheet, 1)
        box.addWidget(self._rest, 1)
        box.addWidget(self.note)
        box.addWidget(self.legend)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scroller(body, self))

    def _table_sheet(self) -> QFrame:
        sheet = QFrame(self)
        sheet.setProperty("look", "card")
        self._hint = label("", sheet, look="soft")
        self.switch = Switch(_("Simple"), _("Detailed"), sheet)
        bar = row(self._hint, self.switch, spacing=10)
        bar.setStretch(0, 1)
        box = QVBoxLayout(sheet)
        box.setContentsMargins(9, 8, 9, 8)
        box.setSpacing(4)
        box.addLayout(bar)
        box.addWidget(self.table, 1)
        return sheet

    def _connect(self) -> None:
        self.card.acted.connect(self.acted)
        self.note.acted.connect(self.acted)
        self.table.opened.connect(self.cell_opened)
        self.switch.changed.connect(self.table.set_detailed)

    def _name(self) -> None:
        self.table.setAccessibleName(_("Services and ways"))
        self.table.setAccessibleDescription(_("Arrow keys move, Enter tells why"))
        self.progress.setAccessibleName(_("Progress of the check"))
        self.run_button.setToolTip(_("F5 checks, Esc stops"))

    def _pressed(self) -> None:
        if self._phase is Phase.RUNNING:
            self.stop_asked.emit()
        elif self._phase is not Phase.STOPPING:
            self.check_asked.emit()

    def focus_start(self) -> None:
        """Where the keyboard begins."""
        self.run_button.setFocus(Qt.FocusReason.OtherFocusReason)
