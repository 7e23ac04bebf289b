"""WireGuard and AmneziaWG files as wg-quick reads them, and as people write them: any case, BOM, comments, "off"."""

import re
from dataclasses import dataclass, field
from typing import Final

from waythrough.model.secret import Secret
from waythrough.paths.importing.cautions import HOOKS, UNUSED
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.transports import Fields
from waythrough.paths.importing.values import (
    Draft,
    addresses_of,
    key_of,
    networks_of,
    number_of,
    server_of,
)
from waythrough.verdict.words import Text

_SECTION: Final = re.compile(r"\[\s*(\w+)\s*\]")
_HOOKS: Final = frozenset({"preup", "postup", "predown", "postdown"})
_SYSTEM: Final = frozenset({"listenport", "fwmark", "table", "saveconfig"})
_LISTS: Final = frozenset({"address", "dns", "allowedips"})
_PEER: Final = frozenset({"publickey", "presharedkey", "allowedips", "endpoint", "persistentkeepalive"})
_INTERFACE: Final = frozenset({"privatekey", "address", "dns", "mtu"})
AMNEZIA: Final = {
    name.lower(): name
    for name in (
        "Jc", "Jmin", "Jmax", "S1", "S2", "S3", "S4", "H1", "H2", "H3", "H4",
        "I1", "I2", "I3", "I4", "I5", "J1", "J2", "J3", "Itime",
    )
}  # fmt: skip
_NAME: Final = re.compile(r"#\s*(?:name|device)\s*[:=]\s*(.{1,80})", re.IGNORECASE)
MOST_PEERS: Final = 64
MOST_LINES: Final = 4000


@dataclass(slots=True)
class _Conf:
    """A file taken apart: keys in lower case, lists joined, what is given twice counted by its last."""

    interface: dict[str, str] = field(default_factory=dict)
    peers: list[dict[str, str]] = field(default_factory=list)
    name: str = ""
    hooks: bool = False
    unknown: bool = False


def read_conf(text: str, name: str = "") -> Draft:
    """A WireGuard file; `name` is what it is called. Raises ConfigError."""
    conf = _parse(text)
    peers = [peer for peer in conf.peers if peer.get("endpoint")]
    if not conf.interface.get("privatekey") or not conf.interface.get("address") or not conf.peers:
        raise refusal("path.bad_section")
    if not all(peer.get("publickey") for peer in conf.peers):
        raise refusal("path.bad_section")
    if not peers:
        raise refusal("path.no_endpoint")
    first = peers[0]
    others = [peer for peer in conf.peers if peer is not first]
    cautions: tuple[Text, ...] = (HOOKS,) * conf.hooks + (UNUSED,) * conf.unknown
    return Draft(
        kind="wireguard",
        name=conf.name or name,
        fields={**_own(conf.interface), **_peer(first), "more_peers": _more(others)},
        cautions=cautions,
    )


def keepalive_of(text: str) -> int | None:
    """Seconds between keep-alives; None where they are off. Raises ConfigError."""
    if text.lower() in ("", "off", "0"):
        return None
    seconds = number_of(text)
    if seconds > 65535:
        raise refusal("path.bad_number")
    return seconds


def preshared_of(text: str) -> Secret | None:
    """The further key of a peer; a key of zeros is none. Raises ConfigError."""
    if not text:
        return None
    key = key_of(text)
    return None if key == "A" * 43 + "=" else Secret(key)


def mtu_of(text: str) -> int | None:
    """The largest packet inside. Raises ConfigError."""
    if not text or text == "0":
        return None
    mtu = number_of(text)
    if not 576 <= mtu <= 9000:
        raise refusal("path.bad_number")
    return mtu


def _parse(text: str) -> _Conf:
    conf = _Conf()
    section: dict[str, str] | None = None
    kind = ""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise refusal("path.too_deep")
    for raw in lines:
        if not conf.name and (named := _NAME.match(raw.strip())):
            conf.name = named[1].strip()
        line = raw.partition("#")[0].strip().lstrip("\ufeff")
        if not line or line.startswith(";"):
            continue
        if (header := _SECTION.fullmatch(line)) is not None:
            kind = header[1].lower()
            section = _open(conf, kind)
            continue
        key, equals, value = (part.strip() for part in line.partition("="))
        if section is None or not equals:
            raise refusal("path.bad_section")
        _take(conf, section, kind, key.lower(), value)
    return conf


def _open(conf: _Conf, kind: str) -> dict[str, str]:
    if kind == "interface":
        return conf.interface
    if kind != "peer" or len(conf.peers) >= MOST_PEERS:
        raise refusal("path.bad_section")
    conf.peers.append({})
    return conf.peers[-1]


def _take(conf: _Conf, section: dict[str, str], kind: str, key: str, value: str) -> None:
    known = _PEER if kind == "peer" else _INTERFACE | set(AMNEZIA)
    if key in _HOOKS:
        conf.hooks = True
    elif key in _SYSTEM:
        pass  # how a system would route through it, which is not done here
    elif key not in known:
        conf.unknown = True
    elif key in _LISTS and section.get(key) and value:
        section[key] += f", {value}"
    else:
        section[key] = value


def _own(interface: dict[str, str]) -> Fields:
    amnezia = [f"{AMNEZIA[key]} = {value}" for key, value in interface.items() if key in AMNEZIA and value]
    if not all(line.isprintable() and len(line) < 8000 for line in amnezia):
        raise refusal("path.bad_section")
    return {
        "private_key": Secret(key_of(interface["privatekey"])),
        "address": networks_of(interface["address"]),
        "dns": addresses_of(interface.get("dns", "")),
        "mtu": mtu_of(interface.get("mtu", "")),
        "amnezia": "\n".join(amnezia),
    }


def _peer(peer: dict[str, str]) -> Fields:
    host, port = server_of(peer["endpoint"])
    return {
        "host": host,
        "port": port,
        "public_key": key_of(peer["publickey"]),
        "preshared_key": preshared_of(peer.get("presharedkey", "")),
        "keepalive": keepalive_of(peer.get("persistentkeepalive", "")),
        "allowed_ips": networks_of(peer.get("allowedips", "")),
    }


def _more(peers: list[dict[str, str]]) -> Secret | None:
    """The peers behind the first, as sections of one form."""
    sections = []
    for peer in peers:
        lines = ["[Peer]", f"PublicKey = {key_of(peer['publickey'])}"]
        if (preshared := preshared_of(peer.get("presharedkey", ""))) is not None:
            lines.append(f"PresharedKey = {preshared.reveal()}")
        if networks := networks_of(peer.get("allowedips", "")):
            lines.append(f"AllowedIPs = {networks}")
        if endpoint := peer.get("endpoint", ""):
            host, port = server_of(endpoint)
            lines.append(f"Endpoint = {f'[{host}]' if ':' in host else host}:{port}")
        if keepalive := keepalive_of(peer.get("persistentkeepalive", "")):
            lines.append(f"PersistentKeepalive = {keepalive}")
        sections.append("\n".join(lines))
    return Secret("\n".join(sections)) if sections else None
