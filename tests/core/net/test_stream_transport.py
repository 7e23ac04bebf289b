"""A transport over a stream: what a protocol of asyncio hears and what it may do."""

import asyncio

import pytest

from tests.core.net.proxy_answers import reset, serving
from waythrough.model.failure import FailureKind
from waythrough.net.deadline import Patience
from waythrough.net.stream_transport import StreamTransport
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=10)


class Heard(asyncio.Protocol):
    """Keeps what it is told."""

    def __init__(self, *, stays: bool = False) -> None:
        self.data = b""
        self.eof = 0
        self.paused = 0
        self.resumed = asyncio.Event()
        self.lost: list[Exception | None] = []
        self.moved = asyncio.Event()
        self._stays = stays

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"first")

    def data_received(self, data: bytes) -> None:
        self.data += data
        self.moved.set()

    def eof_received(self) -> bool:
        self.eof += 1
        self.moved.set()
        return self._stays

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.append(exc)
        self.moved.set()

    def pause_writing(self) -> None:
        self.paused += 1
        self.resumed.clear()

    def resume_writing(self) -> None:
        self.resumed.set()


async def over(port: int, protocol: Heard) -> StreamTransport:
    stream = await TcpDialer().dial("127.0.0.1", port, PATIENCE)
    return StreamTransport(stream, protocol, lambda: None)


async def until_lost(protocol: Heard) -> None:
    while not protocol.lost:
        protocol.moved.clear()
        await protocol.moved.wait()


async def test_bytes_go_both_ways() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)

    protocol = Heard()
    async with serving(echo) as port:
        transport = await over(port, protocol)
        assert transport.get_protocol() is protocol
        assert not transport.can_write_eof()
        assert transport.is_reading()
        transport.writelines([b"second", b"third"])
        while protocol.data != b"firstsecondthird":
            protocol.moved.clear()
            await protocol.moved.wait()
        assert transport.first == b"firs"
        assert transport.get_write_buffer_size() == 0
        await transport.aclose()
        await transport.aclose()
        transport.write(b"too late")
    assert transport.is_closing()
    assert protocol.lost == [None]


async def test_a_protocol_that_writes_too_fast_is_asked_to_wait() -> None:
    protocol = Heard()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            pass

    async with serving(slow) as port:
        transport = await over(port, protocol)
        for _ in range(4):
            transport.write(bytes(50_000))
        assert protocol.paused == 1
        await protocol.resumed.wait()
        transport.close()
        transport.close()
        await until_lost(protocol)
        await transport.aclose()


async def test_what_waits_is_sent_before_a_close() -> None:
    seen = asyncio.get_running_loop().create_future()

    async def all_of_it(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.set_result(await reader.readexactly(5 + 100_000))
        writer.write(b"thanks")

    protocol = Heard()
    async with serving(all_of_it) as port:
        transport = await over(port, protocol)
        transport.write(bytes(100_000))
        transport.close()
        assert len(await seen) == 100_005
        await until_lost(protocol)
        await transport.aclose()


@pytest.mark.parametrize("stays", [False, True])
async def test_an_end_is_told(stays: bool) -> None:
    async def bye(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(5)
        writer.write(b"bye")

    protocol = Heard(stays=stays)
    async with serving(bye) as port:
        transport = await over(port, protocol)
        while not protocol.eof:
            protocol.moved.clear()
            await protocol.moved.wait()
        assert protocol.data == b"bye"
        if not stays:
            await until_lost(protocol)
        await transport.aclose()
        assert transport.failure is None
    await asyncio.sleep(0)
    assert protocol.lost == [None]


async def test_a_break_is_told_with_its_reason() -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(5)
        reset(writer)

    protocol = Heard()
    async with serving(cut) as port:
        transport = await over(port, protocol)
        await until_lost(protocol)
        await transport.aclose()
    assert isinstance(protocol.lost[0], ConnectionError)
    assert transport.failure is not None
    assert transport.failure.kind is FailureKind.RESET


async def test_reading_can_be_paused() -> None:
    async def much(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"x" * 100_000)
        await reader.read()

    protocol = Heard()
    async with serving(much) as port:
        transport = await over(port, protocol)
        transport.pause_reading()
        assert not transport.is_reading()
        await protocol.moved.wait()
        paused_at = len(protocol.data)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(protocol.data) == paused_at < 100_000
        transport.resume_reading()
        while len(protocol.data) < 100_000:
            protocol.moved.clear()
            await protocol.moved.wait()
        transport.abort()
        await transport.aclose()
