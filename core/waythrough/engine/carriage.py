"""What a way does to pages that pass through it, looked at behind the first answers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Kind, Slot
from waythrough.engine.state import State
from waythrough.model.observation import Observation
from waythrough.model.run import Depth
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Label, Verdict
from waythrough.probe.trace import About, Trace
from waythrough.probe.walk import Line, Walk
from waythrough.probe.way_carriage import known_page, long_page, told, way_families
from waythrough.verdict.rules_path_carriage import (
    SLOW_RATE,
    CarriageFacts,
    alters,
    one_family,
    rate,
    slow,
    stops,
)

STALL = 8.0  # seconds without a byte after which a long page has stopped


def resolves_here(column: Column) -> bool:
    """Whether the way is handed addresses of both families; SOCKS4 has no words for IPv6, and clients know it."""
    return column.line is not None and column.line.resolver is not None and column.spec.kind != "socks4"


@dataclass(slots=True)
class Carriage:
    """The looks at what ways carry. `remeasure` measures the cells of a way anew."""

    state: State
    remeasure: Callable[[Column], None]
    _direct: list[Observation] = field(default_factory=list)
    _queued: set[str] = field(default_factory=set)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def consider(self, column: Column) -> None:
        """Queue the look at a way that carries traffic."""
        if column.spec.on_line or column.control or column.info.usable is not True or not column.info.safe:
            return
        if column.spec.id in self._queued:
            return
        self._queued.add(column.spec.id)

        async def work(slot: Slot) -> None:
            self._queued.discard(column.spec.id)
            if column.info.usable is not True:
                return  # it went down meanwhile
            await self._known_pages(column, slot)
            if self.state.plan.depth is not Depth.QUICK and column.info.safe and column.rate < SLOW_RATE:
                await self._long_pages(column, slot)
            if self.state.plan.depth is not Depth.QUICK and resolves_here(column) and column.found is None:
                await self._families(column, slot)

        self.state.add_way_job(Kind.LAST, column, work)

    async def _known_pages(self, column: Column, slot: Slot) -> None:
        """One that comes back changed is asked for again both ways: only what differs from the line is the way's."""
        through, direct = self._walks(column, slot)
        canaries = told(self.state.world.profile.canaries)
        for canary in canaries:
            if not await known_page(through, canary, 1):
                await known_page(direct, canary, 1)
                await known_page(through, canary, 2)
                break
        facts = CarriageFacts(
            through=self._keep(through.trace), direct=self._keep(direct.trace), canaries=canaries
        )
        if (found := alters(facts)) is not None:
            column.found = found
            self.state.board.set_path(replace(column.info, safe=False, verdict=found))
            self._judge_again()

    async def _long_pages(self, column: Column, slot: Slot) -> None:
        """One long page, and if it crawls or stops two more, and the same directly."""
        profile = self.state.world.profile
        through, direct = (
            replace(each, patience=replace(each.patience, hard=min(each.patience.hard, STALL)))
            for each in self._walks(column, slot)
        )
        body = await long_page(through, profile, 1)
        if body is not None and (rate(body) or 0.0) < SLOW_RATE and not (body.ok and rate(body) is None):
            async with self._asking:
                if not self._direct:
                    await long_page(direct, profile, 1)
                    self._direct += self._keep(direct.trace)
            if body.ok:
                await long_page(through, profile, 2)
            else:
                await asyncio.gather(*(long_page(through, profile, attempt) for attempt in (2, 3)))
        facts = CarriageFacts(through=self._keep(through.trace), direct=tuple(self._direct))
        found = stops(facts) or slow(facts)
        if found is not None and column.info.usable is True and column.found is None:
            self._burden(column, found)

    async def _families(self, column: Column, slot: Slot) -> None:
        """A way that is given addresses must carry both families, or names with both open slowly or not at all."""
        through, direct = self._walks(column, slot)
        hosts = self.state.world.profile.neutral_hosts
        for family in (6, 4):
            await way_families(through, hosts, family)
        v6 = [
            each
            for each in through.trace.observations
            if each.attempt == 6 and each.purpose is Purpose.WAY_FAMILY
        ]
        if any(each.failure is not None for each in v6):
            await way_families(direct, hosts, 6)
        tried = [each for each in v6 if each.step is not Step.RESOLVE]
        if column.info.facts is not None and tried:
            facts_now = replace(column.info.facts, ipv6=any(each.ok for each in tried))
            column.info = replace(column.info, facts=facts_now)
        facts = CarriageFacts(through=self._keep(through.trace), direct=self._keep(direct.trace))
        if (found := one_family(facts)) is not None and column.info.usable is True:
            self._burden(column, found)

    def _burden(self, column: Column, found: Verdict) -> None:
        column.found = found
        self.state.board.set_path(replace(column.info, verdict=found))
        if found.label is Label.VOLUME_FREEZE:
            self.remeasure(column)
        else:
            self._judge_again()

    def _judge_again(self) -> None:
        for platform in self.state.plan.platforms:
            self.state.board.judge_row(platform)
        self.state.board.progress()

    def _walks(self, column: Column, slot: Slot) -> tuple[Walk, Walk]:
        assert column.line is not None
        patience = column.estimator.repeat_patience(slot.park)

        def walk(line: Line) -> Walk:
            about = About(target="", purpose=Purpose.WAY_LONG)
            return Walk(trace=self.state.network_trace(column), line=line, patience=patience, about=about)

        return walk(column.line), walk(self.state.world.direct)

    def _keep(self, trace: Trace) -> tuple[Observation, ...]:
        self.state.board.network_observations += trace.observations
        return tuple(trace.observations)
