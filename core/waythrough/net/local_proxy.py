"""A SOCKS5 server on loopback over any dialer: for child programs whose own connections must go over a way."""

import asyncio
import secrets
import socket
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Self

from waythrough.model.failure import FailureKind
from waythrough.model.secret import Secret
from waythrough.net.base import DatagramDialer, Dialer, DialError, Stream, StreamError
from waythrough.net.deadline import Patience
from waythrough.net.entry import NamedDialer
from waythrough.net.local_datagrams import LocalDatagrams
from waythrough.net.loopback import HOST, LoopbackServer
from waythrough.net.resolver_base import Resolver
from waythrough.net.tcp import RESET
from waythrough.wire.socks_server import Asked, Socks5Server

HANDSHAKE_SECONDS: Final = 20.0
_READ: Final = 64 * 1024
_CLIENTS: Final = 512  # at once; a child that wants more has gone mad


@dataclass(slots=True, kw_only=True)
class Counts:
    """What went through. `failures` are the last dials that failed: why a child may have failed."""

    opened: int = 0
    refused: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    failures: deque[DialError] = field(default_factory=lambda: deque(maxlen=16))


class LocalProxy:
    """Serves until it is closed. Only who knows the random `user` and `password` gets in.

    `dialer` takes names when `resolver` is None, else names are resolved by that one; without `datagrams` UDP is
    refused.
    """

    def __init__(
        self,
        dialer: Dialer,
        *,
        resolver: Resolver | None = None,
        datagrams: DatagramDialer | None = None,
        patience: Patience,
    ) -> None:
        self.user = secrets.token_urlsafe(12)
        self.password = Secret(secrets.token_urlsafe(18))
        self.counts = Counts()
        self._dialer = dialer if resolver is None else NamedDialer(dialer, resolver)
        self._resolver = resolver
        self._datagrams = datagrams
        self._patience = patience
        self._server = LoopbackServer(self._serve, "local proxy", most=_CLIENTS)

    @classmethod
    async def start(
        cls,
        dialer: Dialer,
        *,
        resolver: Resolver | None = None,
        datagrams: DatagramDialer | None = None,
        patience: Patience,
    ) -> Self:
        """A server on a free port of loopback."""
        proxy = cls(dialer, resolver=resolver, datagrams=datagrams, patience=patience)
        await proxy._server.start()
        return proxy

    @property
    def port(self) -> int:
        return self._server.port

    async def aclose(self) -> None:
        """Close everything that goes through; safe to call twice."""
        await self._server.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, TimeoutError):
                talk = await self._asked(reader, writer)
                if talk.wish is None:
                    self.counts.refused += 1
                elif talk.wish.asked is Asked.UDP:
                    await self._associate(talk, reader, writer)
                else:
                    await self._connect(talk, reader, writer)
        finally:
            # what was written before a refusal still has to go out, so no abort here
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Socks5Server:
        talk = Socks5Server(self.user, self.password.reveal())
        async with asyncio.timeout(HANDSHAKE_SECONDS):
            while talk.wish is None and not talk.refused:
                data = await reader.read(_READ)
                if not data:
                    break
                talk.receive(data)
                writer.write(talk.bytes_to_send())
                await writer.drain()
        return talk

    async def _connect(
        self, talk: Socks5Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        assert talk.wish is not None
        try:
            stream = await self._dialer.dial(talk.wish.host, talk.wish.port, self._patience)
        except DialError as error:
            self.counts.failures.append(error)
            talk.refuse(error.failure.kind)
            writer.write(talk.bytes_to_send())
            return
        try:
            self.counts.opened += 1
            talk.grant()
            writer.write(talk.bytes_to_send())
            await self._relay(stream, talk.rest, reader, writer)
        finally:
            stream.abort()

    async def _relay(
        self, stream: Stream, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Both directions until both have ended, or one of them broke."""

        async def up() -> None:
            data = first or await reader.read(_READ)
            while data:
                await stream.send(data)
                self.counts.bytes_up += len(data)
                data = await reader.read(_READ)

        async def down() -> None:
            while data := await stream.recv():
                self.counts.bytes_down += len(data)
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(up(), name="local proxy up")
                group.create_task(down(), name="local proxy down")
        except* (StreamError, OSError):
            _reset(writer)  # a break must not look like an end

    async def _associate(
        self, talk: Socks5Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Datagrams for as long as the client keeps its connection (RFC 1928, section 6)."""
        if self._datagrams is None:
            talk.refuse(FailureKind.PROXY_UNSUPPORTED)
            writer.write(talk.bytes_to_send())
            return
        relay = LocalDatagrams(self._datagrams, self._resolver, self._patience)
        try:
            talk.grant(HOST, await relay.start(HOST))
            writer.write(talk.bytes_to_send())
            self.counts.opened += 1
            while await reader.read(_READ):
                pass
        finally:
            self.counts.bytes_up += relay.bytes_up
            self.counts.bytes_down += relay.bytes_down
            await relay.aclose()


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):  # macOS: EINVAL once the peer has reset the connection
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
