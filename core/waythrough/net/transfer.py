"""Many bytes over one connection: one request said again and again, and the time at which each byte came."""

import time
from dataclasses import dataclass, field
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import Stream, StreamError
from waythrough.net.deadline import Patience, Wait
from waythrough.net.http_request import Request, h1_request
from waythrough.net.url import split_url
from waythrough.wire.http1 import Head, MalformedError, ResponseParser

MARK_EVERY: Final = 0.1  # seconds between two marks, which keeps a transfer of 20 s below 200 of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What to fetch: `request` up to `count` times, until `size` bytes have come (0 = every answer whole).

    `last`: what is asked for once after all that, over the same connection.
    `seconds`: it ends after so long however well it flows; what has come until then tells the speed.
    """

    request: Request
    count: int = 1
    last: Request | None = None
    size: int = 0
    seconds: float = 20.0


@dataclass(slots=True, kw_only=True)
class TransferOutcome:
    """What came of an errand; times are `time.monotonic()` and seconds, bytes are those inside the stream.

    `failure` TIMEOUT is silence in the middle, EOF an end in the middle of an answer; an end between two answers
    is the server's right and none. See model.observation.TransferDetail for the rest.
    """

    started: float
    duration: float = 0.0
    requests: int = 0
    head: Head | None = None
    failure: Failure | None = None
    capped: bool = False
    bytes_sent: int = 0
    bytes_received: int = 0
    marks: list[tuple[float, int]] = field(default_factory=list)


async def transfer(stream: Stream, errand: Errand, patience: Patience) -> TransferOutcome:
    """Run an errand over a fresh stream in HTTP/1.1, request after answer; the stream is aborted afterwards.

    Silence is told after `patience.hard` seconds. Never raises for what the peer does; raises ValueError for a
    request that cannot be written.
    """
    talk = _Errand(stream, errand)
    limits = Patience(
        soft=patience.soft,
        hard=patience.hard,
        total=errand.seconds + 2 * patience.hard,
        on_soft=patience.on_soft,
    )
    try:
        async with Wait(limits) as wait:
            await talk.run(wait)
    except TimeoutError:
        talk.outcome.failure = Failure(kind=FailureKind.TIMEOUT)
    except StreamError as error:
        talk.outcome.failure = None if talk.between else error.failure
    except MalformedError as error:
        talk.outcome.failure = Failure(kind=FailureKind.HTTP_MALFORMED, text=str(error))
    finally:
        stream.abort()
    return talk.ended()


class _Errand:
    def __init__(self, stream: Stream, errand: Errand) -> None:
        self._stream = stream
        self._errand = errand
        self._sent, self._received = stream.facts.bytes_sent, stream.facts.bytes_received
        self._first: float | None = None
        self._latest = 0.0
        self.between = False  # an answer has come whole, and no byte of the next one yet
        self.outcome = TransferOutcome(started=time.monotonic())

    async def run(self, wait: Wait) -> None:
        errand = self._errand
        for request in (
            *(errand.request for _ in range(errand.count)),
            *((errand.last,) if errand.last else ()),
        ):
            await self._stream.send(h1_request(request, split_url(request.url)))
            if await self._answer(wait, request.method) or self._enough():
                return

    async def _answer(self, wait: Wait, method: str) -> bool:
        """Read one answer; True when it was the last, because the server will have no more or time is up."""
        out, parser = self.outcome, ResponseParser(method)
        while not parser.complete:
            data = await self._stream.recv()
            if not data:
                parser.finish()
                if not _whole(parser):
                    raise StreamError(Failure(kind=FailureKind.EOF))
                out.requests += 1
                return True
            wait.progress()
            self.between = False
            parser.feed(data)
            out.head = parser.head or out.head
            self._mark()
            if self._enough():
                return True
        out.requests += 1
        self.between = True
        return parser.head is not None and _closes(parser.head)

    def _mark(self) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first = now
        at = now - self._first
        marks = self.outcome.marks
        if marks and at - self._latest < MARK_EVERY:
            marks.pop()  # the last mark moves along until a new one is due
        else:
            self._latest = at
        marks.append((at, self._stream.facts.bytes_received - self._received))

    def _enough(self) -> bool:
        out, errand = self.outcome, self._errand
        if errand.size and self._stream.facts.bytes_received - self._received >= errand.size:
            return True
        out.capped = time.monotonic() - out.started >= errand.seconds
        return out.capped

    def ended(self) -> TransferOutcome:
        out, facts = self.outcome, self._stream.facts
        out.duration = time.monotonic() - out.started
        out.bytes_sent = facts.bytes_sent - self._sent
        out.bytes_received = facts.bytes_received - self._received
        return out


def _whole(parser: ResponseParser) -> bool:
    return parser.complete


def _closes(head: Head) -> bool:
    """Whether the server will take no further request (RFC 9112 section 9.3)."""
    words = [value.lower() for name, value in head.headers if name == "connection"]
    return "close" in words or (head.version == "1.0" and "keep-alive" not in words)
