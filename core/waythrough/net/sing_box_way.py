"""Dials through one way of sing-box, which says yes before its server has agreed: who failed is found out here."""

import asyncio
import time
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import ConnectDetail
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, Link, Stream, StreamError, StreamFacts
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.sing_box import Slot
from waythrough.net.sing_box_behind import ServerSide
from waythrough.net.socks import SocksDialer
from waythrough.net.socks_udp import SocksDatagrams
from waythrough.net.tcp import TcpDialer
from waythrough.wire.sing_box_log import Cause, closing_cause, opening_cause

_LOOPBACK: Final = "127.0.0.1"
_SAID_WITHIN: Final = 0.5  # seconds; sing-box answers first and writes its log then
_HINT_WITHIN: Final = 0.2  # seconds for a reason that often is not given at all
_ENOUGH: Final = 2  # targets at which a way hung up before it is the way that is refused
_TLS_HELLO: Final = b"\x16\x03"
_PAGE: Final = b"HTTP/1."


class WayDialer:
    """Streams and datagrams through one way. `proven`: something has come back through it."""

    def __init__(self, slot: Slot, side: ServerSide) -> None:
        self.proven = False
        self.side = side
        self._slot = slot
        self._secured = slot.way.secured
        self._covered = slot.way.value["type"] == "trojan"
        self._later = slot.way.later
        self._hung_up: set[str] = set()

    def __repr__(self) -> str:
        return f"WayDialer({self._slot.way.kind!r})"

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to `host`. Raises DialError whose last leg names the stage of the way."""
        started = time.monotonic()
        self.side.patience = patience
        door = await self._door(started, patience)
        secret = Secret(self._slot.box.password)
        front = SocksDialer(TcpDialer(), _LOOPBACK, door, user=self._slot.way.name, password=secret)
        try:
            async with self.side.waiting():
                stream = await front.dial(host, port, patience)
        except TimeoutError as error:
            raise DialError(self._silent(started)) from error
        except DialError as error:
            raise DialError(await self._why(error.legs, started)) from error
        walk = self.side.since(started)
        legs = walk.legs if walk else ()
        if not self._later:
            legs += (self.side.leg(Stage.TLS if self._secured else Stage.HANDSHAKE, started),)
        return _WayStream(self, stream, legs, host, started)

    async def open(self, host: str, port: int, patience: Patience) -> Link:
        """A link to `host`. Raises DialError."""
        self.side.patience = patience
        door = await self._door(time.monotonic(), patience)
        secret = Secret(self._slot.box.password)
        name = self._slot.way.name
        front = SocksDatagrams(TcpDialer(), UdpDialer(), _LOOPBACK, door, user=name, password=secret)
        return await front.open(host, port, patience)

    async def _door(self, started: float, patience: Patience) -> int:
        try:
            async with asyncio.timeout(patience.hard):
                door = await self._slot.box.door()
        except TimeoutError:
            door = None
        if door is None:
            raise DialError((self._gone(started),))
        return door

    def _gone(self, started: float) -> Leg:
        return self.side.leg(Stage.CONFIG, started, Failure(kind=FailureKind.PROGRAM_ENDED))

    async def _why(self, legs: tuple[Leg, ...], started: float) -> tuple[Leg, ...]:
        """The legs of the way in place of those to our own computer."""
        failure = legs[-1].failure
        assert failure is not None
        if failure.kind is FailureKind.PROXY_UNSUPPORTED and failure.code is None:
            return (self.side.leg(Stage.REQUEST, started, failure),)  # a name that cannot be a name
        if failure.kind is FailureKind.TIMEOUT:
            return self._silent(started)
        if failure.code is None or legs[-1].stage is Stage.CONNECT:
            return (self._gone(started),)
        text = await self._slot.box.journal.reason(_local_port(legs), _SAID_WITHIN)
        cause = opening_cause(text, secured=self._secured)
        walk = self.side.since(started)
        if walk is not None and walk.failed:
            return walk.legs
        if cause is None or cause.failure.kind is FailureKind.TIMEOUT:
            return self._silent(started)
        return (*(walk.legs if walk else ()), self._leg(cause, started))

    def _silent(self, started: float) -> tuple[Leg, ...]:
        """Nothing came: neither from the server nor, for a while, from sing-box about it."""
        silence = Failure(kind=FailureKind.TIMEOUT)
        walk = self.side.since(started) or self.side.current
        if walk is None:
            return (self.side.leg(Stage.HANDSHAKE, started, silence),)
        if walk.failed:
            return walk.legs
        if not walk.done or walk.unheard:
            return (*walk.legs, self.side.leg(Stage.CONNECT, started, walk.refused or silence))
        stage = Stage.TLS if self._secured else Stage.HANDSHAKE
        return (*walk.legs, self.side.leg(stage, started, silence))

    def _leg(self, cause: Cause, started: float) -> Leg:
        return self.side.leg(cause.stage, started, cause.failure)

    async def blame(self, port: int, host: str, started: float, failure: Failure) -> Leg:
        """Who ended a stream before its first byte: the way where that is known or likely, else its far end."""
        text = await self._slot.box.journal.reason(port, _HINT_WITHIN)
        walk = self.side.since(started)
        if walk is not None and walk.failed:
            return walk.legs[-1]
        cause = closing_cause(text, secured=self._secured)
        if cause is not None:
            return self._leg(cause, started)
        if not self.proven:
            self._hung_up.add(host)
            if len(self._hung_up) >= _ENOUGH:
                return self.side.leg(Stage.AUTH, started, Failure(kind=failure.kind))
        # The protocols have no word for a target that cannot be reached: their servers only hang up.
        text = "the server ended the connection without a word"
        return self.side.leg(Stage.REQUEST, started, Failure(kind=FailureKind.PROXY_ERROR, text=text))

    def silence(self, started: float) -> Leg | None:
        """Whose silence it is: a way that has never carried anything may be silent itself, which others judge."""
        if not self.proven:
            return self._silent(started)[-1] if self._later else None
        return self.side.leg(Stage.EXIT_CONNECT, started, Failure(kind=FailureKind.EXIT_TIMEOUT))

    def answered(self, said: bytes, heard: bytes, started: float) -> Leg | None:
        """Something came back; the leg when it is the page behind which a Trojan server hides from strangers."""
        if self._covered and not self.proven and said.startswith(_TLS_HELLO) and heard.startswith(_PAGE):
            text = "the page for strangers came"
            return self.side.leg(Stage.AUTH, started, Failure(kind=FailureKind.PROXY_AUTH, text=text))
        self.proven = True
        return None


class _WayStream:
    """A stream through sing-box that finds out who is to blame when it ends before its first byte."""

    __slots__ = ("_base", "_facts", "_host", "_port", "_said", "_started", "_way")

    def __init__(
        self, way: WayDialer, base: Stream, legs: tuple[Leg, ...], host: str, started: float
    ) -> None:
        self._way = way
        self._base = base
        self._host = host
        self._port = _local_port(base.facts.legs)
        self._started = started
        self._said = b""
        self._facts = StreamFacts(legs=legs)

    @property
    def facts(self) -> StreamFacts:
        return self._facts

    async def send(self, data: bytes) -> None:
        self._said = self._said or data[: len(_TLS_HELLO)]
        await self._base.send(data)
        self._facts.bytes_sent += len(data)

    async def recv(self) -> bytes:
        if self._facts.bytes_received:
            data = await self._base.recv()
        else:
            data = await self._first()
        self._facts.bytes_received += len(data)
        return data

    def abort(self) -> None:
        self._base.abort()

    async def _first(self) -> bytes:
        way, started = self._way, self._started
        try:
            data = await self._base.recv()
        except StreamError as error:
            self._facts.own = await way.blame(self._port, self._host, started, error.failure)
            raise
        except asyncio.CancelledError:
            self._facts.own = way.silence(started)
            raise
        if not data:
            end = Failure(kind=FailureKind.EOF)
            self._facts.own = await way.blame(self._port, self._host, started, end)
        elif (leg := way.answered(self._said, data, started)) is not None:
            self._facts.own = leg
            assert leg.failure is not None
            raise StreamError(leg.failure)
        return data


def _local_port(legs: tuple[Leg, ...]) -> int:
    """The port of ours from which sing-box was asked."""
    for leg in legs:
        if isinstance(leg.detail, ConnectDetail) and leg.detail.local_port:
            return leg.detail.local_port
    return 0
