import asyncio
import socket

import pytest

from waythrough.practice import loopback
from waythrough.practice.staff import Staff


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.read(100))
    await writer.drain()


async def test_it_serves_and_ends_with_everything_it_opened() -> None:
    staff = Staff()
    sock = loopback.bind(loopback.ONLY)
    where = sock.getsockname()
    staff.serve(sock, echo, "echo")
    reader, writer = await asyncio.open_connection(*where)
    writer.write(b"hello")
    assert await reader.read(-1) == b"hello"
    waiting, idle = await asyncio.open_connection(*where)  # a client that says nothing
    await staff.close()
    assert await waiting.read(-1) == b""
    for each in (writer, idle):
        each.close()
        await each.wait_closed()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(*where)


async def test_kept_sockets_are_closed() -> None:
    staff = Staff()
    sock = loopback.bind(loopback.ONLY)
    staff.keep(sock)
    await staff.close()
    assert sock.fileno() == -1


async def test_a_bug_of_a_server_is_told_at_the_end() -> None:
    staff = Staff()

    async def broken() -> None:
        raise KeyError("bug")

    task = staff.spawn(broken(), "broken")
    await asyncio.wait([task])
    with pytest.raises(ExceptionGroup) as caught:
        await staff.close()
    assert isinstance(caught.value.exceptions[0], KeyError)


async def test_a_peer_that_leaves_is_no_bug() -> None:
    staff = Staff()
    sock = loopback.bind(loopback.ONLY)
    where = sock.getsockname()
    gone = asyncio.Event()

    async def wants_more(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readexactly(10)
        finally:
            gone.set()

    staff.serve(sock, wants_more, "wants more")
    with socket.create_connection(where):
        pass
    async with asyncio.timeout(20):
        await gone.wait()
    await staff.close()


async def test_closing_waits_for_tasks_that_tidy_up() -> None:
    staff = Staff()
    tidied = []

    async def tidy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append(True)

    staff.spawn(tidy(), "tidy")
    await asyncio.sleep(0)
    await staff.close()
    assert tidied == [True]
