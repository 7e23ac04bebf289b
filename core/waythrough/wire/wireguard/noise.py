"""WireGuard's handshake from the side that begins it: Noise_IKpsk2, two macs and a cookie (paper, section 5.4)."""

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from waythrough.wire.wireguard.amnezia import BadSettingError

CONSTRUCTION: Final = b"Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s"
IDENTIFIER: Final = b"WireGuard v1 zx2c4 Jason@zx2c4.com"
LABEL_MAC1: Final = b"mac1----"
LABEL_COOKIE: Final = b"cookie--"
COOKIE_LIFE: Final = 120.0  # seconds
TAI64_BASE: Final = (1 << 62) + 10  # as the kernel and wireguard-go count; others are seconds apart from it
NO_NONCE: Final = bytes(12)
_MACS: Final = 32


class HandshakeError(Exception):
    """An answer that does not finish the handshake."""


class BadReplyError(HandshakeError):
    """It is not the server's answer to our initiation."""


class StaleReplyError(HandshakeError):
    """It is, but to an initiation that another one has replaced since."""


class PskMismatchError(HandshakeError):
    """It is, as its mac shows, but the two sides mixed in different preshared keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a handshake leaves: keys and indexes of both directions."""

    sending: bytes = field(repr=False)
    receiving: bytes = field(repr=False)
    ours: int
    theirs: int


def blake2s(*parts: bytes) -> bytes:
    """HASH of the paper."""
    return hashlib.blake2s(b"".join(parts)).digest()


def mac(key: bytes, data: bytes) -> bytes:
    """MAC of the paper: keyed BLAKE2s of 16 bytes."""
    return hashlib.blake2s(data, key=key, digest_size=16).digest()


def kdf(key: bytes, data: bytes, count: int) -> tuple[bytes, ...]:
    """KDF_n of the paper, which is HKDF with HMAC-BLAKE2s."""
    secret = hmac.new(key, data, hashlib.blake2s).digest()
    made: list[bytes] = []
    for number in range(1, count + 1):
        last = made[-1] if made else b""
        made.append(hmac.new(secret, last + bytes([number]), hashlib.blake2s).digest())
    return tuple(made)


def public_key(private_key: bytes) -> bytes:
    """The public half of a key."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def shared(private_key: bytes, public: bytes) -> bytes:
    """DH of the paper. Raises ValueError for a public key that gives nothing secret."""
    return X25519PrivateKey.from_private_bytes(private_key).exchange(
        X25519PublicKey.from_public_bytes(public)
    )


def tai64n(nanoseconds: int) -> bytes:
    """A timestamp from nanoseconds of Unix time."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return struct.pack(">QI", TAI64_BASE + seconds, rest)


class Initiator:
    """One side's handshakes with one server; each `initiation` forgets the one before it."""

    def __init__(self, private_key: bytes, peer_key: bytes, psk: bytes) -> None:
        self._private = private_key
        self._public = public_key(private_key)
        self._peer = peer_key
        self._psk = psk
        try:
            self._static = shared(private_key, peer_key)
        except ValueError:
            todo = "copy it again from the configuration"
            raise BadSettingError("the public key is no key that can be used", todo) from None
        self._mac1_key = blake2s(LABEL_MAC1, peer_key)
        self._cookie_key = blake2s(LABEL_COOKIE, peer_key)
        self._last_stamp = 0
        self._last_mac1 = bytes(16)
        self._cookie: tuple[bytes, float] | None = None
        self._chain = self._hash = self._ephemeral = b""
        self._index = 0

    def initiation(self, header: bytes, wall: int, now: float, ephemeral: bytes | None = None) -> bytes:
        """The first message (5.4.2). `wall` is Unix time in nanoseconds, `now` a clock that never goes back."""
        self._ephemeral = ephemeral or secrets.token_bytes(32)
        self._index = secrets.randbits(32)
        self._last_stamp = max(wall, self._last_stamp + 1)
        chain = blake2s(CONSTRUCTION)
        state = blake2s(blake2s(chain, IDENTIFIER), self._peer)
        point = public_key(self._ephemeral)
        state = blake2s(state, point)
        (chain,) = kdf(chain, point, 1)
        chain, key = kdf(chain, shared(self._ephemeral, self._peer), 2)
        static = ChaCha20Poly1305(key).encrypt(NO_NONCE, self._public, state)
        state = blake2s(state, static)
        chain, key = kdf(chain, self._static, 2)
        stamp = ChaCha20Poly1305(key).encrypt(NO_NONCE, tai64n(self._last_stamp), state)
        self._chain, self._hash = chain, blake2s(state, stamp)
        return self._with_macs(header + struct.pack("<I", self._index) + point + static + stamp, now)

    def response(self, message: bytes) -> Keys:
        """Finish with the second message (5.4.3). Raises HandshakeError."""
        theirs, ours = struct.unpack_from("<II", message, 4)
        mac1 = mac(blake2s(LABEL_MAC1, self._public), message[:60])
        if not hmac.compare_digest(mac1, message[60:76]):
            raise BadReplyError
        if not self._chain or ours != self._index:
            raise StaleReplyError
        point, sealed = message[12:44], message[44:60]
        (chain,) = kdf(self._chain, point, 1)
        try:
            (chain,) = kdf(chain, shared(self._ephemeral, point), 1)
            (chain,) = kdf(chain, shared(self._private, point), 1)
        except ValueError:
            raise BadReplyError from None
        chain, mixed, key = kdf(chain, self._psk, 3)
        state = blake2s(blake2s(self._hash, point), mixed)
        try:
            ChaCha20Poly1305(key).decrypt(NO_NONCE, sealed, state)
        except InvalidTag:
            raise PskMismatchError from None
        self._chain = b""  # an answer is good for once
        sending, receiving = kdf(chain, b"", 2)
        return Keys(sending=sending, receiving=receiving, ours=ours, theirs=theirs)

    def cookie(self, message: bytes, now: float) -> None:
        """Keep the cookie of a reply to our last message (5.4.7). Raises BadReplyError."""
        (ours,) = struct.unpack_from("<I", message, 4)
        nonce, sealed = message[8:32], message[32:64]
        subkey = hchacha20(self._cookie_key, nonce[:16])
        try:
            cookie = ChaCha20Poly1305(subkey).decrypt(bytes(4) + nonce[16:], sealed, self._last_mac1)
        except InvalidTag:
            raise BadReplyError from None
        if ours != self._index:
            raise BadReplyError
        self._cookie = (cookie, now)

    def _with_macs(self, message: bytes, now: float) -> bytes:
        self._last_mac1 = mac(self._mac1_key, message)
        message += self._last_mac1
        if self._cookie is None or now - self._cookie[1] > COOKIE_LIFE:
            return message + bytes(_MACS // 2)
        return message + mac(self._cookie[0], message)


_SIGMA: Final = struct.unpack("<4I", b"expand 32-byte k")
_COLUMNS: Final = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
_DIAGONALS: Final = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
_ROUNDS: Final = (*_COLUMNS, *_DIAGONALS) * 10


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """The key for a nonce of 24 bytes (draft-irtf-cfrg-xchacha, section 2.2)."""
    words = [*_SIGMA, *struct.unpack("<8I", key), *struct.unpack("<4I", nonce)]
    for a, b, c, d in _ROUNDS:
        for left, moved, turn in ((a, d, 16), (c, b, 12), (a, d, 8), (c, b, 7)):
            other = b if left == a else d
            words[left] = (words[left] + words[other]) & 0xFFFFFFFF
            mixed = words[moved] ^ words[left]
            words[moved] = ((mixed << turn) | (mixed >> (32 - turn))) & 0xFFFFFFFF
    return struct.pack("<8I", *words[:4], *words[12:])
