"""The pages of the window in one language and look, each with the desk that works behind it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from waythrough.verdict.explain import WORD_TEXT, Word
from waythrough_desktop.first_run_desk import FirstRunDesk
from waythrough_desktop.help_desk import HelpDesk
from waythrough_desktop.history_desk import HistoryDesk
from waythrough_desktop.i18n import say
from waythrough_desktop.report_desk import ReportDesk
from waythrough_desktop.safety_desk import SafetyDesk
from waythrough_desktop.services_desk import ServicesDesk
from waythrough_desktop.settings_desk import SettingsDesk
from waythrough_desktop.shell import HELP, HISTORY, REPORT, SERVICES, SETTINGS, WAYS
from waythrough_desktop.views.settings_page import SettingsPage
from waythrough_desktop.views.ways_page import WaysPage
from waythrough_desktop.watching_desk import WatchingDesk
from waythrough_desktop.ways_desk import WaysDesk

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring

RARE_WORDS = {Word.ASKS_CHECK}
"""Long words that are set in two lines instead of widening every column."""


class Pages(QObject):
    """Made from what lasts (the wiring) at any moment, also in the middle of a run; ends with its frame."""

    def __init__(self, wiring: "Wiring") -> None:
        super().__init__(wiring.window.frame)
        self._wiring = wiring
        self._home()
        self._services()
        self._ways()
        self._history()
        self._settings()
        self.first_run = FirstRunDesk(wiring, self)
        self._report()
        self.help = HelpDesk(wiring)
        wiring.window.set_page(HELP, self.help.page)
        self.show()

    def show(self) -> None:
        """Bring all pages up to date with what is chosen."""
        practice = self._wiring.session.practice
        self.services_page.show_practice(practice)
        self.ways.show()
        self.first_run.show()

    def _home(self) -> None:
        wiring = self._wiring
        page = wiring.page
        page.proof.set_words(tuple(say(WORD_TEXT[word]) for word in Word if word not in RARE_WORDS))
        page.switch.set_second(wiring.memory.detailed)
        page.check_asked.connect(wiring.start)
        page.stop_asked.connect(wiring.stop)
        page.acted.connect(wiring.act)
        page.cell_opened.connect(wiring.tell_why)
        page.switch.changed.connect(wiring.memory.keep_view)
        page.proof.searched.connect(wiring.check.find)
        page.proof.sort_asked.connect(wiring.check.sort)

    def _services(self) -> None:
        wiring = self._wiring
        desk = ServicesDesk(
            wiring.session, wiring.catalog, wiring.memory, wiring.talks, wiring.use_catalog, self
        )
        self.services, self.services_page = desk.presenter, desk.page
        wiring.window.set_page(SERVICES, desk.page)

    def _ways(self) -> None:
        wiring = self._wiring
        self.ways_page = WaysPage()
        self.ways = WaysDesk(
            self.ways_page, wiring.session, wiring.check, wiring.memory, wiring.talks, wiring.trial
        )
        self.ways_page.key_asked.connect(wiring.keys.ask)
        self.ways_page.how_to_asked.connect(wiring.how_to_use)
        wiring.window.set_page(WAYS, self.ways_page)

    def _history(self) -> None:
        wiring = self._wiring
        self.history = HistoryDesk(wiring)
        for signal in (wiring.run_kept, wiring.history_changed):
            signal.connect(self.history.refresh)
        wiring.window.set_page(HISTORY, self.history.page)

    def _report(self) -> None:
        self.report = ReportDesk(self._wiring)
        self._wiring.window.set_page(REPORT, self.report.page)

    def _settings(self) -> None:
        self.settings = SettingsDesk(self._wiring, self)
        self.watching = WatchingDesk(self._wiring, self)
        sections: list[QWidget] = [self.settings.look, self.settings.checks, self.watching.section]
        self.safety = SafetyDesk(self._wiring, self)
        sections.append(self.safety.section)
        self.settings_page = SettingsPage(sections)
        self._wiring.window.set_page(SETTINGS, self.settings_page)
