"""Patterns of hellos in a thorough run: long ones on the line as a whole, many at once to a target that works."""

from dataclasses import dataclass, field

from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Kind, Slot
from waythrough.engine.state import State
from waythrough.model.platform import Platform, Target
from waythrough.model.step import Purpose, Step
from waythrough.net import browser_hello
from waythrough.probe.differential import browser_neutral, still_there
from waythrough.probe.hellos import at_once
from waythrough.probe.trace import About
from waythrough.probe.walk import Walk
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.rules_hello import large_hello

HOSTS = 2  # neutral ones that are greeted like a browser would


@dataclass(slots=True)
class HelloLeg:
    """The patterns of one run. What concerns the whole line is asked once."""

    state: State
    _asked: bool = field(default=False, init=False)

    def queue(self, platform: Platform, column: Column, facts: TargetFacts) -> None:
        """Queue it for when the line is quiet and all else was asked: what it sets off may linger for minutes."""

        async def work(slot: Slot) -> None:
            await self._long_hellos(column, slot)
            if facts.usable is not None and not facts.failed and self.state.gate.neutrals:
                await self._crowd(platform, column, facts.target, facts.usable, slot)

        self.state.add_side_job(Kind.LARGE, platform, column, work)

    async def _long_hellos(self, column: Column, slot: Slot) -> None:
        """Once a run: neutral hosts with the hello of a browser, and when none answers, with ours once more."""
        neutrals = self.state.gate.neutrals[:HOSTS]
        if self._asked or len(neutrals) < HOSTS or not browser_hello.available():
            return
        self._asked = True
        about = About(target="", purpose=Purpose.NEUTRAL)
        walk = self.state.network_walk(column, about, column.estimator.repeat_patience(slot.park))
        for neutral in neutrals:
            if await browser_neutral(walk, neutral, 1):
                break
        else:
            for neutral in neutrals:
                await still_there(walk, neutral)
        board = self.state.board
        board.network_observations += walk.trace.observations
        found = large_hello(walk.trace.observations)
        if found is not None:
            board.note(found)

    async def _crowd(
        self, platform: Platform, column: Column, target: Target, alone: Attempt, slot: Slot
    ) -> None:
        """Many at once to a neutral host, to the target, and when some are stopped there, over another way.

        `alone` is a try in which one connection opened.
        """
        neutral = self.state.gate.neutrals[-1]
        walk = self._walk(platform, column, target, slot)
        if not await at_once(walk, neutral.host, neutral.port, neutral.address, Purpose.PARALLEL_NEUTRAL):
            return
        address = next(each.address for each in alone.observations if each.step is Step.TLS)
        if await at_once(walk, target.host, target.port, address, Purpose.PARALLEL):
            return
        ways = self.state.ways_that_open(platform, target.key)
        control = next((each for each in ways if not each.serial), None)
        if control is not None:
            through = self._walk(platform, control, target, slot)
            await at_once(through, target.host, target.port, "", Purpose.PARALLEL)

    def _walk(self, platform: Platform, column: Column, target: Target, slot: Slot) -> Walk:
        about = About(target=target.key, purpose=Purpose.PARALLEL)
        return self.state.walk(platform, column, about, column.estimator.repeat_patience(slot.park))
