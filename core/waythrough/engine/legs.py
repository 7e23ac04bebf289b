"""Side legs of a thorough run: what of QUIC and ECH gets through to the targets of the direct line."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from waythrough.engine.columns import Column
from waythrough.engine.hello_leg import HelloLeg
from waythrough.engine.names import name_aids
from waythrough.engine.quic_leg import QuicLeg
from waythrough.engine.scheduler import Kind, Slot
from waythrough.engine.state import State
from waythrough.model.platform import FlowKind, Platform
from waythrough.model.run import Depth
from waythrough.model.step import Purpose
from waythrough.net import quic
from waythrough.net.service_record import ServiceOutcome
from waythrough.probe.ech import ask_hello, ask_record
from waythrough.probe.local_gate import host_port
from waythrough.probe.quic import QuicPlace, ask_name
from waythrough.probe.trace import About
from waythrough.probe.walk import Walk
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.rules_quic import carried, offer

MOST_TARGETS: Final = 2  # of one platform: more would prove nothing new
ROUNDS: Final = 3
QUESTIONS: Final = 2  # to the line's resolver: one lost datagram must not count as a missing record


@dataclass(slots=True)
class SideLegs:
    """The legs of one run. What concerns the whole line is asked once."""

    state: State
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked: bool = False
    _places: list[QuicPlace] | None = None
    _patterns: HelloLeg = field(init=False)

    def __post_init__(self) -> None:
        self._patterns = HelloLeg(self.state)

    def queue(self, platform: Platform, column: Column) -> None:
        """Queue the legs of a platform; to be called when all else about it has been measured.

        What they send may leave a penalty behind, and a finding of theirs never changes the cell's own word.
        """
        if not column.direct or column.line is None or self.state.plan.depth is not Depth.THOROUGH:
            return
        wanted = self._wanted(platform, column)
        if not wanted:
            return

        async def work(slot: Slot) -> None:
            for facts in wanted:
                await self._measure(platform, column, facts, slot)

        def then() -> None:
            self._patterns.queue(platform, column, wanted[0])

        self.state.add_side_job(Kind.LOOK, platform, column, work, then)

    def _wanted(self, platform: Platform, column: Column) -> list[TargetFacts]:
        """Required pages under TLS whose address somebody vouches for."""
        return [
            each
            for each in self.state.board.facts(platform, column.spec.id)
            if each.target.required and each.target.flow is FlowKind.WEB and each.needs_tls and _address(each)
        ][:MOST_TARGETS]

    async def _measure(self, platform: Platform, column: Column, facts: TargetFacts, slot: Slot) -> None:
        about = About(target=facts.target.key, purpose=Purpose.HTTPS_RECORD)
        walk = self.state.walk(platform, column, about, column.estimator.repeat_patience(slot.park))
        hidden = await self._records(walk, facts.target.host)
        port = offer(self.state.facts(platform, column, facts)) or 0
        at = QuicPlace(host=facts.target.host, address=_address(facts), port=port)
        if at.port and quic.available():
            places = await self._neutral_places(column, slot)
            await QuicLeg(walk=walk, at=at, places=places).measure()
        if hidden is not None:
            await self._hellos(walk, replace(at, port=facts.target.port), hidden)
            now = self.state.facts(platform, column, facts)
            if any(carried(each) for each in now.attempts(Purpose.QUIC)):
                for number in range(1, QUESTIONS + 1):
                    await ask_name(walk, Purpose.QUIC_ECH, at, at.host, number, ech=hidden.ech)
        await self._forerunner(column, slot)

    async def _records(self, walk: Walk, host: str) -> ServiceOutcome | None:
        """Ask for the HTTPS record; the answer to rely on, if it has a key: an authenticated one before others."""
        resolvers = self.state.world.resolvers
        own = name_aids(self.state.world).raw or resolvers.line
        asked = await asyncio.gather(
            *(
                ask_record(walk, host, each, number)
                for number, each in enumerate((*resolvers.doh, *[own] * QUESTIONS), start=1)
            )
        )
        return next((each for each in asked if each is not None and each.key is not None), None)

    async def _hellos(self, walk: Walk, at: QuicPlace, hidden: ServiceOutcome) -> None:
        """Hellos that differ in the extension, shuffled, since any of them may leave a penalty for the next."""
        stopped = True
        for number in range(1, ROUNDS + 1):
            kinds = [Purpose.ECH_NONE, Purpose.ECH_GREASE, Purpose.ECH_REAL]
            random.shuffle(kinds)
            for kind in kinds:
                answered = await ask_hello(walk, kind, at.host, at.port, at.address, number, hidden.key)
                stopped = stopped and not (answered and kind is Purpose.ECH_REAL)
        if stopped:
            for number in range(1, QUESTIONS + 1):
                await ask_hello(walk, Purpose.ECH_PUBLIC, at.host, at.port, at.address, number, hidden.key)

    async def _neutral_places(self, column: Column, slot: Slot) -> Sequence[QuicPlace]:
        """Once a run: where the profile's neutral hosts for QUIC are."""
        async with self._asking:
            if self._places is None:
                walk = self._line_walk(column, slot)
                self._places = []
                for each in self.state.world.profile.quic_hosts:
                    host, port = host_port(each)
                    addresses = await walk.addresses(host)
                    self._places += [QuicPlace(host=host, address=a, port=port) for a in addresses[:1]]
                self.state.board.learn(walk.trace.observations)
            return self._places

    async def _forerunner(self, column: Column, slot: Slot) -> None:
        """Once a run: ESNI at a neutral host that nothing over TCP leans on; before and after it a usual hello."""
        places = await self._neutral_places(column, slot)
        async with self._asking:
            if self._asked or not places:
                return
            self._asked = True
            walk, at = self._line_walk(column, slot), places[-1]
            order = (Purpose.ESNI_NONE, Purpose.ESNI, Purpose.ESNI, Purpose.ESNI_NONE)
            for number, kind in enumerate(order, start=1):
                answered = await ask_hello(walk, kind, at.host, at.port, at.address, number)
                if number == 1 and not answered:
                    break
            self.state.board.learn(walk.trace.observations)

    def _line_walk(self, column: Column, slot: Slot) -> Walk:
        about = About(target="", purpose=Purpose.NEUTRAL)
        return self.state.network_walk(column, about, column.estimator.repeat_patience(slot.park))


def _address(facts: TargetFacts) -> str:
    """The address at which the target was proven, or for which somebody vouches; "" when there is none."""
    if facts.usable is not None:
        return facts.usable.address
    proven = [each.address for each in facts.validated_elsewhere]
    tried = [each.address for each in facts.failed if each.address and facts.trusted(each.address)]
    return next(iter((*proven, *tried)), "")
