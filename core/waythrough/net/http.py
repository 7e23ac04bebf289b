"""One HTTP exchange on a fresh stream, head and body as two phases, over HTTP/1.1 or HTTP/2."""

import hashlib
import time
from dataclasses import dataclass
from typing import Final, Protocol

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import HttpDetail
from waythrough.model.step import Step
from waythrough.net.base import Stream, StreamError
from waythrough.net.deadline import Patience, Wait
from waythrough.net.http2 import H2Conversation, PeerStoppedError
from waythrough.net.http_request import USER_AGENT, Request, h1_request
from waythrough.net.page import SAMPLE_LIMIT, title, unpacked
from waythrough.net.url import Url, split_url
from waythrough.wire.http1 import Head, MalformedError, ResponseParser

__all__ = ["USER_AGENT", "HttpOutcome", "Request", "Url", "exchange", "split_url"]

_DROPPED: Final = frozenset({"set-cookie", "set-cookie2"})  # nobody's session belongs into a report
_CUT_BY: Final = {
    FailureKind.RESET: "reset",
    FailureKind.EOF: "fin",
    FailureKind.CLOSED: "close_notify",
    FailureKind.TIMEOUT: "timeout",
    FailureKind.TLS_ALERT: "alert",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpOutcome:
    """What one exchange came to.

    `failed_step` is HTTP (no complete head) or BODY, None without failure. `started` is `time.monotonic()`,
    durations are seconds; `bytes_*` count the bytes that this exchange gave to and took from its stream.
    """

    detail: HttpDetail
    failure: Failure | None
    failed_step: Step | None
    started: float
    head_duration: float
    body_duration: float
    bytes_sent: int
    bytes_received: int


class Conversation(Protocol):
    """The client's side of one exchange without any I/O, the same for both versions of HTTP."""

    head: Head | None

    @property
    def complete(self) -> bool: ...

    def feed(self, data: bytes) -> bytes:
        """Take bytes, give body bytes. Raises MalformedError."""
        ...

    def reply(self) -> bytes:
        """Protocol bytes that are due to the peer now. Raises PeerStoppedError when it wants no more."""
        ...

    def finish(self) -> None:
        """The peer has ended the stream."""
        ...


async def exchange(
    stream: Stream,
    request: Request,
    patience: Patience,
    *,
    version: str,
    validated: bool,
    body_limit: int = SAMPLE_LIMIT,
    min_bytes: int = 0,
) -> HttpOutcome:
    """Send `request` on a fresh `stream` and read the answer; the stream is aborted afterwards.

    `version` is the ALPN name ("h2", anything else is HTTP/1.1). Reading stops without failure once
    `body_limit` (or `min_bytes`, when that is more) bytes of body have come. Never raises for what the peer
    does; raises ValueError for a request that cannot be written.
    """
    try:
        talk = _Talk(stream, request, version, max(body_limit, min_bytes, 1))
        await talk.run(patience)
    finally:
        stream.abort()
    return talk.outcome(validated)


class _Talk:
    """One exchange under way."""

    def __init__(self, stream: Stream, request: Request, version: str, limit: int) -> None:
        self._stream = stream
        self._request = request
        self._limit = limit
        self._started = self._head_at = self._done_at = time.monotonic()
        self._sent, self._received = stream.facts.bytes_sent, stream.facts.bytes_received
        self._conversation: Conversation
        if version == "h2":
            self._conversation = H2Conversation(request, split_url(request.url))
            self._opening = self._conversation.reply()
        else:
            self._conversation = ResponseParser(request.method)
            self._opening = h1_request(request, split_url(request.url))
        self._raw = b""  # what came before the head was complete, as evidence if it never is
        self._sample = bytearray()
        self._size = 0
        self._hash = hashlib.sha256()
        self._unsent: Failure | None = None
        self._failure: Failure | None = None
        self._step: Step | None = None

    async def run(self, patience: Patience) -> None:
        """Walk both phases; what went wrong is kept for the outcome."""
        failure = await self._phase(self._read_head, patience)
        self._head_at = self._done_at = time.monotonic()
        if self._conversation.head is None:
            self._failure, self._step = failure, Step.HTTP
            return
        if failure is None and not self._enough():
            failure = await self._phase(self._read_body, patience)
            self._done_at = time.monotonic()
        if failure is not None:
            self._failure, self._step = _cut(failure), Step.BODY

    async def _phase(self, read: "_Phase", patience: Patience) -> Failure | None:
        try:
            async with Wait(patience) as wait:
                await read(wait)
        except TimeoutError:
            return self._unsent or Failure(kind=FailureKind.TIMEOUT)
        except StreamError as error:
            return error.failure
        except MalformedError as error:
            return Failure(kind=FailureKind.HTTP_MALFORMED, text=str(error))
        except PeerStoppedError as error:
            return Failure(kind=FailureKind.CLOSED, code=error.code, text=error.text)
        return None

    async def _read_head(self, wait: Wait) -> None:
        try:
            await self._stream.send(self._opening)
        except StreamError as error:
            self._unsent = error.failure  # an error page or an alert may still wait to be read
        while self._conversation.head is None:
            await self._advance(wait)

    async def _read_body(self, wait: Wait) -> None:
        while not self._enough():
            await self._advance(wait)

    def _enough(self) -> bool:
        return self._conversation.complete or self._size >= self._limit

    async def _advance(self, wait: Wait) -> None:
        data = await self._stream.recv()
        conversation = self._conversation
        if not data:
            conversation.finish()
            if conversation.head is None or not conversation.complete:
                closed = self._stream.facts.extra.get("end") == "close_notify"
                raise StreamError(Failure(kind=FailureKind.CLOSED if closed else FailureKind.EOF))
            return
        wait.progress()
        if conversation.head is None:
            self._raw = (self._raw + data)[:SAMPLE_LIMIT]
        body = conversation.feed(data)
        if body:
            self._size += len(body)
            self._hash.update(body)
            self._sample += body[: SAMPLE_LIMIT - len(self._sample)]
        reply = conversation.reply()
        if reply:
            await self._stream.send(reply)

    def outcome(self, validated: bool) -> HttpOutcome:
        """The whole as a value."""
        facts = self._stream.facts
        return HttpOutcome(
            detail=self._detail(validated),
            failure=self._failure,
            failed_step=self._step,
            started=self._started,
            head_duration=self._head_at - self._started,
            body_duration=self._done_at - self._head_at,
            bytes_sent=facts.bytes_sent - self._sent,
            bytes_received=facts.bytes_received - self._received,
        )

    def _detail(self, validated: bool) -> HttpDetail:
        request, head = self._request, self._conversation.head
        if head is None:
            return HttpDetail(method=request.method, url=request.url, body=self._raw, validated=validated)
        headers = tuple(header for header in head.headers if header[0] not in _DROPPED)
        found = dict(reversed(headers))
        body = unpacked(bytes(self._sample), found.get("content-encoding", ""))
        return HttpDetail(
            method=request.method,
            url=request.url,
            version=head.version,
            status=head.status,
            headers=headers,
            body=body,
            body_bytes=self._size,
            complete=self._conversation.complete,
            sha256=self._hash.hexdigest() if self._size else "",
            title=title(body, found.get("content-type", "")),
            validated=validated,
        )


class _Phase(Protocol):
    async def __call__(self, wait: Wait, /) -> None: ...


def _cut(failure: Failure) -> Failure:
    """A failure after the head, told as what cut the body."""
    if failure.kind is FailureKind.HTTP_MALFORMED:
        return failure
    text = failure.text if failure.text.startswith(("rst_stream", "goaway")) else ""
    return Failure(
        kind=FailureKind.BODY_CUT,
        code=failure.code,
        text=text or _CUT_BY.get(failure.kind, failure.kind.value),
    )
