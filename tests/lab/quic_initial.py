"""Opens the client's QUIC v1 Initials, as any box on the path can (RFC 9001, 5.2)."""

import hashlib
import hmac
import struct
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .cleartext import Seen, hello, quic_version

VERSION_1 = 1
SALT = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")  # RFC 9001, 5.2
INITIAL = 0
PADDING, PING, ACK, ACK_ECN, CRYPTO = 0, 1, 2, 3, 6
MOST_PIECES = 64


class Keys(NamedTuple):
    """What protects the client's Initials of one connection."""

    key: bytes
    iv: bytes
    mask: bytes

    @classmethod
    def of(cls, destination: bytes) -> "Keys":
        """From the destination connection id of the client's first Initial."""
        secret = hmac.digest(SALT, destination, "sha256")
        client = _expand(secret, b"client in", 32)
        return cls(
            _expand(client, b"quic key", 16), _expand(client, b"quic iv", 12), _expand(client, b"quic hp", 16)
        )


def _expand(secret: bytes, label: bytes, length: int) -> bytes:
    """HKDF-Expand-Label (RFC 8446, 7.1) for up to one block."""
    full = b"tls13 " + label
    info = struct.pack("!HB", length, len(full)) + full + b"\0"
    return hmac.digest(secret, info + b"\1", hashlib.sha256)[:length]


class Initials:
    """Collects the CRYPTO stream of one client from its Initials, also over several datagrams."""

    def __init__(self) -> None:
        self._keys: Keys | None = None
        self._pieces: dict[int, bytes] = {}

    def read(self, datagram: bytes) -> Seen | None:
        """What the ClientHello says; None while it is not whole (or nothing of it came)."""
        at = 0
        while quic_version(datagram[at:]) == VERSION_1:
            try:
                at = self._packet(datagram, at)
            except (IndexError, InvalidTag):
                break
        stream = b""
        for offset in sorted(self._pieces):
            if offset > len(stream):
                break
            stream = stream[:offset] + self._pieces[offset] + stream[offset + len(self._pieces[offset]) :]
        whole = len(stream) >= 4 and len(stream) >= 4 + int.from_bytes(stream[1:4])
        return hello(stream) if whole and stream[0] == 1 else None

    def _packet(self, data: bytes, start: int) -> int:
        """Read one packet of a datagram, return where the next begins. Raises IndexError, InvalidTag."""
        at = start + 6 + data[start + 5]
        destination = data[start + 6 : at]
        at += 1 + data[at]
        kind = data[start] >> 4 & 3
        if kind == INITIAL:
            size, at = _varint(data, at)
            at += size
        size, at = _varint(data, at)
        if kind == INITIAL and len(self._pieces) < MOST_PIECES:
            self._keys = self._keys or Keys.of(destination)
            self._frames(_opened(data[start : at + size], at - start, self._keys))
        return at + size

    def _frames(self, frames: bytes) -> None:
        at = 0
        while at < len(frames):
            kind, at = _varint(frames, at)
            if kind == CRYPTO:
                offset, at = _varint(frames, at)
                size, at = _varint(frames, at)
                self._pieces[offset] = frames[at : at + size]
                at += size
            elif kind in (ACK, ACK_ECN):
                at = _past_ack(frames, at, counts=kind == ACK_ECN)
            elif kind not in (PADDING, PING):
                return


def _past_ack(frames: bytes, at: int, *, counts: bool) -> int:
    """Where the frame behind an ACK begins (RFC 9000, 19.3)."""
    _, at = _varint(frames, at)
    _, at = _varint(frames, at)
    ranges, at = _varint(frames, at)
    for _ in range(1 + 2 * ranges + 3 * counts):
        _, at = _varint(frames, at)
    return at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer (RFC 9000, 16) and the offset behind it."""
    length = 1 << (data[at] >> 6)
    return int.from_bytes(data[at : at + length]) & (1 << (8 * length - 2)) - 1, at + length


def _opened(packet: bytes, at: int, keys: Keys) -> bytes:
    """Take off header protection and decrypt; `at` is the offset of the packet number."""
    cipher = Cipher(algorithms.AES(keys.mask), modes.ECB()).encryptor()
    mask = cipher.update(packet[at + 4 : at + 20].ljust(16, b"\0"))
    first = packet[0] ^ mask[0] & 0x0F
    length = (first & 3) + 1
    number = bytes(a ^ b for a, b in zip(packet[at : at + length], mask[1:], strict=False))
    head = bytes([first]) + packet[1:at] + number
    nonce = int.from_bytes(keys.iv) ^ int.from_bytes(number)
    return AESGCM(keys.key).decrypt(nonce.to_bytes(12), packet[at + length :], head)
