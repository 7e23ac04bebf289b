"""Watching at work in the window: its settings, and the bar that tells what changed."""

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.news import news_lines
from waythrough_desktop.presenters.watching import (
    NOTIFY,
    Cost,
    clock,
    cost_of,
    cost_sentence,
    hours_choice,
    status_sentence,
    toggles,
    with_watching,
)
from waythrough_desktop.views.news_bar import NewsBar
from waythrough_desktop.views.watching_section import WatchingSection

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class WatchingDesk(QObject):
    """Connects section and bar with what lasts; ends with the pages."""

    def __init__(self, wiring: "Wiring", parent: QObject) -> None:
        super().__init__(parent)
        self._wiring = wiring
        self._cost: Cost | None = None
        self._counted: object = None
        self._bar: NewsBar | None = None
        wiring.watching.monitor.changed.connect(self.show)
        wiring.watching.changed.connect(self.show_news)
        wiring.watching.outward.changed.connect(self.show)
        self.show_news()

    @cached_property
    def section(self) -> WatchingSection:
        """The settings, made when their page is."""
        known, outward = self._wiring.memory.preferences.monitoring, self._wiring.watching.outward
        section = WatchingSection(
            hours_choice(known),
            toggles(known, messages=outward.notifier.available, tray=outward.tray_offered),
            self._wiring.window.frame,
        )
        section.chosen.connect(self._choose)
        section.switched.connect(self._choose)
        self._show_in(section)
        return section

    def show(self) -> None:
        """Bring the section up to date."""
        if "section" in self.__dict__:
            self._show_in(self.section)

    def _show_in(self, section: WatchingSection) -> None:
        monitor = self._wiring.watching.monitor
        known = self._wiring.memory.preferences.monitoring
        section.show_state(cost_sentence(known, self._cost), status_sentence(monitor.waits, monitor.due))
        if known.hours:
            self._count()

    def show_news(self) -> None:
        """Bring the bar up to date."""
        story = self._wiring.watching.story
        before, self._bar = self._bar, None
        if story is not None:
            title = _("Something changed, as seen at {time}", time=clock(story.at))
            self._bar = NewsBar(title, news_lines(story), can_compare=self._wiring.watching.comparable)
            self._bar.compare_asked.connect(self._wiring.watching.compare)
            self._bar.closed.connect(self._wiring.watching.put_away)
        self._wiring.window.frame.put_bar(self._bar, before)

    def _choose(self, key: str, value: str | bool) -> None:
        self._wiring.memory.change(lambda known: with_watching(known, key, value))
        if key == NOTIFY and value:
            self._wiring.watching.outward.notifier.probe()
        self.show()

    def _count(self) -> None:
        """Count what a check takes, once for each choice of services and ways."""
        session = self._wiring.session
        plan, profile = session.plan(), session.profile
        if plan == self._counted:
            return
        self._counted = plan
        self._wiring.background.run(partial(cost_of, plan, profile), self._take, lambda _error: None, of=self)

    def _take(self, cost: Cost) -> None:
        self._cost = cost
        self.show()
