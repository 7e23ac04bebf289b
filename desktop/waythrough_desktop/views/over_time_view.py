"""How each way did over the kept checks: a chart, the same as a sentence and as a table."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.models.points import PointsModel, Series
from waythrough_desktop.views.chart import Chart
from waythrough_desktop.views.parts import Flow, Switch, column, label
from waythrough_desktop.views.sheet_head import SheetHead


class OverTimeView(QWidget):
    """Shows a Series of the way that is chosen."""

    back_asked = Signal()
    chosen = Signal(int, bool)  # which way, whether its times

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ways = QComboBox(self)
        self.ways.setAccessibleName(_("Way"))
        self.ways.view().setAccessibleName(_("Way"))
        self.ways.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.measure = Switch(_("Opened"), _("Page time"), self)
        self.form = Switch(_("Chart"), _("Table"), self)
        self.head = SheetHead(self)
        self.head.show_words(_("Over time"))
        self.head.back_asked.connect(self.back_asked)
        self.sentence = label("", self)
        self.chart = Chart(self)
        self.told = label("", self, look="soft")
        self._points = PointsModel(self)
        self.table = self._table()
        self._lay_out()
        self.ways.activated.connect(self._choose)
        self.measure.changed.connect(self._choose)
        self.form.changed.connect(self._show_form)
        self.chart.walked.connect(self.told.setText)

    def show_ways(self, names: tuple[str, ...]) -> None:
        """Offer these ways, the first one chosen."""
        self.ways.clear()
        self.ways.addItems(list(names))

    def show_series(self, series: Series) -> None:
        """Show how a way did."""
        self.sentence.setText(series.sentence)
        self.chart.show_series(series)
        self._points.show_series(series)
        self.told.setText(_("Arrow keys walk from check to check"))

    def _choose(self) -> None:
        self.chosen.emit(self.ways.currentIndex(), self.measure.buttons[1].isChecked())

    def _show_form(self, as_table: bool) -> None:
        self._chart_sheet.setVisible(not as_table)
        self.table.setVisible(as_table)

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self._points)
        table.setAccessibleName(_("The same as a table"))
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        )
        table.hide()
        return table

    def _choices(self) -> QWidget:
        made = QWidget(self)
        flow = Flow(gap=12, line_gap=8)
        name = label(_("Way"), made, of=self.ways)
        name.setWordWrap(False)
        for part in (name, self.ways, self.measure, self.form):
            flow.addWidget(part)
        made.setLayout(flow)
        return made

    def _lay_out(self) -> None:
        self._chart_sheet = QFrame(self)
        self._chart_sheet.setProperty("look", "card")
        inside = column(self.chart, self.told, spacing=4)
        inside.setStretch(0, 1)
        inside.setContentsMargins(9, 9, 9, 9)
        self._chart_sheet.setLayout(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 14, 22, 14)
        whole.setSpacing(10)
        whole.addWidget(self.head)
        whole.addWidget(self._choices())
        whole.addWidget(self.sentence)
        whole.addWidget(self._chart_sheet, 1)
        whole.addWidget(self.table, 1)
