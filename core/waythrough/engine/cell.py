"""Measures one cell: every target of a platform over one path, groups only until one member works."""

import asyncio

from waythrough.model.observation import Observation
from waythrough.model.platform import FlowKind, Platform, Target
from waythrough.model.step import Purpose
from waythrough.net.deadline import Patience
from waythrough.probe.tcp import tcp_flow
from waythrough.probe.trace import About, Trace
from waythrough.probe.walk import Line, Walk
from waythrough.probe.web import web_flow
from waythrough.verdict.facts import NetworkFacts, TargetFacts

AT_ONCE = 3  # targets of one platform in flight


async def measure_cell(
    platform: Platform,
    trace: Trace,
    line: Line,
    patience: Patience,
    *,
    attempt: int,
    body_limit: int,
    at_once: int = AT_ONCE,
) -> None:
    """Walk all targets once; what happened is in the trace."""
    gate = asyncio.Semaphore(at_once)

    async def group(targets: list[Target]) -> None:
        for target in targets:
            async with gate:
                await measure_target(target, trace, line, patience, attempt=attempt, body_limit=body_limit)
            if opened(target, trace.observations):
                return

    async with asyncio.TaskGroup() as tasks:
        for targets in grouped(platform):
            tasks.create_task(group(targets), name=f"targets of {platform.id}")


async def measure_target(
    target: Target, trace: Trace, line: Line, patience: Patience, *, attempt: int, body_limit: int
) -> None:
    """Walk one target's flow once."""
    about = About(target=target.key, purpose=Purpose.TARGET, attempt=attempt)
    walk = Walk(trace=trace, line=line, patience=patience, about=about)
    await walk_target(walk, target, body_limit=body_limit)


async def walk_target(walk: Walk, target: Target, *, body_limit: int, address: str = "") -> None:
    """The flow of a target, at an address of its own name instead of the one that would be chosen."""
    if target.flow is FlowKind.WEB:
        await web_flow(walk, target, body_limit=body_limit, address=address)
    else:
        await tcp_flow(walk, target, address=address)


def grouped(platform: Platform) -> list[list[Target]]:
    """Targets that stand for each other together, all others alone; in the catalogue's order."""
    groups: dict[str, list[Target]] = {}
    for target in platform.targets:
        groups.setdefault(f"group {target.group}" if target.group else target.key, []).append(target)
    return list(groups.values())


def opened(target: Target, observations: list[Observation]) -> bool:
    """Whether the target worked in the observations so far."""
    mine = tuple(each for each in observations if each.target == target.key)
    if not mine:
        return False
    facts = TargetFacts(target=target, path_id="", direct=False, observations=mine, network=NetworkFacts())
    return facts.usable is not None
