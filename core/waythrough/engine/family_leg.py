"""Behind the first answers: the address family that a target's tries did not go over, on the direct line."""

import asyncio
from dataclasses import dataclass, field, replace

from waythrough.engine.cell import measure_target
from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Kind, Slot
from waythrough.engine.second_look import ROUNDS
from waythrough.engine.state import State
from waythrough.model.platform import Platform
from waythrough.model.run import Depth
from waythrough.model.step import Purpose
from waythrough.probe.families import ask_family
from waythrough.probe.trace import About
from waythrough.probe.walk import Walk
from waythrough.probe.web import SMALL_BODY
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.families import FAMILIES, carried, dead_family, family_of, offered, views


@dataclass(slots=True)
class FamilyLegs:
    """The families of one run: what the line carries is asked once, of neutral hosts."""

    state: State
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked: set[int] = field(default_factory=set)

    def consider(self, platform: Platform, column: Column) -> bool:
        """Queue the other family of the targets that have two; returns whether there are any."""
        if not column.direct or column.line is None or self.state.plan.depth is Depth.QUICK:
            return False
        wanted = {
            facts.target.key: family
            for facts in self.state.board.facts(platform, column.spec.id)
            if facts.target.required and (family := self._other(facts))
        }
        if wanted:
            self._queue(platform, column, wanted)
        return bool(wanted)

    def _other(self, facts: TargetFacts) -> int:
        """The family that still has to be measured, 0 for none."""
        addresses = offered(facts)
        if len(addresses) < len(FAMILIES) or not facts.tries:
            return 0
        used = family_of(facts.usable.address) if facts.usable else family_of(facts.tries[-1].address)
        other = next(each for each in FAMILIES if each != used) if used else 0
        return other if self.state.board.network.families.get(other) is not False else 0

    def _queue(self, platform: Platform, column: Column, wanted: dict[str, int]) -> None:
        board = self.state.board

        async def work(slot: Slot) -> None:
            try:
                for key, family in wanted.items():
                    await self._learn(column, slot, family)
                    if board.network.families.get(family):
                        await self._measure(platform, column, slot, key, family)
            finally:
                board.controls_asked -= 1
            board.judge_row(platform)
            board.progress()

        board.controls_asked += 1
        self.state.add_job(Kind.LOOK, platform, column, work)

    async def _learn(self, column: Column, slot: Slot, family: int) -> None:
        """Ask neutral hosts over the family, once in a run."""
        board = self.state.board
        async with self._asking:
            if family in board.network.families or family in self._asked:
                return
            self._asked.add(family)
            trace = self.state.network_trace(column)
            walk = self._walk(column, slot, trace, Purpose.NEUTRAL)
            await ask_family(walk, self.state.world.profile.neutral_hosts, family)
            board.network_observations += trace.observations
            seen = (*board.network.observations, *trace.observations)
            board.network = replace(board.network, observations=seen, families=carried(seen))
            note = dead_family(seen)
            if note is not None:
                board.set_network((*board.network.verdicts, note), masks=False)

    async def _measure(self, platform: Platform, column: Column, slot: Slot, key: str, family: int) -> None:
        """One try, and the repeats of the depth when it fails."""
        for number in range(1, ROUNDS[self.state.plan.depth] + 1):
            facts = self._facts(platform, column, key)
            walk = self._walk(
                column, slot, self.state.trace(platform.id, column, keep=True), Purpose.FAMILY
            )
            await measure_target(
                facts.target,
                walk,
                attempt=number,
                body_limit=SMALL_BODY,
                address=offered(facts)[family],
            )
            seen = views(self._facts(platform, column, key)).get(family)
            if seen is not None and seen.usable:
                return

    def _walk(self, column, slot, trace, purpose):
        ...

    def _facts(self, platform: Platform, column: Column, key: str) -> TargetFacts:
        row = self.state.board.facts(platform, column.spec.id)
        return next(each for each in row if each.target.key == key)
