"""Connects what the person does with what the engine does: pages, presenters, session and bridge."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices, QGuiApplication

from waythrough import __version__
from waythrough.catalog.catalog import Catalog
from waythrough.verdict.explain import WORD_TEXT, Word
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.bridge.source import Ending
from waythrough_desktop.depth_desk import DepthDesk
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.i18n import say
from waythrough_desktop.key_desk import KeyDesk
from waythrough_desktop.networks import PRACTICE_TO_COME, PracticeKeeper, real_network
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.consent import consent_state
from waythrough_desktop.presenters.effort import effort_of
from waythrough_desktop.presenters.faces import legend_items
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.services import ServicesPresenter
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.presenters.state import Act, CheckState
from waythrough_desktop.presenters.why import why
from waythrough_desktop.shell import CHECK, HELP, SERVICES, WAYS, Shell
from waythrough_desktop.talks import Talks
from waythrough_desktop.views.help_page import HelpPage
from waythrough_desktop.views.services_page import ServicesPage
from waythrough_desktop.views.settings_box import SettingsBox
from waythrough_desktop.views.ways_page import WaysPage
from waythrough_desktop.ways_desk import WaysDesk

RARE_WORDS = {Word.ASKS_CHECK}
"""Long words that are set in two lines instead of widening every column."""


class Wiring(QObject):
    """One window with its run."""

    run_over = Signal()
    ready = Signal()

    def __init__(
        self, shell: Shell, session: Session, catalog: Catalog, bridge: Bridge, memory: Memory
    ) -> None:
        super().__init__()
        self.shell, self.session, self.bridge, self.memory = shell, session, bridge, memory
        self._catalog = catalog
        self._starting = False
        shell.furnish()
        self.background = shell.background
        self.practice = PracticeKeeper(self.background)
        self.window, self.page = shell.window, shell.page
        self.check = CheckPresenter(shell.model, self)
        self.services = ServicesPresenter(session, catalog, self)
        self.services_page = ServicesPage(self.services.filter)
        self.ways_page = WaysPage()
        self.page.table.set_words(tuple(say(WORD_TEXT[word]) for word in Word if word not in RARE_WORDS))
        known = memory.preferences
        self.settings = SettingsBox(
            known.general.language,
            known.window.theme,
            depth=known.checks.depth,
            metered=known.checks.metered,
        )
        self.depth = DepthDesk(session, memory, self.background)
        self.depth.connect_box(self.settings)
        self.settings.language_chosen.connect(memory.keep_language)
        self.settings.theme_chosen.connect(memory.keep_theme)
        help_page = HelpPage(legend_items(set(Word)), __version__, self.settings)
        for place, page in ((SERVICES, self.services_page), (WAYS, self.ways_page), (HELP, help_page)):
            self.window.set_page(place, page)
        self.talks = Talks(self.window)
        self.ways = WaysDesk(self.ways_page, session, self.check, memory, self.talks)
        self.keys = KeyDesk(session, self.check, self.background, self.talks)
        self.ways_page.key_asked.connect(self.keys.ask)
        self._connect()
        self._connect_services()
        self.page.switch.set_second(memory.detailed)
        self._follow_session()
        self.page.focus_start()
        for problem in memory.problems:
            QTimer.singleShot(0, partial(self.talks.not_kept, problem))

    def start(self) -> None:
        """Begin a check of everything that is chosen; on a real network only after the consent."""
        if self.bridge.running or not self.session.platforms:
            return
        self.window.show_page(CHECK)
        if not self.session.practice and not self.memory.agreed_to(self.session):
            known = self.memory.news(self.session) if self.memory.consent_given else ()
            state = consent_state(self.session, *known)
            self.talks.ask_consent(state, self._agreed, partial(self.window.show_page, SERVICES))
            return
        if not self.depth.settled(self.start):
            return
        self.check.begin(self.session.rows(), self.session.columns())
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
        self._starting = True
        self._move(PRACTICE_TO_COME)
        self.practice.open(self._practice_ready, self._practice_failed)

    def leave_practice(self) -> None:
        """Back to the real network."""
        self.practice.close()
        self._move(real_network(self._catalog, self.memory))

    def change_network(self) -> None:
        """The other network than now; not in the middle of a run."""
        if self._starting or self.bridge.running:
            return
        if self.session.practice:
            self.leave_practice()
        else:
            self.enter_practice()

    def close(self) -> bool:
        """End what runs; False when a thread would not end in time."""
        self.keys.close()
        joined = self.bridge.close()
        joined = self.background.close() and joined
        self.practice.close()
        return joined

    def act(self, act: Act) -> None:
        """Do what a button of a card says."""
        match act:
            case Act.ADD_WAY:
                self.window.show_page(WAYS)
                if not self.session.practice:
                    self.ways.add()
            case Act.CHOOSE_SERVICES:
                self.window.show_page(SERVICES)
            case Act.USE_SHORT_LIST:
                self.services.use_short_list()
            case Act.SAVE_REPORT:
                self.save_report()
            case Act.CHECK | Act.SET_CLOCK:
                self.start()
            case Act.SIGN_IN:
                canaries = self.session.profile.canaries
                if canaries:
                    QDesktopServices.openUrl(QUrl(canaries[0].url))
            case Act.COPY_ERROR:
                QGuiApplication.clipboard().setText(self.check.error_text)

    def save_report(self) -> None:
        """Ask what to save of the finished run, and where; nothing while there is none."""
        if self.check.run is not None and not self.bridge.running:
            self.talks.save_report(self.check.run, self.session.paths)

    def tell_why(self, platform_id: str, path_id: str) -> WhyDialog | None:
        """Open the reasons of a cell; nothing when it has no result yet."""
        cell = self.check.cell((platform_id, path_id))
        if cell is None:
            return None
        check = self.check
        state = why(cell, check.recommendation, check.naming, has_ways=check.has_ways)
        return self.talks.why(state, self.start, can_repeat=not self.bridge.running)

    def _connect(self) -> None:
        self.check.changed.connect(self._show)
        self.check.announced.connect(self._announce)
        self.bridge.batch.connect(self.check.take)
        self.bridge.ended.connect(self._ended)
        self.session.changed.connect(self._follow_session)
        for source in (self.page, self.window):
            source.check_asked.connect(self.start)
            source.stop_asked.connect(self.stop)
        self.window.report_asked.connect(self.save_report)
        self.window.network_asked.connect(self.change_network)
        self.page.acted.connect(self.act)
        self.page.cell_opened.connect(self.tell_why)
        self.page.switch.changed.connect(self.memory.keep_view)
        self.memory.failed.connect(self.talks.not_kept)

    def _connect_services(self) -> None:
        page, services = self.services_page, self.services
        page.searched.connect(lambda text: page.show_found(services.search(text)))
        page.sensitive_wanted.connect(services.show_sensitive)
        page.own_added.connect(lambda text: page.show_own_result(services.add_own(text)))
        page.short_list_wanted.connect(services.use_short_list)
        services.counted.connect(page.show_count)
        page.show_count(services.total())

    def _move(self, network: Network) -> None:
        self.check.forget()
        self.session.move_to(network)
        self.page.focus_start()

    def _follow_session(self) -> None:
        session = self.session
        self.window.show_network(practice=session.practice)
        if not self.bridge.running:  # a run that goes on keeps its rows and columns to its end
            self.check.prepare(
                session.rows(),
                session.columns(),
                starting=self._starting,
                practice=session.practice,
                effort=effort_of(session),
            )
        self.services_page.show_practice(session.practice)
        self.ways.show()
        self.memory.follow(session, self._catalog)

    def _agreed(self) -> None:
        self.memory.give_consent(self.session)
        self.start()

    def _practice_ready(self, network: Network) -> None:
        self._starting = False
        self._move(network)
        self.ready.emit()

    def _practice_failed(self, error: BaseException) -> None:
        self._starting = False
        self.leave_practice()
        self.talks.no_practice(error)

    def _show(self, state: CheckState) -> None:
        self.page.show_state(state)
        self.window.allow_network_change(not self.bridge.running and not self._starting)

    def _ended(self, ending: Ending, error: BaseException | None) -> None:
        self.check.over(ending, error)
        self.ways.show()
        QTimer.singleShot(0, self.run_over.emit)

    def _announce(self, text: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window, text))
