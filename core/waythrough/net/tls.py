"""TLS over any Stream: verified always, and the peer's chain is kept also when verification fails."""

import contextlib
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from waythrough.model.failure import CERT_FAILURES, Failure, FailureKind
from waythrough.model.observation import Certificate, TlsDetail
from waythrough.net.base import Stream, StreamError, StreamFacts
from waythrough.net.classify import classify, scrub
from waythrough.net.deadline import Patience, Wait
from waythrough.verdict.facts import covers
from waythrough.wire.tls_records import ALERT_NAMES, ALERTS, RecordSniffer, cut_hello
from waythrough.wire.x509 import describe

CHAIN_LIMIT: Final = 10  # certificates of a chain that are looked at
_READ: Final = 64 * 1024
_FATAL: Final = 2  # alert level
_NAME_MISMATCH: Final = 62  # X509_V_ERR_HOSTNAME_MISMATCH

ALPN: Final = ("h2", "http/1.1")
SPLIT: Final = "split"
BROWSER: Final = "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """How a handshake begins.

    `kind` is what TlsDetail.hello says of it; "split" sends it in two records, each in a segment of its own,
    "browser" goes with a context of `net.browser_hello`, which makes the hello.
    `session`: one that this very server issued under its own name; if it takes it up, it has proven by that who
    it is, whatever name the hello bears. A server that does not take it up shows its certificate as always.
    """

    kind: str = ""
    session: ssl.SSLSession | None = None


PLAIN_HELLO: Final = Hello()


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsOutcome:
    """What one handshake came to: `stream` or `failure`, never both.

    `started` is `time.monotonic()`, `duration` seconds; `bytes_*` are what the handshake put on and took off
    the stream below.
    """

    stream: "TlsStream | None"
    detail: TlsDetail
    failure: Failure | None
    started: float
    duration: float
    bytes_sent: int
    bytes_received: int


class TlsStream:
    """A Stream of the bytes inside a validated TLS session.

    After `recv` gave b"", `facts.extra["end"]` says how the peer ended: "close_notify" or "fin".
    """

    def __init__(
        self, below: Stream, server_name: str, context: ssl.SSLContext, hello: Hello = PLAIN_HELLO
    ) -> None:
        """Raises ValueError when `server_name` cannot be a host."""
        if "\0" in server_name:
            raise ValueError("a null byte")  # ssl itself calls this a TypeError
        self._below = below
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=server_name, session=hello.session
        )
        self._cut = server_name if hello.kind == SPLIT else None
        lower = below.facts
        self.facts = StreamFacts(legs=lower.legs, address=lower.address, local_address=lower.local_address)
        self.wire_sent = 0
        self.wire_received = 0

    # -- Stream

    async def send(self, data: bytes) -> None:
        """Encrypt and write all of `data`."""
        try:
            self._tls.write(data)
        except ssl.SSLError as error:
            raise StreamError(classify(error)) from error
        await self._flush()
        self.facts.bytes_sent += len(data)

    async def recv(self) -> bytes:
        """The next bytes of the session; b"" at its end. Raises StreamError, for an alert as TLS_ALERT."""
        while True:
            try:
                data = self._tls.read(_READ)
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError as error:
                raise StreamError(classify(error)) from error
            else:
                if not data:
                    self.facts.extra["end"] = "close_notify"
                self.facts.bytes_received += len(data)
                return data
            if self._outgoing.pending:  # our Finished, or the answer to a key update
                await self._flush_quietly()
            raw = await self._below.recv()
            if not raw:
                self.facts.extra["end"] = "fin"
                return b""
            self._feed(raw)

    def abort(self) -> None:
        """Close the stream below at once."""
        self._below.abort()

    async def session(self) -> ssl.SSLSession | None:
        """A session that the server lets us resume; None when it says something else or ends first.

        With TLS 1.3 it comes after the handshake (RFC 8446, 4.6.1), so this waits: the caller sets the deadline.
        """
        await self._flush_quietly()
        while True:
            with contextlib.suppress(ssl.SSLWantReadError):
                self._tls.read(_READ)
                return None
            found = self._tls.session
            if found is not None and found.has_ticket:
                return found
            raw = await self._below.recv()
            if not raw:
                return None
            self._feed(raw)

    @property
    def resumed(self) -> bool:
        return bool(self._tls.session_reused)

    # -- handshake

    async def handshake(self, wait: Wait, sniffer: "_TimedSniffer") -> None:
        """Walk the handshake. Raises ssl.SSLError, StreamError, and _NotTls when other bytes came."""
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush_and_read(wait, sniffer)
            except ssl.SSLError:
                await self._flush_quietly()
                raise
            else:
                return  # our Finished of TLS 1.3 leaves together with the first bytes of the session

    async def _flush_and_read(self, wait: Wait, sniffer: "_TimedSniffer") -> None:
        await self._flush_quietly()
        raw = await self._below.recv()
        if not raw:
            raise StreamError(Failure(kind=FailureKind.EOF))
        wait.progress()
        sniffer.feed(raw)
        if sniffer.not_tls:
            self.wire_received += len(raw)
            raise _NotTlsError
        self._feed(raw)

    async def _flush_quietly(self) -> None:
        """Write what TLS wants to say; when that fails, the next read tells it, and what came before it."""
        with contextlib.suppress(StreamError):
            await self._flush()

    def _feed(self, raw: bytes) -> None:
        self.wire_received += len(raw)
        self._incoming.write(raw)

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if not data:
            return
        before = self._below.facts.bytes_sent
        name, self._cut = self._cut, None
        try:
            for part in (data,) if name is None else cut_hello(data, name):
                await self._below.send(part)
        finally:
            self.wire_sent += self._below.facts.bytes_sent - before

    # -- what the handshake showed

    def chain(self) -> tuple[Certificate, ...]:
        """The peer's chain as it sent it, leaf first, verified or not."""
        return tuple(describe(der) for der in unverified_chain(self._tls)[:CHAIN_LIMIT])

    def parameters(self) -> tuple[str, str, str]:
        """Version, cipher suite and ALPN protocol, each "" while unknown."""
        cipher = self._tls.cipher()
        if cipher is None:
            return "", "", ""
        return self._tls.version() or "", cipher[0], self._tls.selected_alpn_protocol() or ""


class _NotTlsError(Exception):
    """Bytes that are no TLS record came in the handshake."""


class _TimedSniffer(RecordSniffer):
    __slots__ = ("_started", "hello_after")

    def __init__(self, started: float) -> None:
        super().__init__()
        self._started = started
        self.hello_after: float | None = None

    def feed(self, data: bytes) -> None:
        super().feed(data)
        if self.server_hello and self.hello_after is None:
            self.hello_after = time.monotonic() - self._started


async def open_tls(
    stream: Stream,
    server_name: str,
    context: ssl.SSLContext,
    patience: Patience,
    *,
    alpn: Sequence[str] = ALPN,
    hello: Hello = PLAIN_HELLO,
    proves: str = "",
) -> TlsOutcome:
    """Open TLS over `stream` as `server_name` (DNS name in ASCII, or an address literal: no SNI then).

    Never raises for what the network does; `stream` is aborted unless the outcome holds a TlsStream.
    `context` may be shared by any number of handshakes of one event loop, each with its own `alpn`.
    `proves`: the host that the certificate must name when another name is sent on purpose; for that, and only
    for that, the context is one that leaves the comparison of names to us.
    """
    assert context.check_hostname != bool(proves), "somebody must compare the names"
    started = time.monotonic()
    sniffer = _TimedSniffer(started)
    tls: TlsStream | None = None
    failure: Failure | None = Failure(kind=FailureKind.INTERRUPTED)
    verify_code: int | None = None
    try:
        context.set_alpn_protocols(list(alpn))  # copied into the session by wrap_bio
        tls = TlsStream(stream, server_name.removesuffix("."), context, hello)
        async with Wait(patience) as wait:
            await tls.handshake(wait, sniffer)
        failure, verify_code = None, 0
        if proves and not any(covers(leaf, proves) for leaf in tls.chain()[:1]):
            failure, verify_code = Failure(kind=FailureKind.CERT_NAME_MISMATCH), _NAME_MISMATCH
    except TimeoutError:
        failure = Failure(kind=FailureKind.TIMEOUT)
    except StreamError as error:
        failure = _with_alert(error.failure, sniffer)
    except ssl.SSLError as error:
        failure = _with_alert(classify(error), sniffer)
        verify_code = error.verify_code if isinstance(error, ssl.SSLCertVerificationError) else None
    except ValueError as error:
        failure = Failure(kind=FailureKind.BAD_CONFIG, text=scrub(f"no host name for TLS: {error}"))
    except _NotTlsError:
        failure = Failure(kind=FailureKind.NOT_TLS)
    finally:
        if failure is not None:
            stream.abort()
    duration = time.monotonic() - started
    return TlsOutcome(
        stream=tls if failure is None else None,
        detail=_detail(server_name, tls, sniffer, verify_code, hello),
        failure=failure,
        started=started,
        duration=duration,
        bytes_sent=tls.wire_sent if tls else 0,
        bytes_received=tls.wire_received if tls else 0,
    )


async def resumable(stream: Stream, patience: Patience) -> ssl.SSLSession | None:
    """A session that a TLS server lets us resume; None when it offers none in time."""
    if not isinstance(stream, TlsStream):
        return None
    try:
        async with Wait(patience):
            return await stream.session()
    except (TimeoutError, StreamError):
        return None


def _with_alert(failure: Failure, sniffer: RecordSniffer) -> Failure:
    """The failure as the peer's own alert explains it, when it sent one in the clear."""
    # Before the ServerHello there is no certificate to judge, whatever the TLS library calls the alert.
    if sniffer.alert is None or (failure.kind in CERT_FAILURES and sniffer.server_hello):
        return failure
    level, code = sniffer.alert
    if level != _FATAL and sniffer.server_hello:
        return failure  # a mere warning, after which the handshake went on
    if code == ALERTS["close_notify"]:
        return Failure(kind=FailureKind.CLOSED)
    return Failure(kind=FailureKind.TLS_ALERT, code=code, text=ALERT_NAMES.get(code, ""))


def unverified_chain(tls: ssl.SSLObject) -> list[bytes]:
    """The peer's certificates in DER as it sent them, leaf first; [] when it sent none.

    Public from Python 3.13 on; the object below has had it since 3.10. It needs no verified handshake.
    """
    if hasattr(tls, "get_unverified_chain"):
        shown: list[Any] = list(tls.get_unverified_chain())  # utls gives objects, not bytes
        return [each if isinstance(each, bytes) else each.public_bytes(_DER) for each in shown]
    private: Any = tls._sslobj  # type: ignore[attr-defined]
    certificates = private.get_unverified_chain() if private is not None else None
    return [certificate.public_bytes(_DER) for certificate in certificates or ()]


_DER: Final = 2  # _ssl.ENCODING_DER


def _detail(
    server_name: str, tls: TlsStream | None, sniffer: _TimedSniffer, verify_code: int | None, hello: Hello
) -> TlsDetail:
    version, cipher, alpn = tls.parameters() if tls else ("", "", "")
    return TlsDetail(
        server_name=server_name,
        version=version,
        cipher=cipher,
        alpn=alpn,
        chain=tls.chain() if tls else (),
        verify_code=verify_code,
        server_hello_after=sniffer.hello_after,
        alert=sniffer.alert[1] if sniffer.alert else None,
        plaintext=sniffer.plaintext,
        hello=hello.kind,
        resumed=tls is not None and hello.session is not None and tls.resumed,
    )
