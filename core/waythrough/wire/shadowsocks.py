"""Shadowsocks streams and datagrams of a client with AEAD ciphers (SIP003, SIP004, SIP007), without I/O."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum
from ipaddress import ip_address
from typing import Final, Protocol

from waythrough.wire.shadowsocks_crypto import TAG, Box, UnreadableError, session_key
from waythrough.wire.shadowsocks_methods import Method
from waythrough.wire.socks import address_bytes

MOST: Final = 0x3FFF  # bytes of one piece; the two upper bits of its length are reserved
_LENGTH: Final = 2
_ADDRESS_SIZE: Final = {1: 4, 4: 16}


class Reply(StrEnum):
    """What is the matter with an answer of the server. It has no words of its own: these are the only ones."""

    UNANSWERED = "unanswered"  # silence, or an end without a byte: wrong password or method, or filtered
    UNREADABLE = "unreadable"  # bytes came that this password and method do not open
    MALFORMED = "malformed"
    CLOCK = "clock"  # the clocks of both sides are more than 30 seconds apart
    OTHER_REQUEST = "other_request"  # an answer to another connection: played again by somebody
    CUT = "cut"  # it ended in the middle of a piece


class RefusedError(Exception):
    """The answer cannot be used."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.value)
        self.reply = reply


class Packets(Protocol):
    """Seals and opens datagrams to one target."""

    def seal(self, data: bytes) -> bytes:
        """The datagram for the server."""
        ...

    def open(self, packet: bytes) -> tuple[str, int, bytes]:
        """Who sent a datagram of the server (host and port), and what. Raises RefusedError."""
        ...


class Tunnel(ABC):
    """One stream to one target. The target's address goes out together with the first bytes sent.

    `answered`: the server has sent something that the key opens, which proves that it holds it too.
    """

    most: int = MOST

    def __init__(self, method: Method, host: str, port: int) -> None:
        """Raises ValueError for a host that the protocol cannot carry."""
        self.answered = False
        self._method = method
        self._address = target_bytes(host, port)
        self._out: Box | None = None
        self._in: Box | None = None
        self._buffer = bytearray()
        self._due = method.key_size
        self._read: Callable[[bytes], bytes] = self._on_salt

    def seal(self, data: bytes) -> bytes:
        """`data` as it goes to the server; b"" the first time sends the target's address alone."""
        wire = b""
        if self._out is None:
            wire, data = self._begin(data)
        parts = [wire]
        for start in range(0, len(data), self.most):
            piece = data[start : start + self.most]
            parts += (self._sealed(len(piece).to_bytes(_LENGTH, "big")), self._sealed(piece))
        return b"".join(parts)

    def open(self, data: bytes) -> bytes:
        """What the server's bytes hold, as far as whole pieces came. Raises RefusedError; the stream is spent then."""
        self._buffer += data
        plain = []
        while len(self._buffer) >= self._due:
            part = bytes(self._buffer[: self._due])
            del self._buffer[: self._due]
            plain.append(self._read(part))
        return b"".join(plain)

    @property
    def torn(self) -> bool:
        """Whether an end at this point would be in the middle of something."""
        return bool(self._buffer) or self._read not in (self._on_salt, self._on_length)

    @abstractmethod
    def _begin(self, data: bytes) -> tuple[bytes, bytes]:
        """The first bytes for the server, and what of `data` has no place in them."""

    @abstractmethod
    def _on_salt(self, salt: bytes) -> bytes: ...

    def _on_length(self, part: bytes) -> bytes:
        size = int.from_bytes(self._opened(part), "big")
        if size > self.most:
            raise RefusedError(Reply.MALFORMED)
        self._expect(size + TAG, self._on_piece)
        return b""

    def _on_piece(self, part: bytes) -> bytes:
        data = self._opened(part)
        self._expect(_LENGTH + TAG, self._on_length)
        return data

    def _expect(self, size: int, read: Callable[[bytes], bytes]) -> None:
        self._due, self._read = size, read

    def _sealed(self, data: bytes) -> bytes:
        assert self._out is not None
        return self._out.seal(data)

    def _opened(self, part: bytes) -> bytes:
        assert self._in is not None
        try:
            data = self._in.open(part)
        except UnreadableError:
            raise RefusedError(Reply.UNREADABLE) from None
        self.answered = True
        return data


class AeadTunnel(Tunnel):
    """A stream by SIP004. `prefix`: what its salt begins with, so that it looks like something else (Outline)."""

    def __init__(self, method: Method, key: bytes, host: str, port: int, *, prefix: bytes = b"") -> None:
        super().__init__(method, host, port)
        self._key = key
        self._salt = prefix + os.urandom(method.key_size - len(prefix))

    def _begin(self, data: bytes) -> tuple[bytes, bytes]:
        self._out = Box(self._method, session_key(self._method, self._key, self._salt))
        room = self.most - len(self._address)
        first, rest = self._address + data[:room], data[room:]
        sealed = self._sealed(len(first).to_bytes(_LENGTH, "big")) + self._sealed(first)
        return self._salt + sealed, rest

    def _on_salt(self, salt: bytes) -> bytes:
        self._in = Box(self._method, session_key(self._method, self._key, salt))
        self._expect(_LENGTH + TAG, self._on_length)
        return b""


class AeadPackets:
    """Datagrams by SIP004: each with a salt of its own."""

    def __init__(self, method: Method, key: bytes, host: str, port: int) -> None:
        self._method = method
        self._key = key
        self._address = target_bytes(host, port)

    def seal(self, data: bytes) -> bytes:
        """The datagram for the server."""
        salt = os.urandom(self._method.key_size)
        return salt + self._box(salt).seal(self._address + data)

    def open(self, packet: bytes) -> tuple[str, int, bytes]:
        """Who sent a datagram of the server, and what. Raises RefusedError."""
        salt, sealed = packet[: self._method.key_size], packet[self._method.key_size :]
        if len(sealed) < TAG:
            raise RefusedError(Reply.MALFORMED)
        try:
            return read_target(self._box(salt).open(sealed))
        except UnreadableError:
            raise RefusedError(Reply.UNREADABLE) from None

    def _box(self, salt: bytes) -> Box:
        return Box(self._method, session_key(self._method, self._key, salt))


def target_bytes(host: str, port: int) -> bytes:
    """A target as SOCKS5 writes it. Raises ValueError."""
    return address_bytes(host) + port.to_bytes(2, "big")


def read_target(data: bytes) -> tuple[str, int, bytes]:
    """Host and port at the beginning of a datagram, and what follows. Raises RefusedError."""
    kind = data[0] if data else 0
    named = kind == 3 and len(data) > 1
    start = 2 if named else 1
    size = data[1] if named else _ADDRESS_SIZE.get(kind, 0)
    end = start + size
    if not size or len(data) < end + 2:
        raise RefusedError(Reply.MALFORMED)
    raw = data[start:end]
    host = raw.decode("latin-1") if named else str(ip_address(raw))
    return host, int.from_bytes(data[end : end + 2], "big"), data[end + 2 :]
