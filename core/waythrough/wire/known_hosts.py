"""Reads the list of servers that a user's SSH trusts (known_hosts, sshd(8)); asks no resolver, unlike libraries."""

import base64
import binascii
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

SSH_PORT: Final = 22
_HASHED: Final = "|1|"
_REVOKED: Final = "@revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKeys:
    """What the list says of one server; keys are the bytes that SSH sends, with their kinds.

    `trusted` stand under its name and port. `elsewhere` stand under its name alone though it has another port: they
    may vouch for it, but that it shows another key there means nothing.
    """

    trusted: tuple[tuple[bytes, str], ...] = ()
    elsewhere: tuple[tuple[bytes, str], ...] = ()
    revoked: frozenset[bytes] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the keys that may be shown."""
        return frozenset(kind for _, kind in (*self.trusted, *self.elsewhere))

    def vouches_for(self, key: bytes) -> bool:
        """Whether a key is one of the server's."""
        found = any(key == known for known, _ in (*self.trusted, *self.elsewhere))
        return found and key not in self.revoked

    def denies(self, key: bytes) -> bool:
        """Whether the server is known by other keys, or by this one as stolen."""
        return key in self.revoked or bool(self.trusted)


def known_keys(text: str, host: str, port: int) -> KnownKeys:
    """What a list says of a server. Lines that are not understood and authorities count for nothing."""
    name = host if port == SSH_PORT else f"[{host}]:{port}"
    trusted: list[tuple[bytes, str]] = []
    elsewhere: list[tuple[bytes, str]] = []
    revoked: set[bytes] = set()
    for marker, patterns, kind, key in _lines(text):
        if marker == _REVOKED:
            if _matches(patterns, name) or _matches(patterns, host):
                revoked.add(key)
        elif marker:
            continue
        elif _matches(patterns, name):
            trusted.append((key, kind))
        elif port != SSH_PORT and _matches(patterns, host):
            elsewhere.append((key, kind))
    return KnownKeys(trusted=tuple(trusted), elsewhere=tuple(elsewhere), revoked=frozenset(revoked))


def _lines(text: str) -> Iterator[tuple[str, str, str, bytes]]:
    """Marker, patterns, kind and key of each line that has them."""
    for line in text.splitlines():
        words = line.split()
        marker = words.pop(0) if words and words[0].startswith("@") else ""
        if len(words) < 3 or words[0].startswith("#"):
            continue
        try:
            key = base64.b64decode(words[2], validate=True)
        except (binascii.Error, ValueError):
            continue
        yield marker, words[0], words[1], key


def _matches(patterns: str, name: str) -> bool:
    """Whether a server is meant: by its hash, or by one of the patterns and by none that is negated."""
    if patterns.startswith(_HASHED):
        return _hashes_to(patterns, name)
    found = False
    for pattern in patterns.lower().split(","):
        # "[" stands for itself here, around a host with a port
        wanted = pattern.removeprefix("!").replace("[", "[[]")
        if fnmatchcase(name.lower(), wanted):
            if pattern.startswith("!"):
                return False
            found = True
    return found


def _hashes_to(pattern: str, name: str) -> bool:
    salt, _, wanted = pattern[len(_HASHED) :].partition("|")
    try:
        made = hmac.digest(base64.b64decode(salt, validate=True), name.encode(), "sha1")
        return hmac.compare_digest(made, base64.b64decode(wanted, validate=True))
    except (binascii.Error, ValueError):
        return False
