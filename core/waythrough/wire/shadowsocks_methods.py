"""The ciphers of Shadowsocks by their names, and the keys that their passwords stand for; needs no library."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final


class BadKeyError(ValueError):
    """A password is not what its method wants. `wanted` is the size of each part in bytes."""

    def __init__(self, wanted: int, *, parts: bool = False) -> None:
        super().__init__("not the key of this method")
        self.wanted = wanted
        self.parts = parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One cipher. The salt of a stream is as long as its key; `modern`: one of SIP022 (2022)."""

    id: str
    key_size: int
    modern: bool = False

    @property
    def aes(self) -> bool:
        """Whether the cipher is AES-GCM; the others are of the ChaCha20 family."""
        return "aes" in self.id

    @property
    def extended(self) -> bool:
        """Whether the nonce of a stream has 24 bytes."""
        return self.id.startswith("xchacha20")


_ALL: Final = (
    Method(id="chacha20-ietf-poly1305", key_size=32),
    Method(id="aes-256-gcm", key_size=32),
    Method(id="aes-128-gcm", key_size=16),
    Method(id="aes-192-gcm", key_size=24),
    Method(id="xchacha20-ietf-poly1305", key_size=32),
    Method(id="2022-blake3-aes-128-gcm", key_size=16, modern=True),
    Method(id="2022-blake3-aes-256-gcm", key_size=32, modern=True),
    Method(id="2022-blake3-chacha20-poly1305", key_size=32, modern=True),
)
METHODS: Final = {each.id: each for each in _ALL}
"""By name, the most common first."""

_OLD_STARTS: Final = ("aes-", "camellia-", "rc4", "chacha20", "salsa20", "bf-", "cast5-", "des-", "idea-", "rc2-",
                      "seed-", "table", "xchacha20")  # fmt: skip
_OTHER_NAMES: Final = {
    "chacha20-poly1305": "chacha20-ietf-poly1305",
    "xchacha20-poly1305": "xchacha20-ietf-poly1305",
    "aead_chacha20_poly1305": "chacha20-ietf-poly1305",
    "aead_aes_128_gcm": "aes-128-gcm",
    "aead_aes_192_gcm": "aes-192-gcm",
    "aead_aes_256_gcm": "aes-256-gcm",
    "2022-blake3-chacha20-ietf-poly1305": "2022-blake3-chacha20-poly1305",
}
UNENCRYPTED: Final = frozenset({"none", "plain"})


def method_id(name: str) -> str:
    """The name that METHODS knows for what people and programs write; unknown ones stay as they are."""
    name = name.strip().lower()
    return _OTHER_NAMES.get(name, name)


def is_old(name: str) -> bool:
    """Whether this is a cipher of the first Shadowsocks: it hides, but whoever watches can change and replay."""
    return name not in METHODS and name.startswith(_OLD_STARTS)


def keys_of(method: Method, password: str) -> tuple[bytes, ...]:
    """The keys of a password, that of the user last; several only in 2022 ("server:user"). Raises BadKeyError."""
    if not method.modern:
        return (_stretched(password.encode(), method.key_size),)
    parts = password.split(":")
    if len(parts) > 1 and not method.aes:
        raise BadKeyError(method.key_size)  # SIP023 defines identity headers for AES only
    return tuple(_decoded(part, method.key_size, parts=len(parts) > 1) for part in parts)


def _stretched(password: bytes, size: int) -> bytes:
    """EVP_BytesToKey with MD5 and one round: the key that every implementation of Shadowsocks makes."""
    key = block = b""
    while len(key) < size:
        block = hashlib.md5(block + password, usedforsecurity=False).digest()
        key += block
    return key[:size]


def _decoded(text: str, size: int, *, parts: bool) -> bytes:
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadKeyError(size, parts=parts) from None
    if len(key) != size:
        raise BadKeyError(size, parts=parts)
    return key
