import asyncio

import pytest

from waythrough.net.loopback import HOST, LoopbackServer


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(100):
            writer.write(data)
    finally:
        writer.transport.abort()


async def test_a_client_is_served_until_the_end_and_nothing_is_left() -> None:
    server = LoopbackServer(echo, "echo")
    await server.start()
    reader, writer = await asyncio.open_connection(HOST, server.port)
    writer.write(b"hello")
    assert await reader.readexactly(5) == b"hello"
    await server.aclose()
    await server.aclose()
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    writer.transport.abort()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(HOST, server.port)
    assert [task.get_name() for task in asyncio.all_tasks() if task.get_name() == "echo"] == []


async def test_more_clients_than_allowed_are_turned_away() -> None:
    server = LoopbackServer(echo, "echo", most=1)
    await server.start()
    first = await asyncio.open_connection(HOST, server.port)
    first[1].write(b"x")
    assert await first[0].readexactly(1) == b"x"
    second = await asyncio.open_connection(HOST, server.port)
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await second[0].readexactly(1)
    await server.aclose()
    for _reader, writer in (first, second):
        writer.transport.abort()
