"""Which keys an SSH server may show: the one that its user confirmed, else those that the user's own SSH knows."""

from dataclasses import dataclass
from typing import Final

from waythrough.model.way_word import WayWord
from waythrough.wire.known_hosts import KnownKeys, known_keys

FAMILIES: Final = (
    ("ssh-ed25519",),
    ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
    ("rsa-sha2-512", "rsa-sha2-256"),
)
"""Ways to sign with a server's key, one row for each kind of key that a server may have, the best first."""

_ALL: Final = tuple(name for family in FAMILIES for name in family)
_RSA: Final = {"ssh-rsa": FAMILIES[2]}  # one kind of key, signed with by two newer algorithms


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKeys:
    """What is known of servers. `pinned` is a fingerprint ("SHA256:..."), `known` the text of known_hosts."""

    pinned: str = ""
    known: str = ""

    def of(self, host: str, port: int) -> "ServerKeys":
        """What is known of one server; a pinned fingerprint counts alone."""
        known = KnownKeys() if self.pinned else known_keys(self.known, host, port)
        return ServerKeys(pinned=self.pinned.rstrip("="), known=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerKeys:
    """What is known of one server."""

    pinned: str
    known: KnownKeys

    @property
    def algorithms(self) -> tuple[str, ...]:
        """What the server is asked to sign with, so that one with several keys shows the known one; else all."""
        names = {name for kind in self.known.kinds for name in _RSA.get(kind, (kind,))}
        return tuple(name for name in _ALL if name in names) or _ALL

    def judge(self, fingerprint: str, key: bytes) -> WayWord | None:
        """What is the matter with a key that the server shows, None when it is the right one."""
        if self.pinned:
            good, other = fingerprint == self.pinned, True
        else:
            good, other = self.known.vouches_for(key), self.known.denies(key)
        if good:
            return None
        return WayWord.HOST_KEY_CHANGED if other else WayWord.HOST_KEY_UNKNOWN
