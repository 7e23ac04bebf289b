"""What one step did and saw: the raw material of every verdict."""

from dataclasses import dataclass

from waythrough.model.failure import Failure
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The fields of one X.509 certificate that verdicts need; times are Unix seconds.

    `fingerprint` and `key_fingerprint` are hex SHA-256 of the certificate and of its SubjectPublicKeyInfo.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: float
    not_after: float
    fingerprint: str
    key_fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveDetail:
    """One question to one resolver.

    `resolver` is "system", "udp:ADDRESS" or "doh:HOST"; `rcode` is None where the system hides it; `ede` the
    RFC 8914 code; `late` are the address sets of further, unlike replies to the same question (injection leaves two).
    """

    resolver: str
    name: str
    addresses: tuple[str, ...] = ()
    cnames: tuple[str, ...] = ()
    rcode: int | None = None
    ede: int | None = None
    ede_text: str = ""
    ttl: int | None = None
    late: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectDetail:
    """One TCP connection attempt to one address."""

    family: int  # 4 or 6
    local_port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathDetail:
    """One stage of one hop of a way; hop 0 is the nearest to the user.

    `reply` is the proxy's own code (SOCKS reply, HTTP status), `agreed` whether a second client saw the same
    (None = not asked).
    """

    hop: int
    kind: str
    reply: int | None = None
    reply_text: str = ""
    agreed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsDetail:
    """One TLS handshake, finished or not. Times are seconds since the step began.

    `chain` is the peer's chain, leaf first, also when verification failed; `verify_code` is OpenSSL's X.509 code
    (None = not reached); `os_trusted` says whether the operating system's store accepts a chain that the public
    roots refuse (None = not asked); `plaintext` are the first bytes when no TLS came, at most 256; `hello` is the
    kind of hello ("" = our own in one piece, "split" = in two records);
    `resumed`: the peer proved itself by a session that it had issued under its own name.
    """

    server_name: str
    version: str = ""
    cipher: str = ""
    alpn: str = ""
    chain: tuple[Certificate, ...] = ()
    verify_code: int | None = None
    os_trusted: bool | None = None
    server_hello_after: float | None = None
    alert: int | None = None
    plaintext: bytes = b""
    hello: str = ""
    resumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpDetail:
    """One HTTP exchange as far as it came.

    `headers` are the response's, names in lower case, without cookies; `body` is the sample kept as evidence
    (at most 6 KiB); `body_bytes` what was read; `sha256` covers what was read; `validated` is whether it came
    inside a validated TLS session.
    """

    method: str
    url: str
    version: str = ""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    body_bytes: int = 0
    complete: bool = False
    sha256: str = ""
    title: str = ""
    validated: bool = False

    def header(self, name: str) -> str:
        """The first value of a header, "" when absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDetail:
    """One question for the HTTPS record of a name (type 65, RFC 9460).

    `resolver` and `rcode` are as in ResolveDetail; `found` whether a record came, `alpn` the protocols that it
    offers, `ech` whether it holds a usable key for ECH (RFC 9849), `public_name` the name that this key shows.
    """

    resolver: str
    name: str
    rcode: int | None = None
    found: bool = False
    alpn: tuple[str, ...] = ()
    ech: bool = False
    public_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDetail:
    """How the bytes of one connection came in, for measurements of speed and volume.

    `server_name` is the name in the ClientHello; `requests` the answers that came whole, one after the other;
    `status` the last one's. `marks` are (seconds since the first byte of an answer, bytes inside TLS so far),
    about ten a second, the last at the last byte. `capped`: still flowing when enough time had been spent.
    """

    server_name: str
    requests: int = 0
    status: int | None = None
    marks: tuple[tuple[float, int], ...] = ()
    capped: bool = False


Detail = (
    ResolveDetail
    | ConnectDetail
    | PathDetail
    | TlsDetail
    | HttpDetail
    | ServiceDetail
    | TransferDetail
    | None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A frozen record of one step: inputs, output, times, byte counts, one failure or none.

    `started` is seconds since the run began, `duration` seconds; `attempt` counts the tries of the same
    measurement from 1; `hop` counts redirects from 0; `loop_lag` is the delay of the event loop during the step
    in seconds (timings of a step with a lag above a tenth of its duration are not to be compared).
    """

    id: str
    platform_id: str
    path_id: str
    target: str  # Target.key, "" for network checks
    purpose: Purpose
    step: Step
    host: str
    started: float
    duration: float
    attempt: int = 1
    hop: int = 0
    port: int = 0
    address: str = ""
    stage: Stage | None = None
    failure: Failure | None = None
    bytes_sent: int = 0
    bytes_received: int = 0
    loop_lag: float = 0.0
    detail: Detail = None

    @property
    def ok(self) -> bool:
        return self.failure is None
