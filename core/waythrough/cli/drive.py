"""Runs a plan from the command line: events to those who watch, Ctrl-C to the engine, the result back."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from waythrough.cli.stop import stoppable
from waythrough.engine.engine import Engine
from waythrough.model.event import Event, RunFinished
from waythrough.model.network import NetworkProfile
from waythrough.model.run import Run, RunPlan

TICK = 0.1


class Watcher(Protocol):
    """Somebody who follows a run."""

    def take(self, event: Event) -> None:
        """An event, in order."""
        ...

    def tick(self) -> None:
        """Called some times a second, whatever happens."""
        ...

    def stopping(self) -> None:
        """The user asked to stop."""
        ...

    def close(self) -> None:
        """The run is over, or broken off."""
        ...


def drive(profile: NetworkProfile, plan: RunPlan, watchers: Sequence[Watcher]) -> Run:
    """Run the plan to its end or until Ctrl-C. Raises WaythroughError when the network cannot be used."""
    try:
        return asyncio.run(_drive(profile, plan, watchers))
    finally:
        for watcher in watchers:
            watcher.close()


async def _drive(profile: NetworkProfile, plan: RunPlan, watchers: Sequence[Watcher]) -> Run:
    stopped = False
    run: Run | None = None

    async with Engine(profile) as engine:

        def stop() -> None:
            nonlocal stopped
            stopped = True
            engine.stop()
            for watcher in watchers:
                watcher.stopping()

        ticker = asyncio.get_running_loop().create_task(_tick(watchers), name="ticker")
        try:
            with stoppable(stop):
                async for event in engine.events(plan):
                    if stopped:
                        engine.stop()  # asked before the run had begun to listen
                    for watcher in watchers:
                        watcher.take(event)
                    run = event.run if isinstance(event, RunFinished) else run
        finally:
            ticker.cancel()
            await asyncio.wait([ticker])
    assert run is not None, "a run always ends with RunFinished"
    return run


async def _tick(watchers: Sequence[Watcher]) -> None:
    while True:
        for watcher in watchers:
            watcher.tick()
        await asyncio.sleep(TICK)
