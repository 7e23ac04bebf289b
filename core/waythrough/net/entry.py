"""Reaches the server of a way: resolves its name where that has to be done, and races its addresses."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import Dialer, DialError, Leg, Stream
from waythrough.net.deadline import Patience
from waythrough.net.resolver_base import ResolveOutcome, Resolver
from waythrough.wire.socks import literal_address

STAGGER: Final = 0.25  # seconds before the next address joins in (RFC 8305, section 5)
MAX_ADDRESSES: Final = 4
_NO_SUCH_FAMILY: Final = (FailureKind.NETWORK_UNREACHABLE, FailureKind.HOST_UNREACHABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where a way's own server is and how it is reached.

    `base` is the dialer below (the line, or the way in front of this one); with a `resolver` the server's
    name is resolved by it, without one the name is handed to `base`. `hop` counts servers from the user's side.
    """

    host: str
    port: int
    base: Dialer
    resolver: Resolver | None
    hop: int = 0

    async def reach(self, patience: Patience) -> tuple[Stream, tuple[Leg, ...]]:
        """A stream to the server and all legs walked. Raises DialError."""
        if self.resolver is None or literal_address(self.host) is not None:
            return await self._connect((self.host,), (), patience)
        outcome = await self.resolver.resolve(self.host, patience)
        leg = resolve_leg(outcome, Stage.RESOLVE, self.host, self.port, self.hop)
        if outcome.failure is not None:
            raise DialError((leg,))
        return await self._connect(outcome.detail.addresses[:MAX_ADDRESSES], (leg,), patience)

    async def _connect(
        self, hosts: tuple[str, ...], before: tuple[Leg, ...], patience: Patience
    ) -> tuple[Stream, tuple[Leg, ...]]:
        try:
            stream, failed = await race(self.base, hosts, self.port, patience)
        except DialError as error:
            raise DialError(before + self._stamp(error.legs)) from error
        return stream, before + self._stamp(failed + stream.facts.legs)

    def _stamp(self, legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
        """The plain connects of the line become this way's connect stage."""
        return tuple(
            leg if leg.stage is not None else replace(leg, stage=Stage.CONNECT, host=self.host, hop=self.hop)
            for leg in legs
        )


def resolve_leg(outcome: ResolveOutcome, stage: Stage | None, host: str, port: int, hop: int) -> Leg:
    """A resolver's outcome as a leg of a dial."""
    return Leg(
        stage=stage,
        host=host,
        port=port,
        started=outcome.started,
        duration=outcome.duration,
        hop=hop,
        failure=outcome.failure,
        detail=outcome.detail,
        bytes_sent=outcome.bytes_sent,
        bytes_received=outcome.bytes_received,
    )


async def race(
    base: Dialer, hosts: tuple[str, ...], port: int, patience: Patience
) -> tuple[Stream, tuple[Leg, ...]]:
    """The first stream that opens, and the legs of those that failed before it. Raises DialError."""
    if len(hosts) == 1:
        return await base.dial(hosts[0], port, patience), ()
    race = _Race(base, port, patience)
    try:
        await race.run(hosts)
    except BaseException:
        if race.winner is not None:
            race.winner.abort()
        raise
    if race.winner is not None:
        return race.winner, tuple(race.failed)
    # a family that this machine does not have says less than the failure of the other one
    race.failed.sort(key=lambda leg: leg.failure is None or leg.failure.kind not in _NO_SUCH_FAMILY)
    raise DialError(tuple(race.failed))


class _Race:
    def __init__(self, base: Dialer, port: int, patience: Patience) -> None:
        self.winner: Stream | None = None
        self.failed: list[Leg] = []
        self._base = base
        self._port = port
        self._patience = patience
        self._running = 0
        self._moved = asyncio.Event()

    async def run(self, hosts: tuple[str, ...]) -> None:
        async with asyncio.TaskGroup() as group:
            tasks: list[asyncio.Task[None]] = []
            for host in hosts:
                self._running += 1
                tasks.append(group.create_task(self._try(host), name=f"race {len(tasks)}"))
                with suppress(TimeoutError):
                    async with asyncio.timeout(STAGGER):
                        await self._moved.wait()
                self._moved.clear()
                if self.winner is not None:
                    break
            while self.winner is None and self._running:
                await self._moved.wait()
                self._moved.clear()
            for task in tasks:
                task.cancel()

    async def _try(self, host: str) -> None:
        try:
            stream = await self._base.dial(host, self._port, self._patience)
        except DialError as error:
            self.failed.extend(error.legs)
        else:
            if self.winner is None:
                self.winner = stream
            else:
                stream.abort()
        finally:
            self._running -= 1
            self._moved.set()


class NamedDialer:
    """A dialer for names over one for addresses: resolves, then races the addresses."""

    def __init__(self, base: Dialer, resolver: Resolver) -> None:
        self._base = base
        self._resolver = resolver

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to `host` by whichever of its addresses answers first. Raises DialError."""
        entry = Entry(host=host, port=port, base=self._base, resolver=self._resolver)
        stream, legs = await entry.reach(patience)
        stream.facts.legs = legs
        return stream
