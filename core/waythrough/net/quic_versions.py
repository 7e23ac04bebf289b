"""Parts of a conversation over datagrams, timed and counted, and the question for a server's versions of QUIC."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.classify import classify
from waythrough.net.datagram import Datagrams, open_datagrams
from waythrough.net.deadline import Patience, Wait
from waythrough.wire.quic_version import read_versions, version_question

_AGAIN: Final = 1.0  # seconds until a question without an answer is asked again; doubles each time


@dataclass(frozen=True, slots=True, kw_only=True)
class QuicEnd:
    """One part of a conversation: `failure` None when it went well; `started` is time.monotonic(), in seconds."""

    started: float
    duration: float
    failure: Failure | None
    bytes_sent: int
    bytes_received: int


class Meter:
    """Times and counts one part of a conversation."""

    def __init__(self, link: Datagrams | None = None) -> None:
        self.link = link
        self._started = time.monotonic()
        self._sent = link.bytes_sent if link else 0
        self._received = link.bytes_received if link else 0

    def end(self, failure: Failure | None) -> QuicEnd:
        """What was seen since the meter was made."""
        return QuicEnd(
            started=self._started,
            duration=time.monotonic() - self._started,
            failure=failure,
            bytes_sent=self.link.bytes_sent - self._sent if self.link else 0,
            bytes_received=self.link.bytes_received - self._received if self.link else 0,
        )


async def ask_versions(address: str, port: int, patience: Patience) -> QuicEnd:
    """Ask which versions a server speaks, in a version that does not exist; failure None when it answered."""
    meter = Meter()
    try:
        meter.link = await open_datagrams(address, port)
    except OSError as error:
        return meter.end(classify(error))
    try:
        return meter.end(await phase(partial(find_versions, meter.link), patience))
    finally:
        meter.link.close()


async def phase(work: Callable[[Wait], Awaitable[None]], patience: Patience) -> Failure | None:
    """Do one part within its deadlines; how it failed, None when it did not."""
    try:
        async with Wait(patience) as wait:
            await work(wait)
    except TimeoutError as error:
        return Failure(kind=FailureKind.TIMEOUT) if error.errno is None else classify(error)
    except OSError as error:
        return classify(error)
    except EndedError as error:
        return error.failure
    return None


class EndedError(Exception):
    """The conversation ended before its time."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


async def find_versions(link: Datagrams, _: Wait) -> None:
    """Ask over an open socket until an answer comes. Raises OSError."""
    loop, pause = asyncio.get_running_loop(), _AGAIN
    question = version_question(secrets.token_bytes)
    while True:
        link.send(question)
        until = loop.time() + pause
        while (answer := await link.receive(until)) is not None:
            if read_versions(question, answer) is not None:
                return
        pause *= 2
