"""What a quiet check saves and costs beside a standard one, on the practice network: `dev.py bench quiet`."""

import asyncio
import sys
import time
from dataclasses import dataclass

from waythrough.engine.engine import Engine
from waythrough.model.event import RunFinished, StepDone
from waythrough.model.observation import Observation
from waythrough.model.run import Run, RunPlan, Settings
from waythrough.model.step import Step
from waythrough.model.verdict import Confidence
from waythrough.practice.network import PracticeNetwork
from waythrough.practice.thread import PracticeThread

SERVICES = 5  # what somebody begins with


@dataclass(frozen=True, slots=True)
class Seen:
    """One run as whoever watches the line sees it, and what it came to."""

    run: Run
    seconds: float
    steps: tuple[Observation, ...]

    def row(self) -> list[str]:
        direct = [each for each in self.steps if each.path_id in ("", "direct")]
        connects = [each for each in direct if each.step is Step.CONNECT]
        names = {each.host for each in direct if each.step is Step.RESOLVE}
        times = sorted(each.started for each in connects)
        busiest = max((sum(begin <= each < begin + 1 for each in times) for begin in times), default=0)
        cells = self.run.cells.values()
        return [
            f"{self.seconds:.1f}",
            str(len(connects)),
            str(busiest),
            str(len(names)),
            str(len({each.host for each in connects})),
            str(sum(cell.works is True for cell in cells)),
            str(sum(cell.works is False for cell in cells)),
            str(
                sum(cell.verdict.confidence is Confidence.CONFIRMED and cell.works is False for cell in cells)
            ),
        ]


HEADS = ("seconds", "connections", "most in 1 s", "names asked", "hosts", "open", "shut", "shut, confirmed")


async def _see(net: PracticeNetwork, *, quiet: bool) -> Seen:
    plan = RunPlan(platforms=net.platforms[:SERVICES], paths=net.paths[:1], settings=Settings(quiet=quiet))
    steps: list[Observation] = []
    run = None
    begun = time.perf_counter()
    async with Engine(net.profile) as engine:
        async for event in engine.events(plan):
            if isinstance(event, StepDone):
                steps.append(event.observation)
            elif isinstance(event, RunFinished):
                run = event.run
    assert run is not None
    return Seen(run, time.perf_counter() - begun, tuple(steps))


def main() -> int:
    with PracticeThread() as net:
        rows = [
            ("standard", asyncio.run(_see(net, quiet=False))),
            ("quiet", asyncio.run(_see(net, quiet=True))),
        ]
    print(f"{SERVICES} services, directly and over one way, as the line sees it")
    print(f"{'':10}" + "".join(f"{head:>17}" for head in HEADS))
    for name, seen in rows:
        print(f"{name:10}" + "".join(f"{each:>17}" for each in seen.row()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
