"""What listens on a port is asked for its protocol, and an open port alone is no proxy."""

import asyncio

import pytest

from tests.core.net.proxy_answers import serving
from waythrough.net import answering
from waythrough.net.answering import free_port, is_taken, speaks


@pytest.mark.parametrize(
    ("answer", "spoken"),
    [
        (b"\x05\x00", "socks5"),
        (b"\x05\xff", "socks5"),
        (b"HTTP/1.1 400 Bad\r\n\r\n", "http"),
        (b"220 hi\r\n", ""),
        (b"", ""),
    ],
)
async def test_the_first_word_tells(answer: bytes, spoken: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer)

    async with serving(serve) as port:
        assert await is_taken(port)
        assert await speaks(port, "socks5") is (spoken == "socks5")
        assert await speaks(port, "http") is (spoken == "http")


async def test_silence_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_SECONDS", 0.05)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(serve) as port:
        assert not await speaks(port, "http")


async def test_a_closed_port() -> None:
    port = free_port()
    assert not await is_taken(port)
    assert not await speaks(port, "socks5")
