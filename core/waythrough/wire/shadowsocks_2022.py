"""Shadowsocks 2022 of a client (SIP022), with identity headers for servers that many share (SIP023), without I/O."""

import os
import secrets
import time
from collections.abc import Callable
from typing import Final

from blake3 import blake3

from waythrough.wire.shadowsocks import RefusedError, Reply, Tunnel, read_target, target_bytes
from waythrough.wire.shadowsocks_crypto import (
    LONG_NONCE,
    TAG,
    Aead,
    Box,
    UnreadableError,
    XChaCha20Poly1305,
    aead,
    open_block,
    opened,
    seal_block,
)
from waythrough.wire.shadowsocks_methods import Method

CLOCK_SKEW: Final = 30  # seconds between both clocks, SIP022 section 3.1.3
PADDING: Final = 900
_SESSION: Final = "shadowsocks 2022 session subkey"
_IDENTITY: Final = "shadowsocks 2022 identity subkey"
_CLIENT: Final = b"\x00"
_SERVER: Final = 1
_BLOCK: Final = 16
_ID: Final = 8
_TIME: Final = 8
_DNS: Final = 53
_SESSIONS: Final = 8  # of the server, that is how often it may start anew while one link is used

Clock = Callable[[], float]


class ModernTunnel(Tunnel):
    """A stream by SIP022. `keys`: those of the servers in front, if any, and the user's last."""

    most = 0xFFFF

    def __init__(
        self,
        method: Method,
        keys: tuple[bytes, ...],
        host: str,
        port: int,
        *,
        prefix: bytes = b"",
        clock: Clock = time.time,
    ) -> None:
        super().__init__(method, host, port)
        self._keys = keys
        self._clock = clock
        self._salt = prefix + os.urandom(method.key_size - len(prefix))

    def _begin(self, data: bytes) -> tuple[bytes, bytes]:
        self._out = self._box(self._salt)
        padding = b"" if data else os.urandom(1 + secrets.randbelow(PADDING))
        head = self._address + len(padding).to_bytes(2, "big") + padding
        room = self.most - len(head)
        head, rest = head + data[:room], data[room:]
        fixed = _CLIENT + int(self._clock()).to_bytes(_TIME, "big") + len(head).to_bytes(2, "big")
        return self._salt + self._identities() + self._sealed(fixed) + self._sealed(head), rest

    def _identities(self) -> bytes:
        size = self._method.key_size
        return b"".join(
            seal_block(_derived(_IDENTITY, key + self._salt, size), _named(after))
            for key, after in zip(self._keys, self._keys[1:], strict=False)
        )

    def _on_salt(self, salt: bytes) -> bytes:
        self._in = self._box(salt)
        self._expect(1 + _TIME + len(salt) + 2 + TAG, self._on_head)
        return b""

    def _on_head(self, part: bytes) -> bytes:
        head = self._opened(part)
        if head[0] != _SERVER:
            raise RefusedError(Reply.MALFORMED)
        _check_time(head[1:], self._clock)
        if head[1 + _TIME : -2] != self._salt:
            raise RefusedError(Reply.OTHER_REQUEST)
        self._expect(int.from_bytes(head[-2:], "big") + TAG, self._on_piece)
        return b""

    def _box(self, salt: bytes) -> Box:
        return Box(self._method, _derived(_SESSION, self._keys[-1] + salt, self._method.key_size))


class Window:
    """Which numbers of a session have been seen (RFC 6479): each one counts once, late ones within a limit."""

    SIZE: Final = 1024

    def __init__(self) -> None:
        self._highest = -1
        self._seen = 0

    def take(self, number: int) -> bool:
        """Whether this number is new; it is old from then on."""
        ahead = number - self._highest
        if ahead > 0:
            self._seen = 1 if ahead >= self.SIZE else (self._seen << ahead | 1) & ((1 << self.SIZE) - 1)
            self._highest = number
            return True
        bit = 1 << -ahead
        if -ahead >= self.SIZE or self._seen & bit:
            return False
        self._seen |= bit
        return True


class ModernPackets:
    """Datagrams by SIP022: numbered within a session, so that none can be played again."""

    def __init__(
        self, method: Method, keys: tuple[bytes, ...], host: str, port: int, *, clock: Clock = time.time
    ) -> None:
        self._method = method
        self._keys = keys
        self._address = target_bytes(host, port)
        self._padded = port == _DNS
        self._clock = clock
        self._id = os.urandom(_ID)
        self._next = 0
        self._own = self._cipher(keys[-1], self._id)
        self._sessions: dict[bytes, tuple[Aead, Window]] = {}

    def seal(self, data: bytes) -> bytes:
        """The datagram for the server; questions for names are padded, since their length tells much."""
        padding = os.urandom(1 + secrets.randbelow(PADDING)) if self._padded else b""
        body = (
            _CLIENT
            + int(self._clock()).to_bytes(_TIME, "big")
            + len(padding).to_bytes(2, "big")
            + padding
            + self._address
            + data
        )
        header = self._id + self._next.to_bytes(_ID, "big")
        self._next += 1
        if not self._method.aes:
            nonce = os.urandom(LONG_NONCE)
            return nonce + self._own.encrypt(nonce, header + body, None)
        sealed = self._own.encrypt(header[4:], body, None)
        return seal_block(self._keys[0], header) + self._identities(header) + sealed

    def open(self, packet: bytes) -> tuple[str, int, bytes]:
        """Who sent a datagram of the server, and what. Raises RefusedError."""
        header, body, session = self._read(packet)
        fixed = 1 + _TIME + _ID + 2
        if len(body) < fixed or body[0] != _SERVER:
            raise RefusedError(Reply.MALFORMED)
        _check_time(body[1:], self._clock)
        if body[1 + _TIME : 1 + _TIME + _ID] != self._id or not session[1].take(
            int.from_bytes(header[_ID:], "big")
        ):
            raise RefusedError(Reply.OTHER_REQUEST)
        self._sessions.setdefault(header[:_ID], session)
        while len(self._sessions) > _SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        return read_target(body[fixed + int.from_bytes(body[fixed - 2 : fixed], "big") :])

    def _read(self, packet: bytes) -> tuple[bytes, bytes, tuple[Aead, Window]]:
        """Header and body of a datagram, and the session that it belongs to."""
        if len(packet) < LONG_NONCE + _BLOCK + TAG:
            raise RefusedError(Reply.MALFORMED)
        try:
            if not self._method.aes:
                plain = opened(self._own, packet[:LONG_NONCE], packet[LONG_NONCE:])
                header = plain[:_BLOCK]
                return header, plain[_BLOCK:], self._session(header)
            header = open_block(self._keys[-1], packet[:_BLOCK])
            session = self._session(header)
            return header, opened(session[0], header[4:], packet[_BLOCK:]), session
        except UnreadableError:
            raise RefusedError(Reply.UNREADABLE) from None

    def _session(self, header: bytes) -> tuple[Aead, Window]:
        known = self._sessions.get(header[:_ID])
        return known or (self._cipher(self._keys[-1], header[:_ID]), Window())

    def _identities(self, header: bytes) -> bytes:
        return b"".join(
            seal_block(key, bytes(a ^ b for a, b in zip(_named(after), header, strict=True)))
            for key, after in zip(self._keys, self._keys[1:], strict=False)
        )

    def _cipher(self, key: bytes, session: bytes) -> Aead:
        if not self._method.aes:
            return XChaCha20Poly1305(key)
        return aead(self._method, _derived(_SESSION, key + session, self._method.key_size))


def _derived(context: str, material: bytes, size: int) -> bytes:
    return blake3(material, derive_key_context=context).digest(length=size)


def _named(key: bytes) -> bytes:
    """How an identity header calls the next key."""
    return blake3(key).digest(length=_BLOCK)


def _check_time(data: bytes, clock: Clock) -> None:
    """Raises RefusedError where the time at the beginning of `data` is not ours."""
    if abs(int.from_bytes(data[:_TIME], "big") - clock()) > CLOCK_SKEW:
        raise RefusedError(Reply.CLOCK)
