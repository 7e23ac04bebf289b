import asyncio
import threading

import pytest

from tests.core.net.proxy_answers import HOST, PORT, Case, answering, serving
from waythrough.model.secret import Secret
from waythrough.net.second_opinion import second_opinion

SILENT = Case(id="silent", kind="socks5", replies=())


@pytest.mark.parametrize(
    ("kind", "address"), [("https", "127.0.0.1"), ("direct", "127.0.0.1"), ("socks5", "p.test")]
)
async def test_what_pysocks_cannot_judge_is_refused(kind: str, address: str) -> None:
    with pytest.raises(ValueError, match="address only"):
        await second_opinion(kind, address, 1080, None, None, HOST, PORT, 5)


async def test_names_are_left_to_the_proxy() -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        asked.append(await reader.readexactly(7 + len(HOST)))
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await reader.read()

    async with serving(serve) as port:
        opinion = await second_opinion("socks5", "127.0.0.1", port, None, None, HOST, PORT, 20)
    assert not opinion.agreed
    assert opinion.text == "connected"
    assert asked == [b"\x05\x01\x00\x03\x09" + HOST.encode() + PORT.to_bytes(2, "big")]


async def test_a_closed_port_is_agreed_upon_without_its_address() -> None:
    opinion = await second_opinion("socks5", "127.0.0.1", 1, "otto", Secret("hunter2"), HOST, PORT, 20)
    assert opinion.agreed
    assert "127.0.0.1" not in opinion.text
    assert "hunter2" not in opinion.text


async def test_silence_is_agreed_upon_after_its_time() -> None:
    async with serving(answering(SILENT)) as port:
        opinion = await second_opinion("socks5", "127.0.0.1", port, None, None, HOST, PORT, 0.1)
    assert opinion.agreed


async def test_twenty_stuck_opinions_leave_no_thread_when_cancelled() -> None:
    there = asyncio.Event()
    count = 0

    async def stuck(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        await reader.readexactly(3)
        count += 1
        if count == 20:
            there.set()
        await reader.read()

    before = threading.active_count()
    async with serving(stuck) as port, asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(second_opinion("socks5", "127.0.0.1", port, None, None, HOST, PORT, 30))
            for _ in range(20)
        ]
        await there.wait()
        assert threading.active_count() == before + 20
        for task in tasks:
            task.cancel()
    assert all(task.cancelled() for task in tasks)
    assert threading.active_count() == before
