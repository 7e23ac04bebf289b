"""The server's side of Shadowsocks, written from the specifications with nothing of ours, for tests to answer with."""

import hashlib
import hmac
from collections.abc import Iterator

from blake3 import blake3
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

TAG = 16
NOW = 1_800_000_000


def hkdf_sha1(key: bytes, salt: bytes, size: int) -> bytes:
    """RFC 5869 with the info of SIP004."""
    secret = hmac.digest(salt, key, "sha1")
    block = made = b""
    for count in range(1, 3):
        block = hmac.digest(secret, block + b"ss-subkey" + bytes([count]), "sha1")
        made += block
    return made[:size]


def subkey_2022(key: bytes, salt: bytes) -> bytes:
    return blake3(key + salt, derive_key_context="shadowsocks 2022 session subkey").digest(length=len(key))


class Pieces:
    """Seals or opens one direction."""

    def __init__(self, key: bytes, *, chacha: bool = False) -> None:
        self._aead = ChaCha20Poly1305(key) if chacha else AESGCM(key)
        self._count = 0

    def _nonce(self) -> bytes:
        self._count += 1
        return (self._count - 1).to_bytes(12, "little")

    def seal(self, data: bytes) -> bytes:
        return self._aead.encrypt(self._nonce(), data, None)

    def open(self, data: bytes) -> bytes:
        return self._aead.decrypt(self._nonce(), data, None)

    def chunk(self, data: bytes) -> bytes:
        return self.seal(len(data).to_bytes(2, "big")) + self.seal(data)

    def chunks(self, wire: bytes) -> Iterator[bytes]:
        """What a row of sealed lengths and pieces holds."""
        while wire:
            size = int.from_bytes(self.open(wire[: 2 + TAG]), "big") + TAG
            yield self.open(wire[2 + TAG : 2 + TAG + size])
            wire = wire[2 + TAG + size :]


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
