"""The list of all kinds of ways, and what is done with any of them alike."""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError, Ground, OpenPath, PathKind, Server
from waythrough.paths.direct import DirectKind
from waythrough.paths.http_proxy import HttpProxyKind
from waythrough.paths.interface import InterfaceKind
from waythrough.paths.openvpn import OpenVpnKind
from waythrough.paths.program import ProgramKind, needed_program, words_of
from waythrough.paths.shadowsocks import ShadowsocksKind
from waythrough.paths.sing_box import KINDS as SING_BOX_KINDS
from waythrough.paths.sing_box import skips_checks
from waythrough.paths.socks import SocksKind
from waythrough.paths.ssh import SshKind
from waythrough.paths.tor import TorKind, needed_tor
from waythrough.paths.tricks import TricksKind
from waythrough.paths.wireguard import WireGuardKind
from waythrough.paths.wireguard_system import WireGuardSystemKind

KINDS: tuple[PathKind, ...] = (
    DirectKind(),
    SocksKind("5"),
    SocksKind("4a"),
    SocksKind("4"),
    HttpProxyKind(tls=False),
    HttpProxyKind(tls=True),
    TorKind(),
    ProgramKind(),
    SshKind(),
    ShadowsocksKind(),
    WireGuardKind(),
    WireGuardSystemKind(),
    *SING_BOX_KINDS,
    OpenVpnKind(),
    InterfaceKind(),
    TricksKind(),
)
_BY_ID = {item.id: item for item in KINDS}
_PROGRAMS = frozenset(
    {"tor", "program", "openvpn", "wireguard_system", *(item.id for item in SING_BOX_KINDS)}
)


def kind(kind_id: str) -> PathKind:
    """The kind with this id. Raises ConfigError."""
    found = _BY_ID.get(kind_id)
    if found is None:
        todo = "use one of: " + ", ".join(_BY_ID)
        raise ConfigError("path.unknown_kind", "this kind of way is not known", todo=todo)
    return found


def check(spec: PathSpec) -> None:
    """Check a way and all those in front of it. Raises ConfigError."""
    for hop in chain(spec):
        kind(hop.kind).check(hop)


def prepare(spec: PathSpec) -> None:
    """Find out without any network whether a way can be opened at all. Raises ConfigError."""
    check(spec)
    for hop in chain(spec):
        if hop.kind == "tor":
            needed_tor()
        elif hop.kind == "program":
            needed_program(words_of(str(hop.fields["command"]))[0])


def chain(spec: PathSpec) -> tuple[PathSpec, ...]:
    """The way and those in front of it, nearest to the user first."""
    hops: list[PathSpec] = []
    hop: PathSpec | None = spec
    while hop is not None:
        hops.append(hop)
        hop = hop.via
    return tuple(reversed(hops))


def holds_secret(spec: PathSpec) -> bool:
    """Whether a way or one in front of it carries a password or a key."""
    return any(isinstance(value, Secret) for hop in chain(spec) for value in hop.fields.values())


def encrypts_to_exit(spec: PathSpec) -> bool:
    """Whether the user's provider cannot see which services are opened through this way.

    One encrypting hop anywhere in a chain suffices: the provider sees nothing behind it.
    """
    return any(kind(hop.kind).encrypts(hop) for hop in chain(spec))


def unchecked(spec: PathSpec) -> bool:
    """Whether the way encrypts to a server whose certificate is not checked, and nothing else about it hides.

    Who only looks on sees nothing then; who sits in between can read along.
    """
    return not encrypts_to_exit(spec) and any(map(skips_checks, chain(spec)))


def on_this_computer(spec: PathSpec) -> bool:
    """Whether the nearest server is a program on this computer, whose own line nobody here can judge."""
    nearest = servers(chain(spec)[0])
    return bool(nearest) and is_here(nearest[0].host)


def is_here(host: str) -> bool:
    """Whether a host's name or address means this computer (RFC 6761, section 6.3)."""
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def starts_process(spec: PathSpec) -> bool:
    """Whether opening the way starts a program, here or in front of it: few of those fit into a computer."""
    return any(hop.kind in _PROGRAMS for hop in chain(spec))


def is_private(spec: PathSpec) -> bool:
    """Whether few know a server of the way: a bridge, or one that its user called private."""
    return any(hop.private or (hop.kind == "tor" and bool(hop.fields.get("bridge"))) for hop in chain(spec))


def servers(spec: PathSpec) -> tuple[Server, ...]:
    """The way's own servers; those of the ways in front of it are not among them."""
    return kind(spec.kind).servers(spec)


def stream_server(spec: PathSpec) -> Server | None:
    """The one server to which the way is a plain stream, so that the entry can be looked at; else None."""
    found = servers(spec)
    return found[0] if len(found) == 1 and not found[0].udp else None


def over_udp(spec: PathSpec) -> bool:
    """Whether every server of the way is reached by datagrams."""
    found = servers(spec)
    return bool(found) and all(each.udp for each in found)


def resolving_here(spec: PathSpec) -> PathSpec:
    """The way with names resolved on this computer, unchanged where its kind does not offer that."""
    fields = {field.name for field in kind(spec.kind).fields}
    return replace(spec, fields={**spec.fields, "local_dns": True}) if "local_dns" in fields else spec


async def open_path(spec: PathSpec, ground: Ground) -> OpenPath:
    """Open a way, those in front of it first. Raises ConfigError, DialError; what was opened is closed then."""
    if spec.via is None:
        return await kind(spec.kind).open(spec, ground)
    below = await open_path(spec.via, ground)
    try:
        # A name behind a way is resolved where that way resolves: at its far end, or here on its own request.
        above = replace(
            ground,
            dialer=below.dialer,
            datagrams=below.datagrams,
            resolver=below.resolver or ground.resolver,
            hop=below.hops,
            names_go_on=below.resolver is None,
        )
        opened = await kind(spec.kind).open(spec, above)
    except BaseException:
        await below.aclose()
        raise
    opened.closers.insert(0, below.aclose)
    opened.interface = below.interface
    return opened


def new_id() -> str:
    """A random id for a new way; it says nothing about it."""
    return secrets.token_hex(8)


def display_names(specs: Iterable[PathSpec]) -> dict[str, str]:
    """What each way is called on screen, by id: its own name, else its kind and a number ("SOCKS5 1").

    A name that is given twice gets a number too, so that no two columns are called alike.
    """
    specs = tuple(specs)
    given = {spec.name for spec in specs if spec.name}
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for spec in specs:
        if spec.name and spec.name not in names.values():
            names[spec.id] = spec.name
            continue
        stem = spec.name or kind(spec.kind).short
        while True:
            counts[stem] += 1
            name = f"{stem} {counts[stem] + bool(spec.name)}"
            if name not in given and name not in names.values():
                break
        names[spec.id] = name
    return names
