"""Walks a proxy handshake over an open stream and lends the tunnel as a stream of its own."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, Stream, StreamError, StreamFacts
from waythrough.net.deadline import Patience, Wait
from waythrough.wire.proxy_answer import Handshake, ProxyAnswer

LINGER: Final = 0.5  # seconds granted to the body of a refusal, which is evidence but decides nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The proxy being asked: what its legs are labelled with. `hop` counts from the user's side."""

    kind: str
    host: str
    port: int
    hop: int


class TunnelStream:
    """The bytes behind a proxy; first those that came together with its answer."""

    __slots__ = ("_base", "_facts", "_rest")

    def __init__(self, base: Stream, rest: bytes, legs: tuple[Leg, ...]) -> None:
        self._base = base
        self._rest = rest
        self._facts = StreamFacts(legs=legs, local_address=base.facts.local_address)

    @property
    def facts(self) -> StreamFacts:
        return self._facts

    async def send(self, data: bytes) -> None:
        await self._base.send(data)
        self._facts.bytes_sent += len(data)

    async def recv(self) -> bytes:
        data, self._rest = self._rest, b""
        if not data:
            data = await self._base.recv()
        self._facts.bytes_received += len(data)
        return data

    def abort(self) -> None:
        self._base.abort()


@dataclass(slots=True)
class _Count:
    sent: int = 0
    received: int = 0


async def negotiate(
    stream: Stream, legs: tuple[Leg, ...], handshake: Handshake, peer: Peer, patience: Patience
) -> Stream:
    """The tunnel that the proxy at the other end of `stream` opens; `legs` are what was walked to reach it.

    Each message of the handshake has its own patience and becomes one leg. Raises DialError; the stream is
    aborted on failure and cancellation.
    """
    walked = list(legs)
    try:
        while not handshake.done:
            walked.append(await _ask(stream, handshake, peer, patience))
            if walked[-1].failure is not None:
                raise DialError(tuple(walked))
    except BaseException:
        stream.abort()
        raise
    return TunnelStream(stream, handshake.rest, tuple(walked))


async def _ask(stream: Stream, handshake: Handshake, peer: Peer, patience: Patience) -> Leg:
    started = time.monotonic()
    phase = handshake.phase
    count = _Count()
    try:
        async with Wait(patience) as wait:
            answer = await _converse(stream, handshake, wait, count)
    except TimeoutError:
        answer = _broken(phase, Failure(kind=FailureKind.TIMEOUT))
    except StreamError as error:
        answer = _broken(phase, error.failure)
    return Leg(
        stage=answer.stage,
        host=peer.host,
        port=peer.port,
        started=started,
        duration=time.monotonic() - started,
        hop=peer.hop,
        address=stream.facts.address,
        failure=answer.failure,
        detail=PathDetail(hop=peer.hop, kind=peer.kind, reply=answer.code, reply_text=answer.text),
        bytes_sent=count.sent,
        bytes_received=count.received,
    )


async def _converse(stream: Stream, handshake: Handshake, wait: Wait, count: _Count) -> ProxyAnswer:
    message = handshake.bytes_to_send()
    refusal: StreamError | None = None
    try:
        await stream.send(message)
        count.sent = len(message)
    except StreamError as error:
        refusal = error  # an answer may wait in the receive buffer: read before reporting the write
    wait.progress()
    answer = handshake.receive(b"")
    while answer is None:
        data = await _more(stream, handshake)
        count.received += len(data)
        wait.progress()
        if data:
            answer = handshake.receive(data)
        elif refusal is not None:
            raise refusal
        else:
            answer = handshake.receive_eof()
    return answer


async def _more(stream: Stream, handshake: Handshake) -> bytes:
    if not handshake.lingering:
        return await stream.recv()
    with suppress(TimeoutError, StreamError):
        async with asyncio.timeout(LINGER):
            return await stream.recv()
    return b""


def _broken(phase: Stage, failure: Failure) -> ProxyAnswer:
    return ProxyAnswer(phase=phase, stage=phase, text=failure.text, failure=failure)
