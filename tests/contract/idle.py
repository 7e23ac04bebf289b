"""What a way costs: the time to open it and to reach a target, and memory and processor while nobody uses it.

Measured in a process of its own, so that no other way's libraries count: python -m tests.contract.idle reads what to
measure from its standard input and writes the figures as JSON.
"""

import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.contract.cells import LONG, dialled, ground_of, talk
from tests.lab.drive import profile_of
from tests.leak.world import World
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.net.resolver import make_resolvers
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground
from waythrough.paths.registry import open_path

TICKS = os.sysconf("SC_CLK_TCK")
AGAIN = 3
MEASURED_WITHIN = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Milliseconds, megabytes, and per cent of one core.

    `first_ms` is the first opening, `open_ms` the median of those after it, `reach_ms` the median time from an open
    way to a target's first words. `first_mb` is what the first way adds to this process, its libraries with it,
    `own_mb` what one more adds; `children_mb` are the programs that it started. `cpu_percent` counts both, idle.
    """

    first_ms: float
    open_ms: float
    reach_ms: float
    first_mb: float
    own_mb: float
    children_mb: float
    children: int
    cpu_percent: float


def measured(world: World, spec: PathSpec, seconds: float) -> Figures:
    """Measure a way inside the client, idle for so many seconds. Raises CalledProcessError."""
    order = json.dumps({"offer": world.offer, "spec": _told(spec), "seconds": seconds}).encode()
    with world.client():
        done = subprocess.run(
            [sys.executable, "-m", "tests.contract.idle"],
            input=order,
            capture_output=True,
            check=True,
            timeout=MEASURED_WITHIN,
        )
    return Figures(**json.loads(done.stdout))


async def figures(profile: NetworkProfile, spec: PathSpec, seconds: float) -> Figures:
    """Open the way several times, then let one stand idle."""
    trust = Trust.from_profile(profile)
    resolvers = make_resolvers(profile, TcpDialer(), trust)
    ground = ground_of(profile, trust, resolvers)
    gc.collect()
    before = memory_mb(os.getpid())
    times = [await _timed(spec, ground) for _ in range(AGAIN + 1)]
    gc.collect()
    warm = memory_mb(os.getpid())
    path = await open_path(spec, ground)
    pids = [os.getpid(), *family(os.getpid())]
    used, started = cpu_seconds(pids), time.monotonic()
    await asyncio.sleep(seconds)
    share = (cpu_seconds(pids) - used) / (time.monotonic() - started)
    gc.collect()
    own, children = memory_mb(os.getpid()) - warm, sum(memory_mb(each) for each in pids[1:])
    await path.aclose()
    await resolvers.aclose()
    return Figures(
        first_ms=times[0][0],
        open_ms=statistics.median(each for each, _ in times[1:]),
        reach_ms=statistics.median(each for _, each in times[1:]),
        first_mb=warm - before,
        own_mb=own,
        children_mb=children,
        children=len(pids) - 1,
        cpu_percent=100 * share,
    )


async def _timed(spec: PathSpec, ground: Ground) -> tuple[float, float]:
    """Milliseconds to open a way, and from then to a target and back."""
    started = time.monotonic()
    path = await open_path(spec, ground)
    opened = time.monotonic()
    try:
        stream = await dialled(path, LONG)
        try:
            await talk(stream, LONG)
        finally:
            stream.abort()
    finally:
        ended = time.monotonic()
        await path.aclose()
    return 1000 * (opened - started), 1000 * (ended - opened)


def _told(spec: PathSpec | None) -> Any:
    """A way as JSON, secrets marked."""
    if spec is None:
        return None
    fields = {
        name: {"secret": value.reveal()} if isinstance(value, Secret) else value
        for name, value in spec.fields.items()
    }
    return {"kind": spec.kind, "fields": fields, "via": _told(spec.via)}


def _understood(told: Any) -> PathSpec | None:
    if told is None:
        return None
    fields = {
        name: Secret(value["secret"]) if isinstance(value, dict) else value
        for name, value in told["fields"].items()
    }
    return PathSpec(id="way", kind=told["kind"], fields=fields, via=_understood(told["via"]))


def memory_mb(pid: int) -> float:
    """A process's own share of the memory (PSS), 0 when it has gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def family(pid: int) -> Iterator[int]:
    """All descendants of a process."""
    for each in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in each.read_text(encoding="ascii").split():
            yield int(child)
            yield from family(int(child))


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of processes."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def main() -> None:
    """Entry of the measuring process."""
    order = json.loads(sys.stdin.buffer.read())
    spec = _understood(order["spec"])
    assert spec is not None
    found = asyncio.run(figures(profile_of(order["offer"]), spec, order["seconds"]))
    sys.stdout.write(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
