"""Before any platform is judged: is this line online, unhindered by a portal, and is the clock right?"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace

from waythrough.model.network import Canary, NetworkProfile
from waythrough.model.observation import HttpDetail, Observation
from waythrough.model.step import Purpose, Step
from waythrough.net.http import split_url
from waythrough.net.resolver_base import Resolver
from waythrough.probe.differential import Neutral, compare_answers
from waythrough.probe.walk import Walk
from waythrough.probe.web import fetch

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
    reached: dict[str, tuple[Purpose, Neutral]] = {}

    async def neutral(host: str, purpose: Purpose) -> None:
        probe = replace(walk, about=replace(walk.about, purpose=purpose, target=host))
        name, port = host_port(host)
        if await fetch(probe, f"https://{name}:{port}/") is not None:
            reached[host] = (purpose, Neutral(host=name, port=port, address=_address(probe, name)))

    async def canary(known: Canary) -> None:
        probe = replace(walk, about=replace(walk.about, purpose=Purpose.CANARY, target=known.url))
        detail = await fetch(probe, known.url)
        if detail is not None and as_known(known, detail):
            parts = split_url(known.url)
            where = Neutral(host=parts.host, port=parts.port, address=_address(probe, parts.host))
            reached[known.url] = (Purpose.CANARY, where)

    jobs = [
        *(canary(known) for known in profile.canaries),
        *(neutral(host, Purpose.NEUTRAL) for host in profile.neutral_hosts),
        *(neutral(host, Purpose.DOMESTIC) for host in profile.domestic_hosts),
    ]

    def proven() -> bool:
        seen = [purpose for purpose, _ in reached.values()]
        canaries_done = seen.count(Purpose.CANARY) >= min(ENOUGH_CANARIES, len(profile.canaries))
        return canaries_done and seen.count(Purpose.NEUTRAL) >= min(
            ENOUGH_NEUTRALS, len(profile.neutral_hosts)
        )

    async def another_resolver() -> None:
        await asyncio.sleep(RESOLVER_SILENCE)
        if _nothing_resolved(walk):
            about = replace(walk.about, target=profile.neutral_hosts[0])
            await compare_answers(
                replace(walk, about=about), host_port(profile.neutral_hosts[0])[0], comparers
            )

    if profile.neutral_hosts:
        jobs.append(another_resolver())
    await _until(jobs, proven)
    return Gate(
        neutrals=_of(reached.values(), Purpose.NEUTRAL),
        plain=_of(reached.values(), Purpose.CANARY),
        observations=tuple(walk.trace.observations),
    )


def host_port(text: str) -> tuple[str, int]:
    """A host entry of a profile, "name" or "name:port"; the port is 443 unless given."""
    name, colon, port = text.rpartition(":")
    return (name, int(port)) if colon else (text, 443)


def as_known(canary: Canary, detail: HttpDetail) -> bool:
    """Whether a canary gave exactly the answer that it is known for."""
    if detail.status != canary.status:
        return False
    return canary.text.strip().encode() == detail.body.strip() if canary.text else True


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


def _nothing_resolved(walk: Walk) -> bool:
    return not any(each.step is Step.RESOLVE and each.ok for each in walk.trace.observations)


def _address(walk: Walk, host: str) -> str:
    connected = [
        each.address
        for each in walk.trace.observations
        if each.step is Step.CONNECT and each.host == host and each.ok
    ]
    return connected[-1] if connected else ""


def _of(reached: Iterable[tuple[Purpose, Neutral]], purpose: Purpose) -> tuple[Neutral, ...]:
    return tuple(neutral for kind, neutral in reached if kind is purpose)
