"""Offers to go on with a check that was cut short, once, and finds out what is left of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from waythrough.catalog.catalog import Catalog
from waythrough.model.event import RunFinished
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Run, RunPlan, Settings
from waythrough.store.dirs import Dirs
from waythrough.store.history import History
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.bridge.source import Batch, Ending
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.presenters.state import Offer, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What is left of a check."""

    run_id: str
    plan: RunPlan

    @property
    def offer(self) -> Offer:
        """How far it came."""
        paths = len(self.plan.paths) + self.plan.direct
        return Offer(done=len(self.plan.known), total=len(self.plan.platforms) * paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """With what a check may be gone on: services by their ids, None = as they were then, and the ways of now.

    `ways_file` is None where the network brings its own ways.
    """

    profile: NetworkProfile
    platforms: Mapping[str, Platform | None]
    ways: tuple[PathSpec, ...]
    ways_file: Path | None = None


class ResumeDesk(QObject):
    """Looks into the history beside the GUI thread; contacts nobody, and offers only what was agreed to."""

    def __init__(
        self,
        session: Session,
        memory: Memory,
        check: CheckPresenter,
        catalog: Catalog,
        background: Background,
    ) -> None:
        super().__init__()
        self._session, self._memory, self._check = session, memory, check
        self._catalog, self._background = catalog, background
        self._offered = ""

    def look(self) -> None:
        """Offer to go on with the last check of this network if it was cut short."""
        self._find(self._offer)

    def run_over(self) -> None:
        """Offer to go on with a check that somebody has just stopped."""
        if self._check.stopped:
            self._find(self._offer, stopped=True)

    def can(self, run_id: str, told: Callable[[bool], object]) -> None:
        """Tell whether a check of the past can be gone on with."""
        self._find(lambda rest: told(rest is not None), run_id=run_id, stopped=True)

    def go_on(self, start: Callable[[RunPlan], object], run_id: str = "") -> None:
        """Start what is left as everything is now; a check that was finished elsewhere meanwhile is let be."""

        def found(rest: Rest | None) -> None:
            self._check.offer(None)
            if rest is not None:
                start(rest.plan)

        self._find(found, run_id=run_id, stopped=True)

    def recall(self, run_id: str) -> None:
        """Show a kept check again as it was when it ended: it stood here before the lock was closed."""

        def show(run: Run | None) -> None:
            check = self._check
            if run is None or run.practice != self._session.practice or check.state.phase is not Phase.READY:
                return
            check.begin(run.platforms, run.paths)
            check.take(Batch(finished=RunFinished(run=run)))
            check.over(Ending.FINISHED, None)

        self._background.run(partial(_load, self._memory.dirs, run_id), show, _nothing)

    def leave(self) -> None:
        """Nobody wants to go on with it: it is not offered any more."""
        self._check.offer(None)
        work = partial(_let_be, self._memory.dirs, self._offered)
        self._background.run(work, _nothing, _nothing)

    def _offer(self, rest: Rest | None) -> None:
        if rest is not None:
            self._offered = rest.run_id
            self._check.offer(rest.offer)

    def _find(
        self, done: Callable[[Rest | None], object], *, run_id: str = "", stopped: bool = False
    ) -> None:
        """`stopped`: also one that somebody has stopped."""
        memory, session = self._memory, self._session
        practice, agreed = session.practice, memory.preferences.consent
        if not memory.consent_given and not practice:
            done(None)
            return

        def found(rest: Rest | None) -> None:
            done(rest if session.practice is practice else None)  # another network may have been entered

        chosen = {each.id: each for each in session.platforms}
        if practice:
            left = Wanted(profile=session.profile, platforms=chosen, ways=session.used)
        else:
            known = {
                each: chosen.get(each) for each in agreed.services if each in chosen or each in self._catalog
            }
            ways = tuple(each for each in session.used if each.id in agreed.ways)
            left = Wanted(profile=session.profile, platforms=known, ways=ways, ways_file=memory.dirs.ways)
        work = partial(_rest, memory.dirs, left, session.plan().settings, run_id, stopped)
        # A new run tells what is wrong with the disk.
        self._background.run(work, found, lambda _error: found(None))


def _rest(dirs: Dirs, wanted: Wanted, settings: Settings, run_id: str, stopped: bool) -> Rest | None:
    if not dirs.history.exists():
        return None
    profile = wanted.profile
    with History(dirs.history) as history:
        found = run_id or history.newest(practice=profile.practice)
        left = None if found is None or not history.has(found) else history.leftover(found)
    if left is None or left.hindrance() is not None:
        return None
    if (left.run.practice, left.run.profile) != (profile.practice, profile.name):
        return None
    if not stopped and (left.let_be or not left.cut_short):
        return None
    platforms = tuple(
        wanted.platforms[each.id] or each for each in left.platforms if each.id in wanted.platforms
    )
    plan = replace(left, platforms=platforms).plan(wanted.ways, settings, wanted.ways_file)
    rest = Rest(run_id=left.run.id, plan=plan)
    return rest if rest.offer.done < rest.offer.total else None


def _load(dirs: Dirs, run_id: str) -> Run | None:
    if not dirs.history.exists():
        return None
    with History(dirs.history) as history:
        return history.load(run_id) if history.has(run_id) else None


def _let_be(dirs: Dirs, run_id: str) -> None:
    if run_id:
        with History(dirs.history) as history:
            history.let_be(run_id)


def _nothing(_result: object) -> None:
    """Nobody waits for it."""
