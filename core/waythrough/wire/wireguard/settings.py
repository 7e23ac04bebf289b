"""What a WireGuard tunnel is made of, read from the texts in which people have it."""

import base64
import binascii
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_interface,
    ip_network,
)
from typing import Final

from waythrough.wire.wireguard.amnezia import PLAIN, Amnezia, BadSettingError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

KEY_SIZE: Final = 32
NO_PSK: Final = bytes(KEY_SIZE)
DEFAULT_MTU: Final = 1420
"""What fits into an outer packet of 1500 bytes over IPv6, as wg-quick has it."""
CHAINED_MTU: Final = 1280
"""Behind another way less fits, and nothing tells how much; this is the least that IPv6 allows (RFC 8200, 5)."""
EVERYWHERE: Final = "0.0.0.0/0, ::/0"
_PEER_KEYS: Final = frozenset({"publickey", "presharedkey", "allowedips", "endpoint", "persistentkeepalive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One server of the tunnel; packets for `allowed_ips` go to it. `keepalive` in seconds, 0 for none."""

    host: str
    port: int
    public_key: bytes
    preshared_key: bytes = field(default=NO_PSK, repr=False)
    allowed_ips: tuple[Network, ...] = ()
    keepalive: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A whole tunnel. `addresses` are ours inside it, `dns` the resolvers that are asked inside it."""

    private_key: bytes = field(repr=False)
    addresses: tuple[Address, ...]
    peers: tuple[Peer, ...]
    dns: tuple[Address, ...] = ()
    mtu: int = DEFAULT_MTU
    amnezia: Amnezia = PLAIN


def parse_key(text: str, name: str) -> bytes:
    """The 32 bytes of a key in base64. Raises BadSettingError, whose words hold nothing of it."""
    todo = "a WireGuard key has 44 letters and digits and ends in “=”; copy it again, whole"
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_SIZE:
        raise BadSettingError(f"the {name} is no WireGuard key", todo)
    if key == NO_PSK and "preshared" not in name:
        raise BadSettingError(f"the {name} is made of zeros only", todo)
    return key


def parse_addresses(text: str) -> tuple[Address, ...]:
    """Our addresses inside the tunnel, "10.0.0.2/32, fd00::2/128". Raises BadSettingError."""
    todo = "write addresses with commas between them, such as 10.0.0.2/32, fd00::2/128"
    try:
        found = tuple(ip_interface(part).ip for part in split_list(text))
    except ValueError:
        raise BadSettingError("an address of the tunnel cannot be read", todo) from None
    if not found:
        raise BadSettingError("the tunnel has no address", todo)
    return found


def parse_networks(text: str) -> tuple[Network, ...]:
    """Allowed IPs; no text means everywhere. Raises BadSettingError."""
    try:
        return tuple(ip_network(part, strict=False) for part in split_list(text or EVERYWHERE))
    except ValueError:
        todo = "write networks with commas between them, such as 0.0.0.0/0, ::/0"
        raise BadSettingError("the allowed IPs cannot be read", todo) from None


def parse_dns(text: str) -> tuple[Address, ...]:
    """The resolvers of a list; search domains, which wg-quick allows in it, say nothing to us."""
    found: list[Address] = []
    for part in split_list(text):
        try:
            found.append(ip_address(part))
        except ValueError:
            if part.replace(".", "").isdigit() or ":" in part:
                todo = "write addresses with commas between them, such as 10.0.0.1"
                raise BadSettingError("an address of a resolver cannot be read", todo) from None
    return tuple(found)


def parse_peers(text: str) -> tuple[Peer, ...]:
    """Further [Peer] sections as they stand in a .conf file. Raises BadSettingError."""
    sections: list[dict[str, str]] = []
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        if line.lower() == "[peer]":
            sections.append({})
            continue
        if not line:
            continue
        key, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not sections or key.lower() not in _PEER_KEYS:
            todo = "write [Peer] and below it lines such as PublicKey, AllowedIPs, Endpoint"
            raise BadSettingError("a line of the further peers cannot be read", todo)
        before = sections[-1].get(key.lower())
        joined = f"{before}, {value}" if before and key.lower() == "allowedips" else value
        sections[-1][key.lower()] = joined
    return tuple(_peer(section) for section in sections)


def split_list(text: str) -> list[str]:
    """The parts of a list with commas, blanks or lines between them."""
    return text.replace(",", " ").split()


def _peer(section: dict[str, str]) -> Peer:
    if "publickey" not in section:
        raise BadSettingError("a further peer has no public key", "write its PublicKey, or remove the peer")
    if "allowedips" not in section:
        raise BadSettingError("a further peer has no allowed IPs", "write its AllowedIPs, or remove the peer")
    host, port = _endpoint(section.get("endpoint", ""))
    psk = section.get("presharedkey")
    return Peer(
        host=host,
        port=port,
        public_key=parse_key(section["publickey"], "public key of a further peer"),
        preshared_key=parse_key(psk, "preshared key of a further peer") if psk else NO_PSK,
        allowed_ips=parse_networks(section["allowedips"]),
        keepalive=_keepalive(section.get("persistentkeepalive", "0")),
    )


def _endpoint(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        todo = "write its Endpoint as host:port or [address]:port, or remove the peer"
        raise BadSettingError("a further peer has no endpoint that can be reached", todo)
    return host.removeprefix("[").removesuffix("]"), int(port)


def _keepalive(text: str) -> int:
    if text.lower() == "off":
        return 0
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise BadSettingError("a keepalive cannot be read", "write seconds from 0 to 65535")
    return int(text)
