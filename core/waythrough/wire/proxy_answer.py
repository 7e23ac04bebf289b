"""What a proxy answered during a handshake, and the shape that every proxy handshake shares."""

import re
from dataclasses import dataclass
from typing import Protocol

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.secret import MASK
from waythrough.model.verdict import Stage

RAW_LIMIT = 256
TEXT_LIMIT = 200

EXIT_STAGES = {
    FailureKind.EXIT_DNS: Stage.EXIT_DNS,
    FailureKind.EXIT_REFUSED: Stage.EXIT_CONNECT,
    FailureKind.EXIT_UNREACHABLE: Stage.EXIT_CONNECT,
    FailureKind.EXIT_TIMEOUT: Stage.EXIT_CONNECT,
    FailureKind.PROXY_AUTH: Stage.AUTH,
}
"""Failures that speak of another stage than the message which they answer."""

_ADDRESS = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){3,7}(?![\w:])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyAnswer:
    """One answer of a proxy, whole or broken.

    `phase` says which of our messages it answers (handshake, auth, request), `stage` what it speaks of (the
    same, or exit_dns, exit_connect); `code` is the protocol's own number; `text` are the proxy's words; `raw`
    the bytes as they came, at most 256; `failure` is None when the handshake may go on.
    """

    phase: Stage
    stage: Stage
    code: int | None = None
    text: str = ""
    raw: bytes = b""
    failure: Failure | None = None


class Handshake(Protocol):
    """A proxy handshake without I/O: take `bytes_to_send`, feed `receive` until it answers; repeat."""

    @property
    def phase(self) -> Stage:
        """Which of our messages is being answered."""
        ...

    @property
    def done(self) -> bool:
        """Whether the tunnel stands, or the handshake has failed."""
        ...

    @property
    def lingering(self) -> bool:
        """Whether the answer is already known and only an excerpt of its body is still due."""
        ...

    @property
    def rest(self) -> bytes:
        """Bytes of the tunnel that came together with the last answer (a server that speaks first)."""
        ...

    def bytes_to_send(self) -> bytes:
        """The next message, once; b"" when none is due."""
        ...

    def receive(self, data: bytes) -> ProxyAnswer | None:
        """Take bytes from the proxy; the answer to the last message when it is complete."""
        ...

    def receive_eof(self) -> ProxyAnswer:
        """The proxy ended the connection, or lingering took too long: what this amounts to."""
        ...


def excerpt(raw: bytes, secrets: tuple[str, ...] = ()) -> str:
    """Bytes of a stranger as one short line: printable text where it is text, else hexadecimal."""
    head = raw[:RAW_LIMIT]
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        return head[:32].hex(" ")
    if any(ord(char) < 32 and char not in "\r\n\t" for char in text):
        return head[:32].hex(" ")
    return tidy(text, secrets)


def tidy(text: str, secrets: tuple[str, ...] = ()) -> str:
    """A stranger's words in one line, without control characters, addresses and our own secrets."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return _ADDRESS.sub("[address]", line)[:TEXT_LIMIT]
