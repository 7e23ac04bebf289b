"""One cell of the table: a way opened by hand in one situation, what came of it, and what it left behind."""

import asyncio
import gc
import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.contract.situations import Situation, load, rules, script
from tests.lab.standard import TARGET
from tests.leak.watch import Endpoint, leaks
from tests.leak.world import ECHO, ENTRY, ENTRY_NAME, World
from tests.ways.real import RealWay
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Stream, StreamError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience, Wait
from waythrough.net.resolver import Resolvers, make_resolvers
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground, OpenPath
from waythrough.paths.registry import open_path

LONG = Patience(soft=4.0, hard=20.0)
SHORT = Patience(soft=0.5, hard=1.0, total=2.0)
"""Where nothing will come: long enough for a server on this machine, and no longer."""
CANCEL_AFTER = (0.0, 0.004, 0.03, 0.15)
CANCELLED_WITHIN = 10.0  # a guard against hanging, no measure
WORDS = b"as far as the target and back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one cell ended: `at` is "" when all went well, else "open", "dial", "talk" or "hangs"."""

    at: str = ""
    stage: Stage | None = None
    kind: FailureKind | None = None
    seconds: float = 0.0
    left: tuple[str, ...] = ()
    leaks: tuple[str, ...] = field(default=())

    @property
    def clean(self) -> bool:
        return not self.left and not self.leaks

    def __str__(self) -> str:
        if not self.at:
            return "ok"
        return f"{self.at}: {self.stage or ''} {self.kind or ''}".replace(":  ", ": ").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One cell to measure: a running server, what is done to it, and the way to it (None: the plain one)."""

    way: RealWay
    situation: Situation
    spec: PathSpec | None = None

    @property
    def wanted(self) -> PathSpec:
        """The way as its user has it."""
        return self.spec or self.way.spec(ENTRY_NAME, wrong=self.situation is Situation.WRONG_SECRET)


def cell(world: World, job: Job) -> Outcome:
    """Open, use and close one way in one situation."""
    return cells(world, [job])[0]


def cells(world: World, jobs: Sequence[Job]) -> list[Outcome]:
    """Several cells at once; what was left and what leaked is told of each, since it may be anyone's."""
    ways = [job.way for job in jobs]
    ends = (Endpoint(protocol=each, address=ENTRY, port=way.port) for way in ways for each in way.protocols)
    held = "".join(rules(job.way, job.situation) for job in jobs if job.situation is not Situation.CUT)
    with _filtered(world, held), world.watch() as watch:
        outcomes = world.call_in_client(lambda: _within(world, jobs))
        told = tuple(str(each) for each in leaks(watch.seen(), world.secrets(*ends)))
    return [replace(each, leaks=told) for each in outcomes]


@contextmanager
def _filtered(world: World, body: str) -> Iterator[None]:
    with world.inside("line"):
        load(script(body))
    yield
    with world.inside("line"):
        load(script(""))


def _within(world: World, jobs: Sequence[Job]) -> list[Outcome]:
    before = _here()
    loop_left: list[str] = []
    outcomes = asyncio.run(_guarded(world, jobs, loop_left))
    if _here() - before:
        gc.collect()
    left = tuple(sorted((*loop_left, *(_here() - before))))
    return [replace(each, left=left) for each in outcomes]


def _here() -> set[str]:
    """Everything of this process that could outlive a way: descriptors, children, threads, interfaces, files."""
    found = {f"thread {each.name} {each.ident}" for each in threading.enumerate() if not each.daemon}
    found |= {f"interface {name}" for _, name in socket.if_nameindex()}
    found |= {f"namespace {each.name}" for each in Path("/run/netns").glob("*")}
    found |= {f"file {each}" for each in Path(os.environ.get("TMPDIR", "/nowhere")).glob("*")}
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.add(f"descriptor {os.readlink(each)}")
    for each in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            found |= {f"child {number}" for number in each.read_text(encoding="ascii").split()}
    return found


async def _guarded(world: World, jobs: Sequence[Job], left: list[str]) -> list[Outcome]:
    trust = Trust.from_profile(world.profile)
    resolvers = make_resolvers(world.profile, TcpDialer(), trust)
    known = asyncio.all_tasks()
    ground = ground_of(world.profile, trust, resolvers)
    try:
        return await asyncio.gather(*(_measured(world, job, ground) for job in jobs))
    finally:
        for _ in range(5):
            await asyncio.sleep(0)
        left += [f"task {each.get_name()}" for each in asyncio.all_tasks() - known]
        await resolvers.aclose()


def ground_of(profile: NetworkProfile, trust: Trust, resolvers: Resolvers) -> Ground:
    """What the engine opens ways on."""
    return Ground(
        dialer=TcpDialer(),
        resolver=resolvers.line,
        trust=trust,
        datagrams=UdpDialer(),
        exit_dns=profile.resolvers,
    )


async def _measured(world: World, job: Job, ground: Ground) -> Outcome:
    if job.situation is Situation.CANCEL:
        return await _cancelled(job.wanted, replace(ground, patience=SHORT))
    mute = job.way.mute and job.situation not in (Situation.WORKS, Situation.CUT)
    patience = SHORT if mute or job.situation is Situation.SILENT else LONG
    return await _used(world, job, replace(ground, patience=patience))


async def _cancelled(spec: PathSpec, ground: Ground) -> Outcome:
    """Give up the opening and the first dial at several moments."""
    for after in CANCEL_AFTER:
        try:
            async with asyncio.timeout(CANCELLED_WITHIN):
                with suppress(TimeoutError, DialError):
                    async with asyncio.timeout(after):
                        await _opened_anddialled(spec, ground)
        except TimeoutError:
            return Outcome(at="hangs")
    return Outcome()


async def _opened_anddialled(spec: PathSpec, ground: Ground) -> None:
    path = await open_path(spec, ground)
    try:
        (await dialled(path, ground.patience)).abort()
    finally:
        await path.aclose()


async def dialled(path: OpenPath, patience: Patience) -> Stream:
    """A stream to the target by its name, or by its address where the way wants names resolved."""
    if path.resolver is None:
        return await path.dialer.dial(TARGET, ECHO, patience)
    outcome = await path.resolver.resolve(TARGET, patience)
    assert outcome.failure is None, outcome.failure
    return await path.dialer.dial(outcome.detail.addresses[0], ECHO, patience)


async def _used(world: World, job: Job, ground: Ground) -> Outcome:
    started = time.monotonic()
    try:
        path = await open_path(job.wanted, ground)
    except DialError as error:
        return _failed("open", error, started)
    seconds = time.monotonic() - started
    try:
        stream = await dialled(path, ground.patience)
        failure = await _conversation(world, stream, job, ground.patience)
    except DialError as error:
        return replace(_failed("dial", error, started), seconds=seconds)
    finally:
        await path.aclose()
    return Outcome(at="talk" if failure else "", kind=failure, seconds=seconds)


async def _conversation(world: World, stream: Stream, job: Job, patience: Patience) -> FailureKind | None:
    """Speak with the target, again after the cut where there is one; how that ended."""
    try:
        await talk(stream, patience)
        if job.situation is Situation.CUT:
            with world.inside("line"):
                load(script(rules(job.way, job.situation)))
            await talk(stream, SHORT)
    except StreamError as error:
        return error.failure.kind
    except TimeoutError:
        return FailureKind.TIMEOUT
    finally:
        stream.abort()
    return None


async def talk(stream: Stream, patience: Patience) -> None:
    """Say something and hear it again. Raises StreamError, TimeoutError."""
    heard = b""
    async with Wait(patience) as wait:
        await stream.send(WORDS)
        while heard != WORDS:
            data = await stream.recv()
            if not data:
                raise StreamError(Failure(kind=FailureKind.EOF))
            heard += data
            wait.progress()


def _failed(at: str, error: DialError, started: float) -> Outcome:
    leg = error.legs[-1]
    return Outcome(at=at, stage=leg.stage, kind=error.failure.kind, seconds=time.monotonic() - started)
