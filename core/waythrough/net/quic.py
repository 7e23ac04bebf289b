"""QUIC and one HTTP/3 request to an address, verified always: the one module that imports qh3."""

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import Certificate, HttpDetail, TlsDetail
from waythrough.net.classify import classify, scrub
from waythrough.net.datagram import Datagrams, open_datagrams
from waythrough.net.deadline import Patience, Wait
from waythrough.net.http_request import Request
from waythrough.net.quic_versions import EndedError, Meter, QuicEnd, find_versions, phase
from waythrough.net.trust import Trust
from waythrough.net.url import split_url
from waythrough.verdict.facts import covers
from waythrough.wire.tls_records import ALERT_NAMES, ALERTS
from waythrough.wire.x509 import describe

if TYPE_CHECKING:
    from qh3.h3.connection import H3Connection
    from qh3.quic.configuration import QuicConfiguration
    from qh3.quic.connection import QuicConnection
    from qh3.quic.events import ConnectionTerminated, QuicEvent

DUMMY: Final = 64  # bytes of a datagram that means nothing
_CRYPTO_ERROR: Final = 0x100  # RFC 9000 section 20.1: an alert of TLS is 0x100 and its number
_KEEP_ALIVE: Final = 60.0  # seconds; longer than any patience, so that silence is ended by ours

_log = logging.getLogger("quic")
_log.addHandler(logging.NullHandler())
_log.propagate = (
    False  # qh3 logs the peer's words, which may hold addresses; they go into the failure, scrubbed
)


def available() -> bool:
    """Whether the library is installed (extra `quic`); `quic_try` needs it."""
    return find_spec("qh3") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuicOutcome:
    """What one conversation came to.

    `handshake` with `tls` (version "QUIC v1" when it finished). `page` and `request` are those of the HTTP/3 request,
    `versions` the question for versions that was asked from the same port afterwards (None: not asked).
    """

    tls: TlsDetail
    handshake: QuicEnd
    page: HttpDetail | None = None
    request: QuicEnd | None = None
    versions: QuicEnd | None = None
    ech_accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuicTry:
    """What to do: a handshake as `server_name` at an address literal, then HEAD of its front page.

    `local_port` 0 leaves the port to the system; `dummy` sends a meaningless datagram ahead; `ech` is the
    ECHConfigList of the service (None: a GREASE extension, as browsers send it). `large` offers a post-quantum
    key exchange as well, which makes the hello too long for one datagram: filters that do not put datagrams
    together overlook it (Zohaib et al., USENIX Security 2025). `ask_after`: once the server has
    answered, ask from the same port for its versions, which shows whether our packets still arrive there.
    """

    address: str
    port: int
    server_name: str
    local_port: int = 0
    dummy: bool = False
    large: bool = False
    ech: bytes | None = None
    ask_after: bool = False


async def quic_try(what: QuicTry, trust: Trust, patience: Patience) -> QuicOutcome:
    """Walk a QuicTry. Never raises for what the network does; every wait ends with `patience`."""
    meter = Meter()
    try:
        link = await open_datagrams(what.address, what.port, what.local_port)
    except OSError as error:
        return QuicOutcome(tls=TlsDetail(server_name=what.server_name), handshake=meter.end(classify(error)))
    try:
        return await _Talk(what, trust, patience, link).walk()
    finally:
        link.close()


class _Talk:
    """One conversation over an open socket."""

    def __init__(self, what: QuicTry, trust: Trust, patience: Patience, link: Datagrams) -> None:
        from qh3.quic.configuration import QuicConfiguration

        self._what = what
        self._patience = patience
        self._link = link
        self._loop = asyncio.get_running_loop()
        configuration = QuicConfiguration(
            alpn_protocols=["h3"],
            server_name=what.server_name,
            cadata=trust.pem,
            ech_config_list=what.ech,
            idle_timeout=_KEEP_ALIVE,
        )
        self._quic = _connection(configuration, what.large)
        self._h3: H3Connection | None = None
        self._status = 0
        self._headers: tuple[tuple[str, str], ...] = ()

    async def walk(self) -> QuicOutcome:
        """The handshake, the request if it finished, the question about versions if it was asked for."""
        if self._what.dummy:
            self._link.send(secrets.token_bytes(DUMMY))
        meter = Meter(self._link)
        handshake = meter.end(await phase(self._handshake, self._patience))
        request = versions = None
        if handshake.failure is None:
            meter = Meter(self._link)
            request = meter.end(await phase(self._request, self._patience))
        if self._what.ask_after and handshake.bytes_received:
            meter = Meter(self._link)
            versions = meter.end(await phase(partial(find_versions, self._link), self._patience))
        self._quic.close()
        self._flush()
        return QuicOutcome(
            tls=self._tls_detail(handshake),
            handshake=handshake,
            page=self._page() if request else None,
            request=request,
            versions=versions,
            ech_accepted=self._quic.ech_accepted,
        )

    async def _handshake(self, wait: Wait) -> None:
        from qh3._hazmat import CryptoError
        from qh3.quic.events import HandshakeCompleted

        try:
            self._quic.connect((self._what.address, self._what.port), now=self._loop.time())
        except CryptoError as error:  # the key for ECH is no point of its curve: somebody published nonsense
            raise EndedError(Failure(kind=FailureKind.BAD_CONFIG, text=scrub(str(error)))) from error
        while not isinstance(await self._next_event(wait), HandshakeCompleted):
            pass

    async def _request(self, wait: Wait) -> None:
        from qh3.h3.connection import H3Connection
        from qh3.h3.events import HeadersReceived

        self._h3 = H3Connection(self._quic)
        stream = self._quic.get_next_available_stream_id()
        self._h3.send_headers(stream, self._fields(), end_stream=True)
        while not self._status:
            for event in self._h3.handle_event(await self._next_event(wait)):
                if isinstance(event, HeadersReceived) and event.stream_id == stream:
                    self._take(event.headers)

    async def _next_event(self, wait: Wait) -> "QuicEvent":
        """What the connection says next, while its datagrams are carried and its timers kept."""
        from qh3.quic.connection import QuicConnectionError
        from qh3.quic.events import ConnectionTerminated

        while (event := self._quic.next_event()) is None:
            self._flush()
            data = await self._link.receive(self._quic.get_timer())
            now = self._loop.time()
            try:
                if data is None:
                    self._quic.handle_timer(now=now)
                else:
                    wait.progress()
                    self._quic.receive_datagram(data, (self._what.address, self._what.port), now)
            except (QuicConnectionError, ValueError) as error:  # the peer broke the protocol
                raise EndedError(Failure(kind=FailureKind.CLOSED, text=scrub(str(error)))) from error
        if isinstance(event, ConnectionTerminated):
            raise EndedError(self._ending(event))
        return event

    def _flush(self) -> None:
        for data, _ in self._quic.datagrams_to_send(now=self._loop.time()):
            self._link.send(data)

    def _fields(self) -> list[tuple[bytes, bytes]]:
        host = f"[{self._what.server_name}]" if ":" in self._what.server_name else self._what.server_name
        url = split_url(f"https://{host}:{self._what.port}/")
        headers = Request(url="/").all_headers(url)
        fields = [
            (":method", "HEAD"),
            (":scheme", "https"),
            (":authority", headers.pop("host")),
            (":path", "/"),
            *headers.items(),
        ]
        return [(name.encode("ascii"), value.encode("latin-1")) for name, value in fields]

    def _take(self, headers: list[tuple[bytes, bytes]]) -> None:
        found = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
        self._status = int(next(value for name, value in found if name == ":status"))
        self._headers = tuple(pair for pair in found if pair[0][0] != ":" and pair[0] not in _DROPPED)

    def _page(self) -> HttpDetail:
        return HttpDetail(
            method="HEAD",
            url=f"https://{self._what.server_name}/",
            version="HTTP/3",
            status=self._status or None,
            headers=self._headers,
            complete=bool(self._status),
            validated=True,
        )

    def _tls_detail(self, handshake: QuicEnd) -> TlsDetail:
        finished = handshake.failure is None
        cipher = self._quic.get_cipher()
        return TlsDetail(
            server_name=self._what.server_name,
            version="QUIC v1" if finished else "",
            cipher=getattr(cipher, "name", "") if finished else "",
            alpn="h3" if finished else "",
            chain=self._chain(),
            verify_code=0 if finished else None,
            alert=_alert_of(handshake.failure),
        )

    def _chain(self) -> tuple[Certificate, ...]:
        leaf = self._quic.get_peercert()
        if leaf is None:
            return ()
        return tuple(describe(each.public_bytes()) for each in (leaf, *self._quic.get_issuercerts()))

    def _ending(self, event: "ConnectionTerminated") -> Failure:
        """Why a connection ended: our own refusal of the certificate, the server's alert, or its other words."""
        text = scrub(event.reason_phrase)
        alert = event.error_code - _CRYPTO_ERROR
        if not 0 <= alert <= 0xFF:
            return Failure(kind=FailureKind.CLOSED, code=event.error_code, text=text)
        chain = self._chain()
        if alert == ALERTS["bad_certificate"] and chain:  # a server has no certificate of ours to refuse
            return Failure(kind=_refusal(chain[0], self._what.server_name, text), text=text)
        return Failure(kind=FailureKind.TLS_ALERT, code=alert, text=ALERT_NAMES.get(alert, text))


def _connection(configuration: "QuicConfiguration", large: bool) -> "QuicConnection":
    from qh3.quic.connection import QuicConnection
    from qh3.quic.tls_bridge import QuicTlsBridge
    from qh3.tls import Group

    class OneDatagram(QuicConnection):
        """Without the post-quantum group; the library has no public option for the groups that it offers."""

        def _create_tls(self, remote_source_cid: bytes | None) -> QuicTlsBridge:
            bridge = super()._create_tls(remote_source_cid)
            groups = bridge.tls._supported_groups
            bridge.tls._supported_groups = [each for each in groups if each != Group.X25519ML768]
            return bridge

    return (QuicConnection if large else OneDatagram)(configuration=configuration)


_DROPPED: Final = frozenset({"set-cookie", "set-cookie2"})  # nobody's session belongs into a report


def _refusal(leaf: Certificate, server_name: str, text: str) -> FailureKind:
    """Which fault of a certificate it was; the library itself tells little more than that there is one."""
    if "issuer" in text:
        return FailureKind.CERT_UNKNOWN_ISSUER
    if time.time() > leaf.not_after:
        return FailureKind.CERT_EXPIRED
    if time.time() < leaf.not_before:
        return FailureKind.CERT_NOT_YET_VALID
    return FailureKind.CERT_INVALID if covers(leaf, server_name) else FailureKind.CERT_NAME_MISMATCH


def _alert_of(failure: Failure | None) -> int | None:
    return failure.code if failure is not None and failure.kind is FailureKind.TLS_ALERT else None
