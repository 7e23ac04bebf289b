"""The CONNECT request of a client to an HTTP proxy and its answer (RFC 9110, RFC 9209), without I/O."""

import base64
import re
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.verdict import Stage
from waythrough.wire.proxy_answer import EXIT_STAGES, RAW_LIMIT, ProxyAnswer, excerpt, tidy

HEAD_LIMIT: Final = 32 * 1024

STATUS_KINDS: Final = {
    401: FailureKind.PROXY_AUTH,
    403: FailureKind.PROXY_DENIED,
    405: FailureKind.PROXY_UNSUPPORTED,
    407: FailureKind.PROXY_AUTH,
    451: FailureKind.PROXY_DENIED,
    501: FailureKind.PROXY_UNSUPPORTED,
    502: FailureKind.EXIT_UNREACHABLE,
    504: FailureKind.EXIT_TIMEOUT,
}
"""What a status means when the proxy says no more; any other is PROXY_ERROR with its code."""

PROXY_STATUS_KINDS: Final = {
    "dns_timeout": FailureKind.EXIT_DNS,
    "dns_error": FailureKind.EXIT_DNS,
    "destination_not_found": FailureKind.EXIT_UNREACHABLE,
    "destination_unavailable": FailureKind.EXIT_UNREACHABLE,
    "destination_ip_prohibited": FailureKind.PROXY_DENIED,
    "destination_ip_unroutable": FailureKind.EXIT_UNREACHABLE,
    "connection_refused": FailureKind.EXIT_REFUSED,
    "connection_terminated": FailureKind.EXIT_UNREACHABLE,
    "connection_timeout": FailureKind.EXIT_TIMEOUT,
    "connection_read_timeout": FailureKind.EXIT_TIMEOUT,
    "connection_write_timeout": FailureKind.EXIT_TIMEOUT,
    "http_request_denied": FailureKind.PROXY_DENIED,
}
"""Error types of RFC 9209, section 2.3, that speak of the way behind the proxy or of its rules."""

SQUID_KINDS: Final = {
    "ERR_DNS_FAIL": FailureKind.EXIT_DNS,
    "ERR_ACCESS_DENIED": FailureKind.PROXY_DENIED,
    "ERR_CONNECT_FAIL": FailureKind.EXIT_UNREACHABLE,
    "ERR_CONNECT_FAIL 111": FailureKind.EXIT_REFUSED,  # the number is the errno of a Linux proxy
    "ERR_CONNECT_FAIL 110": FailureKind.EXIT_TIMEOUT,
}
"""Squid says 503 for many things and tells them apart in X-Squid-Error."""

_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})(?: ([^\r\n]*))?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ERROR_PARAMETER = re.compile(r";\s*error=([a-z_]+)")
_TITLE = re.compile(r"<title[^>]*>([^<]{1,120})", re.IGNORECASE)


class HttpConnect:
    """One CONNECT through an HTTP proxy; known credentials are sent at once (a 407 would cost a round trip).

    `user` and `password` go as Basic credentials in UTF-8 (RFC 7617). Raises ValueError for a host that
    is not ASCII or a user with a colon.
    """

    phase: Final = Stage.REQUEST

    def __init__(self, host: str, port: int, user: str | None = None, password: str | None = None) -> None:
        self.done = False
        self.rest = b""
        self.headers: dict[str, str] = {}
        self.status: int | None = None
        self._buffer = b""
        self._secrets: tuple[str, ...] = ()
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {authority} HTTP/1.1", f"Host: {authority}"]
        if user is not None:
            if ":" in user:
                raise ValueError("a user name of Basic log-in has no colon")
            basic = base64.b64encode(f"{user}:{password or ''}".encode()).decode()
            lines.append(f"Proxy-Authorization: Basic {basic}")
            self._secrets = tuple(secret for secret in (basic, password) if secret)
        if any(char in authority for char in "\r\n \t/@"):
            raise ValueError("not a host")
        self._out = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")

    @property
    def lingering(self) -> bool:
        return not self.done and self.status is not None and self.status >= 300

    @property
    def via(self) -> str:
        """The Via header: which servers stand between, "" when unsaid."""
        return self.headers.get("via", "")

    def bytes_to_send(self) -> bytes:
        out, self._out = self._out, b""
        return out

    def receive(self, data: bytes) -> ProxyAnswer | None:
        if self.done:
            self.rest += data if self.status is not None and self.status < 300 else b""
            return None
        self._buffer += data
        while self.status is None or self.status < 200:
            if not b"HTTP/".startswith(self._buffer[:5]):
                return self._malformed()
            match = _HEAD_END.search(self._buffer)
            if match is None:
                return self._malformed() if len(self._buffer) > HEAD_LIMIT else None
            if not self._read_head(self._buffer[: match.end()]):
                return self._malformed()
            self._buffer = self._buffer[match.end() :]
        return self._finish() if self.status < 300 or self._body_suffices() else None

    def receive_eof(self) -> ProxyAnswer:
        if self.status is None and (match := _STATUS_LINE.match(self._buffer)):
            self._read_head(match.group())  # a status line and then the end: the status still stands
            if self.status is not None and self.status >= 300:
                self._buffer = b""
        if self.status is not None and self.status >= 300:
            return self._finish()
        self.done = True
        failure = Failure(kind=FailureKind.EOF, text=excerpt(self._buffer, self._secrets))
        return self._answer(None, failure, self._buffer)

    def _read_head(self, head: bytes) -> bool:
        line = _STATUS_LINE.match(head)
        if line is None:
            return False
        self.status = int(line[1])
        self.headers = {"": (line[2] or b"").decode("latin-1")}
        for raw in head[line.end() :].decode("latin-1").splitlines():
            name, colon, value = raw.partition(":")
            if colon:
                self.headers.setdefault(name.strip().lower(), value.strip())
        return 100 <= self.status < 600

    def _body_suffices(self) -> bool:
        due = self.headers.get("content-length", "")
        known = int(due) if due.isascii() and due.isdigit() and len(due) < 10 else RAW_LIMIT
        return len(self._buffer) >= min(known, RAW_LIMIT)

    def _finish(self) -> ProxyAnswer:
        assert self.status is not None
        self.done = True
        if self.status < 300:
            # RFC 9110, 9.3.6: a 2xx answer to CONNECT has no body whatever its headers say
            self.rest, self._buffer = self._buffer, b""
            return self._answer(self.status, None, b"")
        failure = Failure(kind=self._kind(self.status), code=self.status, text=self._text())
        return self._answer(self.status, failure, self._buffer)

    def _kind(self, status: int) -> FailureKind:
        if match := _ERROR_PARAMETER.search(self.headers.get("proxy-status", "")):
            return PROXY_STATUS_KINDS.get(match[1], FailureKind.PROXY_ERROR)
        squid = self.headers.get("x-squid-error", "")
        if status not in (401, 407) and squid:
            known = SQUID_KINDS.get(squid) or SQUID_KINDS.get(squid.partition(" ")[0])
            if known is not None:
                return known
        return STATUS_KINDS.get(status, FailureKind.PROXY_ERROR)

    def _text(self) -> str:
        """The proxy's words without its own name: reason phrase, error token, title of its page."""
        parts = [f"{self.status} {self.headers['']}"]
        if match := _ERROR_PARAMETER.search(self.headers.get("proxy-status", "")):
            parts.append(match[1])
        parts.append(self.headers.get("x-squid-error", ""))
        if match := _TITLE.search(self._buffer[:RAW_LIMIT].decode("utf-8", "replace")):
            parts.append(match[1])
        return tidy("; ".join(part for part in parts if part.strip()), self._secrets)

    def _malformed(self) -> ProxyAnswer:
        self.done = True
        failure = Failure(kind=FailureKind.PROXY_MALFORMED, text=excerpt(self._buffer, self._secrets))
        return self._answer(None, failure, self._buffer)

    def _answer(self, code: int | None, failure: Failure | None, raw: bytes) -> ProxyAnswer:
        stage = EXIT_STAGES.get(failure.kind, self.phase) if failure else self.phase
        text = failure.text if failure else self.headers.get("", "")
        for secret in self._secrets:
            raw = raw.replace(secret.encode(), b"")
        return ProxyAnswer(
            phase=self.phase,
            stage=stage,
            code=code,
            text=tidy(text, self._secrets),
            raw=raw[:RAW_LIMIT],
            failure=failure,
        )
