"""Writes the configuration of sing-box (1.12 or newer): ways, one loopback door in front of them and one behind."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from waythrough.model.path import FieldValue
from waythrough.wire.sing_box_outbound import inside_shadowtls, outbound
from waythrough.wire.sing_box_raw import Json

OLDEST: Final = (1, 12)
UTLS: Final = "with_utls"
QUIC: Final = "with_quic"
NAIVE: Final = "with_naive_outbound"

DOOR: Final = "door"  # the inbound where our own dials come in
BEHIND: Final = "behind"  # the outbound by which sing-box reaches servers
_SUFFIX: Final = ".invalid"  # RFC 2606: no server anywhere is called so
_NOWHERE: Final = "nowhere"  # a name server that knows no name: whatever would be resolved here is not
_QUIC_TYPES: Final = ("hysteria", "hysteria2", "tuic")
_PACKETS_NOT: Final = ("shadowtls", "http", "ssh", "naive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to be carried. `name` says nothing of it: it is a tag, a user, and what stands for its server."""

    name: str
    kind: str
    fields: Mapping[str, FieldValue] = field(repr=False)

    @property
    def value(self) -> dict[str, Json]:
        """Its outbound without a name and without how its server is reached. Raises ValueError for a raw one."""
        return outbound(self.kind, self.fields)

    @property
    def needs(self) -> frozenset[str]:
        """The build tags without which sing-box cannot carry it. Raises ValueError as `value`."""
        value = self.value
        found = {UTLS} if _copies_browser(value.get("tls")) else set()
        if value["type"] in _QUIC_TYPES or _part(value, "transport").get("type") == "quic":
            found.add(QUIC)
        if value["type"] == "naive":
            found.add(NAIVE)
        return frozenset(found)

    @property
    def secured(self) -> bool:
        """Whether TLS is spoken to its server. Raises ValueError as `value`."""
        return _part(self.value, "tls").get("enabled") is True

    @property
    def later(self) -> bool:
        """Whether its server is walked to only after sing-box has said yes. Raises ValueError as `value`."""
        return _part(self.value, "transport").get("type") in ("grpc", "http", "quic")

    @property
    def datagrams(self) -> bool:
        """Whether it carries UDP. Raises ValueError as `value`."""
        value = self.value
        return value["type"] not in _PACKETS_NOT and value.get("network") != "tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The loopback doors of one child: `password` of the one in front; port, user and key of the one behind.

    All connections to servers leave through the door behind, a SOCKS5 proxy of ours that is asked for the name of
    the way. So sing-box itself never resolves a name, never sends a packet off this computer, and is not told the
    address of a server.
    """

    password: str = field(repr=False)
    port: int
    user: str = field(repr=False)
    key: str = field(repr=False)


def server_name(way: str) -> str:
    """What stands for the server of a way at the door behind."""
    return way + _SUFFIX


def way_name(server: str) -> str:
    """The way whose server is meant by what was asked for at the door behind."""
    return server.removesuffix(_SUFFIX)


def configuration(ways: Sequence[Way], doors: Doors, roots: str) -> str:
    """The whole configuration as JSON. `roots` are the certificates that count, as PEM. Raises ValueError."""
    users: list[Json] = [{"username": way.name, "password": doors.password} for way in ways]
    rules: list[Json] = [{"auth_user": [way.name], "action": "route", "outbound": way.name} for way in ways]
    reject: Json = {"inbound": [DOOR], "action": "reject"}
    behind: Json = {
        "type": "socks",
        "tag": BEHIND,
        "server": "127.0.0.1",
        "server_port": doors.port,
        "username": doors.user,
        "password": doors.key,
    }
    whole: dict[str, Json] = {
        "log": {"level": "info", "timestamp": False},
        "certificate": {"store": "none", "certificate": [roots]},
        "dns": {"servers": [{"type": "hosts", "tag": _NOWHERE}], "final": _NOWHERE},
        "inbounds": [{"type": "socks", "tag": DOOR, "listen": "127.0.0.1", "listen_port": 0, "users": users}],
        "outbounds": [behind, *(value for _, value in _outbounds(ways))],
        "route": {"rules": [*rules, reject], "default_domain_resolver": _NOWHERE},
    }
    return json.dumps(whole)


def at_index(ways: Sequence[Way], index: int) -> Way | None:
    """The way that an index into the outbounds belongs to, as errors name them; None when it is none's."""
    owners = [None, *(way for way, _ in _outbounds(ways))]
    return owners[index] if index < len(owners) else None


def _outbounds(ways: Iterable[Way]) -> Iterable[tuple[Way, Json]]:
    for way in ways:
        value: dict[str, Json] = {**way.value, "server": server_name(way.name), "detour": BEHIND}
        if way.kind != "shadowtls":
            yield way, {**value, "tag": way.name}
            continue
        cover = f"{way.name}-cover"
        yield way, {**value, "tag": cover}
        yield way, {**inside_shadowtls(way.fields), "tag": way.name, "detour": cover}


def _copies_browser(tls: Json) -> bool:
    if not isinstance(tls, dict):
        return False
    return any(_part(tls, each).get("enabled") is True for each in ("utls", "reality"))


def _part(value: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    part = value.get(name)
    return part if isinstance(part, dict) else {}
