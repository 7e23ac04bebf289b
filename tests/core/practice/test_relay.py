import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from waythrough.practice import loopback
from waythrough.practice.relay import FREE, Pace, Pair, RequestWatch, relay, reset, swallow
from waythrough.practice.staff import Staff

Work = Callable[[Pair], Awaitable[None]]


@asynccontextmanager
async def served(work: Work) -> AsyncIterator[Pair]:
    """A client's connection to a server that does some work."""
    staff = Staff()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await work(Pair(reader, writer))

    sock = loopback.bind(loopback.ONLY)
    where = sock.getsockname()
    staff.serve(sock, handle, "test")
    client = Pair(*await asyncio.open_connection(*where))
    try:
        yield client
    finally:
        client.writer.transport.abort()
        await staff.close()


def through(server: Work, pace: Pace = FREE, watch: RequestWatch | None = None) -> Work:
    """A relay in front of a server."""

    async def work(client: Pair) -> None:
        async with served(server) as inner:
            await relay(client, inner, pace, watch)

    return work


async def upper(pair: Pair) -> None:
    while data := await pair.reader.read(100):
        pair.writer.write(data.upper())
        await pair.writer.drain()


async def refuses(pair: Pair) -> None:
    await pair.reader.read(100)
    reset(pair.writer)


async def test_both_directions_pass_and_the_end_too() -> None:
    async with served(through(upper)) as client:
        client.writer.write(b"one")
        assert await client.reader.readexactly(3) == b"ONE"
        client.writer.write(b"two")
        client.writer.write_eof()
        assert await client.reader.read(-1) == b"TWO"


async def test_a_reset_passes_as_a_reset() -> None:
    async with served(through(refuses)) as client:
        client.writer.write(b"one")
        with pytest.raises(ConnectionResetError):
            await client.reader.read(-1)


async def test_a_client_that_breaks_off_ends_the_server() -> None:
    over = asyncio.Event()

    async def waits(pair: Pair) -> None:
        try:
            await pair.reader.read(-1)
        finally:
            over.set()

    async with served(through(waits)) as client:
        client.writer.write(b"one")
        reset(client.writer)
        async with asyncio.timeout(20):
            await over.wait()


async def test_each_turn_of_the_client_costs_the_latency() -> None:
    loop = asyncio.get_running_loop()
    async with served(through(upper, Pace(latency=0.1))) as client:
        for _ in range(2):
            began = loop.time()
            client.writer.write(b"one")
            assert await client.reader.readexactly(3) == b"ONE"
            assert loop.time() - began >= 0.09


async def test_the_rate_holds_the_server_back() -> None:
    loop = asyncio.get_running_loop()
    async with served(through(upper, Pace(rate=10_000))) as client:
        began = loop.time()
        client.writer.write(b"x" * 1_500)
        assert await client.reader.readexactly(1_500) == b"X" * 1_500
        assert loop.time() - began >= 0.14


async def test_the_watch_resets_at_the_request() -> None:
    async with served(through(upper, watch=RequestWatch())) as client:
        hello = b"\x16\x03\x01\x00\x03abc"
        client.writer.write(hello)
        assert await client.reader.readexactly(len(hello)) == hello.upper()
        client.writer.write(b"\x17\x03\x03\x00\xc8" + b"r" * 200)
        with pytest.raises(ConnectionResetError):
            await client.reader.read(-1)


def test_the_watch_sees_a_request_in_any_pieces() -> None:
    finished = b"\x17\x03\x03\x00\x45" + b"f" * 0x45
    request = b"\x17\x03\x03\x01\x00" + b"r" * 256
    whole = b"\x16\x03\x01\x00\x02ab" + finished + request
    watch = RequestWatch()
    seen = [watch.sees(whole[place : place + 1]) for place in range(len(whole) - 251)]
    assert seen.index(True) == len(whole) - len(request) + 4
    assert not RequestWatch().sees(finished)


async def test_what_is_swallowed_is_never_answered() -> None:
    async with served(lambda pair: swallow(pair.reader)) as client:
        client.writer.write(b"x" * 100_000)
        await client.writer.drain()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.reader.read(1)


async def test_a_reset_of_what_is_closed_already_is_no_error() -> None:
    async with served(upper) as client:
        reset(client.writer)
        await asyncio.sleep(0)
        reset(client.writer)
