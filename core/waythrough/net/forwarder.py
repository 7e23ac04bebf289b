"""A port on loopback that leads to one server over any dialer: for child programs that connect by themselves."""

import asyncio
from contextlib import suppress
from typing import Final, Self

from waythrough.net.base import DialError, Stream, StreamError
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.loopback import LoopbackServer

_READ: Final = 64 * 1024


class Forwarder:
    """Serves until it is closed; whoever connects speaks to the server behind `entry`."""

    def __init__(self, entry: Entry, patience: Patience) -> None:
        self._entry = entry
        self._patience = patience
        self._server = LoopbackServer(self._serve, "forwarder")

    @classmethod
    async def start(cls, entry: Entry, patience: Patience) -> Self:
        """A forwarder on a free port."""
        made = cls(entry, patience)
        await made._server.start()
        return made

    @property
    def port(self) -> int:
        return self._server.port

    async def aclose(self) -> None:
        """Cut everything that goes through; safe to call twice."""
        await self._server.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            stream, _ = await self._entry.reach(self._patience)
        except DialError:
            writer.transport.abort()
            return
        except BaseException:
            writer.transport.abort()
            raise
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_up(reader, stream), name="forwarder up")
                group.create_task(_down(stream, writer), name="forwarder down")
        except* (StreamError, OSError):
            pass  # either side broke: both end
        finally:
            stream.abort()
            writer.transport.abort()


async def _up(reader: asyncio.StreamReader, stream: Stream) -> None:
    while data := await reader.read(_READ):
        await stream.send(data)
    stream.abort()  # our streams have no half-close, and a plugin that ends has been left by us


async def _down(stream: Stream, writer: asyncio.StreamWriter) -> None:
    while data := await stream.recv():
        writer.write(data)
        await writer.drain()
    with suppress(OSError):
        writer.write_eof()
