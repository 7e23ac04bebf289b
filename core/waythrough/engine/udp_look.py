"""The look at a way over UDP that is silent: does UDP leave this line, and does its server answer over another way?"""

import asyncio
from dataclasses import replace
from typing import Final

from waythrough.engine import columns as col
from waythrough.engine.columns import Column
from waythrough.engine.way_look import CONTROLS, WayLook
from waythrough.model.network import SYSTEM_RESOLVER
from waythrough.model.step import Purpose
from waythrough.net.deadline import Patience
from waythrough.net.resolver import bare_resolver
from waythrough.paths.registry import over_udp
from waythrough.probe.local_gate import host_port
from waythrough.probe.quic import QuicPlace, ask_path
from waythrough.verdict.path_facts import EntryFacts
from waythrough.verdict.rules_path_protocol import mute_over_udp

MOST_HOSTS: Final = 3  # neutral hosts for QUIC that are asked
SILENCE: Final = (
    5.0  # seconds after three sendings, as for questions about names; more where round trips ask for it
)


def mute(column: Column) -> bool:
    """Whether a way over UDP does not work and its server gave no answer when it was tried last."""
    attempts = col.health_attempts(column.health)
    return over_udp(column.spec) and column.down and bool(attempts) and mute_over_udp(attempts[-1])


class UdpLook(WayLook):
    """One look at a way whose servers are reached by datagrams only."""

    __slots__ = ()

    async def facts(self) -> EntryFacts:
        """The way once more beside questions to neutral hosts; another way is asked only where those are answered."""
        carries = self._another_carries()
        fine = await self.line_fine()
        if fine:
            here = self.world.ground
            came, passes = await asyncio.gather(self.page(here, Purpose.WAY_AGAIN, 1), self._questions())
            if not came and (passes or carries) and await self._control():
                await self.page(here, Purpose.WAY_AGAIN, 2)
            fine = await self.line_fine()
        return self.gathered(fine, over_udp=True, udp_carries=carries)

    def _another_carries(self) -> bool:
        """Whether another way over UDP works on this line."""
        return any(
            each.info.usable is True and each.spec.via is None and over_udp(each.spec)
            for each in self.state.columns.values()
        )

    async def _questions(self) -> bool:
        """Name servers and QUIC servers that everybody uses, all at once; whether anybody answered."""
        places, profile = await self._places(), self.world.profile
        resolvers = [each for each in profile.resolvers[1:] if each != SYSTEM_RESOLVER]
        numbers = range(1, len(resolvers) + 1)
        answers = await asyncio.gather(
            *(self._name(each, number) for number, each in zip(numbers, resolvers, strict=True)),
            *(self._versions(each, number) for number, each in enumerate(places, start=len(resolvers) + 1)),
        )
        return any(answers)

    async def _places(self) -> list[QuicPlace]:
        walk = self.walk(self.world.direct).with_purpose(Purpose.NEUTRAL)
        hosts = [host_port(each) for each in self.world.profile.quic_hosts[:MOST_HOSTS]]
        found = await asyncio.gather(*(walk.addresses(host) for host, _ in hosts))
        return [
            QuicPlace(host=host, address=address, port=port)
            for (host, port), addresses in zip(hosts, found, strict=True)
            for address in addresses[:1]
        ]

    async def _name(self, entry: str, number: int) -> bool:
        walk = self.walk(self.world.direct).with_purpose(Purpose.WAY_UDP, number)
        outcome = await walk.resolve(self.state.gate.neutrals[0].host, bare_resolver(entry))
        return outcome.failure is None

    async def _versions(self, place: QuicPlace, number: int) -> bool:
        walk = replace(self.walk(self.world.direct), patience=_enough(self.patience()))
        return await ask_path(walk, Purpose.WAY_UDP, place, number)

    async def _control(self) -> bool:
        """Other ways that carry UDP, asked for the same server; True when one was asked."""
        asked = 0
        for control in self.state.columns.values():
            if asked == CONTROLS or not self.may_ask(control):
                continue
            assert control.opened is not None
            if control.opened.datagrams is None:
                continue
            asked += 1
            self.server_hop = control.opened.hops
            over = replace(
                self.world.ground,
                dialer=control.opened.dialer,
                datagrams=control.opened.datagrams,
                hop=control.opened.hops,
            )
            if await self.page(over, Purpose.WAY_CONTROL, asked):
                break
        return bool(asked)


def _enough(patience: Patience) -> Patience:
    """There is one phase only, so that it need not be given the time of a whole page."""
    return replace(patience, hard=min(patience.hard, max(SILENCE, 3 * patience.soft)))
