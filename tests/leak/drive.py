"""Runs the engine inside the client over one way, and gathers what of its targets showed beside that way."""

import asyncio
from dataclasses import dataclass

from tests.lab.drive import platform_of
from tests.leak.watch import Leak, Secrets, leaks
from tests.leak.world import SECRET_NAMES, World
from waythrough.engine.engine import Engine
from waythrough.model.path import PathSpec
from waythrough.model.run import Depth, Run, RunPlan, Settings

PLATFORMS = tuple(platform_of(name, f"https://{name}/") for name in SECRET_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One run and what it showed: `leaks` on the wire, `trapped` targets that the line's internet heard of."""

    run: Run
    leaks: tuple[Leak, ...]
    trapped: tuple[str, ...]
    packets: int

    @property
    def tells(self) -> list[str]:
        """Everything that told of a target beside the way."""
        return [
            *(str(each) for each in self.leaks),
            *(f"the line's internet: {each}" for each in self.trapped),
        ]


def looked(
    world: World,
    spec: PathSpec,
    secrets: Secrets,
    *,
    depth: Depth = Depth.STANDARD,
    local_dns: bool = False,
    interface: str = "c0",
) -> Seen:
    """Test the secret targets over a way alone, watching the line."""
    plan = RunPlan(
        platforms=PLATFORMS,
        paths=(spec,),
        direct=False,
        depth=depth,
        settings=Settings(local_dns=local_dns),
    )

    async def run() -> Run:
        async with Engine(world.profile) as engine:
            return await engine.run(plan)

    before = world.trapped()
    with world.watch(interface) as watch:
        done = world.call_in_client(lambda: asyncio.run(run()))
        seen = watch.seen()
    heard = world.trapped() - before
    told = (key for key in heard if any(name in key for name in SECRET_NAMES))
    return Seen(run=done, leaks=tuple(leaks(seen, secrets)), trapped=tuple(sorted(told)), packets=len(seen))
