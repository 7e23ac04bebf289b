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
from waythrough.model.run import Run, RunPlan, Settings
from waythrough.net.routes import line_mark

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

    def plan(self, ways: Iterable[PathSpec], settings: Settings, ways_file: Path) -> RunPlan:
        """What goes on with it: its platforms over those of its ways that are still there.

        Nothing that was found over a way is taken over when the ways were changed since: it may lead elsewhere now.
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
        if _changed_since(ways_file, self.run.started):
            keys = frozenset(key for key in keys if key[1] == DIRECT_ID)
        return taking_over(plan, self.run, keys)

    def of(self, platform_ids: Iterable[str]) -> "Leftover":
        """The same without platforms that are not known any more."""
        known = set(platform_ids)
        return replace(self, platforms=tuple(each for each in self.platforms if each.id in known))


def _changed_since(file: Path, when: float) -> bool:
    try:
        return file.stat().st_mtime > when
    except OSError:
        return True  # the ways come from elsewhere: nobody can tell
