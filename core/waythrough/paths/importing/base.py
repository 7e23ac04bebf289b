"""What an import gives back, and the one way in which a line is shown again: without anything secret."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from ipaddress import ip_address
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.model.secret import MASK, Secret
from waythrough.paths.base import ConfigError, Server
from waythrough.paths.importing.cautions import cautions_of
from waythrough.paths.registry import chain, kind, servers
from waythrough.verdict.clause import said
from waythrough.verdict.words import Text, msg, unmarked

_SCHEME: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]{0,15})://")
_SERVER: Final = re.compile(r"@(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):(\d{1,5})/?\s*$")
_PROXIES: Final = frozenset({"socks", "socks4", "socks4a", "socks5", "socks5h", "http", "https"})

KNOWN_SCHEMES: Final = _PROXIES | {
    "ss", "ssconf", "vmess", "vless", "trojan", "hysteria2", "hy2", "tuic", "anytls", "wireguard", "wg", "awg",
    "ssh", "vpn", "tor", "interface", "tricks",
}  # fmt: skip
"""Schemes that an importer reads."""

UNSUPPORTED: Final = {
    "ssr": "ShadowsocksR",
    "hysteria": "Hysteria",
    "tg": "Telegram proxy",
    "naive+https": "NaiveProxy",
    "naive+quic": "NaiveProxy",
    "trojan-go": "Trojan-Go",
    "brook": "Brook",
    "juicity": "Juicity",
    "snell": "Snell",
    "mieru": "mieru",
    "mierus": "mieru",
    "warp": "WARP",
    "obfs4": "Tor bridge",
}
"""Schemes of other circumvention tools, by the name that their users know."""

_PASSWORDS: Final = frozenset({"password", "inner_password", "obfs_password"})
_KEYS: Final = frozenset({"private_key", "preshared_key"})
_DEFAULTS: Final = frozenset(
    {("transport", "tcp"), ("security", "none"), ("cipher", "auto"), ("encryption", "none")}
)
"""Fields that say the same as if they were absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One way that was taken. `line` counts from 1; `name` is what it is called beside the others of its text."""

    line: int
    spec: PathSpec
    name: str
    cautions: tuple[Text, ...] = ()

    @property
    def kind(self) -> str:
        """What kind of way it is, in English, to be translated: "VLESS server"."""
        return kind(self.spec.kind).label

    @property
    def summary(self) -> str:
        """Enough to tell it from others: its server half hidden, how it is reached, whether it holds a secret."""
        return summary(self.spec)

    @property
    def warnings(self) -> tuple[Text, ...]:
        """What must be known before it is used."""
        return tuple(dict.fromkeys((*cautions_of(self.spec), *self.cautions)))


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
    """What a text held, in its order; `source` is its name as the user knows it (a file, "clipboard")."""

    source: str
    items: tuple[Imported | Rejected, ...] = field(default=(), repr=False)

    @property
    def imported(self) -> tuple[Imported, ...]:
        return tuple(each for each in self.items if isinstance(each, Imported))

    @property
    def specs(self) -> tuple[PathSpec, ...]:
        return tuple(each.spec for each in self.imported)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        return tuple(each for each in self.items if isinstance(each, Rejected))


def excerpt(line: str) -> str:
    """Enough of a line to find it again: its scheme and server when these are plain to see, dots for the rest.

    >>> excerpt("socks5://me:pass@192.0.2.1:1080")
    'socks5://••••@192.0.2.1:1080'
    """
    scheme = _SCHEME.match(line)
    known = scheme[1].lower() if scheme and is_scheme(scheme[1].lower()) else ""
    server = _SERVER.search(line[-400:]) if known in _PROXIES and line.count("@") == 1 else None
    return f"{known}://{MASK}{server[0].rstrip() if server else ''}" if known else MASK


def summary(spec: PathSpec) -> str:
    """A way in a few English words, with nothing in it that would open or betray it."""
    return ", ".join(unmarked(str(each)) for each in summary_parts(spec))


def secret_parts(hops: Iterable[PathSpec]) -> list[Text]:
    """What kind of secret these carry, in words; nothing where they carry none."""
    held = {name for hop in hops for name, value in hop.fields.items() if isinstance(value, Secret)}
    if not held:
        return []
    if held & _PASSWORDS:
        return [msg("with a password")]
    return [msg("with a key") if held & _KEYS else msg("with a secret")]


def summary_parts(spec: PathSpec) -> tuple[Text, ...]:
    """The same in parts, to be said in any language."""
    nearest = servers(spec)
    parts = [_masked_server(nearest[0])] if nearest and not spec.private else []
    fields = spec.fields
    parts += [
        str(fields[name]) for name in ("method", "security", "transport", "interface") if fields.get(name)
    ]
    told = [said(part) for part in parts if part not in ("none", "tcp")]
    told += secret_parts([spec])
    if spec.via is not None:
        ways = [said(kind(hop.kind).label) for hop in chain(spec.via)]
        told.append(msg("behind {ways}", ways=reduce(_onwards, ways)))
    return tuple(told)


def _onwards(first: Text, second: Text) -> Text:
    return msg("{first} → {second}", first=first, second=second)


def _masked_server(server: Server) -> str:
    host = masked_host(server.host)
    return f"{f'[{host}]' if ':' in host else host}:{server.port}"


def masked_host(host: str) -> str:
    """A host with its middle hidden: it can be told from others, and not be contacted.

    >>> masked_host("proxy.example.org"), masked_host("198.51.100.7")
    ('pr••••.org', '198.••••.7')
    """
    try:
        address = ip_address(host)
    except ValueError:
        labels = host.rstrip(".").split(".")
        return f"{labels[0][:2]}{MASK}" + (f".{labels[-1]}" if len(labels) > 1 else "")
    if address.is_loopback:
        return host
    parts = re.split(r"[.:]", address.exploded)
    return f"{parts[0]}:{MASK}" if address.version == 6 else f"{parts[0]}.{MASK}.{parts[-1]}"


def rejected(line: int, shown: str, error: ConfigError) -> Rejected:
    """A refused entry; `shown` stands for it and holds nothing secret."""
    return Rejected(line=line, excerpt=shown, reason=error.what, todo=error.todo, message_id=error.message_id)


def is_scheme(scheme: str) -> bool:
    """Whether this is the scheme of some way, supported or not."""
    return scheme in KNOWN_SCHEMES or scheme in UNSUPPORTED


def content_of(spec: PathSpec) -> object:
    """What makes two ways the same, whatever they are called: to be compared only, for it holds the secrets."""
    said = {(name, _plain(value)) for name, value in spec.fields.items()}
    fields = tuple(sorted(said - _DEFAULTS))
    return spec.kind, fields, content_of(spec.via) if spec.via else None


def _plain(value: object) -> str:
    return value.reveal() if isinstance(value, Secret) else str(value)
