"""What the rootless WireGuard tunnel carries, costs and takes: `dev.py bench wireguard` (Linux, root).

The server is wireguard-go with nginx and dnsmasq behind it, all on this machine, so that the network costs nothing;
lossy figures go through a relay in this very process. Speeds vary by a factor of two with whatever else runs.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from tests.core.net import wireguard_go as real
from tests.core.net.resolvers import Table
from tests.core.net.wireguard_relay import relay
from waythrough.model.path import PathSpec
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.net.wireguard_dial import TunnelDialer
from waythrough.paths.base import Ground, OpenPath
from waythrough.paths.registry import open_path

PATIENCE = Patience(soft=20, hard=60, total=600)
GROUND = Ground(
    dialer=TcpDialer(), resolver=Table({}), trust=Trust(), datagrams=UdpDialer(), patience=PATIENCE
)
MEGA = 1_000_000
PIECE = bytes(64 * 1024)
ROUNDS = 3
BARS = {"down": 10.0, "errors": 0, "cancel": 50.0, "stall": 50.0, "left": 0}


async def asked(way: OpenPath, request: bytes, body: int = 0) -> int:
    """Bytes of the answer to a request with so many bytes behind it. Raises DialError, StreamError, AssertionError."""
    stream = await way.dialer.dial(real.SERVER4, 80, PATIENCE)
    try:
        await stream.send(request)
        for at in range(0, body, len(PIECE)):
            await stream.send(PIECE[: body - at])
        first, count = b"", 0
        while data := await stream.recv():
            first = first or data
            count += len(data)
        assert first[9:10] == b"2", first[:40]
        return count
    finally:
        stream.abort()


def get(name: str) -> bytes:
    return f"GET /{name} HTTP/1.0\r\n\r\n".encode()


def put(size: int) -> bytes:
    return f"PUT /up/bench HTTP/1.0\r\nContent-Length: {size}\r\n\r\n".encode()


async def seconds(work: Awaitable[object]) -> float:
    before = time.perf_counter()
    await work
    return time.perf_counter() - before


@asynccontextmanager
async def opened(spec: PathSpec) -> AsyncIterator[OpenPath]:
    way = await open_path(spec, GROUND)
    try:
        yield way
    finally:
        await way.aclose()


@asynccontextmanager
async def stalls(turns: list[tuple[float, float]]) -> AsyncIterator[None]:
    """How long turns of the loop take meanwhile: milliseconds by the clock, and of this thread's own work."""

    async def tick() -> None:
        while True:
            clock, work = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0)
            turns.append((1000 * (time.perf_counter() - clock), 1000 * (time.thread_time() - work)))
            await asyncio.sleep(0.002)

    task = asyncio.get_running_loop().create_task(tick(), name="ticks")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def bulk(way: OpenPath, size: int, name: str) -> None:
    """Speeds of one stream each way, and what the loop suffers."""
    turns: list[tuple[float, float]] = []
    async with stalls(turns):
        down = [size / MEGA / await seconds(asked(way, get(name))) for _ in range(ROUNDS)]
        up = [size / MEGA / await seconds(asked(way, put(size), size)) for _ in range(ROUNDS)]
    print(f"down   {statistics.median(down):7.1f} MB/s   bar {BARS['down']:.0f}")
    print(f"up     {statistics.median(up):7.1f} MB/s")
    clock, work = (max(each) for each in zip(*turns, strict=True))
    print(f"stall  {work:7.1f} ms, the longest turn of the loop   bar {BARS['stall']:.0f}", end=" ")
    print(f"({clock:.1f} ms with what the machine gave to others)")


async def crowd(way: OpenPath, count: int) -> None:
    """Many small pages at once."""
    outcomes: list[object] = []

    async def one() -> None:
        outcomes.extend(await asyncio.gather(asked(way, get("small")), return_exceptions=True))

    took = await seconds(asyncio.gather(*(one() for _ in range(count))))
    errors = sum(not isinstance(each, int) for each in outcomes)
    assert isinstance(way.dialer, TunnelDialer)
    left = way.dialer.tunnel.streams
    print(
        f"{count:4} pages at once {1000 * took:6.0f} ms, {errors} errors, {left} connections left   bar 0, 0"
    )


async def cancelled(way: OpenPath) -> None:
    """How long a dial to nobody takes to be given up."""
    took: list[float] = []
    for _ in range(20):
        task = asyncio.get_running_loop().create_task(way.dialer.dial("10.77.0.99", 80, PATIENCE))
        await asyncio.sleep(0.005)
        before = time.perf_counter()
        task.cancel()
        await asyncio.wait([task])
        took.append(1000 * (time.perf_counter() - before))
        with contextlib.suppress(asyncio.CancelledError, DialError):
            await task
    print(f"cancel {max(took):7.2f} ms, the slowest of {len(took)}   bar {BARS['cancel']:.0f}")


async def idle(pause: float) -> None:
    """Processor of an open tunnel that nobody uses."""
    before = time.process_time()
    await asyncio.sleep(pause)
    share = 100 * (time.process_time() - before) / pause
    print(f"idle   {share:7.3f} % of one core, over {pause:.0f} s")


async def measure(gateway: real.Gateway, size: int, pause: float) -> None:
    """All figures, in the order in which a run meets them."""
    times = []
    for _ in range(10):
        before = time.perf_counter()
        async with opened(gateway.spec()):
            times.append(1000 * (time.perf_counter() - before))
        await asyncio.sleep(0.05)  # servers take handshakes of one key within 20 ms for a flood
    print(
        f"open   {statistics.median(times):7.1f} ms, with a ping and a DNS question inside; first {times[0]:.0f} ms"
    )
    async with opened(gateway.spec()) as way:
        await bulk(way, size, "large")
        for count in (50, 200, 500):
            await crowd(way, count)
        await cancelled(way)
        await idle(pause)
    for loss in (0.01, 0.05):
        async with relay(gateway.port, loss) as port, opened(gateway.spec(port=port)) as way:
            down = await seconds(asked(way, get("ten")))
            up = await seconds(asked(way, put(10 * MEGA), 10 * MEGA))
            print(f"{loss:4.0%} loss, 10 MB: down {10 / down:5.1f} MB/s, up {10 / up:5.1f} MB/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory {peak:7.1f} MB at its peak, the bench and its relay with it")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100, help="megabytes of the long transfers")
    parser.add_argument("--idle", type=float, default=10.0, help="seconds of rest")
    arguments = parser.parse_args()
    if reason := real.why_not("nginx", "dnsmasq"):
        print(reason)
        return 1
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        for made in ("root", "up"):
            (folder / made).mkdir()
        sizes = {"small": 1000, "ten": 10 * MEGA, "large": arguments.size * MEGA}
        for page, size in sizes.items():
            with (folder / "root" / page).open("wb") as file:
                for _ in range(size // 1000):
                    file.write(os.urandom(1000))
        gateway = stack.enter_context(real.gateway(folder))
        stack.enter_context(real.nginx(gateway, folder, root=folder / "root"))
        stack.enter_context(real.dnsmasq(gateway, folder))
        asyncio.run(measure(gateway, sizes["large"], arguments.idle))
    return 0


if __name__ == "__main__":
    sys.exit(main())
