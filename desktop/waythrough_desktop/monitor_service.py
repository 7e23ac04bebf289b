"""Checks that begin by themselves: every few hours or on another network, one at a time, and never unasked."""

import random
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal

from waythrough.model.known import keys_beside, taking_over
from waythrough.model.run import Depth, Run, RunPlan
from waythrough.store.dirs import StoreError
from waythrough.store.keyring import LockState, lock_state
from waythrough.store.settings import Metered, Monitoring
from waythrough.store.watching import forget_watch, load_watch, save_watch
from waythrough.verdict.watching import News, Watch, moved, observe, only
from waythrough_desktop.alarm import STEP, Alarm
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.line_notice import LineNotice
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.rhythm import Reason, Rhythm
from waythrough_desktop.presenters.session import Session


class Wait(StrEnum):
    """Why no check begins by itself now."""

    NOTHING = "nothing"
    OFF = "off"
    PRACTICE = "practice"
    NO_SERVICES = "no_services"
    CONSENT = "consent"
    LOCKED = "locked"
    BUSY = "busy"
    OFFLINE = "offline"
    METERED = "metered"


class MonitorService(QObject):
    """Lives as long as the program; without widgets or words. While it is off no timer runs and nothing is watched.

    A round is a quick check. What it sees changed is asked once more a few minutes later, in standard depth with
    its second looks, and only that.
    """

    changed = Signal()  # when the next check is due, or why it waits
    told = Signal(object, object)  # News, Run

    def __init__(
        self,
        session: Session,
        memory: Memory,
        background: Background,
        begin: Callable[[RunPlan], object],
        *,
        may_start: Callable[[], bool],
        busy: Callable[[], bool],
        parent: QObject | None = None,
        alarm: Alarm | None = None,
        chance: random.Random | None = None,
        line: LineNotice | None = None,
        is_metered: Callable[[], bool] | None = None,
    ) -> None:
        """`begin` starts a run of a plan; `busy`: whether one is going on."""
        super().__init__(parent)
        self._session, self._memory, self._background = session, memory, background
        self._begin, self._may_start, self._busy = begin, may_start, busy
        self.alarm = alarm or Alarm(self)
        self._rhythm = Rhythm(chance or random.Random())
        self._line = line or LineNotice(background, self)
        self._is_metered = is_metered or _ask_the_system
        self._watch: Watch | None = None
        self._last: Run | None = None
        self._asking = False
        self._settings = Monitoring()
        self.waits = Wait.OFF
        self.alarm.rang.connect(self._ring)
        self._line.moved.connect(self._moved)
        self._line.back.connect(self._back)
        memory.changed.connect(self.follow)
        session.changed.connect(self.look)
        self.follow()

    @property
    def on(self) -> bool:
        """Whether checks begin by themselves at all."""
        return bool(self._settings.hours) or self._settings.on_network_change

    @property
    def doubts(self) -> bool:
        """Whether something was seen once that a second check should confirm."""
        return self._watch is not None and any(each.doubted is not None for each in self._watch.cells)

    @property
    def due(self) -> float | None:
        """When the next check is due, in Unix seconds; None while only a change of network asks for one."""
        return self._rhythm.due

    def resume(self, due: float | None) -> None:
        """Go on after the lock, with the check that was due then: what was missed comes once."""
        if self.on:
            self._rhythm.resume(due, self.alarm.now())
            self.look()

    def follow(self) -> None:
        """Take the settings as they are now."""
        wanted = self._memory.preferences.monitoring
        before, self._settings = self._settings, wanted
        if (before.hours, before.on_network_change) == (wanted.hours, wanted.on_network_change):
            return
        if not self.on:
            self.alarm.stop()
            self._line.stop()
            self._watch = self._last = None
            self._say(Wait.OFF)
            return
        if before.hours != wanted.hours:
            self._rhythm.begin(wanted.hours, self.alarm.now())
        self._line.start()
        self.look()

    def look(self) -> None:
        """See whether a check is due, begin it if nothing is against it, else come back later."""
        if not self.on:
            return
        wait = self._rhythm.wait(self.alarm.now())
        hindrance = self._hindrance()
        if wait is None:
            self.alarm.stop()
        elif wait > 0:
            self.alarm.set(wait)
        elif hindrance is not Wait.NOTHING:
            self.alarm.set(STEP)
        else:
            self._start_if_free()
            return
        self._say(hindrance)

    def run_over(self, run: Run | None) -> None:
        """A run has ended, whoever began it; None when it gave nothing."""
        if not self.on or self._session.practice:
            return
        news = News()
        if run is not None:
            news = self._observe(run)
        self._rhythm.over(self.alarm.now(), doubtful=bool(news.doubtful))
        self._last = run
        self.look()
        if run is not None and news.worth_telling:
            self.told.emit(news, run)

    def forget(self) -> None:
        """Know nothing of earlier runs, here and on disk. Raises StoreError."""
        self._watch = self._last = None
        forget_watch(self._memory.dirs.watching)

    def close(self) -> None:
        """End with the program."""
        self.alarm.stop()
        self._line.stop()

    def plan(self) -> RunPlan:
        """What the check that is due would test."""
        plan, run = self._session.plan(), self._last
        doubted = (
            {each.key for each in self._watch.cells if each.doubted is not None} if self._watch else set()
        )
        if self._rhythm.reason is not Reason.CONFIRM or run is None or not doubted & run.cells.keys():
            return replace(plan, depth=Depth.QUICK)
        kept = frozenset(run.cells)
        for key in doubted & run.cells.keys():
            kept &= keys_beside(run, key, self.alarm.now())
        return taking_over(replace(plan, depth=Depth.STANDARD), run, kept)

    def _hindrance(self) -> Wait:
        session = self._session
        against = (
            (session.practice, Wait.PRACTICE),
            (lock_state(self._memory.dirs) is LockState.CLOSED, Wait.LOCKED),  # by another process
            (not session.platforms, Wait.NO_SERVICES),
            (not self._may_start(), Wait.CONSENT),
            (self._busy(), Wait.BUSY),
            (not self._line.online, Wait.OFFLINE),
            (self._spares and self._metered is Metered.YES, Wait.METERED),
        )
        return next((why for true, why in against if true), Wait.NOTHING)

    @property
    def _metered(self) -> Metered:
        return self._memory.preferences.checks.metered

    @property
    def _spares(self) -> bool:
        return self._settings.wait_when_metered

    def _start_if_free(self) -> None:
        """Begin now, or once the system has told that data costs nothing here."""
        if not self._spares or self._metered is not Metered.AUTO:
            self._start()
        elif not self._asking:
            self._asking = True
            self._background.run(
                self._is_metered, self._metered_told, lambda _error: self._metered_told(False)
            )

    def _metered_told(self, costs: bool) -> None:
        self._asking = False
        wait = self._rhythm.wait(self.alarm.now())
        if not self.on or wait is None or wait > 0 or self._hindrance() is not Wait.NOTHING:
            self.look()
        elif costs:
            self.alarm.set(STEP)
            self._say(Wait.METERED)
        else:
            self._start()

    def _start(self) -> None:
        self.alarm.stop()
        self._begin(self.plan())
        self._say(Wait.BUSY)

    def _ring(self, slept: bool) -> None:
        if slept:
            self._rhythm.woken(self.alarm.now())
        self.look()

    def _moved(self) -> None:
        if self._watch is not None:
            self._watch = moved(self._watch)
        if self._settings.on_network_change:
            self._rhythm.network_changed(self.alarm.now())
        self.look()

    def _back(self) -> None:
        self._rhythm.woken(self.alarm.now())
        self.look()

    def _observe(self, run: Run) -> News:
        file = self._memory.dirs.watching
        keeps = self._memory.preferences.general.remember_runs
        if self._watch is None:
            self._watch = self._load() if keeps else Watch()
        ways = [info.id for info in self._session.all_columns()]
        known = only(self._watch, [each.id for each in self._session.platforms], ways)
        self._watch, news = observe(known, run, self.alarm.now())
        work = partial(save_watch, file, self._watch) if keeps else partial(forget_watch, file)
        self._background.run(work, lambda _nothing: None, self._not_kept)
        return news

    def _load(self) -> Watch:
        try:
            return load_watch(self._memory.dirs.watching)
        except StoreError as error:
            self._memory.failed.emit(error)
            return Watch()

    def _not_kept(self, error: BaseException) -> None:
        if isinstance(error, StoreError):
            self._memory.failed.emit(error)

    def _say(self, waits: Wait) -> None:
        self.waits = waits
        self.changed.emit()


def _ask_the_system() -> bool:
    from waythrough.net.metered import is_metered  # starts a program of the system: only when it is asked

    return is_metered()
