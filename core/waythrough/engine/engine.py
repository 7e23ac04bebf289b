"""The engine: a profile in, runs out, each as a stream of events or folded into its result."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Self

from waythrough.engine.quiet import quiet_plan, quiet_profile
from waythrough.engine.session import Session
from waythrough.engine.state import World
from waythrough.model.event import Event, RunFinished
from waythrough.model.known import next_number
from waythrough.model.network import SYSTEM_RESOLVER, NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.run import Run, RunPlan
from waythrough.net.datagram import UdpDialer
from waythrough.net.resolver import Resolvers, make_resolvers
from waythrough.net.system import read_system_names
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground
from waythrough.paths.host_key import ShownKey, shown_key
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.registry import chain
from waythrough.paths.shared import Shared
from waythrough.probe.trace import RunClock
from waythrough.probe.walk import Line

STOP_WITHIN = 1.0  # seconds for everything under way to end after `stop`


class Engine:
    """Tests plans in one network. Use as an async context; one run at a time.

    >>> async with Engine(profile) as engine:
    ...     async for event in engine.events(plan):
    ...         show(event)
    """

    def __init__(self, profile: NetworkProfile) -> None:
        self._profile = profile
        self._resolvers: Resolvers | None = None
        self._trust: Trust | None = None
        self._stop = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Raises WaythroughError when a file of the profile cannot be used."""
        self._trust = Trust.from_profile(self._profile)
        for spec in self._profile.controls:
            parse_spec(spec)
        if self._profile.os_roots:
            _ = self._trust.system  # a file that cannot be used is told now, not in the middle of a run
        self._resolvers = make_resolvers(self._profile, TcpDialer(), self._trust)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._resolvers is not None:
            await self._resolvers.aclose()

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        """All events of a run in order; the last one is always RunFinished, also after `stop`.

        Closing the iterator or cancelling the task that reads it ends the run at once, without that event.
        """
        self._stop.clear()
        quiet = plan.settings.quiet
        plan = quiet_plan(plan) if quiet else plan
        assert self._trust is not None, "use the engine as a context"
        targets = (target for platform in plan.platforms for target in platform.targets)
        self._trust.name_private({each.host: each.roots for each in targets if each.roots})
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        ways = (hop for path in plan.paths for hop in chain(path))
        world = self._world(ways)
        if quiet:
            world.profile = quiet_profile(world.profile)
        world.clock.number_from(next_number(plan.known))
        session = Session(world, plan, queue.put_nowait)
        course = asyncio.get_running_loop().create_task(self._course(session), name="run")
        course.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (event := await queue.get()) is not None:
                yield event
            course.result()  # a bug at the very end is raised, not swallowed
        finally:
            course.cancel()
            await asyncio.wait([course])

    async def run(self, plan: RunPlan) -> Run:
        """The whole run. Cancelling the caller's task ends it within a second and gives what was found so far."""
        folding = asyncio.get_running_loop().create_task(self._fold(plan), name="fold")
        try:
            return await asyncio.shield(folding)
        except asyncio.CancelledError:
            self.stop()
            run = await folding
            if (task := asyncio.current_task()) is not None:
                task.uncancel()
            return run

    async def _fold(self, plan: RunPlan) -> Run:
        run = None
        async for event in self.events(plan):
            if isinstance(event, RunFinished):
                run = event.run
        assert run is not None, "a run always ends with RunFinished"
        return run

    async def host_key(self, spec: PathSpec) -> ShownKey | None:
        """The key that an SSH way's server shows, None when it is confirmed. Raises ConfigError, DialError."""
        return await shown_key(spec, self._world(chain(spec)).ground)

    def stop(self) -> None:
        """End the run: what was found so far is kept and told by RunFinished."""
        self._stop.set()

    async def _course(self, session: Session) -> None:
        lag = session.world.clock.lag
        lag.start()
        work = asyncio.get_running_loop().create_task(session.run(), name="course")
        stopped = asyncio.get_running_loop().create_task(self._stop.wait(), name="stop")
        try:
            await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
            interrupted = not work.done()
        finally:
            work.cancel()
            stopped.cancel()
            await asyncio.wait([work, stopped], timeout=STOP_WITHIN)
            lag.stop()
            await session.close()
        if interrupted:
            session.interrupt()
        elif (error := work.exception()) is not None:
            session.broke(error)
        session.board.finished(interrupted=interrupted)

    def _world(self, ways: Iterable[PathSpec] = ()) -> World:
        assert self._trust is not None, "use the engine as a context"
        assert self._resolvers is not None
        direct = Line(
            dialer=TcpDialer(),
            resolver=self._resolvers.line,
            trust=self._trust,
            address_plan=self._profile.address_plan,
        )
        return World(
            profile=self._profile,
            trust=self._trust,
            resolvers=self._resolvers,
            direct=direct,
            ground=Ground(
                dialer=direct.dialer,
                resolver=self._resolvers.line,
                trust=self._trust,
                datagrams=UdpDialer(),
                exit_dns=tuple(each for each in self._profile.resolvers if each != SYSTEM_RESOLVER),
                shared=Shared(ways),
            ),
            system=read_system_names(),
            clock=RunClock(),
        )
