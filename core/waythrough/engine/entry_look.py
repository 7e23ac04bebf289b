"""After the first answers: why does a way's own server not answer, or not as it should?"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final

from waythrough.engine import columns as col
from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Kind, Slot
from waythrough.engine.state import State
from waythrough.engine.udp_look import UdpLook, mute
from waythrough.engine.way_look import CONTROLS, WayLook
from waythrough.model.network import WEB_PORTS
from waythrough.model.run import Depth
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label, Stage, Verdict
from waythrough.net.pinned import PinnedDialer
from waythrough.net.tcp import MAX_SEGMENT, SMALL_SEGMENT, TcpDialer
from waythrough.paths.base import Ground, Server
from waythrough.paths.registry import over_udp, stream_server
from waythrough.paths.shadowsocks import with_prefix
from waythrough.probe.walk import is_literal, worth_trying
from waythrough.probe.way_entry import other_ports, server_hello, together
from waythrough.verdict.gate import ONLY_WEB_PORTS, UDP_SHUT
from waythrough.verdict.network import masks
from waythrough.verdict.path_facts import EntryFacts
from waythrough.verdict.rules_path_entry import PARALLEL, entry_verdict

STAGES: Final = frozenset({Stage.RESOLVE, Stage.CONNECT, Stage.TLS, Stage.HANDSHAKE, Stage.DATA})
"""Stages whose failure may have more than one cause; a refused log-in has not."""

MOST_LOOKS: Final = 24
"""Ways of one run that are looked at: of hundreds that fail, the first ones tell enough about the line."""


@dataclass(slots=True)
class EntryLooks:
    """The looks at ways that fail. `settle` does with a column what its new state asks for."""

    state: State
    settle: Callable[[Column], None]
    _looked: set[str] = field(default_factory=set)

    def wants(self, column: Column) -> bool:
        """Whether a way's failure has not been looked into yet and may be something else than it seems."""
        verdict = column.info.verdict
        return (
            self.state.plan.depth is not Depth.QUICK
            and not (column.spec.on_line or column.control or column.spec.via is not None)
            and (stream_server(column.spec) is not None or mute(column))
            and column.spec.id not in self._looked
            and len(self._looked) < MOST_LOOKS
            and bool(column.failing)
            and self.state.gate.open
            and masks(self.state.board.network.verdicts) is None
            and (column.flickers or (verdict is not None and verdict.label is Label.PATH_FAILURE))
            and (column.flickers or (column.down and column.info.stage in STAGES))
            and not col.answered(column.failing)
        )

    def mark(self, column: Column) -> None:
        """Let the cells of a way that will be looked at say that they are not final."""
        if self.wants(column):
            for platform in self.state.plan.platforms:
                self.state.board.looks(platform.id, column.spec.id)

    async def when_open(self, opening: Awaitable[None]) -> None:
        """Look at the ways that failed once all have been tried: only then it is known who can be asked."""
        await opening
        for column in self.state.columns.values():
            self.consider(column)

    def consider(self, column: Column) -> None:
        """Queue the look at a way, alone on that way."""
        if not self.wants(column):
            return
        self._looked.add(column.spec.id)
        scheduler = self.state.scheduler
        scheduler.alone(column.spec.id, True)

        async def work(slot: Slot) -> None:
            try:
                await self._look(column, slot)
            finally:
                scheduler.alone(column.spec.id, column.serial)
                for platform in self.state.plan.platforms:
                    self.state.board.looked(platform.id, column.spec.id)
            self.settle(column)
            self.state.board.progress()

        self.state.add_way_job(Kind.LOOK, column, work)

    async def _look(self, column: Column, slot: Slot) -> None:
        kind = UdpLook if over_udp(column.spec) else _Look
        look = kind(state=self.state, column=column, trace=self.state.network_trace(column), slot=slot)
        facts = await look.facts()
        self.state.board.network_observations += look.trace.observations
        found = entry_verdict(facts)
        if found.qualifier == PARALLEL:
            column.serial, column.found = True, found
            self.state.board.set_path(replace(column.info, usable=True, verdict=found, stage=None))
        elif facts.came_back:
            self.state.board.set_path(replace(column.info, usable=True, verdict=None, stage=None))
        elif column.down:
            self.state.board.set_path(replace(column.info, verdict=found, stage=found.stage))
            self._tell_line(found)

    def _tell_line(self, found: Verdict) -> None:
        """What is true of the line, whatever the way, is said of the line too, once."""
        told = (each.rule_id for each in self.state.board.network.verdicts)
        if found.rule_id in (ONLY_WEB_PORTS, UDP_SHUT) and found.rule_id not in told:
            self.state.board.note(replace(found, stage=None, params=()))


class _Look(WayLook):
    """One look at a way that is a plain stream to one server."""

    __slots__ = ()

    @property
    def server(self) -> Server:
        """The way's own server."""
        found = stream_server(self.column.spec)
        assert found is not None, "only ways with one server are looked at so"
        return found

    async def facts(self) -> EntryFacts:
        """Everything that can be asked, the quickest proof first."""
        fine = await self.line_fine()
        if fine and await self.page(self.world.ground, Purpose.WAY_AGAIN, 1):
            await self._crowd()
        elif fine:
            await self._why()
            fine = await self.line_fine()
        return self.gathered(fine)

    async def _crowd(self) -> None:
        """It works alone: does it also work with several connections at once, and alone again after that?"""
        assert self.column.line is not None
        await together(self.walk(self.column.line), self.world.profile)
        await self.page(self.world.ground, Purpose.WAY_AGAIN, 2)

    async def _why(self) -> None:
        stage = self.column.info.stage
        given, vouched = await self._addresses()
        if vouched and not set(vouched) & set(given):
            for attempt, address in enumerate(vouched[:2], start=1):
                if await self.page(self._pinned(self.world.ground, address), Purpose.WAY_ADDRESS, attempt):
                    return
        here = next(iter((*given, *vouched)), "")
        if stage is Stage.TLS and here:
            await self._names(here)
        if stage in (Stage.TLS, Stage.HANDSHAKE, Stage.DATA) and MAX_SEGMENT is not None:
            small = replace(self.world.ground, dialer=TcpDialer(max_segment=SMALL_SEGMENT))
            for attempt in (1, 2):
                if not await self.page(small, Purpose.WAY_SMALL, attempt):
                    break
        if stage is Stage.HANDSHAKE and here:
            await self._in_other_dress()
            await self._controls(here)
            await self.page(self.world.ground, Purpose.WAY_AGAIN, 2)
        if stage is Stage.CONNECT and here:
            if self.server.port not in WEB_PORTS:
                await other_ports(self.walk(self.world.direct), self.world.profile)
            await self._controls(here)
            await self.page(self.world.ground, Purpose.WAY_AGAIN, 2)

    async def _in_other_dress(self) -> None:
        """A kind without a greeting, with first bytes that filters of mere chance let pass."""
        dressed = with_prefix(self.column.spec)
        if dressed is not None:
            for attempt in (1, 2):
                if not await self.page(self.world.ground, Purpose.WAY_PREFIX, attempt, dressed):
                    break

    async def _addresses(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Where the server stands by the line's resolver, and by authenticated ones; private ways ask no more."""
        host = self.server.host
        if is_literal(host):
            return (host,), ()
        resolvers, patience = self.world.resolvers, self.patience()
        asked = (resolvers.line, *(() if self.column.spec.private else resolvers.doh))
        outcomes = await asyncio.gather(*(each.resolve(host, patience) for each in asked))
        plan = self.world.profile.address_plan
        given, *vouched = (worth_trying(each.detail.addresses, plan) for each in outcomes)
        return given, tuple(dict.fromkeys(address for each in vouched for address in each))

    async def _names(self, address: str) -> None:
        """The A/B matrix of names at the way's own server, the uncensored one first."""
        neutral = self.state.gate.neutrals[0]
        host, port = self.server.host, self.server.port
        walk, line = self.walk(self.world.direct), self.world.direct.dialer
        for attempt in (1, 2):
            await server_hello(walk, line, address, port, neutral.host, Purpose.WAY_NEUTRAL_NAME, attempt)
        if not is_literal(host):
            for attempt in (1, 2):
                await server_hello(walk, line, neutral.address, neutral.port, host, Purpose.WAY_NAME, attempt)

    async def _controls(self, address: str) -> None:
        """Other ways of the user that carry traffic: do they reach the server at this very address?

        Their operators then learn that address, so that ways marked private are left out on both sides.
        """
        asked = 0
        for control in self.state.columns.values():
            if asked < CONTROLS and self.may_ask(control):
                asked += 1
                assert control.opened is not None
                self.server_hop = control.opened.hops
                over = replace(
                    self.world.ground,
                    dialer=control.opened.dialer,
                    hop=control.opened.hops,
                )
                if await self.page(self._pinned(over, address), Purpose.WAY_CONTROL, asked):
                    return

    def _pinned(self, ground: Ground, address: str) -> Ground:
        dialer = PinnedDialer(base=ground.dialer, host=self.server.host, address=address)
        return replace(ground, dialer=dialer, names_go_on=True)
