"""Sends one finished ClientHello over a stream and listens whether a TLS server answers it."""

import time
from dataclasses import dataclass

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import TlsDetail
from waythrough.net.base import Stream, StreamError
from waythrough.net.deadline import Patience, Wait
from waythrough.wire.tls_records import ALERT_NAMES, RecordSniffer


@dataclass(frozen=True, slots=True, kw_only=True)
class HelloOutcome:
    """What came back: `failure` None when a ServerHello did, TLS_ALERT when the server refused in words.

    `started` is `time.monotonic()`, `duration` seconds.
    """

    detail: TlsDetail
    failure: Failure | None
    started: float
    duration: float
    bytes_sent: int
    bytes_received: int


async def say_hello(stream: Stream, server_name: str, hello: bytes, patience: Patience) -> HelloOutcome:
    """Write `hello` and wait for the first answer; the stream is aborted, for the handshake goes no further."""
    started = time.monotonic()
    sniffer = RecordSniffer()
    hello_after: float | None = None
    received = 0
    failure: Failure | None = None
    try:
        async with Wait(patience) as wait:
            await stream.send(hello)
            while not (sniffer.server_hello or sniffer.alert or sniffer.not_tls):
                data = await stream.recv()
                if not data:
                    raise StreamError(Failure(kind=FailureKind.EOF))
                wait.progress()
                received += len(data)
                sniffer.feed(data)
        hello_after = time.monotonic() - started if sniffer.server_hello else None
    except TimeoutError:
        failure = Failure(kind=FailureKind.TIMEOUT)
    except StreamError as error:
        failure = error.failure
    finally:
        stream.abort()
    if sniffer.alert and not sniffer.server_hello:
        code = sniffer.alert[1]
        failure = Failure(kind=FailureKind.TLS_ALERT, code=code, text=ALERT_NAMES.get(code, ""))
    elif sniffer.not_tls:
        failure = Failure(kind=FailureKind.NOT_TLS)
    detail = TlsDetail(
        server_name=server_name,
        server_hello_after=hello_after,
        alert=sniffer.alert[1] if sniffer.alert else None,
        plaintext=sniffer.plaintext,
    )
    return HelloOutcome(
        detail=detail,
        failure=failure,
        started=started,
        duration=time.monotonic() - started,
        bytes_sent=len(hello),
        bytes_received=received,
    )
