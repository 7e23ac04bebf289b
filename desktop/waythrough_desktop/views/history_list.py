"""The first sheet of the history: all kept checks, newest first, found as one types."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _, plural
from waythrough_desktop.models.runs import RunsModel
from waythrough_desktop.presenters.state import Card
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.beside import Beside, Flowing
from waythrough_desktop.views.card_view import CardView
from waythrough_desktop.views.filter_field import FilterField
from waythrough_desktop.views.measure import keep_together
from waythrough_desktop.views.parts import button, column, label, row
from waythrough_desktop.views.runs_view import RunsView


class HistoryList(QWidget):
    """Says what is wanted by its signals."""

    check_asked = Signal()
    settings_asked = Signal()
    searched = Signal(str)
    delete_all_asked = Signal()
    charts_asked = Signal()

    def __init__(self, model: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = label("", self, look="soft")
        self.charts = button(_("Over time…"), self.charts_asked.emit)
        self.delete_all = button(_("Delete all…"), self.delete_all_asked.emit, icon="trash")
        self.search = FilterField(
            _("Search by service, way or date"), _("Search the checks that are kept"), self
        )
        self.list = RunsView(model, _("Kept checks"), self)
        self.nothing = label(_("No check fits this search."), self, look="soft")
        self.off = self._off()
        self.empty = CardView(self)
        self.empty.show_card(
            Card(
                tone=ToneName.BLUE,
                icon="info",
                title=_("Your checks will be listed here"),
                text=_("They stay on this computer until you delete them."),
            )
        )
        self.check = button(_("Check now"), self.check_asked.emit, look="main", icon="play")
        self.search.textChanged.connect(self.searched)
        self._lay_out()
        self.show_count(0, 0)
        for part in (self.empty, self.check):  # not known yet
            part.hide()

    def show_count(self, shown: int, kept: int) -> None:
        """How many checks are listed, of how many that are kept."""
        self.count.setText(
            plural("{count} check, kept on this computer", "{count} checks, kept on this computer", kept)
            if shown == kept
            else plural("{shown} of {count} check", "{shown} of {count} checks", kept, shown=shown)
        )
        for part in (self.count, self.search, self.delete_all, self.charts):
            part.setVisible(kept > 0)
        self._sheet.setVisible(kept > 0)
        self.list.setVisible(shown > 0)
        self.nothing.setVisible(kept > 0 and not shown)
        self.empty.setVisible(kept == 0)
        self.check.setVisible(kept == 0)
        self._rest.setVisible(kept == 0)

    def show_kept(self, kept: bool) -> None:
        """Whether checks are kept at all."""
        self.off.setVisible(not kept)

    def _off(self) -> QFrame:
        made = QFrame(self)
        made.setProperty("look", "card")
        words = label(_("Checks are not kept now. What was kept before is still here."), made)
        self.settings = button(_("Change this in Settings"), self.settings_asked.emit, look="link")
        line = row(words, self.settings, spacing=12)
        line.setStretch(0, 1)
        line.setContentsMargins(14, 6, 14, 6)
        made.setLayout(line)
        made.hide()
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        keep_together(self._box, self.width(), 14, 14)

    def _lay_out(self) -> None:
        title = label(_("History"), self, factor=1.62, bold=True)
        acts = Flowing((self.charts, self.delete_all), self, gap=10)
        head = Beside(column(title, self.count, spacing=2), acts, self)
        self._sheet = QWidget(self)
        sheet = column(self.list, self.nothing, spacing=6)
        sheet.setStretch(0, 1)
        sheet.setAlignment(self.nothing, Qt.AlignmentFlag.AlignTop)
        self._sheet.setLayout(sheet)
        self._rest = QWidget(self)
        self._box = box = QVBoxLayout(self)
        box.setSpacing(10)
        box.addWidget(head)
        box.addWidget(self.off)
        box.addWidget(self.search)
        box.addWidget(self.empty)
        box.addLayout(row(self.check, None))
        box.addWidget(self._sheet, 1)
        box.addWidget(self._rest, 1)
