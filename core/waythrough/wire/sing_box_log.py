"""Reads what sing-box says: its log as events, its reasons as closed words that hold neither hosts nor secrets."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.verdict import Stage


class Said(StrEnum):
    """What a line of the log tells."""

    LISTENS = "listens"
    ARRIVED = "arrived"  # a connection of ours came in
    FAILED = "failed"  # a connection ended by a fault
    FATAL = "fatal"  # sing-box cannot start


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """`port`: where it listens, or where a connection comes from; `connection` is sing-box's number of it.

    `text` is the reason in sing-box's own words, which hold hosts: it is never shown. `index` is that of an outbound.
    """

    said: Said
    connection: str = ""
    port: int = 0
    text: str = ""
    index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a connection through sing-box failed: at which stage of the way, and how."""

    stage: Stage
    failure: Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a sing-box binary is: its version as numbers and the tags that it was built with."""

    version: tuple[int, ...]
    tags: frozenset[str]


_LISTENS: Final = re.compile(r"inbound/socks\[door\]: tcp server started at 127\.0\.0\.1:(\d+)$")
_ARRIVED: Final = re.compile(
    r"\[(\d+) [^\]]*\] inbound/socks\[door\]: inbound connection from 127\.0\.0\.1:(\d+)$"
)
_FAILED: Final = re.compile(r"^ERROR\S* \[(\d+) [^\]]*\] (.*)$")
_OPENING: Final = re.compile(r"open connection to .*? using outbound/[\w-]+\[[^\]]*\]: (.*)$")
_FATAL: Final = re.compile(r"^FATAL\S* (.*)$")
_INDEX: Final = re.compile(r"\boutbounds?\[(\d+)\]")
_VERSION: Final = re.compile(r"^sing-box version (\d+(?:\.\d+)*)", re.MULTILINE)
_TAGS: Final = re.compile(r"^Tags: (.*)$", re.MULTILINE)
_STATUS: Final = re.compile(r"status(?: code)?: (\d{3})\b")


def read_line(line: str) -> LogLine | None:
    """What a line tells, None for all others."""
    if found := _ARRIVED.search(line):
        return LogLine(said=Said.ARRIVED, connection=found[1], port=int(found[2]))
    if found := _FAILED.search(line):
        return LogLine(said=Said.FAILED, connection=found[1], text=found[2])
    if found := _LISTENS.search(line):
        return LogLine(said=Said.LISTENS, port=int(found[1]))
    if found := _FATAL.search(line):
        index = _INDEX.search(found[1])
        return LogLine(said=Said.FATAL, text=found[1], index=int(index[1]) if index else None)
    return None


def read_version(text: str) -> Build | None:
    """What `sing-box version` tells, None when it is something else that answers."""
    version, tags = _VERSION.search(text), _TAGS.search(text)
    if version is None:
        return None
    numbers = tuple(map(int, version[1].split(".")))
    return Build(version=numbers, tags=frozenset(tags[1].split(",")) if tags else frozenset())


_K: Final = FailureKind
_CERTIFICATE: Final = (
    (
        r"certificate is (?:not )?valid for|IP SANs|not valid for any names",
        _K.CERT_NAME_MISMATCH,
        "the certificate is for another name",
    ),
    (r"is before \d", _K.CERT_NOT_YET_VALID, "the certificate is not valid yet"),
    (r"certificate has expired", _K.CERT_EXPIRED, "the certificate has expired"),
    (r"unknown authority", _K.CERT_UNKNOWN_ISSUER, "nobody known vouches for the certificate"),
    (r"failed to verify certificate|x509", _K.CERT_INVALID, "the certificate is not valid"),
)
_CLEAR: Final = (
    (
        r"reality verification failed",
        Stage.HANDSHAKE,
        _K.PROXY_MALFORMED,
        "REALITY: the server has another key",
    ),
    (r"hmac mismatch|traffic hijacked", Stage.AUTH, _K.PROXY_AUTH, "ShadowTLS: another password"),
    (r"authentication failed|bad uuid|unknown user", Stage.AUTH, _K.PROXY_AUTH, "the log-in was refused"),
    (
        r"unknown version|bad response header",
        Stage.HANDSHAKE,
        _K.PROXY_MALFORMED,
        "not an answer of this protocol",
    ),
    (r"first record does not look like a TLS", Stage.TLS, _K.NOT_TLS, "no TLS"),
    (r"remote error: tls|\(remote\): tls|no application protocol", Stage.TLS, _K.TLS_ALERT, "a TLS alert"),
)
_ENDS: Final = (
    (r"connection reset|broken pipe|forcibly closed", _K.RESET),
    (r"connection refused|actively refused", _K.REFUSED),
    (r"no recent network activity|i/o timeout|deadline exceeded|timed out", _K.TIMEOUT),
    (r"network is unreachable", _K.NETWORK_UNREACHABLE),
    (r"no route to host|host is unreachable", _K.HOST_UNREACHABLE),
    (r"EOF|closed", _K.EOF),
)
_FAR: Final = (
    (r"refused", Stage.EXIT_CONNECT, _K.EXIT_REFUSED),
    (r"no such host|lookup|NXDOMAIN|SERVFAIL|empty result", Stage.EXIT_DNS, _K.EXIT_DNS),
    (r"timeout|timed out|deadline", Stage.EXIT_CONNECT, _K.EXIT_TIMEOUT),
    (r"unreachable|no route", Stage.EXIT_CONNECT, _K.EXIT_UNREACHABLE),
)
_REMOTE: Final = re.compile(r"\bremote(?: error)?: (?!tls)(.*)$")


def opening_cause(text: str, *, secured: bool) -> Cause | None:
    """Why a way could not be walked; None when its server could not be reached, of which the door behind knows more.

    `secured`: TLS is spoken to the server, so that an end without a reason is one of its handshake.
    """
    found = _OPENING.search(text)
    reason = found[1] if found else text
    if "socks5: request rejected" in reason:
        return None
    for pattern, kind, words in _CERTIFICATE:
        if re.search(pattern, reason):
            return _cause(Stage.TLS, kind, words)
    status = _STATUS.search(reason)
    code = int(status[1]) if status else None
    for pattern, stage, kind, words in _CLEAR:
        if re.search(pattern, reason):
            return _cause(stage, kind, words, code)
    if code is not None:
        return _cause(Stage.HANDSHAKE, _K.PROXY_MALFORMED, f"HTTP status {code}", code)
    stage = Stage.TLS if secured else Stage.HANDSHAKE
    for pattern, kind in _ENDS:
        if re.search(pattern, reason):
            return _cause(stage, kind)
    return _cause(stage, _K.TLS_ERROR if "tls" in reason else _K.UNKNOWN)


def closing_cause(text: str, *, secured: bool) -> Cause | None:
    """Why a connection that stood ended before its first byte came; None when nothing is said of it."""
    far = _REMOTE.search(text)
    if far:
        for pattern, stage, kind in _FAR:
            if re.search(pattern, far[1]):
                return _cause(stage, kind)
        return _cause(Stage.REQUEST, _K.PROXY_ERROR)
    cause = opening_cause(text, secured=secured)
    clear = cause is not None and (cause.failure.text or cause.failure.code is not None)
    return cause if clear else None


_CONFIGURED: Final = (
    (r"uTLS", "it needs uTLS, which this build of sing-box does not have"),
    (r"not included in this build", "this build of sing-box does not have what it needs"),
    (r"uuid", "its user ID cannot be used"),
    (r"public_key|short_id", "its REALITY key or short ID cannot be used"),
    (r"decode key|key length|bad key|password", "its password does not fit its cipher"),
    (r"unknown field", "it has a setting that this sing-box does not know"),
    (
        r"unknown (?:method|transport|uTLS|outbound)|unsupported",
        "it has a value that this sing-box does not know",
    ),
    (r"cannot unmarshal|json", "a value in it is of the wrong type"),
)


def refusal(text: str) -> str:
    """Why sing-box does not take a configuration, in plain words."""
    return next(
        (words for pattern, words in _CONFIGURED if re.search(pattern, text)),
        "its settings do not fit together",
    )


def _cause(stage: Stage, kind: FailureKind, text: str = "", code: int | None = None) -> Cause:
    return Cause(stage=stage, failure=Failure(kind=kind, code=code, text=text))
