"""Reads the keys for ECH out of an HTTPS record (ECHConfigList, RFC 9849 section 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_VERSION: Final = 0xFE0D
_KEY_SIZES: Final = {0x0020: 32, 0x0010: 65, 0x0011: 97, 0x0012: 133, 0x0021: 56}
"""Bytes of a public key of the HPKE key mechanisms (RFC 9180 section 7.1), X25519 first."""
_UNCOMPRESSED: Final = b"\4"  # first byte of a point of the NIST curves
_NIST: Final = frozenset({0x0010, 0x0011, 0x0012})
_NAME_LIMIT: Final = 255
_MANDATORY: Final = 0x8000  # an extension that who does not know it must not pass over (section 4.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class EchKey:
    """One key of a service: `config_id`, HPKE `kem` and `suite` (KDF, AEAD), and the name that is shown instead."""

    config_id: int
    kem: int
    suite: tuple[int, int]
    public_name: str

    def encapsulated(self, random: Callable[[int], bytes]) -> bytes:
        """Random bytes in the form of an encapsulated key of this mechanism."""
        content = random(_KEY_SIZES[self.kem])
        return _UNCOMPRESSED + content[1:] if self.kem in _NIST else content


def read_ech_keys(data: bytes) -> EchKey | None:
    """The first key of a list that can be used, None when there is none or the list is damaged."""
    try:
        entries = _Reader(data)
        configs = _Reader(entries.vector(2))
        while configs.left:
            version = configs.number(2)
            content = configs.vector(2)
            if version == _VERSION and (key := _key(_Reader(content))) is not None:
                return key
    except ValueError:
        return None
    return None


def _key(contents: "_Reader") -> EchKey | None:
    config_id = contents.number(1)
    kem = contents.number(2)
    public_key = contents.vector(2)
    suites = _Reader(contents.vector(2))
    suite = (suites.number(2), suites.number(2))
    contents.number(1)  # maximum_name_length
    name = contents.vector(1)
    extensions = _Reader(contents.vector(2))
    while extensions.left:
        kind = extensions.number(2)
        extensions.vector(2)
        if kind & _MANDATORY:
            return None
    usable = _KEY_SIZES.get(kem) == len(public_key) and 0 < len(name) <= _NAME_LIMIT and _is_host(name)
    if not usable:
        return None
    return EchKey(config_id=config_id, kem=kem, suite=suite, public_name=name.decode("ascii").lower())


def _is_host(name: bytes) -> bool:
    """Letters, digits and hyphens in labels, the last of which is no number (section 4: an address is no name)."""
    labels = name.split(b".")
    plain = all(
        0 < len(label) < 64 and label.isascii() and label.replace(b"-", b"").isalnum() for label in labels
    )
    return plain and not labels[-1].isdigit()


class _Reader:
    """Takes numbers and vectors off the front of bytes. Raises ValueError where they end too early."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def number(self, width: int) -> int:
        return int.from_bytes(self._take(width))

    def vector(self, width: int) -> bytes:
        return self._take(self.number(width))

    def _take(self, count: int) -> bytes:
        if count > self.left:
            raise ValueError("cut short")
        self._at += count
        return self._data[self._at - count : self._at]
