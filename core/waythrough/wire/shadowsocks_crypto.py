"""What seals and opens a direction of Shadowsocks, and the keys made for it; needs the library cryptography."""

from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from waythrough.wire.shadowsocks_methods import Method

TAG: Final = 16
NONCE: Final = 12
LONG_NONCE: Final = 24
_CHACHA_WORDS: Final = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574)  # "expand 32-byte k" (RFC 8439, 2.3)


class UnreadableError(Exception):
    """What came was not sealed with this key, or was changed on its way."""


class Aead(Protocol):
    """A cipher that seals: each nonce once."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class XChaCha20Poly1305:
    """ChaCha20-Poly1305 with a nonce of 24 bytes (draft-irtf-cfrg-xchacha-03)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Data and tag."""
        return self._inner(nonce).encrypt(bytes(4) + nonce[16:], data, associated_data)

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The data. Raises InvalidTag."""
        return self._inner(nonce).decrypt(bytes(4) + nonce[16:], data, associated_data)

    def _inner(self, nonce: bytes) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(hchacha20(self._key, nonce[:16]))


class Box:
    """One direction of a stream: the nonce counts the sealed pieces, from zero and in little endian."""

    def __init__(self, method: Method, key: bytes) -> None:
        self._aead = aead(method, key)
        self._size = LONG_NONCE if method.extended else NONCE
        self._count = 0

    def seal(self, data: bytes) -> bytes:
        """The next piece, with its tag."""
        return self._aead.encrypt(self._nonce(), data, None)

    def open(self, sealed: bytes) -> bytes:
        """What the other side sealed as its next piece. Raises UnreadableError."""
        return opened(self._aead, self._nonce(), sealed)

    def _nonce(self) -> bytes:
        nonce = self._count.to_bytes(self._size, "little")
        self._count += 1
        return nonce


def aead(method: Method, key: bytes) -> Aead:
    """The cipher of a method."""
    if method.aes:
        return AESGCM(key)
    return XChaCha20Poly1305(key) if method.extended else ChaCha20Poly1305(key)


def opened(cipher: Aead, nonce: bytes, sealed: bytes) -> bytes:
    """The plain bytes. Raises UnreadableError."""
    try:
        return cipher.decrypt(nonce, sealed, None)
    except InvalidTag:
        raise UnreadableError from None


def session_key(method: Method, key: bytes, salt: bytes) -> bytes:
    """The key of one direction of one stream of the first AEAD kind (SIP004)."""
    return HKDF(algorithm=SHA1(), length=method.key_size, salt=salt, info=b"ss-subkey").derive(key)


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    """The key that stands behind the first 16 bytes of a long nonce.

    It is the outer words of a ChaCha20 block before the starting state is added, so that state is taken off again.
    """
    block = Cipher(algorithms.ChaCha20(key, nonce), None).encryptor().update(bytes(64))
    words = [int.from_bytes(block[at : at + 4], "little") for at in range(0, 64, 4)]
    start = (*_CHACHA_WORDS, *(int.from_bytes(nonce[at : at + 4], "little") for at in range(0, 16, 4)))
    outer = (*words[:4], *words[12:])
    return b"".join(
        ((word - before) & 0xFFFFFFFF).to_bytes(4, "little")
        for word, before in zip(outer, start, strict=True)
    )


def seal_block(key: bytes, block: bytes) -> bytes:
    """One block of 16 bytes by AES alone, for headers that never repeat."""
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)


def open_block(key: bytes, block: bytes) -> bytes:
    """The inverse of `seal_block`."""
    return Cipher(algorithms.AES(key), modes.ECB()).decryptor().update(block)
