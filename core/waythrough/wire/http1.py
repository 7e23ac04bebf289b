"""Reads HTTP/1.1 responses (RFC 9112) as bytes come in, with limits against hostile servers."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

HEAD_LIMIT: Final = 64 * 1024  # bytes of a response head, of a chunk's header line, of trailers

_STATUS_LINE: Final = re.compile(rb"HTTP/([0-9]\.[0-9]) ([0-9]{3})(?: ([^\x00\r\n\v\f]*))?")
_TOKEN: Final = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
_NOT_IN_VALUE: Final = re.compile(rb"[\x00\r\n\v\f]")  # any other byte occurs: old servers send Latin-1
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?")
_LENGTH: Final = re.compile(rb"[0-9]{1,20}")
_BLANK_LINE: Final = re.compile(rb"\n\r?\n")
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")


class MalformedError(ValueError):
    """The bytes are no HTTP/1 response; the text says what was wrong, without quoting them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A response head; header names in lower case, values as Latin-1 text, in the order they came."""

    version: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]


class _State(Enum):
    HEAD = auto()
    LENGTH = auto()  # `_left` more bytes of body
    UNTIL_CLOSE = auto()
    CHUNK_SIZE = auto()
    CHUNK_DATA = auto()  # `_left` more bytes of this chunk
    CHUNK_END = auto()
    TRAILERS = auto()
    DONE = auto()


class ResponseParser:
    """Takes the bytes of one response to a `method` request; informational responses are passed over.

    `head` is None until the final head is complete; `complete` is whether the body has reached its end.
    """

    def __init__(self, method: str) -> None:
        self.head: Head | None = None
        self._method = method
        self._state = _State.HEAD
        self._buffer = bytearray()
        self._scanned = 0
        self._left = 0

    @property
    def complete(self) -> bool:
        return self._state is _State.DONE

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes; the body bytes that they complete. Bytes after the end are ignored.

        Raises MalformedError.
        """
        self._buffer += data
        body = bytearray()
        while self._step(body):
            pass
        return bytes(body)

    def reply(self) -> bytes:
        """Bytes that the protocol owes the peer now: HTTP/1 never any."""
        return b""

    def finish(self) -> None:
        """The peer has ended the connection: a body without announced length is complete now."""
        if self._state is _State.UNTIL_CLOSE:
            self._state = _State.DONE

    def _step(self, body: bytearray) -> bool:
        """Do one thing; False when more bytes are needed or nothing is left to do."""
        match self._state:
            case _State.HEAD:
                return self._read_head()
            case _State.LENGTH | _State.CHUNK_DATA | _State.UNTIL_CLOSE:
                return self._read_body(body)
            case _State.CHUNK_SIZE:
                return self._read_chunk_size()
            case _State.CHUNK_END:
                return self._read_chunk_end()
            case _State.TRAILERS:
                return self._read_trailers()
            case _:
                self._buffer.clear()
                return False

    def _read_head(self) -> bool:
        block = self._block()
        if block is None:
            if not b"HTTP/".startswith(bytes(self._buffer[:5])):
                raise MalformedError("no status line")
            return False
        line, _, fields = block.partition(b"\n")
        match = _STATUS_LINE.fullmatch(line.removesuffix(b"\r"))
        if match is None:
            raise MalformedError("bad status line")
        headers = _headers(fields)
        status = int(match[2])
        if status < 100 or status == 101:
            raise MalformedError("a status that no answer to this request can have")
        framing, left = _framing(self._method, status, headers)
        if status < 200:
            return True
        self.head = Head(
            version=match[1].decode(),
            status=status,
            reason=(match[3] or b"").decode("latin-1"),
            headers=tuple((name.decode(), value.decode("latin-1")) for name, value in headers),
        )
        self._state, self._left = framing, left
        return True

    def _read_body(self, body: bytearray) -> bool:
        if self._state is _State.UNTIL_CLOSE:
            body += self._buffer
            self._buffer.clear()
            return False
        part = self._buffer[: self._left]
        body += part
        del self._buffer[: len(part)]
        self._left -= len(part)
        if self._left:
            return False
        self._state = _State.DONE if self._state is _State.LENGTH else _State.CHUNK_END
        return True

    def _read_chunk_size(self) -> bool:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            self._check_limit()
            return False
        match = _CHUNK.fullmatch(self._buffer, 0, end)
        if match is None:
            raise MalformedError("bad chunk header")
        self._left = int(match[1], 16)
        del self._buffer[: end + 2]
        self._state = _State.CHUNK_DATA if self._left else _State.TRAILERS
        return True

    def _read_chunk_end(self) -> bool:
        if not b"\r\n".startswith(bytes(self._buffer[:2])):
            raise MalformedError("chunk longer than announced")
        if len(self._buffer) < 2:
            return False
        del self._buffer[:2]
        self._state = _State.CHUNK_SIZE
        return True

    def _read_trailers(self) -> bool:
        for blank in (b"\r\n", b"\n"):
            if self._buffer.startswith(blank):
                self._state = _State.DONE
                return True
        block = self._block()
        if block is None:
            return False
        _headers(block)
        self._state = _State.DONE
        return True

    def _block(self) -> bytes | None:
        """Take the lines up to the next blank one out of the buffer; None while it has not come."""
        match = _BLANK_LINE.search(self._buffer, self._scanned)
        if match is None:
            self._scanned = max(0, len(self._buffer) - 2)
            self._check_limit()
            return None
        block = bytes(self._buffer[: match.start()])
        del self._buffer[: match.end()]
        self._scanned = 0
        if len(block) > HEAD_LIMIT:
            raise MalformedError("head too long")
        return block

    def _check_limit(self) -> None:
        if len(self._buffer) > HEAD_LIMIT:
            raise MalformedError("head too long")


def _headers(block: bytes) -> list[tuple[bytes, bytes]]:
    headers = []
    if block[:1] in (b" ", b"\t"):
        raise MalformedError("continuation line at the start")
    if b"\n " in block or b"\n\t" in block:
        block = _FOLD.sub(b" ", block)
    for line in block.split(b"\n") if block else ():
        name, colon, value = line.removesuffix(b"\r").partition(b":")
        if not colon or _TOKEN.fullmatch(name) is None or _NOT_IN_VALUE.search(value):
            raise MalformedError("bad header line")
        headers.append((name.lower(), value.strip(b" \t")))
    return headers


def _framing(method: str, status: int, headers: list[tuple[bytes, bytes]]) -> tuple[_State, int]:
    """How the body ends (RFC 9112 section 6.3). Raises MalformedError for a contradiction."""
    codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
    lengths = {
        part.strip() for name, value in headers if name == b"content-length" for part in value.split(b",")
    }
    if codings and codings != [b"chunked"]:
        raise MalformedError("unknown transfer coding")
    if len(lengths) > 1 or not all(_LENGTH.fullmatch(length) for length in lengths):
        raise MalformedError("bad content length")
    if method == "HEAD" or status < 200 or status in (204, 304):
        return _State.DONE, 0
    if codings:
        return _State.CHUNK_SIZE, 0
    if lengths:
        left = int(lengths.pop())
        return (_State.LENGTH, left) if left else (_State.DONE, 0)
    return _State.UNTIL_CLOSE, 0
