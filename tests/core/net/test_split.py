"""What a server sees of a hello that is cut: its segments as they come, and a handshake that completes."""

import asyncio
from pathlib import Path

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.web import Authority, http1, tls_server
from waythrough.net.base import StreamFacts
from waythrough.net.deadline import Patience
from waythrough.net.http import Request, exchange
from waythrough.net.split import SplitDialer, SplitStream
from waythrough.net.tcp import TcpDialer
from waythrough.net.tls import open_tls
from waythrough.wire.client_hello import client_hello
from waythrough.wire.hello_cut import Cut

PATIENCE = Patience(hard=20)
NAME = "blocked.test"
HELLO = client_hello(NAME, bytes)


async def pieces(how: Cut, *said: bytes) -> list[bytes]:
    """What a server reads, each piece by itself: it answers one before the next is sent."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            seen.append(data)
            writer.write(b".")

    async with serving(serve) as port:
        stream = await SplitDialer(TcpDialer(), how).dial("127.0.0.1", port, PATIENCE)
        for each in said:
            await stream.send(each)
            while sum(map(len, seen)) < stream.facts.bytes_sent:
                assert await stream.recv()
        stream.abort()
    return seen


@pytest.mark.parametrize("how", [Cut.RECORD, Cut.NONE])
async def test_records_leave_in_one_piece(how: Cut) -> None:
    seen = await pieces(how, HELLO, HELLO)
    assert len(seen) == 2
    assert (NAME.encode() in seen[0]) is (how is Cut.NONE)
    assert seen[1] == HELLO, "only what comes first is a first hello"


async def test_other_first_words_stay_whole() -> None:
    assert await pieces(Cut.BOTH, b"EHLO me\r\n", HELLO) == [b"EHLO me\r\n", HELLO]


class Written:
    """A stream that keeps what is written to it, each write by itself."""

    def __init__(self) -> None:
        self.facts = StreamFacts()
        self.writes: list[bytes] = []

    async def send(self, data: bytes) -> None:
        self.writes.append(data)

    async def recv(self) -> bytes:
        return b""

    def abort(self) -> None:
        self.writes.clear()


@pytest.mark.parametrize("how", [Cut.TCP, Cut.BOTH])
async def test_each_half_of_the_name_is_written_by_itself(how: Cut) -> None:
    below = Written()
    await SplitStream(below, how).send(HELLO)
    assert [NAME.encode() in each for each in below.writes] == [False, False]


@pytest.mark.parametrize("how", list(Cut))
async def test_a_real_server_reads_every_cut(how: Cut, tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await http1(reader, writer, lambda path, body: (200, {}, path.encode()))

    async with tls_server(serve, authority.server(NAME, alpn=("http/1.1",))) as port:
        stream = await SplitDialer(TcpDialer(), how).dial("127.0.0.1", port, PATIENCE)
        assert [leg.failure for leg in stream.facts.legs] == [None]
        secure = await open_tls(stream, NAME, authority.trust.public, PATIENCE, alpn=("http/1.1",))
        assert secure.failure is None
        assert secure.stream is not None
        page = await exchange(
            secure.stream,
            Request(url=f"https://{NAME}/here"),
            PATIENCE,
            version="http/1.1",
            validated=True,
            body_limit=99,
        )
        secure.stream.abort()
    assert page.detail.status == 200
