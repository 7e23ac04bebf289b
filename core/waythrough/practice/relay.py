"""Carrying bytes between a client and a server of the practice network, and breaking off on purpose."""

import asyncio
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, field

from waythrough.practice.client_hello import APPLICATION_DATA, HEADER
from waythrough.practice.http_server import write_body
from waythrough.practice.staff import PEER_TROUBLE

CHUNK = 65_536
PATIENCE = 60.0  # seconds for which a swallowed connection is kept
FINISHED_SIZE = 90  # a TLS 1.3 Finished record is at most 69 bytes, a request is longer


@dataclass(frozen=True, slots=True)
class Pair:
    """Both directions of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How slow a way is: `latency` seconds for each turn of the client, `rate` bytes a second (0 = free)."""

    latency: float = 0.0
    rate: int = 0


FREE = Pace()


@dataclass(slots=True)
class RequestWatch:
    """Looks through the TLS records of a client for the first one that carries more than a Finished."""

    _rest: bytes = field(default=b"")

    def sees(self, data: bytes) -> bool:
        """Whether a request has begun with these bytes."""
        self._rest += data
        while len(self._rest) >= HEADER:
            length = int.from_bytes(self._rest[3:5])
            if self._rest[0] == APPLICATION_DATA and length > FINISHED_SIZE:
                return True
            if len(self._rest) < HEADER + length:
                return False
            self._rest = self._rest[HEADER + length :]
        return False


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection by RST."""
    sock = writer.get_extra_info("socket")
    form = "hh" if sys.platform == "win32" else "ii"
    with suppress(OSError, AttributeError):  # a TLS transport that has closed already has no socket
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(form, 1, 0))
    writer.transport.abort()


async def swallow(reader: asyncio.StreamReader) -> None:
    """Take everything and answer nothing until the client gives up."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while await reader.read(CHUNK):
                pass


async def relay(client: Pair, server: Pair, pace: Pace = FREE, watch: RequestWatch | None = None) -> None:
    """Carry both directions until the server has said all, the client breaks off, or the watch bites."""
    turn = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        up = group.create_task(_up(client, server, pace, turn, watch))
        await _down(client, server, pace, turn)
        up.cancel()


async def _up(
    client: Pair, server: Pair, pace: Pace, turn: asyncio.Event, watch: RequestWatch | None
) -> None:
    turn.set()
    try:
        while data := await client.reader.read(CHUNK):
            if watch is not None and watch.sees(data):
                reset(client.writer)
                server.writer.transport.abort()
                return
            if pace.latency and turn.is_set():
                turn.clear()
                await asyncio.sleep(pace.latency)
            server.writer.write(data)
            await server.writer.drain()
        server.writer.write_eof()
    except PEER_TROUBLE:
        server.writer.transport.abort()


async def _down(client: Pair, server: Pair, pace: Pace, turn: asyncio.Event) -> None:
    try:
        while data := await server.reader.read(CHUNK):
            turn.set()
            await write_body(client.writer, data, pace.rate)
            await client.writer.drain()
    except PEER_TROUBLE:
        reset(client.writer)
