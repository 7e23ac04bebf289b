"""Makes bytes unreadable and unchangeable without a key: one form for files, rows of the history and names."""

import base64
import binascii
import hmac
import json
import secrets
import zlib
from importlib.util import find_spec
from typing import Final

from waythrough.store.dirs import StoreError
from waythrough.store.seal_words import WORDS_2

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_MAGIC: Final = b"WTSEAL1\n"
_TEXT: Final = "s2:"
_OLDER_TEXT: Final = "s1:"
_WORTH_PACKING: Final = 100
"""Bytes from which on packing a text is worth its time."""
_WINDOW, _MEMORY, _LEVEL = 14, 6, 4
_PACKER: Final = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zdict=WORDS_2)


def available() -> bool:
    """Whether the library is installed that does the sealing."""
    return find_spec("cryptography") is not None


def need_library() -> None:
    """Raises StoreError when the library is missing that does the sealing."""
    if not available():
        raise StoreError(
            "lock.no_library",
            "the app lock needs the Python package “cryptography”, which is not installed",
            still_works="everything else works without it",
            todo="install it with: pip install cryptography",
        )


def encrypt(key: bytes, content: bytes, purpose: bytes) -> bytes:
    """Content under a key (ChaCha20-Poly1305, a fresh random nonce in front), bound to what it is for."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, purpose)


def decrypt(key: bytes, sealed: bytes, purpose: bytes) -> bytes:
    """The content again. Raises ValueError when key, content or purpose is not the one it was sealed with."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose)
    except InvalidTag as error:
        raise ValueError("it was not sealed with this key") from error


def is_sealed(content: bytes) -> bool:
    """Whether the content of a file is sealed."""
    return content.startswith(_MAGIC)


def is_sealed_text(text: str) -> bool:
    """Whether a text is sealed."""
    return text.startswith((_TEXT, _OLDER_TEXT))


class Seal:
    """One key at work. Everything is bound to its purpose, so that nothing can be put in another's place."""

    def __init__(self, key: bytes) -> None:
        need_library()
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        self._content = _derived(key, "content")
        self._siv = AESSIV(_derived(key, "siv one") + _derived(key, "siv two"))
        self._names = _derived(key, "names")

    def close_bytes(self, content: bytes, purpose: str) -> bytes:
        """The content of a file, sealed."""
        return _MAGIC + encrypt(self._content, zlib.compress(content, 1), purpose.encode())

    def open_bytes(self, sealed: bytes, purpose: str) -> bytes:
        """The content of a sealed file. Raises StoreError."""
        try:
            return zlib.decompress(decrypt(self._content, sealed[len(_MAGIC) :], purpose.encode()))
        except (ValueError, zlib.error) as error:
            raise _damaged() from error

    def close_text(self, text: str, purpose: str) -> str:
        """A text, sealed to a text."""
        sealed = encrypt(self._content, _packed(text.encode("utf-8")), purpose.encode())
        return _TEXT + base64.b64encode(sealed).decode("ascii")

    def open_text(self, sealed: str, purpose: str) -> str:
        """A sealed text again. Raises StoreError."""
        try:
            content = base64.b64decode(sealed[len(_TEXT) :], validate=True)
            packed = decrypt(self._content, content, purpose.encode())
            opened = zlib.decompress(packed) if sealed.startswith(_OLDER_TEXT) else _unpacked(packed)
            return opened.decode("utf-8")
        except (ValueError, binascii.Error, zlib.error) as error:
            raise _damaged() from error

    def name(self, *words: str) -> str:
        """What stands for a name on disk: always the same for the same words, and telling nothing of them."""
        return self._digest("name", words).hex()[:32]

    def shut(self, word: str, place: str) -> str:
        """A word that can be looked for while it is sealed: the same word in the same place always looks the same."""
        sealed = self._siv.encrypt(word.encode("utf-8"), [place.encode("utf-8")])
        return base64.urlsafe_b64encode(sealed).decode("ascii")

    def open_word(self, sealed: str, place: str) -> str:
        """The word again. Raises StoreError."""
        from cryptography.exceptions import InvalidTag

        try:
            content = base64.urlsafe_b64decode(sealed)
            return self._siv.decrypt(content, [place.encode("utf-8")]).decode("utf-8")
        except (ValueError, binascii.Error, InvalidTag) as error:
            raise _damaged() from error

    def _digest(self, kind: str, words: tuple[str, ...]) -> bytes:
        return hmac.digest(self._names, json.dumps([kind, *words]).encode(), "sha256")


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, f"waythrough {purpose}".encode(), "sha256")


def _packed(content: bytes) -> bytes:
    """Smaller, with a first byte that says how."""
    if len(content) < _WORTH_PACKING:
        return b"\0" + content
    packer = _PACKER.copy()  # it has read the known words already
    return b"\1" + packer.compress(content) + packer.flush()


def _unpacked(packed: bytes) -> bytes:
    if packed[:1] == b"\0":
        return packed[1:]
    opener = zlib.decompressobj(_WINDOW, zdict=WORDS_2)
    return opener.decompress(packed[1:]) + opener.flush()


def _damaged() -> StoreError:
    return StoreError(
        "lock.damaged",
        "something that is kept under the app lock is damaged, or comes from another lock",
        still_works="what else is kept is not affected",
        todo="put back a copy of that file, or erase everything and begin anew",
    )
