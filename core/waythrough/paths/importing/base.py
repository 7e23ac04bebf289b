"""What an import gives back, and the one way in which a line is shown again: without anything secret."""

import re
from dataclasses import dataclass
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.model.secret import MASK
from waythrough.paths.base import ConfigError

_SCHEME: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]{0,15})://")
_SERVER: Final = re.compile(r"@(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):(\d{1,5})/?\s*$")
KNOWN_SCHEMES: Final = frozenset({"socks", "socks4", "socks4a", "socks5", "socks5h", "http", "https"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One entry that could not be taken. `line` counts from 1; no text holds a secret of the user."""

    line: int
    excerpt: str
    reason: str
    todo: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPaths:
    """What a text held; `source` is its name as the user knows it (a file, "clipboard")."""

    source: str
    specs: tuple[PathSpec, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def excerpt(line: str) -> str:
    """Enough of a line to find it again: its scheme and server when these are plain to see, dots for the rest.

    >>> excerpt("socks5://me:pass@192.0.2.1:1080")
    'socks5://••••@192.0.2.1:1080'
    """
    scheme = _SCHEME.match(line)
    known = scheme[1].lower() if scheme and is_scheme(scheme[1].lower()) else ""
    server = _SERVER.search(line) if known in KNOWN_SCHEMES and line.count("@") == 1 else None
    return f"{known}://{MASK}{server[0].rstrip() if server else ''}" if known else MASK


def rejected(line: int, shown: str, error: ConfigError) -> Rejected:
    """A refused entry; `shown` stands for it and holds nothing secret."""
    return Rejected(line=line, excerpt=shown, reason=error.what, todo=error.todo, message_id=error.message_id)


UNSUPPORTED: Final = {
    "ss": "Shadowsocks",
    "ssr": "ShadowsocksR",
    "vless": "VLESS",
    "vmess": "VMess",
    "trojan": "Trojan",
    "hysteria": "Hysteria",
    "hysteria2": "Hysteria2",
    "hy2": "Hysteria2",
    "tuic": "TUIC",
    "wireguard": "WireGuard",
    "wg": "WireGuard",
    "awg": "AmneziaWG",
    "ssh": "SSH",
    "tg": "Telegram proxy",
    "naive+https": "NaiveProxy",
    "obfs4": "Tor bridge",
    "vpn": "Amnezia",
}
"""Schemes of other circumvention tools, by the name that their users know."""


def is_scheme(scheme: str) -> bool:
    """Whether this is the scheme of some way, supported or not."""
    return scheme in KNOWN_SCHEMES or scheme in UNSUPPORTED
