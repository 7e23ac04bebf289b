"""The one seam where errors of the system and of the TLS library become a Failure."""

import asyncio
import errno
import os
import re
import socket
import ssl
import sys
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import DialError, StreamError
from waythrough.wire.tls_records import ALERT_NAMES, ALERTS

TEXT_LIMIT: Final = 200

_KINDS: Final[tuple[tuple[FailureKind, tuple[str, ...]], ...]] = (
    (FailureKind.TIMEOUT, ("ETIMEDOUT",)),
    (FailureKind.REFUSED, ("ECONNREFUSED",)),
    (FailureKind.RESET, ("ECONNRESET", "ECONNABORTED", "ENOTCONN", "ENETRESET")),
    (FailureKind.HOST_UNREACHABLE, ("EHOSTUNREACH", "EHOSTDOWN", "ENONET", "ENOPROTOOPT")),
    (FailureKind.NETWORK_UNREACHABLE, ("ENETUNREACH", "ENETDOWN", "ENODEV")),
    (FailureKind.PERMISSION_DENIED, ("EACCES", "EPERM")),
    (
        FailureKind.NO_RESOURCES,
        ("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRINUSE", "EADDRNOTAVAIL"),
    ),
)

# Windows reports its own numbers (winsock2.h) in `winerror`; Python translates only some of them to errno.
_WINDOWS: Final = {
    10060: FailureKind.TIMEOUT,
    121: FailureKind.TIMEOUT,  # ERROR_SEM_TIMEOUT, what an overlapped connect says
    10061: FailureKind.REFUSED,
    1225: FailureKind.REFUSED,  # ERROR_CONNECTION_REFUSED, likewise
    10053: FailureKind.RESET,
    10054: FailureKind.RESET,
    64: FailureKind.RESET,  # ERROR_NETNAME_DELETED: a reset seen by an overlapped read
    1236: FailureKind.RESET,
    10064: FailureKind.HOST_UNREACHABLE,
    10065: FailureKind.HOST_UNREACHABLE,
    1232: FailureKind.HOST_UNREACHABLE,
    10050: FailureKind.NETWORK_UNREACHABLE,
    10051: FailureKind.NETWORK_UNREACHABLE,
    1231: FailureKind.NETWORK_UNREACHABLE,
    10013: FailureKind.PERMISSION_DENIED,
    10024: FailureKind.NO_RESOURCES,
    10048: FailureKind.NO_RESOURCES,
    10049: FailureKind.NO_RESOURCES,
    10055: FailureKind.NO_RESOURCES,
}

_BY_ERRNO: Final = {
    getattr(errno, name): kind for kind, names in _KINDS for name in names if hasattr(errno, name)
}

_RESOLVER: Final = {
    "EAI_NONAME": FailureKind.NXDOMAIN,
    "EAI_NODATA": FailureKind.NODATA,
    "EAI_ADDRFAMILY": FailureKind.NODATA,
    "EAI_AGAIN": FailureKind.SERVFAIL,
    "EAI_FAIL": FailureKind.SERVFAIL,
}
_BY_EAI: Final = {
    **{getattr(socket, name): kind for name, kind in _RESOLVER.items() if hasattr(socket, name)},
    11001: FailureKind.NXDOMAIN,
    11002: FailureKind.SERVFAIL,
    11003: FailureKind.SERVFAIL,
    11004: FailureKind.NODATA,
}

# X509_V_ERR_* of openssl/x509_vfy.h
_BY_VERIFY_CODE: Final = {
    2: FailureKind.CERT_UNKNOWN_ISSUER,
    9: FailureKind.CERT_NOT_YET_VALID,
    10: FailureKind.CERT_EXPIRED,
    18: FailureKind.CERT_SELF_SIGNED,
    19: FailureKind.CERT_SELF_SIGNED,
    20: FailureKind.CERT_UNKNOWN_ISSUER,
    21: FailureKind.CERT_UNKNOWN_ISSUER,
    62: FailureKind.CERT_NAME_MISMATCH,
    64: FailureKind.CERT_NAME_MISMATCH,  # the same for an address
}

_NOT_TLS_REASONS: Final = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST"})
_ALERT_REASON: Final = re.compile(r"^(?:SSLV3_ALERT_|TLSV1_ALERT_|TLSV13_ALERT_|TLSV1_)(\w+)$")

_SCRUB: Final = (
    (re.compile(r"//[^/\s@]*@"), "//•@"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b(?::\d+)?"), "•"),
    (re.compile(r"\[?(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,}[0-9a-fA-F:.]*(?:%\w+)?\]?"), "•"),
    (re.compile(r"(?<!\w)/(?:home|Users|root)/[^\s'\"]*"), "•"),
)


def classify(error: BaseException, *, family: int | None = None) -> Failure:
    """The Failure that an exception stands for; what is not known stays UNKNOWN, with scrubbed words.

    `family` (4 or 6) tells apart what a missing local address means.
    """
    if isinstance(error, StreamError | DialError):
        return error.failure
    if isinstance(error, ssl.SSLError):
        return _tls(error)
    if isinstance(error, socket.gaierror):
        kind = _BY_EAI.get(error.errno or 0, FailureKind.UNKNOWN)
        return Failure(kind=kind, code=error.errno, text=scrub(error.strerror or ""))
    if isinstance(error, OSError):
        return _system(error, family)
    if isinstance(error, asyncio.IncompleteReadError):
        return Failure(kind=FailureKind.EOF)
    return _unknown(error)


def scrub(text: str) -> str:
    """`text` without addresses, user names and home folders, on one line, at most 200 characters."""
    for pattern, replacement in _SCRUB:
        text = pattern.sub(replacement, text)
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text.strip()[:TEXT_LIMIT]


def alert_code(reason: str) -> int | None:
    """The number of the TLS alert that OpenSSL calls by `reason`, None when it names none."""
    match = _ALERT_REASON.match(reason)
    return ALERTS.get(match[1].lower()) if match else None


def _system(error: OSError, family: int | None) -> Failure:
    number = error.errno
    if isinstance(error, TimeoutError) and number is None:
        return Failure(kind=FailureKind.TIMEOUT)
    windows: int | None = getattr(error, "winerror", None)
    code = windows or number
    text = scrub(os.strerror(number) if number and not windows else error.strerror or "")
    kind = _WINDOWS.get(windows) if windows else None
    if kind is None and number is not None:
        kind = _pipe_kind() if number == errno.EPIPE else _BY_ERRNO.get(number)
    if kind is None:
        return _unknown(error)
    if family == 6 and kind is FailureKind.NO_RESOURCES and _lacks_address(error):
        kind = FailureKind.NETWORK_UNREACHABLE  # no IPv6 address of our own, so no way out
    return Failure(kind=kind, code=code, text=text)


def _pipe_kind() -> FailureKind:
    # Linux gives EPIPE for a reset that came after the peer's FIN (tcp_reset in CLOSE_WAIT), so the FIN was
    # first; other systems give it for any connection that is gone.
    return FailureKind.EOF if sys.platform == "linux" else FailureKind.RESET


def _lacks_address(error: OSError) -> bool:
    return error.errno == errno.EADDRNOTAVAIL or getattr(error, "winerror", None) == 10049


def _tls(error: ssl.SSLError) -> Failure:
    if isinstance(error, ssl.SSLCertVerificationError):
        kind = _BY_VERIFY_CODE.get(error.verify_code, FailureKind.CERT_INVALID)
        return Failure(kind=kind, code=error.verify_code, text=scrub(error.verify_message))
    if isinstance(error, ssl.SSLZeroReturnError):
        return Failure(kind=FailureKind.CLOSED)
    if isinstance(error, ssl.SSLEOFError):
        return Failure(kind=FailureKind.EOF)
    reason = error.reason or ""
    words = reason.replace("_", " ").lower()
    alert = alert_code(reason)
    if alert is not None:
        return Failure(kind=FailureKind.TLS_ALERT, code=alert, text=ALERT_NAMES[alert])
    if reason in _NOT_TLS_REASONS:
        return Failure(kind=FailureKind.NOT_TLS, text=words)
    return Failure(kind=FailureKind.TLS_ERROR, text=words or scrub(str(error.args[-1] if error.args else "")))


def _unknown(error: BaseException) -> Failure:
    code = error.errno if isinstance(error, OSError) else None
    return Failure(kind=FailureKind.UNKNOWN, code=code, text=scrub(f"{type(error).__name__}: {error}"))
