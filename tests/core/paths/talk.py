"""Targets that answer, and a relay that keeps what passes and can cut it: what tests of ways talk to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from tests.core.net.proxy_answers import serving
from waythrough.net.base import Stream


class Target:
    """A server that speaks first and then gives back what it hears; it tells when its visitor left."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        self.left.set()


async def conversation(stream: Stream) -> bytes:
    """Greet the target, hear it, and say what it said."""
    await stream.send(b"hello")
    heard = b""
    while not heard.endswith(b"hello"):
        data = await stream.recv()
        assert data, heard
        heard += data
    return heard


class _Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._transport.sendto(data, addr)


@asynccontextmanager
async def echoing(address: str = "127.0.0.1") -> AsyncIterator[int]:
    """A port that gives back each datagram."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(_Echo, local_addr=(address, 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


@asynccontextmanager
async def held(port: int, seen: bytearray, cut: asyncio.Event | None = None) -> AsyncIterator[int]:
    """A relay to a port of this computer. `seen` gets what clients send; `cut` ends all that passes, at once."""

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            async with asyncio.TaskGroup() as group:
                passing = [
                    group.create_task(_pass(reader, far_writer, seen), name="relay up"),
                    group.create_task(_pass(far_reader, writer, None), name="relay down"),
                ]
                if cut is not None:
                    await cut.wait()
                    for task in passing:
                        task.cancel()
        finally:
            far_writer.close()
            writer.close()

    async with serving(relay) as listening:
        yield listening


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: bytearray | None) -> None:
    try:
        while data := await reader.read(65536):
            if seen is not None:
                seen += data
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
