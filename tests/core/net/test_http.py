"""One exchange over HTTP/1.1: the answer as a value, and each way in which it can fail."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from tests.core.net.faultserver import Peer, serving
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Step
from waythrough.net.base import StreamError, StreamFacts
from waythrough.net.deadline import Patience
from waythrough.net.http import HttpOutcome, Request, exchange
from waythrough.net.page import SAMPLE_LIMIT
from waythrough.net.tcp import TcpDialer, TcpStream

LONG = Patience(hard=20.0)
SHORT = Patience(hard=0.3)
URL = "http://site.test/"
PLAIN = Request(url=URL)


@asynccontextmanager
async def plain(*answer: bytes, end: Callable[[Peer], object] = Peer.fin) -> AsyncIterator[TcpStream]:
    """A stream to a server that reads one request, sends `answer` piece by piece, and ends by `end`."""

    async def behave(peer: Peer) -> None:
        while b"\r\n\r\n" not in await peer.recv():
            continue
        for piece in answer:
            await peer.send(piece)
            await asyncio.sleep(0)
        ending = end(peer)
        if isinstance(ending, Awaitable):
            await ending

    async with serving(behave) as served:
        yield await TcpDialer().dial("127.0.0.1", served.port, LONG)


async def ask(
    *answer: bytes,
    end: Callable[[Peer], object] = Peer.hold,
    request: Request = PLAIN,
    patience: Patience = LONG,
    body_limit: int = SAMPLE_LIMIT,
    min_bytes: int = 0,
) -> HttpOutcome:
    async with plain(*answer, end=end) as stream:
        return await exchange(
            stream,
            request,
            patience,
            version="http/1.1",
            validated=False,
            body_limit=body_limit,
            min_bytes=min_bytes,
        )


PAGE = b"<html><title>Hello &amp; welcome</title>"
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: id=1\r\nX-A: 1\r\nX-A: 2\r\n"
    b"Content-Length: %d\r\n\r\n"
)


async def test_answer_becomes_a_value() -> None:
    outcome = await ask(HEAD % len(PAGE) + PAGE)
    detail = outcome.detail
    assert (outcome.failure, outcome.failed_step) == (None, None)
    assert (detail.method, detail.url, detail.version, detail.status) == ("GET", URL, "1.1", 200)
    assert (detail.body, detail.body_bytes, detail.complete) == (PAGE, len(PAGE), True)
    assert detail.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert detail.title == "Hello & welcome"
    assert detail.header("X-A") == "1"
    assert not any(name.startswith("set-cookie") for name, _ in detail.headers)
    assert not detail.validated
    assert outcome.bytes_received == len(HEAD % len(PAGE) + PAGE)
    assert outcome.bytes_sent > 100
    assert outcome.head_duration > 0
    assert outcome.body_duration == 0.0  # it came with the head


async def test_head_and_body_are_timed_apart() -> None:
    head = HEAD % len(PAGE)
    outcome = await ask(head[:10], head[10:], PAGE[:5], PAGE[5:])
    assert outcome.detail.complete
    assert outcome.body_duration > 0


@pytest.mark.parametrize(("limit", "least", "read"), [(100, 0, 100), (100, 20_000, 20_000), (0, 0, 1)])
async def test_reading_stops_at_the_limit_without_failure(limit: int, least: int, read: int) -> None:
    pieces = [b"x" * 100] * 1000
    outcome = await ask(HEAD % 100_000, *pieces, body_limit=limit, min_bytes=least)
    assert outcome.failure is None
    assert not outcome.detail.complete
    assert read <= outcome.detail.body_bytes < 100_000
    assert len(outcome.detail.body) == min(outcome.detail.body_bytes, SAMPLE_LIMIT)


async def test_head_request_has_no_body() -> None:
    outcome = await ask(HEAD % 100, request=Request(url=URL, method="HEAD"))
    assert (outcome.detail.complete, outcome.detail.body_bytes, outcome.detail.sha256) == (True, 0, "")


async def test_body_until_the_end_is_complete_at_the_end() -> None:
    outcome = await ask(b"HTTP/1.0 503 Busy\r\n\r\n", b"later", end=Peer.fin)
    assert (outcome.failure, outcome.detail.complete, outcome.detail.body) == (None, True, b"later")


async def test_chunks_are_put_together() -> None:
    outcome = await ask(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r", b"\n2\r\nde\r\n0\r\n\r\n"
    )
    assert (outcome.detail.body, outcome.detail.complete) == (b"abcde", True)


async def test_early_hints_are_passed_over() -> None:
    outcome = await ask(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", b"HTTP/1.1 204 No Content\r\n\r\n")
    assert (outcome.detail.status, outcome.detail.complete) == (204, True)


@pytest.mark.parametrize(
    ("answer", "end", "step", "failure"),
    [
        (b"", Peer.fin, Step.HTTP, Failure(kind=Kind.EOF)),
        (b"HTTP/1.1 200 OK\r\nhalf: a he", Peer.fin, Step.HTTP, Failure(kind=Kind.EOF)),
        (b"SSH-2.0-x\r\n", Peer.hold, Step.HTTP, Failure(kind=Kind.HTTP_MALFORMED, text="no status line")),
        (HEAD % 9 + b"part", Peer.fin, Step.BODY, Failure(kind=Kind.BODY_CUT, text="fin")),
        (HEAD % 9 + b"part", Peer.hold, Step.BODY, Failure(kind=Kind.BODY_CUT, text="timeout")),
        (b"", Peer.hold, Step.HTTP, Failure(kind=Kind.TIMEOUT)),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            Peer.hold,
            Step.BODY,
            Failure(kind=Kind.HTTP_MALFORMED, text="bad chunk header"),
        ),
    ],
)
async def test_failures(answer: bytes, end: Callable[[Peer], object], step: Step, failure: Failure) -> None:
    timed_out = "timeout" in (failure.kind, failure.text)
    outcome = await ask(answer, end=end, patience=SHORT if timed_out else LONG)
    assert (outcome.failed_step, outcome.failure) == (step, failure)
    assert not outcome.detail.complete


async def test_reset_is_told_in_both_phases() -> None:
    before = await ask(end=Peer.reset)
    within = await ask(HEAD % 9, b"part", end=Peer.reset)
    assert before.failure is not None
    assert (before.failed_step, before.failure.kind) == (Step.HTTP, Kind.RESET)
    assert within.failure is not None
    assert (within.failed_step, within.failure.kind, within.failure.text) == (
        Step.BODY,
        Kind.BODY_CUT,
        "reset",
    )
    assert within.detail.body == b"part"


async def test_what_is_no_answer_is_kept_as_evidence() -> None:
    outcome = await ask(b"<html>blocked</html>")
    assert (outcome.detail.status, outcome.detail.body) == (None, b"<html>blocked</html>")
    assert outcome.detail.body_bytes == 0


async def test_error_page_before_the_request_is_read_although_the_write_failed() -> None:
    page = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nbad"

    async def behave(peer: Peer) -> None:
        await peer.send(page)
        peer.reset()

    async with serving(behave) as served:
        stream = await TcpDialer().dial("127.0.0.1", served.port, LONG)
        await served.done.wait()
        outcome = await exchange(stream, Request(url=URL), LONG, version="http/1.1", validated=False)
    assert (outcome.failure, outcome.detail.status, outcome.detail.body) == (None, 400, b"bad")


class Broken:
    """A stream that cannot be written to and never says a word, as a channel of a dead tunnel may be."""

    def __init__(self) -> None:
        self.facts = StreamFacts()
        self.aborted = False

    async def send(self, data: bytes) -> None:
        raise StreamError(Failure(kind=Kind.RESET, text="channel"))

    async def recv(self) -> bytes:
        await asyncio.Event().wait()
        return b""

    def abort(self) -> None:
        self.aborted = True


async def test_failed_write_is_told_when_nothing_comes_to_explain_it() -> None:
    stream = Broken()
    outcome = await exchange(stream, Request(url=URL), SHORT, version="http/1.1", validated=False)
    assert outcome.failure == Failure(kind=Kind.RESET, text="channel")
    assert stream.aborted


@pytest.mark.parametrize("version", ["http/1.1", "h2"])
async def test_request_that_cannot_be_written_is_an_error_and_leaves_nothing_open(version: str) -> None:
    for request in (Request(url="ftp://site.test/"), Request(url=URL, headers=(("a", "b\r\nc: d"),))):
        stream = Broken()
        with pytest.raises(ValueError, match=r"\w+"):
            await exchange(stream, request, LONG, version=version, validated=False)
        assert stream.aborted


async def test_cancelled_exchange_aborts_its_stream() -> None:
    async with plain(end=Peer.hold) as stream:
        job = exchange(stream, Request(url=URL), LONG, version="http/1.1", validated=False)
        task = asyncio.get_running_loop().create_task(job)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(StreamError):
            await stream.send(b"x")
