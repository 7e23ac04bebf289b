"""One way from one line: any link, a bridge line, host:port and its relatives, and chains of these."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.base import ConfigError
from waythrough.paths.importing import configurl
from waythrough.paths.importing.amnezia import read_amnezia
from waythrough.paths.importing.anytls import read_anytls
from waythrough.paths.importing.base import UNSUPPORTED
from waythrough.paths.importing.bridges import looks_like_bridge, read_bridge
from waythrough.paths.importing.hysteria2 import read_hysteria2
from waythrough.paths.importing.outline import read_ssconf
from waythrough.paths.importing.own import read_interface, read_tor, read_tricks
from waythrough.paths.importing.proxies import SCHEMES, names_port, read_bare, read_proxy
from waythrough.paths.importing.shadowsocks import read_shadowsocks
from waythrough.paths.importing.ssh import read_ssh
from waythrough.paths.importing.trojan import read_trojan
from waythrough.paths.importing.tuic import read_tuic
from waythrough.paths.importing.values import Draft, clean_name, spec_of
from waythrough.paths.importing.vless import read_vless
from waythrough.paths.importing.vmess import read_vmess
from waythrough.paths.importing.wireguard_link import read_wireguard
from waythrough.verdict.clause import clause
from waythrough.verdict.words import Text

READERS: Final[Mapping[str, Callable[[str], Draft]]] = {
    **dict.fromkeys(SCHEMES, read_proxy),
    "ss": read_shadowsocks,
    "ssconf": read_ssconf,
    "vmess": read_vmess,
    "vless": read_vless,
    "trojan": read_trojan,
    "hysteria2": read_hysteria2,
    "hy2": read_hysteria2,
    "tuic": read_tuic,
    "anytls": read_anytls,
    "wireguard": read_wireguard,
    "wg": read_wireguard,
    "awg": read_wireguard,
    "ssh": read_ssh,
    "vpn": read_amnezia,
    "tor": read_tor,
    "interface": read_interface,
    "tricks": read_tricks,
}

LONGEST: Final = 64 * 1024
"""Characters of one line: a key of Amnezia with certificates has about 20,000."""

_LINK: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20})://(.*)", re.DOTALL)
_NAMED: Final = re.compile(r"([^=:/@|?#\[\]]{1,80})=(.+)", re.DOTALL)
_HOP: Final = re.compile(r"\s+(?:->|→|\|)\s+(?=\S+:)")
_MOST_HOPS: Final = 8

Way = tuple[PathSpec, tuple[Text, ...]]


def parse_spec(text: str, *, default_kind: str | None = None) -> PathSpec:
    """A way, or a chain of ways written "first -> second" (or with " | "), nearest to the user first.

    "NAME=" in front names it. `default_kind` is what a bare host:port is (None: told by its port). Raises
    ConfigError, whose words hold nothing of the text.
    """
    return parse_way(text, default_kind=default_kind)[0]


def parse_way(text: str, *, default_kind: str | None = None) -> Way:
    """The same, with what must be known of it besides its fields. Raises ConfigError."""
    text = text.strip()
    if len(text) > LONGEST:
        raise ConfigError("path.too_long", "this line is longer than any way", todo="copy it once more")
    name = ""
    if (match := _NAMED.fullmatch(text)) and not match[1].isspace() and not looks_like_bridge(text):
        name, text = match[1].strip(), match[2].strip()
    drafts = [draft for hop in _hops(text) for draft in _drafts(hop, default_kind)]
    if len(drafts) > _MOST_HOPS:
        raise ConfigError("path.too_long", "this line is longer than any way", todo="copy it once more")
    spec: PathSpec | None = None
    for draft in drafts:
        spec = spec_of(draft, spec)
    assert spec is not None
    if name:
        spec = PathSpec(
            id=spec.id,
            kind=spec.kind,
            name=clean_name(name),
            fields=spec.fields,
            via=spec.via,
            private=spec.private,
        )
    return spec, tuple(caution for draft in drafts for caution in draft.cautions)


def assumed_port(text: str) -> int | None:
    """The port that a link means without naming it; None when it names one. For texts that `parse_spec` took."""
    link = _LINK.fullmatch(_hops(text.strip())[-1])
    if link is None or link[1].lower() not in SCHEMES or names_port(link[0]):
        return None
    return SCHEMES[link[1].lower()][1]


def _hops(text: str) -> list[str]:
    # a name behind "#" may hold the marks of a chain: only what a way can follow cuts there
    return _HOP.split(text)


def _drafts(text: str, default_kind: str | None) -> list[Draft]:
    if configurl.is_chain(text):
        return [draft for part in configurl.split(text) for draft in _part(part)]
    return [_draft(text, default_kind)]


def _part(part: str | Draft) -> list[Draft]:
    return [part if isinstance(part, Draft) else _draft(part, None)]


def _draft(text: str, default_kind: str | None) -> Draft:
    if looks_like_bridge(text):
        return read_bridge(text)
    if not text or any(ord(char) < 33 for char in text.partition("#")[0]):
        what = clause("there are spaces or invisible characters inside")
        raise ConfigError("path.spaces", what, todo="write one way a line")
    match = _LINK.fullmatch(text)
    if match is None:
        return read_bare(text, default_kind)
    reader = READERS.get(match[1].lower())
    if reader is None:
        raise unsupported(match[1].lower())
    return reader(text)


def unsupported(scheme: str) -> ConfigError:
    """Why a link of another tool is refused, and what helps today."""
    known = UNSUPPORTED.get(scheme)
    if known is None:
        todo = clause("use a link such as socks5://, ss://, vless:// or trojan://, or host:port")
        return ConfigError("path.unknown_scheme", "this kind of link is not known", todo=todo)
    todo = clause(
        "start it in its own app and add the SOCKS5 address which that app shows, such as socks5://127.0.0.1:1080"
    )
    return ConfigError(
        "path.unsupported_kind", clause("{known} is not supported yet", known=known), todo=todo
    )
