"""Measures one cell: every target of a platform over one path, groups only until one member works."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence

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
STAGGER = 1.5  # seconds of silence after which the next server of a group is tried as well


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

    async def one(target: Target) -> None:
        async with gate:
            await measure_target(target, trace, line, patience, attempt=attempt, body_limit=body_limit)

    async with asyncio.TaskGroup() as tasks:
        for targets in grouped(platform):
            tasks.create_task(_first_of(targets, trace, one), name=f"targets of {platform.id}")


async def _first_of(
    targets: Sequence[Target], trace: Trace, measure: Callable[[Target], Coroutine[None, None, None]]
) -> None:
    """Try targets one after the other, the next when one failed or was silent for a while, until one works.

    Those that were still waited for then count as not tried: what is known of them is forgotten.
    """
    left = list(targets)
    waiting: dict[asyncio.Task[None], Target] = {}
    try:
        while left or waiting:
            if left:
                target = left.pop(0)
                task = asyncio.get_running_loop().create_task(measure(target), name=target.key)
                waiting[task] = target
            done, _ = await asyncio.wait(
                waiting, timeout=STAGGER if left else None, return_when=asyncio.FIRST_COMPLETED
            )
            finished = [(task, waiting.pop(task)) for task in done]
            for task, _target in finished:
                task.result()
            if any(opened(target, trace.observations) for _, target in finished):
                return
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        given_up = {target.key for target in waiting.values()}
        trace.observations[:] = [each for each in trace.observations if each.target not in given_up]


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
