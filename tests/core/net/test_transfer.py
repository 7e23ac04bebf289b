"""Many bytes over one connection: requests in turn, marks in time, every manner of ending."""

import asyncio

import pytest

from tests.core.net.faultserver import Peer, serving
from waythrough.model.failure import FailureKind as Kind
from waythrough.net.deadline import Patience
from waythrough.net.http_request import Request
from waythrough.net.tcp import TcpDialer
from waythrough.net.transfer import Errand, TransferOutcome, transfer

PATIENCE = Patience(hard=0.4)
URL = "http://news.test/large"


def answer(body: bytes, *, close: bool = False) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n"
    return (head + ("Connection: close\r\n" if close else "") + "\r\n").encode() + body


class Talker:
    """A server that answers each request with the next of its answers, then falls silent or hangs up."""

    def __init__(
        self, *answers: bytes, hangs_up: bool = False, resets: bool = False, pause: float = 0.0
    ) -> None:
        self.heads: list[bytes] = []
        self._answers = answers
        self._hangs_up = hangs_up
        self._resets = resets
        self._pause = pause

    async def __call__(self, peer: Peer) -> None:
        for each in self._answers:
            self.heads.append(await _head(peer))
            for start in range(0, len(each), 16_384):
                await peer.send(each[start : start + 16_384])
                await asyncio.sleep(self._pause)
        if self._resets:
            await _head(peer)
            peer.reset()
            return
        if self._hangs_up:
            peer.fin()
        await peer.hold()


async def _head(peer: Peer) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        data = await peer.recv()
        if not data:
            return head
        head += data
    return head


async def run(talker: Talker, **more: object) -> TransferOutcome:
    async with serving(talker) as server:
        stream = await TcpDialer().dial("127.0.0.1", server.port, Patience(hard=20))
        errand = Errand(**({"request": Request(url=URL)} | more))  # type: ignore[arg-type]
        return await transfer(stream, errand, PATIENCE)


async def test_one_answer_whole() -> None:
    talker = Talker(answer(b"x" * 40_000))
    seen = await run(talker)
    assert seen.failure is None
    assert seen.requests == 1
    assert seen.head is not None
    assert seen.head.status == 200
    assert seen.bytes_received > 40_000
    assert seen.marks[-1][1] == seen.bytes_received
    assert seen.bytes_sent == len(talker.heads[0])


async def test_the_request_is_said_again_until_enough_has_come() -> None:
    talker = Talker(*[answer(b"x" * 30_000)] * 5)
    seen = await run(talker, count=5, size=70_000)
    assert (seen.failure, seen.requests, len(talker.heads)) == (None, 2, 3)
    assert seen.bytes_received >= 70_000


async def test_marks_rise_in_time_and_bytes_and_are_few() -> None:
    seen = await run(Talker(answer(b"x" * 200_000), pause=0.03))
    assert list(seen.marks) == sorted(seen.marks)
    assert 2 <= len(seen.marks) <= 13
    assert seen.marks[0][0] >= 0


async def test_time_is_up_although_it_flows() -> None:
    seen = await run(Talker(answer(b"x" * 3_000_000), pause=0.02), seconds=0.2)
    assert seen.failure is None
    assert seen.capped
    assert seen.requests == 0
    assert 0 < seen.bytes_received < 3_000_000


async def test_silence_in_the_middle() -> None:
    whole = answer(b"x" * 40_000)
    seen = await run(Talker(whole[:20_000]))
    assert seen.failure is not None
    assert (seen.failure.kind, seen.bytes_received) == (Kind.TIMEOUT, 20_000)


async def test_an_end_in_the_middle_of_an_answer() -> None:
    seen = await run(Talker(answer(b"x" * 40_000)[:20_000], hangs_up=True))
    assert seen.failure is not None
    assert seen.failure.kind is Kind.EOF


async def test_an_end_before_any_answer() -> None:
    seen = await run(Talker(b"", hangs_up=True))
    assert seen.failure is not None
    assert seen.failure.kind is Kind.EOF


@pytest.mark.parametrize("how", ["hangs_up", "resets"])
async def test_an_end_between_two_answers_is_the_servers_right(how: str) -> None:
    seen = await run(Talker(answer(b"x" * 9), **{how: True}), count=3)
    assert (seen.failure, seen.requests) == (None, 1)


async def test_a_reset_upon_the_first_request_is_told() -> None:
    seen = await run(Talker(resets=True))
    assert seen.failure is not None
    assert seen.failure.kind is Kind.RESET


@pytest.mark.parametrize(
    "response", [answer(b"x" * 9, close=True), b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nxxxxxxxxx"]
)
async def test_a_server_that_closes_after_one_answer_is_not_asked_again(response: bytes) -> None:
    talker = Talker(response)
    seen = await run(talker, count=3)
    assert (seen.failure, seen.requests, len(talker.heads)) == (None, 1, 1)


async def test_a_body_that_ends_with_the_connection_is_whole() -> None:
    seen = await run(Talker(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 500, hangs_up=True), count=3)
    assert (seen.failure, seen.requests) == (None, 1)


async def test_bytes_that_are_no_http() -> None:
    seen = await run(Talker(b"SSH-2.0-here\r\n"))
    assert seen.failure is not None
    assert seen.failure.kind is Kind.HTTP_MALFORMED


async def test_a_request_that_cannot_be_written_is_a_mistake_of_ours() -> None:
    async with serving(Peer.hold) as server:
        stream = await TcpDialer().dial("127.0.0.1", server.port, Patience(hard=20))
        errand = Errand(request=Request(url=URL, headers=(("a b", "c"),)))
        with pytest.raises(ValueError, match="header"):
            await transfer(stream, errand, PATIENCE)
        stream.abort()
