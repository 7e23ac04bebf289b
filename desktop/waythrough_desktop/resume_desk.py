"""Offers to go on with a check that was cut short, once, and finds out what is left of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from waythrough.catalog.catalog import Catalog
from waythrough.model.path import PathSpec
from waythrough.model.run import RunPlan, Settings
from waythrough.store.dirs import Dirs
from waythrough.store.history import History
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.presenters.state import Offer


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
        """Offer to go on with the last check of the real network if it was cut short."""
        self._find(self._offer)

    def go_on(self, start: Callable[[RunPlan], object]) -> None:
        """Start what is left as everything is now; a check that was finished elsewhere meanwhile is let be."""

        def found(rest: Rest | None) -> None:
            self._check.offer(None)
            if rest is not None and not self._session.practice:  # which may have been entered meanwhile
                start(rest.plan)

        self._find(found)

    def leave(self) -> None:
        """Nobody wants to go on with it: it is not offered any more."""
        self._check.offer(None)
        work = partial(_let_be, self._memory.dirs, self._offered)
        self._background.run(work, _nothing, _nothing)

    def _offer(self, rest: Rest | None) -> None:
        if rest is not None:
            self._offered = rest.run_id
            self._check.offer(rest.offer)

    def _find(self, done: Callable[[Rest | None], object]) -> None:
        memory, session = self._memory, self._session
        if not memory.consent_given or session.practice:
            done(None)
            return
        agreed = memory.preferences.consent
        chosen = {each.id for each in session.platforms}
        services = frozenset(each for each in agreed.services if each in chosen or each in self._catalog)
        ways = tuple(each for each in session.used if each.id in agreed.ways)
        work = partial(_rest, memory.dirs, services, ways, session.plan().settings)
        self._background.run(
            work, done, lambda _error: done(None)
        )  # a new run tells what is wrong with the disk


def _rest(
    dirs: Dirs, services: frozenset[str], ways: tuple[PathSpec, ...], settings: Settings
) -> Rest | None:
    if not dirs.history.exists():
        return None
    with History(dirs.history) as history:
        run_id = history.newest(practice=False)
        left = None if run_id is None else history.leftover(run_id)
    if left is None or left.let_be or not left.cut_short or left.hindrance() is not None:
        return None
    rest = Rest(run_id=left.run.id, plan=left.of(services).plan(ways, settings, dirs.ways))
    return rest if rest.offer.done < rest.offer.total else None


def _let_be(dirs: Dirs, run_id: str) -> None:
    if run_id:
        with History(dirs.history) as history:
            history.let_be(run_id)


def _nothing(_result: object) -> None:
    """Nobody waits for it."""
