"""The home page: the question, one big button, the advice, and the matrix as its proof."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from waythrough_desktop import style
from waythrough_desktop.i18n import _
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.state import CheckState, Phase
from waythrough_desktop.views.beside import Beside
from waythrough_desktop.views.card_view import CardView
from waythrough_desktop.views.legend import Legend
from waythrough_desktop.views.measure import keep_together
from waythrough_desktop.views.parts import button, column, label, put_icon, relook, row
from waythrough_desktop.views.proof_view import ProofView
from waythrough_desktop.views.scroller import Scroller
from waythrough_desktop.views.status_line import StatusLine

LINES_FOR_LEGEND = 34
BAR_STEPS = 200
"""The bar paints itself at once, and all that waits with it, whenever its value changes: so not too often."""


class CheckPage(QFrame):
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
        self.proof = ProofView(model, self)
        self.table, self.cards, self.switch = self.proof.table, self.proof.cards, self.proof.switch
        self.legend = Legend(self)
        self._lay_out()
        self._connect()
        model.modelReset.connect(self._keep_width)
        self._name()
        self._wait()

    def _wait(self) -> None:
        """Until the first state nothing has words yet: what would be empty is not to be seen, nor pressed in vain."""
        self.amount.setText(_("One moment…"))
        self.run_button.setEnabled(False)
        for part in (self.run_button, self.progress, self.card, self.note, self.proof, self.legend):
            part.hide()

    def show_state(self, state: CheckState) -> None:
        """Show what stands round the matrix."""
        changed = state.phase is not self._phase
        self._phase = state.phase
        self.amount.setText(state.amount)
        going = state.phase in (Phase.RUNNING, Phase.STOPPING)
        if changed or not self.run_button.text():
            self._dress_button(going)
        self.run_button.setEnabled(state.can_check)
        for part in (self.run_button, self.card):
            part.show()
        self._fit_legend()
        self.progress.setVisible(state.done is not None)
        self._show_bar(state.done, going=going)
        self.progress_text.setText(state.progress)
        if changed:
            self.progress_text.reset()
        self.card.show_card(state.card)
        self.note.setVisible(state.note is not None)
        if state.note is not None:
            self.note.show_card(state.note)
        self.proof.setVisible(not state.empty)
        self._rest.setVisible(state.empty)
        self.proof.show_state(state)
        self.legend.show_items(state.legend)

    def _show_bar(self, done: float | None, *, going: bool) -> None:
        """A full bar while second looks go on would say that it is over, so it only moves then."""
        endless = going and done is not None and done >= 1.0
        if endless is not (self.progress.maximum() == 0):
            self.progress.setRange(0, 0 if endless else BAR_STEPS)
        if not endless:
            self.progress.setValue(round(BAR_STEPS * (done or 0.0)))

    def _dress_button(self, going: bool) -> None:
        look = "stop" if going else "main"
        self.run_button.setText(_("Stop") if going else _("Check now"))
        put_icon(self.run_button, "stop" if going else "play", look)
        relook(self.run_button, "look", look)

    def _lay_out(self) -> None:
        font = QFont(style.scaled(1.18, bold=True))
        self.run_button.setFont(font)
        self.run_button.setMinimumSize(150, 46)
        self.run_button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        head = Beside(column(self.title, self.amount, spacing=2), self.run_button, self)
        bar = QWidget(self)
        bar.setLayout(row(Beside(column(self.progress), self.progress_text, bar, letters=8)))
        bar.setMinimumHeight(self.progress_text.fontMetrics().height() + 2)
        self._rest = QWidget(self)
        body = QWidget(self)
        self._box = box = QVBoxLayout(body)
        box.setSpacing(10)
        box.addWidget(head)
        box.addWidget(bar)
        box.addWidget(self.card)
        box.addWidget(self.proof, 1)
        box.addWidget(self._rest, 1)
        box.addWidget(self.note)
        box.addWidget(self.legend)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scroller(body, self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_legend()
        self._keep_width()

    def _fit_legend(self) -> None:
        """In a low window the results get the room of the legend; the words are explained in Help too."""
        has_words = bool(self.run_button.text())  # from the first state on
        room = self.height() >= self.fontMetrics().lineSpacing() * LINES_FOR_LEGEND
        self.legend.setVisible(has_words and room)

    def _keep_width(self) -> None:
        keep_together(self._box, self.width(), 14, 12, need=self.proof.width_most())

    def _connect(self) -> None:
        self.card.acted.connect(self.acted)
        self.note.acted.connect(self.acted)
        self.proof.opened.connect(self.cell_opened)
        self.switch.changed.connect(self.card.set_whole)

    def _name(self) -> None:
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

    def areas(self) -> Sequence[QWidget]:
        """What F6 goes through."""
        return self.run_button, self.card, self.proof.shown, self.note, self.legend

    def escape(self) -> bool:
        """Undo a search, if there is one: Esc does that before it stops anything."""
        return self.proof.filter.escape()
