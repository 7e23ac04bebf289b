"""Connects what the person does with what the engine does: pages, presenters, session and bridge."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication

from waythrough.catalog.catalog import Catalog
from waythrough.model.run import Run, RunPlan
from waythrough_desktop import disguise, dress, i18n, style
from waythrough_desktop.again import plan_again
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.bridge.keeping import RunKeeping
from waythrough_desktop.bridge.source import Ending
from waythrough_desktop.country_desk import CountryDesk
from waythrough_desktop.depth_desk import DepthDesk
from waythrough_desktop.dialogs.how_to_use import HowToUseDialog
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.effort_desk import EffortDesk
from waythrough_desktop.guard import Guard
from waythrough_desktop.key_desk import KeyDesk
from waythrough_desktop.networks import PRACTICE_TO_COME, PracticeKeeper, real_network
from waythrough_desktop.pages import Pages
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.consent import consent_state, news_state
from waythrough_desktop.presenters.effort import effort_of
from waythrough_desktop.presenters.first_run import FirstRun
from waythrough_desktop.presenters.how_to_use import choices_for
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.problem import ProblemReport
from waythrough_desktop.presenters.report import Reported
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.presenters.state import Act, CheckState
from waythrough_desktop.presenters.why import why
from waythrough_desktop.resume_desk import ResumeDesk
from waythrough_desktop.shell import CHECK, HISTORY, REPORT, SERVICES, WAYS, Shell
from waythrough_desktop.talks import Talks
from waythrough_desktop.views.announce import announce
from waythrough_desktop.views.check_page import CheckPage
from waythrough_desktop.watching import Watching
from waythrough_desktop.ways_file import WaysFile
from waythrough_desktop.ways_trial import WaysTrial


class Wiring(QObject):
    """One window with its run: what lasts as long as the program. Everything with words in it is made by `Pages`."""

    run_over = Signal()
    ready = Signal()
    redressed = Signal()
    lock_asked = Signal()
    erase_asked = Signal()
    history_changed = Signal()
    pages: Pages

    def __init__(
        self,
        shell: Shell,
        session: Session,
        catalog: Catalog,
        bridge: Bridge,
        memory: Memory,
        keeping: RunKeeping | None = None,
    ) -> None:
        """`keeping`: what keeps the runs of the bridge, None = nothing does."""
        super().__init__()
        self.shell, self.session, self.bridge, self.memory = shell, session, bridge, memory
        self.catalog = catalog
        self._starting = False
        shell.furnish()
        self.background = shell.background
        self.practice = PracticeKeeper(self.background)
        self.window = shell.window
        self.check = CheckPresenter(shell.model, self)
        self.effort = EffortDesk(session, self.check, self)
        self.run_over.connect(self.effort.run_over)
        self.reported = Reported(self)
        self.problem = ProblemReport(memory.dirs, session, memory, self)
        self.talks = Talks(self.window, self.background, memory.dirs)
        self.depth = DepthDesk(session, memory, self.background)
        self.country = CountryDesk(session, memory, self)
        self.first_run = FirstRun(session, catalog, memory, self)
        self.trial = WaysTrial(keeping.unkept if keeping is not None else bridge.open_source, self)
        self.keys = KeyDesk(session, self.check, self.background, self.talks)
        self.watching = Watching(self)
        self.resume = ResumeDesk(session, memory, self.check, catalog, self.background)
        self.run_over.connect(self.resume.run_over)
        self._plan: RunPlan | None = None  # of the run that is shown
        self._connect()
        if keeping is not None:
            keeping.failed.connect(self.talks.not_kept)
        self.pages = Pages(self)
        shell.open()
        self._follow_session()
        self._focus_start()
        self.guard, self.ways_file = Guard(self), WaysFile(self)
        for problem in memory.problems:
            QTimer.singleShot(0, partial(self.talks.not_kept, problem))

    @property
    def page(self) -> CheckPage:
        """The home page of now."""
        return self.shell.page

    def start(self) -> None:
        """Begin a check of everything that is chosen; on a real network only after the consent."""
        if self.bridge.running or not self.session.platforms or self.first_run.due:
            return
        self.window.show_page(CHECK)
        if not self.may_start():
            known, session = self.memory.consent_given, self.session
            state = news_state(session, *self.memory.news(session)) if known else consent_state(session)
            self.talks.ask_consent(state, self._agreed, partial(self.window.show_page, SERVICES))
            return
        if not self.depth.settled(self.start):
            return
        self.begin(self.session.plan())

    def go_on(self, run_id: str = "") -> None:
        """Test the rest of a check that was cut short, the one that is offered without an id."""
        if not self.bridge.running:
            self.window.show_page(CHECK)
            self.resume.go_on(self.begin, run_id)

    def check_again(self, key: tuple[str, str]) -> None:
        """Test one box of the finished check again; the others stay as they are."""
        run, plan = self.check.run, self._plan
        if run is None or plan is None or self.bridge.running or not self.may_start():
            self.start()  # where something leads elsewhere now, that is agreed to first
            return
        self.window.show_page(CHECK)
        changed = self.check.changed_ways
        asked = replace(plan, settings=self.session.plan().settings)  # as quiet as is wished now
        again = plan_again(run, asked, self.session.paths, changed, key)
        if again is not None and self.depth.settled(partial(self.check_again, key)):
            self.begin(again)

    def begin(self, plan: RunPlan) -> None:
        """Begin a run by a plan, unless one is going on; somebody has made sure that it may."""
        if self.bridge.running:
            return
        self._plan = plan
        stood = self.shell.model.column_ids
        self.check.begin(self.session.rows(plan), self.session.columns_of(plan), plan.known)
        if plan.known and set(stood) == set(self.shell.model.column_ids):
            self.shell.model.order_columns(stood)  # nothing that is shown moves
        self.bridge.start(self.session.profile, plan)

    def use_catalog(self, catalog: Catalog) -> None:
        """Know other services from now on: lists came or went."""
        self.catalog = catalog

    def may_start(self) -> bool:
        """Whether everything that a check would contact now was agreed to."""
        return self.session.practice or self.memory.agreed_to(self.session)

    def stop(self) -> None:
        """End the check; what was found stays."""
        if self.bridge.running:
            self.check.stopping()
            self.bridge.stop()

    def escape(self) -> None:
        """Esc undoes a search first, and only then ends what is going: a test of ways, the check."""
        if not (self.page.isVisible() and self.page.escape()):
            self.trial.stop()
            self.stop()

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
        self._move(real_network(self.catalog, self.memory))

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
        self.problem.keep()
        self.guard.close()
        self.ways_file.close()
        self.keys.close()
        self.watching.close()
        joined = self.bridge.close()
        joined = self.trial.close() and joined
        joined = self.background.close() and joined
        self.practice.close()
        return joined

    def choose_language(self, code: str) -> None:
        """Speak another language from now on, "" for the system's."""
        self.memory.keep_language(code)
        self.redress(partial(dress.speak, language=code))

    def choose_theme(self, name: str) -> None:
        """Wear other colours from now on."""
        self.memory.keep_theme(name)
        self.redress(partial(dress.paint, theme=name, text_size=style.text_size()))

    def choose_text_size(self, percent: int) -> None:
        """Write larger or smaller from now on."""
        self.memory.keep_text_size(percent)
        self.redress(partial(dress.paint, theme=style.theme().name, text_size=percent))

    def act(self, act: Act) -> None:
        """Do what a button of a card says."""
        match act:
            case Act.ADD_WAY:
                self.window.show_page(WAYS)
                if not self.session.practice:
                    self.pages.ways.add()
            case Act.CHOOSE_SERVICES:
                self.window.show_page(SERVICES)
            case Act.USE_SHORT_LIST:
                self.pages.services.use_short_list()
            case Act.HOW_TO_USE:
                self.how_to_use()
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
            case Act.CONTINUE:
                self.go_on()
            case Act.LET_BE:
                self.resume.leave()

    def show_changes(self, before: str, after: str) -> None:
        """Show two runs of the history side by side, by their ids."""
        self.window.show_page(HISTORY)
        self.pages.history.compare(before, after)

    def open_argument(self, argument: str) -> None:
        """Show a file or link that was handed over, and do nothing with it."""
        if self.session.practice:
            self.change_network()  # where it would be forgotten
        self.pages.ways.add(handed=argument)

    def note_fault(self, code: str, details: str) -> None:
        """Tell a fault of the program, and keep where it happened for a problem report."""
        self.problem.fault = details
        self.talks.fault(code, details)

    def save_report(self) -> None:
        """Show the report of the finished run, ready to be saved."""
        self.show_report(None if self.bridge.running else self.check.run)

    def show_report(self, run: Run | None) -> None:
        """Show the report of a run, of whatever time; of the one that is there already without."""
        if run is not None:
            self.reported.show(run)
        self.window.show_page(REPORT)
        self.pages.report.focus()

    def tell_why(self, platform_id: str, path_id: str) -> WhyDialog | None:
        """Open the reasons of a cell; nothing when it has no result yet."""
        cell = self.check.cell((platform_id, path_id))
        if cell is None:
            return None
        check, run = self.check, self.check.run
        state = why(
            cell,
            check.recommendation,
            check.naming,
            has_ways=check.has_ways,
            cells=check.cells,
            began=run.started if run is not None else 0.0,
            hidden=(*self.memory.ways, *self.session.paths),
            ways=self.session.all_columns() if run is None else run.paths,
        )
        again = None if self.bridge.running else partial(self.check_again, cell.key)
        how = None if self.session.practice else self.how_to_use  # its ways are of no use outside
        dialog = self.talks.why(state, again, how, detailed=self.memory.detailed)
        self.talks.tell_past(dialog, cell.key, practice=self.session.practice)
        return dialog

    def how_to_use(self, path_id: str = "") -> HowToUseDialog | None:
        """Tell how a way is used, or all ways of the advice; nothing where there is none to tell of."""
        check = self.check
        unsafe = check.unsafe_ways | {info.id for info in self.trial.found.values() if not info.safe}
        choices = choices_for(path_id, self.session.paths, check.recommendation, check.naming, unsafe)
        return self.talks.how_to_use(choices, practice=self.session.practice) if choices else None

    def _connect(self) -> None:
        self.check.changed.connect(self._show)
        self.check.announced.connect(partial(announce, self.window))
        self.bridge.batch.connect(self.check.take)
        self.bridge.ended.connect(self._ended)
        self.session.changed.connect(self._follow_session)
        self.window.check_asked.connect(self.start)
        self.window.stop_asked.connect(self.escape)
        self.window.report_asked.connect(self.save_report)
        self.window.network_asked.connect(self.change_network)
        self.memory.failed.connect(self.talks.not_kept)
        self.problem.failed.connect(self.talks.not_kept)

    def redress(self, change: Callable[[QApplication], object] = lambda _app: None) -> None:
        """Take the frame down, change, and put everything up again: not within the widget that asked for it."""

        def now() -> None:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            self.window.close_dialogs()
            change(app)
            i18n.translate_qt(app)
            disguise.wear(app, neutral=self.memory.preferences.safety.neutral)
            self.shell.renew()
            self.pages = Pages(self)
            self.window.show_network(practice=self.session.practice)
            self.check.retell(self.session.columns())
            self.window.return_cursor()
            self.redressed.emit()

        QTimer.singleShot(0, now)

    def _move(self, network: Network) -> None:
        self.check.forget()
        self._plan = None
        self.reported.show(None)
        self.session.move_to(network)
        self._focus_start()
        self.resume.look()

    def _focus_start(self) -> None:
        if not self.window.covered:
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
        self.pages.show()
        self.memory.follow(session, self.catalog)

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
        if self.check.run is not None:
            self.reported.show(self.check.run)
        self.pages.show()
        QTimer.singleShot(0, self.run_over.emit)
