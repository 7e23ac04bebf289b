"""Behind the first answers: the address family that a target's tries did not go over, on the direct line."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from waythrough.engine.cell import walk_target
from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Slot
from waythrough.engine.second_look import ROUNDS
from waythrough.engine.state import State
from waythrough.model.platform import Platform
from waythrough.model.run import Depth
from waythrough.model.step import Purpose
from waythrough.probe.families import ask_family
from waythrough.probe.trace import About
from waythrough.probe.web import SMALL_BODY
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.families import FAMILIES, dead_family, family_of, offered, views


@dataclass(slots=True)
class FamilyLegs:
    """The families of one run: what the line carries is asked of neutral hosts, once."""

    state: State
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked: set[int] = field(default_factory=set)

    def wanted(self, platform: Platform, column: Column) -> Sequence[tuple[TargetFacts, int]]:
        """Each target that has two families, and the one of them still to be measured."""
        if not column.direct or column.line is None or self.state.plan.depth is Depth.QUICK:
            return ()
        return [
            (facts, family)
            for facts in self.state.board.facts(platform, column.spec.id)
            if facts.target.required and (family := self._other(facts))
        ]

    def in_doubt(self, platform: Platform, column: Column) -> bool:
        """Whether a target opened only after its other family had failed."""
        return any(
            len(views(facts)) == len(FAMILIES) and facts.usable
            for facts in self.state.board.facts(platform, column.spec.id)
        )

    async def measure(
        self, platform: Platform, column: Column, slot: Slot, wanted: Sequence[tuple[TargetFacts, int]]
    ) -> None:
        """The target over its other family: one try, and the repeats of the depth while it fails."""
        for facts, family in wanted:
            await self._learn(column, slot, family)
            if self.state.board.network.families.get(family):
                await self._try(platform, column, slot, facts, family)

    def _other(self, facts: TargetFacts) -> int:
        """0 for none: there is one family only, or the line is known not to carry the other."""
        addresses = offered(facts)
        shown = facts.usable or facts.last_failed
        if len(addresses) < len(FAMILIES) or shown is None or not shown.address:
            return 0
        other = next(each for each in FAMILIES if each != family_of(shown.address))
        return other if self.state.board.network.families.get(other) is not False else 0

    async def _learn(self, column: Column, slot: Slot, family: int) -> None:
        board = self.state.board
        async with self._asking:
            if family in board.network.families or family in self._asked:
                return
            self._asked.add(family)
            about = About(target="", purpose=Purpose.NEUTRAL)
            walk = self.state.network_walk(column, about, column.estimator.repeat_patience(slot.park))
            await ask_family(walk, self.state.world.profile.neutral_hosts, family)
            board.learn(walk.trace.observations)
            note = dead_family(board.network.observations)
            if note is not None:
                board.note(note)

    async def _try(
        self, platform: Platform, column: Column, slot: Slot, facts: TargetFacts, family: int
    ) -> None:
        for number in range(1, ROUNDS[self.state.plan.depth] + 1):
            facts = self.state.facts(platform, column, facts)
            about = About(target=facts.target.key, purpose=Purpose.FAMILY, attempt=number)
            patience = column.estimator.repeat_patience(slot.park)
            walk = self.state.walk(platform, column, about, patience)
            await walk_target(walk, facts.target, body_limit=SMALL_BODY, address=offered(facts)[family])
            view = views(self.state.facts(platform, column, facts)).get(family)
            if view is None or view.usable is not None:
                return
