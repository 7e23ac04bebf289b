"""The history: a list of kept checks, and sheets that lie over it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.models.runs import RunsModel
from waythrough_desktop.views.areas import begin_of
from waythrough_desktop.views.compare_view import CompareView
from waythrough_desktop.views.history_list import HistoryList
from waythrough_desktop.views.layers import Layers
from waythrough_desktop.views.over_time_view import OverTimeView
from waythrough_desktop.views.past_run_view import PastRunView


class HistoryPage(QFrame):
    """Holds the sheets; knows nothing of what they show."""

    shown = Signal()

    def __init__(
        self, runs: RunsModel, matrix: MatrixModel, words: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        """`words`: what a box of the matrix may say."""
        super().__init__(parent)
        self.setProperty("look", "page")
        self.list = HistoryList(runs, self)
        self.run = PastRunView(matrix, words, self)
        self.changes = CompareView(self)
        self._stack = Layers(self)
        self.over_time = OverTimeView(self)
        for sheet in (self.list, self.run, self.changes, self.over_time):
            self._stack.addWidget(sheet)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    @property
    def sheet(self) -> QWidget | None:
        """What lies on top."""
        return self._stack.currentWidget()

    def show_list(self) -> None:
        """Take the sheets away."""
        self._stack.setCurrentWidget(self.list)
        self.list.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_run(self) -> None:
        """Lay a check of the past on top."""
        self._stack.setCurrentWidget(self.run)
        self.run.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_changes(self) -> None:
        """Lay the comparison on top."""
        self._stack.setCurrentWidget(self.changes)
        self.changes.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_over_time(self) -> None:
        """Lay the charts on top."""
        self._stack.setCurrentWidget(self.over_time)
        self.over_time.ways.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_cursor(self) -> None:
        """What is listed came only now: the cursor that was given to the page goes there."""
        if self.hasFocus():
            begin_of(self).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()
