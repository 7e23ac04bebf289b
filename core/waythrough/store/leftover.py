"""A check that was cut short: whether its results and new ones belong together, and what is left to be tested."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from waythrough.model.known import finished_keys, taking_over
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import CellStatus, EarlierRun, Run, RunPlan, Settings
from waythrough.net.routes import line_mark
from waythrough.verdict.cover import recommend

LASTS: Final = 86_400.0
"""Seconds after which results are too old to be shown in one table with new ones."""


class Hindrance(StrEnum):
    """Why a check is not gone on with."""

    WHOLE = "whole"
    UNDER_WAY = "under_way"
    TOO_OLD = "too_old"
    OTHER_NETWORK = "other_network"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A run of the history as far as it came, with the platforms that it was to test.

    `cut_short`: it was not stopped by anybody; `let_be`: its user does not want to go on with it.
    """

    run: Run
    platforms: tuple[Platform, ...]
    line: str = ""
    cut_short: bool = False
    let_be: bool = False
    under_way: bool = False

    @property
    def whole(self) -> bool:
        return not self.run.interrupted

    @property
    def done(self) -> int:
        """How many cells are tested."""
        return len(finished_keys(self.run))

    @property
    def total(self) -> int:
        return len(self.run.platforms) * len(self.run.paths)

    def hindrance(self, now: float | None = None) -> Hindrance | None:
        """Why it cannot be gone on with here and now, None when it can."""
        age = (time.time() if now is None else now) - self.run.started
        if self.under_way:
            return Hindrance.UNDER_WAY
        if self.whole or not self.platforms:
            return Hindrance.WHOLE
        if not 0 <= age <= LASTS:
            return Hindrance.TOO_OLD
        if self.line != line_mark(self.run.id):
            return Hindrance.OTHER_NETWORK
        return None if self.done < self.total else Hindrance.NOTHING_LEFT

    def plan(
        self, ways: Iterable[PathSpec], settings: Settings, ways_file: Path | None, now: float | None = None
    ) -> RunPlan:
        """What goes on with it: its platforms over those of its ways that are still there.

        Nothing that was found over a way is taken over when the ways were changed since: it may lead elsewhere now.
        Without a `ways_file` they are those of a network that brings its own.
        Where something that has a result is not part of the plan any more, both stay checks of their own.
        """
        at = {info.id for info in self.run.paths}
        plan = RunPlan(
            platforms=self.platforms,
            paths=tuple(each for each in ways if each.id in at),
            direct=DIRECT_ID in at,
            depth=self.run.depth,
            settings=settings,
        )
        keys = finished_keys(self.run)
        if ways_file is not None and _changed_since(ways_file, self.run.started):
            keys = frozenset(key for key in keys if key[1] == DIRECT_ID)
        oldest = (time.time() if now is None else now) - LASTS - self.run.started
        keys = frozenset(key for key in keys if self.run.cells[key].finished >= oldest)
        at, rows = {DIRECT_ID, *(each.id for each in plan.paths)}, {each.id for each in plan.platforms}
        told = (key for key, cell in self.run.cells.items() if cell.status is not CellStatus.INTERRUPTED)
        whole = all(row in rows and path in at for row, path in told)
        parts = (*self.run.continues, EarlierRun(id=self.run.id, started=self.run.started))
        return replace(taking_over(plan, self.run, keys), continues=parts if whole else ())

    def of(self, platform_ids: Iterable[str]) -> "Leftover":
        """The same without platforms that are not known any more."""
        known = set(platform_ids)
        return replace(self, platforms=tuple(each for each in self.platforms if each.id in known))


def as_far_as_it_came(run: Run) -> Run:
    """A run that never came to its end, with the advice that its cells give: nobody was there to give any."""
    advice = recommend([info.id for info in run.platforms], run.paths, run.cells)
    return replace(run, interrupted=True, recommendation=advice)


def _changed_since(file: Path, when: float) -> bool:
    try:
        return file.stat().st_mtime > when
    except OSError:
        return True  # the ways come from elsewhere: nobody can tell
