"""Reads one outbound of a sing-box configuration that somebody was handed, and refuses what reaches beyond it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

TYPES: Final = frozenset(
    {"vless", "vmess", "trojan", "shadowsocks", "hysteria", "hysteria2", "tuic", "anytls", "naive", "ssh"}
    | {"http", "socks"}
)
"""Outbounds that are one server of somebody's: neither a way round the tunnel nor a choice among others."""

_DIAL: Final = frozenset(
    {"detour", "bind_interface", "inet4_bind_address", "inet6_bind_address", "routing_mark", "netns"}
    | {"domain_resolver", "domain_strategy", "network_strategy", "network_type", "fallback_network_type"}
    | {"fallback_delay", "bind_address_no_port", "reuse_addr"}
)
"""How the server is reached: that is decided by the run, not by who wrote the configuration."""

_QUIC: Final = frozenset({"hysteria", "hysteria2", "tuic"})
_DEEP: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """One outbound. `udp`: its server is reached by datagrams; `hides`: nobody between can read what goes through.

    `insecure`: it takes any certificate for that of its server.
    """

    type: str
    host: str
    port: int
    udp: bool
    hides: bool
    insecure: bool
    value: Mapping[str, Json] = field(repr=False)


def read_outbound(text: str) -> Outbound:
    """The outbound that `text` holds. Raises ValueError with plain words that hold nothing of it."""
    value = _parse(text)
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise ValueError("its type is none of: " + ", ".join(sorted(TYPES)))
    if any(key.endswith("_path") and key != "path" for key in _keys(value, 0)):
        raise ValueError("it names a file on this computer; put the text of the file into it instead")
    host, port = value.get("server"), _port(value)
    if not isinstance(host, str) or not host or port is None:
        raise ValueError("its server or server_port is missing")
    kept = {key: each for key, each in value.items() if key not in _DIAL and key != "tag"}
    transport = value.get("transport")
    quic = kind in _QUIC or (isinstance(transport, dict) and transport.get("type") == "quic")
    tls = value.get("tls")
    reality = tls.get("reality") if isinstance(tls, dict) else None
    proven = isinstance(reality, dict) and reality.get("enabled") is True
    spoken = isinstance(tls, dict) and tls.get("enabled") is True
    return Outbound(
        type=kind,
        host=host,
        port=port,
        udp=quic,
        hides=_hides(kind, value),
        insecure=spoken and isinstance(tls, dict) and tls.get("insecure") is True and not proven,
        value=kept,
    )


def _parse(text: str) -> dict[str, Json]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(value, dict):
        raise ValueError("it is not one outbound in braces")  # noqa: TRY004 - the text is wrong, no type
    return value


def _port(value: Mapping[str, Json]) -> int | None:
    port = value.get("server_port")
    if port is None and isinstance(value.get("server_ports"), (str, list)):
        listed = value["server_ports"]
        first = listed[0] if isinstance(listed, list) and listed else listed
        head = first.split(":")[0] if isinstance(first, str) else ""
        port = int(head) if head.isdecimal() and head.isascii() else None
    if isinstance(port, bool) or not isinstance(port, int) or not 1 <= port <= 65535:
        return None
    return port


def _hides(kind: str, value: Mapping[str, Json]) -> bool:
    if kind in ("shadowsocks", "ssh"):
        return value.get("method") != "none"
    if kind == "vmess" and value.get("security") not in ("none", "zero"):
        return True
    if kind == "naive":
        return True
    tls = value.get("tls")
    return isinstance(tls, dict) and tls.get("enabled") is True and tls.get("insecure") is not True


def _keys(value: Json, depth: int) -> Iterator[str]:
    if depth > _DEEP:
        raise ValueError("it is nested too deeply")
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _keys(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each, depth + 1)
