"""Servers of tunnels as data: which program, where, and with which files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class TunnelKind(StrEnum):
    """Which program serves a tunnel."""

    SHADOWSOCKS = "shadowsocks"
    OPENVPN = "openvpn"
    WIREGUARD = "wireguard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tunnel:
    """A server abroad that other people wrote.

    `files` are put into a folder of its own, which `arguments` name as {folder}; WireGuard's settings are its file
    server.conf, and `inside` the addresses that it has in the tunnel.
    """

    kind: TunnelKind
    address: str
    port: int
    udp: bool = False
    arguments: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    inside: tuple[str, ...] = ()
