import asyncio

import pytest

from tests.core.net.proxy_answers import reset, serving
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.forwarder import Forwarder
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=10)


async def over(port: int) -> Forwarder:
    entry = Entry(host="127.0.0.1", port=port, base=TcpDialer(), resolver=None)
    return await Forwarder.start(entry, PATIENCE)


async def test_bytes_go_both_ways_to_the_end() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"heard " + await reader.readexactly(5))

    async with serving(serve) as port:
        forwarder = await over(port)
        reader, writer = await asyncio.open_connection("127.0.0.1", forwarder.port)
        writer.write(b"hello")
        assert await reader.read() == b"heard hello"
        writer.close()
        await writer.wait_closed()
        await forwarder.aclose()
        await forwarder.aclose()


async def test_a_dead_server_and_a_broken_one_end_the_client() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(5)
        reset(writer)

    async with serving(serve) as port:
        for target in (1, port):
            forwarder = await over(target)
            reader, writer = await asyncio.open_connection("127.0.0.1", forwarder.port)
            writer.write(b"hello")
            try:
                assert await reader.read() == b""
            except ConnectionError as error:
                assert error.errno  # noqa: PT017 - a reset is an end too
            writer.transport.abort()
            await forwarder.aclose()


async def test_a_client_that_leaves_frees_the_server() -> None:
    left = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.read(100):
                writer.write(b"x")
        finally:
            left.set()

    async with serving(serve) as port:
        forwarder = await over(port)
        reader, writer = await asyncio.open_connection("127.0.0.1", forwarder.port)
        writer.write(b"hello")
        await reader.readexactly(1)
        writer.transport.abort()
        await left.wait()
        await forwarder.aclose()


async def test_its_end_cuts_what_goes_through() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"x")
        await reader.read()

    async with serving(serve) as port:
        forwarder = await over(port)
        reader, writer = await asyncio.open_connection("127.0.0.1", forwarder.port)
        await reader.readexactly(1)
        await forwarder.aclose()
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        writer.transport.abort()
