"""Connects what the person does with what the engine does: pages, presenters, session and bridge."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices, QGuiApplication

from waythrough import __version__
from waythrough.catalog.catalog import Catalog
from waythrough.verdict.explain import WORD_TEXT, Word
from waythrough_desktop.bridge import Background, Bridge
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.save_report import SaveReportDialog
from waythrough_desktop.dialogs.trouble import TroubleDialog
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.i18n import _, say
from waythrough_desktop.networks import PRACTICE_TO_COME, PracticeKeeper, real_network
from waythrough_desktop.presenters.add_ways import read as read_ways
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.faces import legend_items
from waythrough_desktop.presenters.reports import ReportMaker, kind_names
from waythrough_desktop.presenters.services import ServicesPresenter
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.presenters.state import Act
from waythrough_desktop.presenters.ways import way_faces
from waythrough_desktop.presenters.why import why
from waythrough_desktop.source import Ending
from waythrough_desktop.views.check_page import CheckPage
from waythrough_desktop.views.help_page import HelpPage
from waythrough_desktop.views.main_window import MainWindow
from waythrough_desktop.views.services_page import ServicesPage
from waythrough_desktop.views.ways_page import WaysPage

RARE_WORDS = {Word.ASKS_CHECK}
"""Long words that are set in two lines instead of widening every column."""

CHECK, SERVICES, WAYS, HELP = range(4)


class Wiring(QObject):
    """One window with its run."""

    run_over = Signal()
    ready = Signal()

    def __init__(self, session: Session, catalog: Catalog, bridge: Bridge) -> None:
        super().__init__()
        self._catalog = catalog
        self._starting = False
        self.session = session
        self.bridge = bridge
        self.background = Background(self)
        self.practice = PracticeKeeper(self.background)
        self.check = CheckPresenter(self)
        self.services = ServicesPresenter(session, catalog, self)
        words = tuple(say(WORD_TEXT[word]) for word in Word if word not in RARE_WORDS)
        self.page = CheckPage(self.check.model, words)
        self.services_page = ServicesPage(self.services.filter)
        self.ways_page = WaysPage()
        self.window = MainWindow(
            [
                ("nav_check", _("Check"), self.page),
                ("nav_services", _("My services"), self.services_page),
                ("nav_ways", _("My ways"), self.ways_page),
                ("nav_help", _("Help"), HelpPage(legend_items(set(Word)), __version__)),
            ]
        )
        self._connect()
        self._prepare()
        self.page.focus_start()

    def start(self) -> None:
        """Begin a check of everything that is chosen."""
        if self.bridge.running or not self.session.platforms:
            return
        self.window.show_page(CHECK)
        self.check.begin()
        self.bridge.start(self.session.profile, self.session.plan())

    def stop(self) -> None:
        """End the check; what was found stays."""
        if self.bridge.running:
            self.check.stopping()
            self.bridge.stop()

    def when_ready(self, act: Callable[[], object]) -> None:
        """Do something once the network that was asked for can be tested."""
        if self._starting:
            self.ready.connect(act, Qt.ConnectionType.SingleShotConnection)
        else:
            QTimer.singleShot(0, act)

    def enter_practice(self) -> None:
        """Test the practice network from now on, which is started first."""
        self.stop()
        self._starting = True
        self.session.move_to(PRACTICE_TO_COME)
        self.practice.open(self._practice_ready, self._practice_failed)

    def leave_practice(self) -> None:
        """Back to the real network."""
        self.stop()
        self.practice.close()
        self.session.move_to(real_network(self._catalog))

    def change_network(self) -> None:
        """The other network than now."""
        if self._starting:
            return
        if self.session.practice:
            self.leave_practice()
        else:
            self.enter_practice()

    def show_fault(self, code: str, details: str) -> None:
        """Tell a fault of the program itself."""
        TroubleDialog(
            _("Something in this program went wrong"),
            self.window,
            still_works=_("What was found is still shown. Nothing was sent anywhere."),
            todo=_(
                "If it happens again, close the window and open it anew, and send the details to support."
            ),
            code=code,
            details=details,
        ).open()

    def close(self) -> bool:
        """End what runs; False when a thread would not end in time."""
        joined = self.bridge.close()
        joined = self.background.wait() and joined
        self.practice.close()
        return joined

    def act(self, act: Act) -> None:
        """Do what a button of a card says."""
        match act:
            case Act.ADD_WAY:
                self.window.show_page(WAYS)
                self.add_way()
            case Act.CHOOSE_SERVICES:
                self.window.show_page(SERVICES)
            case Act.USE_SHORT_LIST:
                self.services.use_short_list()
            case Act.SAVE_REPORT:
                self.save_report()
            case Act.CHECK | Act.SET_CLOCK:
                self.start()
            case Act.SIGN_IN:
                self._open_sign_in()
            case Act.COPY_ERROR:
                QGuiApplication.clipboard().setText(self.check.error_text)

    def add_way(self) -> None:
        """Ask for the links of new ways."""
        dialog = AddWayDialog(read_ways, self.window)
        dialog.added.connect(self.session.add)
        dialog.open()

    def save_report(self) -> None:
        """Ask what to save of the finished run, and where; nothing while there is none."""
        if self.check.run is None or self.bridge.running:
            return
        maker = ReportMaker(run=self.check.run, paths=self.session.paths)
        SaveReportDialog(maker, kind_names(), self.window).open()

    def tell_why(self, platform_id: str, path_id: str) -> WhyDialog | None:
        """Open the reasons of a cell; nothing when it has no result yet."""
        cell = self.check.cell((platform_id, path_id))
        if cell is None:
            return None
        state = why(cell, self.check.recommendation, self.check.naming, has_ways=self.check.has_ways)
        dialog = WhyDialog(state, self.window, can_repeat=not self.bridge.running)
        dialog.again_asked.connect(self.start)
        dialog.open()
        return dialog

    def _connect(self) -> None:
        self.check.changed.connect(self.page.show_state)
        self.check.announced.connect(self._announce)
        self.bridge.batch.connect(self.check.take)
        self.bridge.ended.connect(self._ended)
        self.session.changed.connect(self._prepare)
        for source in (self.page, self.window):
            source.check_asked.connect(self.start)
            source.stop_asked.connect(self.stop)
        self.window.report_asked.connect(self.save_report)
        self.window.network_asked.connect(self.change_network)
        self.page.acted.connect(self.act)
        self.page.cell_opened.connect(self.tell_why)
        self._connect_services()
        self.ways_page.add_asked.connect(self.add_way)
        self.ways_page.remove_asked.connect(self.session.remove)

    def _connect_services(self) -> None:
        page, services = self.services_page, self.services
        page.searched.connect(lambda text: page.show_found(services.search(text)))
        page.sensitive_wanted.connect(services.show_sensitive)
        page.own_added.connect(lambda text: page.show_own_result(services.add_own(text)))
        page.short_list_wanted.connect(services.use_short_list)
        services.counted.connect(page.show_count)
        page.show_count(services.total())

    def _practice_ready(self, network: Network) -> None:
        self._starting = False
        self.session.move_to(network)
        self.ready.emit()

    def _practice_failed(self, error: BaseException) -> None:
        self._starting = False
        self.leave_practice()
        TroubleDialog(
            _("The practice network could not be started"),
            self.window,
            still_works=_("The real network can be checked as before."),
            todo=_("Close other programs that use many connections, and try again."),
            code=f"PRA-{type(error).__name__}",
            details=str(error),
        ).open()

    def _prepare(self) -> None:
        session = self.session
        self.window.show_network(practice=session.practice)
        self.check.prepare(session.rows(), session.columns(), starting=self._starting)
        self.ways_page.show_ways(way_faces(session, self.check))

    def _ended(self, ending: Ending, error: BaseException | None) -> None:
        self.check.over(ending, error)
        self.ways_page.show_ways(way_faces(self.session, self.check))
        QTimer.singleShot(0, self.run_over.emit)

    def _open_sign_in(self) -> None:
        canaries = self.session.profile.canaries
        if canaries:
            QDesktopServices.openUrl(QUrl(canaries[0].url))

    def _announce(self, text: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window, text))
