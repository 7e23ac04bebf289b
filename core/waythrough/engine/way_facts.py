"""What else a user should know of a way that carries traffic: where it leaves, who finds names, what stays outside."""

import asyncio
from dataclasses import dataclass, field, replace

from waythrough.catalog.countries import country_of
from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Kind, Slot
from waythrough.engine.state import State
from waythrough.model.path import TRICKS_ID, PathSpec
from waythrough.model.run import NamesAt, WayFacts
from waythrough.model.step import Purpose
from waythrough.net.resolver import Resolver
from waythrough.paths.base import OpenPath, text_of
from waythrough.paths.registry import chain
from waythrough.paths.sing_box import skips_checks
from waythrough.probe.exit_address import exit_address
from waythrough.probe.trace import About
from waythrough.probe.walk import Line, Walk

TUNNELS = frozenset({"wireguard", "wireguard_system", "openvpn"})


def facts_at_opening(spec: PathSpec, opened: OpenPath, line: Resolver) -> WayFacts:
    """What is known of a way as soon as it stands, without asking anybody."""
    return WayFacts(
        names=_names(spec, opened, line),
        unchecked=any(map(skips_checks, chain(spec))),
        interface=opened.interface,
    )


def ipv6_stays_outside(spec: PathSpec, *, line_has_ipv6: bool) -> bool | None:
    """Whether a tunnel, set up as it is written, leaves IPv6 of the computer outside; None where that is not known."""
    if spec.kind not in TUNNELS or not line_has_ipv6:
        return None
    allowed = text_of(spec.fields, "allowed_ips") or ""
    if allowed:
        return ":" not in allowed
    inside = text_of(spec.fields, "address") or ""
    return False if ":" in inside else None


def _names(spec: PathSpec, opened: OpenPath, line: Resolver) -> NamesAt:
    if opened.resolver is line:
        return NamesAt.HERE
    if spec.kind in (TRICKS_ID, "interface") and opened.resolver is not None:
        return NamesAt.OWN_RESOLVER
    return NamesAt.TUNNEL if spec.kind in TUNNELS else NamesAt.FAR_END


@dataclass(slots=True)
class WayFactsLook:
    """Asks once for each way, behind everything else, from where it leaves."""

    state: State
    _looked: set[str] = field(default_factory=set)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _home: str | None = None  # the country in which the line itself leaves, None while nobody asked

    def consider(self, column: Column) -> None:
        """Queue the look at a way that carries traffic, if the profile has a page for it."""
        known = column.spec.id in self._looked or column.control or column.spec.on_line
        if known or not self.state.world.profile.trace or column.info.usable is not True:
            return
        self._looked.add(column.spec.id)

        async def work(slot: Slot) -> None:
            if column.info.usable is True and column.line is not None:
                await self._look(column, slot)

        self.state.add_way_job(Kind.LAST, column, work)

    async def _look(self, column: Column, slot: Slot) -> None:
        assert column.line is not None
        board = self.state.board
        address = await self._address(column, column.line, slot)
        country = country_of(address) if address else ""
        home = await self._country_here(column, slot) if country else ""
        known = column.info.facts or WayFacts()
        outside = ipv6_stays_outside(column.spec, line_has_ipv6=board.network.families.get(6) is True)
        facts = replace(
            known,
            country=country,
            same_country=country == home if country and home else None,
            ipv6=True if ":" in address else known.ipv6,
            ipv6_outside=outside,
        )
        board.set_path(replace(column.info, facts=facts))

    async def _country_here(self, column: Column, slot: Slot) -> str:
        async with self._asking:
            if self._home is None:
                address = await self._address(column, self.state.world.direct, slot)
                self._home = country_of(address) if address else self.state.plan.settings.country
            return self._home

    async def _address(self, column: Column, line: Line, slot: Slot) -> str:
        about = About(target="", purpose=Purpose.PATH_HEALTH)
        patience = column.estimator.repeat_patience(slot.park)
        walk = Walk(trace=self.state.network_trace(column), line=line, patience=patience, about=about)
        return await exit_address(walk, self.state.world.profile.trace)
