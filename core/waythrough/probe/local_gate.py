"""Before any platform is judged: is this line online, unhindered by a portal, and is the clock right?"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace

from waythrough.model.failure import FOREIGN_ISSUERS
from waythrough.model.network import Canary, NetworkProfile
from waythrough.model.observation import HttpDetail, Observation, TlsDetail
from waythrough.model.step import Purpose, Step
from waythrough.net.http import split_url
from waythrough.net.resolver_base import Resolver
from waythrough.net.tcp import MAX_SEGMENT, SMALL_SEGMENT, TcpDialer
from waythrough.net.trust import os_trusts
from waythrough.probe.differential import Neutral, compare_answers
from waythrough.probe.walk import Walk
from waythrough.probe.web import SMALL_BODY, fetch
from waythrough.verdict.gate import fell_silent

ENOUGH_NEUTRALS = 2
ENOUGH_CANARIES = 1
RESOLVER_SILENCE = 2.0  # seconds without any name resolved, after which another resolver is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the gate saw. `neutrals` opened with a validated page; `plain` are canaries that were as known."""

    neutrals: tuple[Neutral, ...] = ()
    plain: tuple[Neutral, ...] = ()
    observations: tuple[Observation, ...] = field(default=(), repr=False)

    @property
    def open(self) -> bool:
        """Whether the line carries ordinary traffic."""
        return bool(self.neutrals)


async def pass_gate(walk: Walk, profile: NetworkProfile, comparers: tuple[Resolver, ...] = ()) -> Gate:
    """Contact canaries, neutral and domestic hosts; returns as soon as the line is proven, or when all is seen.

    The walk's trace must be the gate's own; its purpose is replaced. When no name at all could be resolved, the
    `comparers` are asked, which tells a dead resolver from a dead line.
    """
    keeper = _Keeper(walk=walk, profile=profile)
    settled = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        late = tasks.create_task(keeper.ask_others(comparers, settled), name="another resolver")
        await _until(keeper.jobs(), keeper.proven)
        settled.set()
        if not keeper.nothing_resolved():
            late.cancel()
    await keeper.try_small_packets()
    return Gate(
        neutrals=keeper.of(Purpose.NEUTRAL),
        plain=keeper.of(Purpose.CANARY),
        observations=tuple(walk.trace.observations),
    )


@dataclass(slots=True, kw_only=True)
class _Keeper:
    """What has been reached so far, by the host or page that was asked for."""

    walk: Walk
    profile: NetworkProfile
    reached: dict[str, tuple[Purpose, Neutral]] = field(default_factory=dict)

    def jobs(self) -> list[Coroutine[None, None, None]]:
        return [
            *(self.canary(known) for known in self.profile.canaries),
            *(self.host(host, Purpose.NEUTRAL) for host in self.profile.neutral_hosts),
            *(self.host(host, Purpose.DOMESTIC) for host in self.profile.domestic_hosts),
        ]

    async def host(self, host: str, purpose: Purpose) -> None:
        probe = self._for(purpose, host)
        name, port = host_port(host)
        if await front_page(probe, host) is not None:
            self.reached[host] = purpose, Neutral(host=name, port=port, address=self._address(name))
        else:
            await _ask_system_store(probe, host, name, port)

    async def canary(self, known: Canary) -> None:
        detail = await fetch(self._for(Purpose.CANARY, known.url), known.url)
        if detail is not None and known.matches(detail.status, detail.body):
            parts = split_url(known.url)
            where = Neutral(host=parts.host, port=parts.port, address=self._address(parts.host))
            self.reached[known.url] = Purpose.CANARY, where

    async def ask_others(self, comparers: tuple[Resolver, ...], settled: asyncio.Event) -> None:
        """Ask other resolvers for a neutral name when the line's own has been silent for long or in the end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RESOLVER_SILENCE):
                await settled.wait()
        if self.profile.neutral_hosts and self.nothing_resolved():
            host = self.profile.neutral_hosts[0]
            await compare_answers(self._for(Purpose.COMPARE, host), host_port(host)[0], comparers)

    async def try_small_packets(self) -> None:
        """Where connections to all neutral hosts open and fall silent: do two open with small packets (RFC 4821)?"""
        silent = [host for host in self.profile.neutral_hosts if self._fell_silent(host)]
        if MAX_SEGMENT is None or len(silent) < max(ENOUGH_NEUTRALS, len(self.profile.neutral_hosts)):
            return
        small = replace(self.walk.line, dialer=TcpDialer(max_segment=SMALL_SEGMENT))

        async def ask(host: str) -> None:
            await front_page(replace(self._for(Purpose.WAY_SMALL, host), line=small), host)

        await asyncio.gather(*map(ask, silent[:ENOUGH_NEUTRALS]))

    def _fell_silent(self, host: str) -> bool:
        steps = [each for each in self.walk.trace.observations if each.target == host]
        last = steps[-1] if steps else None
        return last is not None and fell_silent(last)

    def proven(self) -> bool:
        """Whether the line carries ordinary traffic: enough neutral hosts, and a known page unaltered."""
        seen = [purpose for purpose, _ in self.reached.values()]
        canaries, hosts = len(self.profile.canaries), len(self.profile.neutral_hosts)
        return seen.count(Purpose.CANARY) >= min(ENOUGH_CANARIES, canaries) and seen.count(
            Purpose.NEUTRAL
        ) >= min(ENOUGH_NEUTRALS, hosts)

    def nothing_resolved(self) -> bool:
        """Whether no name was resolved yet by the line's own resolver."""
        return not any(
            each.step is Step.RESOLVE and each.ok and each.purpose is not Purpose.COMPARE
            for each in self.walk.trace.observations
        )

    def of(self, purpose: Purpose) -> tuple[Neutral, ...]:
        return tuple(neutral for kind, neutral in self.reached.values() if kind is purpose)

    def _for(self, purpose: Purpose, target: str) -> Walk:
        return replace(self.walk, about=replace(self.walk.about, purpose=purpose, target=target))

    def _address(self, host: str) -> str:
        connected = [
            each.address
            for each in self.walk.trace.observations
            if each.step is Step.CONNECT and each.host == host and each.ok
        ]
        return connected[-1] if connected else ""


def host_port(text: str) -> tuple[str, int]:
    """A host entry of a profile, "name" or "name:port"; the port is 443 unless given."""
    name, colon, port = text.rpartition(":")
    return (name, int(port)) if colon else (text, 443)


async def front_page(walk: Walk, host: str, *, body_limit: int = SMALL_BODY) -> HttpDetail | None:
    """The front page of a host entry of a profile over TLS; None when it did not come."""
    name, port = host_port(host)
    return await fetch(walk, f"https://{name}:{port}/", body_limit=body_limit)


async def _until(jobs: list[Coroutine[None, None, None]], proven: Callable[[], bool]) -> None:
    loop = asyncio.get_running_loop()
    waiting = {loop.create_task(job, name="gate") for job in jobs}
    try:
        while waiting and not proven():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _ask_system_store(walk: Walk, target: str, name: str, port: int) -> None:
    """Note whether this computer trusts a certificate that the public roots refuse: then its owner put it there."""
    for index, each in enumerate(walk.trace.observations):
        refused = each.failure is not None and each.failure.kind in FOREIGN_ISSUERS
        if each.target == target and refused and isinstance(each.detail, TlsDetail):
            trusted = await os_trusts(
                walk.line.dialer, each.address, port, name, walk.line.trust, walk.patience
            )
            detail = replace(each.detail, os_trusted=trusted)
            walk.trace.observations[index] = replace(each, detail=detail)
