"""The door behind sing-box: its connections to servers leave by our own dialers, which know why one fails."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DatagramDialer, Dialer, DialError, Leg, Link, Stream
from waythrough.net.classify import classify
from waythrough.net.deadline import Patience
from waythrough.net.entry import MAX_ADDRESSES, Entry, resolve_leg
from waythrough.net.resolver_base import Resolver
from waythrough.wire.sing_box import way_name
from waythrough.wire.socks import literal_address

_KEPT: Final = 64
_SECOND_THOUGHTS: Final = 1.0  # seconds for a refused server to answer after all


@dataclass(slots=True)
class Walk:
    """One connection of sing-box to a way's server. `link` is set for datagrams, `refused` when ICMP said no."""

    started: float = field(default_factory=time.monotonic)
    legs: tuple[Leg, ...] = ()
    done: bool = False
    failed: bool = False
    link: Link | None = None
    refused: Failure | None = None

    @property
    def unheard(self) -> bool:
        """Whether datagrams were sent and none has come back."""
        return self.link is not None and not self.link.bytes_received


class _WatchedLink:
    """A link whose refusals are kept, since sing-box is told nothing of them."""

    def __init__(self, link: Link, walk: Walk, told: Callable[[], None]) -> None:
        self._link = link
        self._walk = walk
        self._told = told

    @property
    def bytes_sent(self) -> int:
        return self._link.bytes_sent

    @property
    def bytes_received(self) -> int:
        return self._link.bytes_received

    def send(self, data: bytes) -> None:
        self._link.send(data)

    async def receive(self, until: float | None = None) -> bytes | None:
        try:
            return await self._link.receive(until)
        except OSError as error:
            self._walk.refused = classify(error)
            if self._walk.unheard:
                self._told()
            raise

    def close(self) -> None:
        self._link.close()


class ServerSide:
    """One way's own server and how it is reached. `patience` is that of the dial under way."""

    def __init__(
        self,
        host: str,
        kind: str,
        base: Dialer,
        *,
        resolver: Resolver | None,
        datagrams: DatagramDialer | None,
        hop: int,
        port: int,
    ) -> None:
        self.host = host
        self.port = port
        self.hop = hop
        self.kind = kind
        self.patience = Patience()
        self._base = base
        self._resolver = resolver
        self._datagrams = datagrams
        self._walks: deque[Walk] = deque(maxlen=_KEPT)
        self._waits: set[asyncio.Timeout] = set()

    def __repr__(self) -> str:
        return f"ServerSide(kind={self.kind!r}, hop={self.hop})"

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """A wait for the server that ends soon after it refused datagrams, by TimeoutError: QUIC would go on trying."""
        async with asyncio.timeout(None) as wait:
            self._waits.add(wait)
            try:
                yield
            finally:
                self._waits.discard(wait)

    def _refused(self) -> None:
        soon = asyncio.get_running_loop().time() + _SECOND_THOUGHTS
        for wait in self._waits:
            if wait.when() is None:
                wait.reschedule(soon)

    def since(self, started: float) -> Walk | None:
        """The last walk that began at that time or later; one that failed goes first."""
        walks = [each for each in self._walks if each.started >= started]
        return next((each for each in walks if each.failed), walks[-1] if walks else None)

    @property
    def current(self) -> Walk | None:
        """The last walk at all: ways that keep one session open do not walk for each target."""
        return self._walks[-1] if self._walks else None

    def leg(self, stage: Stage, started: float, failure: Failure | None = None) -> Leg:
        """A part of this way's life, labelled with its server."""
        detail = PathDetail(
            hop=self.hop,
            kind=self.kind,
            reply=failure.code if failure else None,
            reply_text=failure.text if failure else "",
        )
        duration = time.monotonic() - started
        return Leg(
            stage=stage,
            host=self.host,
            port=self.port,
            started=started,
            duration=duration,
            hop=self.hop,
            failure=failure,
            detail=detail,
        )

    async def dial(self, port: int) -> Stream:
        """A stream to the server. Raises DialError."""
        walk = Walk()
        self._walks.append(walk)
        entry = Entry(host=self.host, port=port, base=self._base, resolver=self._resolver, hop=self.hop)
        try:
            stream, walk.legs = await entry.reach(self.patience)
        except DialError as error:
            walk.legs, walk.failed = error.legs, True
            raise
        finally:
            walk.done = True
        return stream

    async def link(self, port: int) -> Link:
        """A link to the server. Raises DialError."""
        walk = Walk()
        self._walks.append(walk)
        try:
            walk.link = await self._linked(port, walk)
        except DialError as error:
            walk.legs, walk.failed = error.legs, True
            raise
        finally:
            walk.done = True
        return _WatchedLink(walk.link, walk, self._refused)

    async def _linked(self, port: int, walk: Walk) -> Link:
        addresses: tuple[str, ...] = (self.host,)
        assert self._datagrams is not None, "ways that need datagrams are not opened without them"
        if self._resolver is not None and literal_address(self.host) is None:
            outcome = await self._resolver.resolve(self.host, self.patience)
            walk.legs = (resolve_leg(outcome, Stage.RESOLVE, self.host, port, self.hop),)
            if outcome.failure is not None:
                raise DialError(walk.legs)
            addresses = outcome.detail.addresses[:MAX_ADDRESSES]
        failure: Failure | None = None
        for address in addresses:
            try:
                return await self._datagrams.open(address, port, self.patience)
            except DialError as error:
                failure = error.failure
        raise DialError((*walk.legs, self.leg(Stage.CONNECT, walk.started, failure)))


class Behind:
    """What the local proxy behind one sing-box dials with: the name that is asked for says which way it is."""

    def __init__(self) -> None:
        self.sides: dict[str, ServerSide] = {}

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to the server of a way. Raises DialError."""
        return await self._side(host, port).dial(port)

    async def open(self, host: str, port: int, patience: Patience) -> Link:
        """A link to the server of a way. Raises DialError."""
        return await self._side(host, port).link(port)

    def _side(self, host: str, port: int) -> ServerSide:
        side = self.sides.get(way_name(host))
        if side is None:  # a way that was not opened, or a name that a configuration hid somewhere
            failure = Failure(kind=FailureKind.PROXY_DENIED)
            started = time.monotonic()
            raise DialError(
                (Leg(stage=None, host=host, port=port, started=started, duration=0.0, failure=failure),)
            )
        return side
