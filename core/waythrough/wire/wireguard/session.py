"""One session of WireGuard: transport messages sealed and opened, each counter once (paper, section 5.4.6)."""

import struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from waythrough.wire.wireguard.noise import Keys

REKEY_AFTER_TIME: Final = 120.0
REJECT_AFTER_TIME: Final = 180.0
REJECT_AFTER_MESSAGES: Final = (1 << 64) - (1 << 13) - 1
WINDOW: Final = 2048
"""Counters behind the newest one that may still come (RFC 6479)."""
_MASK: Final = (1 << WINDOW) - 1
_HEAD: Final = struct.Struct("<IQ")


class ReplayWindow:
    """Which counters have come."""

    __slots__ = ("_newest", "_seen")

    def __init__(self) -> None:
        self._newest = -1
        self._seen = 0  # bit n: newest - n has come

    def take(self, counter: int) -> bool:
        """Whether this one comes for the first time and not too late; it counts as come then."""
        ahead = counter - self._newest
        if ahead > 0:
            self._seen = ((self._seen << ahead) | 1) & _MASK if ahead < WINDOW else 1
            self._newest = counter
            return True
        bit = 1 << -ahead
        if ahead <= -WINDOW or self._seen & bit:
            return False
        self._seen |= bit
        return True


class Session:
    """The keys of one handshake while they are in use. Times are of a clock that never goes back."""

    __slots__ = ("_counter", "_opening", "_sealing", "_theirs", "_window", "born", "ours")

    def __init__(self, keys: Keys, now: float) -> None:
        self.born = now
        self.ours = keys.ours
        self._theirs = keys.theirs
        self._sealing = ChaCha20Poly1305(keys.sending)
        self._opening = ChaCha20Poly1305(keys.receiving)
        self._counter = 0
        self._window = ReplayWindow()

    def usable(self, now: float) -> bool:
        """Whether it may still carry packets."""
        return now - self.born < REJECT_AFTER_TIME and self._counter < REJECT_AFTER_MESSAGES

    def old(self, now: float) -> bool:
        """Whether it is time for another handshake."""
        return now - self.born >= REKEY_AFTER_TIME

    def seal(self, header: bytes, packet: bytes) -> bytes:
        """A transport message; no packet makes a keepalive."""
        counter, self._counter = self._counter, self._counter + 1
        padded = packet + bytes(-len(packet) % 16)
        nonce = b"\0\0\0\0" + counter.to_bytes(8, "little")
        sealed = self._sealing.encrypt(nonce, padded, None)
        return header + _HEAD.pack(self._theirs, counter) + sealed

    def open(self, message: bytes) -> bytes | None:
        """The padded packet in a message, None when it is forged or has come before."""
        nonce = b"\0\0\0\0" + message[8:16]
        try:
            packet = self._opening.decrypt(nonce, message[16:], None)
        except InvalidTag:
            return None
        return packet if self._window.take(int.from_bytes(message[8:16], "little")) else None
