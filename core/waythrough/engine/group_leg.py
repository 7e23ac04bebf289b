"""Behind the first answers: the servers of a group that were not asked, because another one had answered first."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from waythrough.engine.cell import AT_ONCE, measure_target
from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Slot
from waythrough.engine.state import State
from waythrough.model.platform import Platform
from waythrough.model.run import Depth
from waythrough.probe.web import SMALL_BODY
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY


@dataclass(slots=True)
class GroupLegs:
    """The groups of one run, on the direct line only: each server is tried until it opens, twice at most."""

    state: State

    def wanted(self, platform: Platform, column: Column) -> tuple[TargetFacts, ...]:
        """The servers of groups that work already which have not shown yet how they fare."""
        if not column.direct or column.line is None or self.state.plan.depth is Depth.QUICK:
            return ()
        row = self.state.board.facts(platform, column.spec.id)
        working = {each.target.group for each in row if each.usable}
        return tuple(
            each
            for each in row
            if each.target.group and each.target.group in working and _open_question(each)
        )

    async def measure(
        self, platform: Platform, column: Column, slot: Slot, wanted: Sequence[TargetFacts]
    ) -> None:
        """Try them, a few at a time."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(facts: TargetFacts) -> None:
            async with gate:
                await self._try(platform, column, slot, facts)

        async with asyncio.TaskGroup() as tasks:
            for facts in wanted:
                tasks.create_task(one(facts), name=f"group of {platform.id}")

    async def _try(self, platform: Platform, column: Column, slot: Slot, facts: TargetFacts) -> None:
        assert column.line is not None
        while _open_question(facts := self.state.facts(platform, column, facts)):
            await measure_target(
                facts.target,
                self.state.trace(platform.id, column, keep=True),
                column.line,
                column.estimator.repeat_patience(slot.park),
                attempt=len(facts.tries) + 1,
                body_limit=SMALL_BODY,
            )


def _open_question(facts: TargetFacts) -> bool:
    return facts.usable is None and len(facts.tries) < ENOUGH_FOR_LIKELY
