"""What a step saw, as details of observations: certificates, pages, and how a step ended."""

from dataclasses import dataclass
from hashlib import sha256

from waythrough.model.failure import CERT_FAILURES, Failure, FailureKind
from waythrough.model.observation import Certificate, HttpDetail, TlsDetail

HOST = "news.test"
URL = f"https://{HOST}/"
NEUTRAL_HOST = "neutral.test"

_VERIFY = {
    FailureKind.CERT_NOT_YET_VALID: 9,
    FailureKind.CERT_EXPIRED: 10,
    FailureKind.CERT_SELF_SIGNED: 18,
    FailureKind.CERT_UNKNOWN_ISSUER: 20,
    FailureKind.CERT_NAME_MISMATCH: 62,
    FailureKind.CERT_INVALID: 26,
}


def cert(*names: str, issuer: str = "Public CA", key: str = "") -> Certificate:
    """A leaf for some names; its key follows from issuer and names unless given."""
    told = key or f"key of {issuer} for {' '.join(names)}"
    return Certificate(
        subject=f"CN={names[0]}",
        issuer=issuer,
        names=names,
        not_before=0.0,
        not_after=4e9,
        fingerprint=sha256(f"{told}{issuer}".encode()).hexdigest(),
        key_fingerprint=sha256(told.encode()).hexdigest(),
    )


GENUINE = cert(HOST, f"*.{HOST}")
FOREIGN = cert(HOST, issuer="Ministry Root")
NEUTRAL_LEAF = cert(NEUTRAL_HOST)

Ends = FailureKind | Failure | None
"""How a step ended: well, or with a failure."""


def failed(end: Ends) -> Failure | None:
    """A failure from its kind."""
    return Failure(kind=end) if isinstance(end, FailureKind) else end


@dataclass
class Page:
    """An HTTP answer as a try saw it. `cut` is how the body ended, `stopped_at` how much of it came."""

    status: int = 200
    body: bytes = b"<title>News</title>"
    headers: tuple[tuple[str, str], ...] = ()
    cut: Ends = None
    stopped_at: int | None = None
    short: bool = False  # no more of it was asked for
    validated: bool | None = None  # as the line was, unless said


def tls_detail(
    name: str,
    end: Ends,
    leaf: Certificate | None,
    alert: int | None,
    os_trusted: bool | None,
    chain: tuple[Certificate, ...],
) -> TlsDetail:
    failure = failed(end)
    shows = failure is None or failure.kind in CERT_FAILURES
    shown = chain or ((leaf or cert(name),) if shows else ())
    code = 0 if failure is None else _VERIFY.get(failure.kind)
    return TlsDetail(server_name=name, chain=shown, verify_code=code, alert=alert, os_trusted=os_trusted)


def http_detail(url: str, page: Page, secure: bool) -> HttpDetail:
    return HttpDetail(
        method="GET",
        url=url,
        version="1.1",
        status=page.status,
        headers=page.headers,
        body=page.body,
        body_bytes=len(page.body) if page.stopped_at is None else page.stopped_at,
        complete=page.cut is None and not page.short,
        sha256=sha256(page.body).hexdigest(),
        validated=secure if page.validated is None else page.validated,
    )
