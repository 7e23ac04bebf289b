"""The pages of the window in one language and look, each with the desk that works behind it."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from waythrough.store.settings import Theme
from waythrough.verdict.explain import WORD_TEXT, Word
from waythrough_desktop import dress, style
from waythrough_desktop.first_run_desk import FirstRunDesk
from waythrough_desktop.i18n import say
from waythrough_desktop.shell import HELP, HISTORY, REPORT, SERVICES, SETTINGS, WAYS
from waythrough_desktop.watching_desk import WatchingDesk

if TYPE_CHECKING:
    from waythrough_desktop.help_desk import HelpDesk
    from waythrough_desktop.history_desk import HistoryDesk
    from waythrough_desktop.presenters.services import ServicesPresenter
    from waythrough_desktop.report_desk import ReportDesk
    from waythrough_desktop.safety_desk import SafetyDesk
    from waythrough_desktop.services_desk import ServicesDesk
    from waythrough_desktop.settings_desk import SettingsDesk
    from waythrough_desktop.views.services_page import ServicesPage
    from waythrough_desktop.views.settings_page import SettingsPage
    from waythrough_desktop.views.ways_page import WaysPage
    from waythrough_desktop.ways_desk import WaysDesk
    from waythrough_desktop.wiring import Wiring

RARE_WORDS = {Word.ASKS_CHECK}
"""Long words that are set in two lines instead of widening every column."""


class Pages(QObject):
    """Made from what lasts (the wiring) at any moment, also in the middle of a run; ends with its frame.

    A page other than the home page is loaded and made when it is first looked at or worked with: most people never see
    most of them, and together they take as long to make as all the rest, and 20 MB.
    """

    def __init__(self, wiring: "Wiring") -> None:
        super().__init__(wiring.window.frame)
        self._wiring = wiring
        self._home()
        self.watching = WatchingDesk(wiring, self)
        self.first_run = FirstRunDesk(wiring, self)
        self.show()
        wiring.window.frame.page_wanted.connect(self.make)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.make(wiring.window.place)

    def make(self, place: int) -> None:
        """Make a page, where it is not there yet."""
        name = {
            SERVICES: "services_desk",
            WAYS: "ways",
            HISTORY: "history",
            REPORT: "report",
            SETTINGS: "settings_page",
            HELP: "help",
        }.get(place)
        if name is not None:
            getattr(self, name)

    def show(self) -> None:
        """Bring all pages up to date with what is chosen."""
        if "services_desk" in self.__dict__:
            self.services_page.show_practice(self._wiring.session.practice)
        if "ways" in self.__dict__:
            self.ways.show()
        self.first_run.show()

    def _follow_system(self) -> None:
        """The system went dark or light: the window too, where that was chosen and no dialog would be lost."""
        follows = self._wiring.memory.preferences.window.theme is Theme.SYSTEM
        if follows and dress.system_theme() is not style.theme() and QApplication.activeModalWidget() is None:
            self._wiring.choose_theme(Theme.SYSTEM)

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

    @cached_property
    def services_desk(self) -> "ServicesDesk":
        from waythrough_desktop.services_desk import ServicesDesk

        wiring = self._wiring
        desk = ServicesDesk(
            wiring.session, wiring.catalog, wiring.memory, wiring.talks, wiring.use_catalog, self
        )
        desk.page.show_practice(wiring.session.practice)
        wiring.window.set_page(SERVICES, desk.page)
        return desk

    @property
    def services(self) -> "ServicesPresenter":
        return self.services_desk.presenter

    @property
    def services_page(self) -> "ServicesPage":
        return self.services_desk.page

    @cached_property
    def ways_page(self) -> "WaysPage":
        from waythrough_desktop.views.ways_page import WaysPage

        page = WaysPage()
        page.key_asked.connect(self._wiring.keys.ask)
        page.how_to_asked.connect(self._wiring.how_to_use)
        self._wiring.window.set_page(WAYS, page)
        return page

    @cached_property
    def ways(self) -> "WaysDesk":
        from waythrough_desktop.ways_desk import WaysDesk

        wiring = self._wiring
        desk = WaysDesk(
            self.ways_page, wiring.session, wiring.check, wiring.memory, wiring.talks, wiring.trial
        )
        desk.show()
        return desk

    @cached_property
    def history(self) -> "HistoryDesk":
        from waythrough_desktop.history_desk import HistoryDesk

        desk = HistoryDesk(self._wiring)
        wiring = self._wiring
        for signal in (
            wiring.run_over,
            wiring.history_changed,
        ):  # a run that is over is on disk, whole or not
            signal.connect(desk.refresh)
        wiring.window.set_page(HISTORY, desk.page)
        return desk

    @cached_property
    def report(self) -> "ReportDesk":
        from waythrough_desktop.report_desk import ReportDesk

        desk = ReportDesk(self._wiring)
        self._wiring.window.set_page(REPORT, desk.page)
        return desk

    @cached_property
    def help(self) -> "HelpDesk":
        from waythrough_desktop.help_desk import HelpDesk

        desk = HelpDesk(self._wiring)
        self._wiring.window.set_page(HELP, desk.page)
        return desk

    @cached_property
    def _settings(self) -> "tuple[SettingsDesk, SafetyDesk, SettingsPage]":
        from waythrough_desktop.safety_desk import SafetyDesk
        from waythrough_desktop.settings_desk import SettingsDesk
        from waythrough_desktop.views.settings_page import SettingsPage

        settings, safety = SettingsDesk(self._wiring, self), SafetyDesk(self._wiring, self)
        page = SettingsPage((settings.look, settings.checks, self.watching.section, safety.section))
        self._wiring.window.set_page(SETTINGS, page)
        return settings, safety, page

    @property
    def settings(self) -> "SettingsDesk":
        return self._settings[0]

    @property
    def safety(self) -> "SafetyDesk":
        return self._settings[1]

    @property
    def settings_page(self) -> "SettingsPage":
        return self._settings[2]
