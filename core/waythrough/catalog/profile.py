"""The network profile: the one that ships, and the one that a --network file describes."""

from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgspec

from waythrough.catalog.catalog import read_file
from waythrough.catalog.host_list import bundled_hosts
from waythrough.catalog.hosts import HostError, host, is_address, web_address
from waythrough.catalog.notice_list import bundled_notices
from waythrough.catalog.toml_file import TomlFile, decode, parse
from waythrough.catalog.toml_lines import KeyPath
from waythrough.model.network import SYSTEM_RESOLVER, WEB_PORTS, AddressPlan, Canary, Network, NetworkProfile

NOBODY = "192.0.2.1"  # RFC 5737: routed nowhere, so that only a box on the way can answer for it
TRACE = "https://www.cloudflare.com/cdn-cgi/trace"  # tells every visitor his own address
LEAST_SAMPLE = 32 * 1024  # bytes; below, nothing is left beside the slow start of a connection
_PEM_KEYS = ("trust_roots", "extra_roots", "os_roots")


class _CanaryTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    url: str
    status: int
    text: str = ""


class _PlanTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    public: list[str] = []
    bogon: list[str] = []


class NetworkTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, omit_defaults=True):
    """A --network file: see model.network.NetworkProfile. A key left out keeps its default."""

    name: str = ""
    resolvers: list[str] = []
    doh: list[str] = []
    trust_roots: str = ""
    extra_roots: str = ""
    os_roots: str = ""
    canaries: list[_CanaryTable] = []
    neutral_hosts: list[str] = []
    volume_hosts: list[str] = []
    volume_size: int = 256 * 1024
    domestic_hosts: list[str] = []
    quic_hosts: list[str] = []
    port_hosts: list[str] = []
    nobody: str = ""
    controls: list[str] = []
    whoami: str = ""
    trace: str = ""
    filter_resolvers: list[str] = []
    address_plan: _PlanTable = _PlanTable()
    practice: bool = False


def default_profile(country: str = "") -> NetworkProfile:
    """The profile of the real internet; `country` (ISO 3166, any case) adds that country's domestic hosts."""
    hosts = bundled_hosts()
    return NetworkProfile(
        resolvers=(SYSTEM_RESOLVER, *(fact.address for fact in hosts.resolvers)),
        doh=tuple(fact.url for fact in hosts.doh),
        canaries=tuple(Canary(url=fact.url, status=fact.status, text=fact.text) for fact in hosts.canaries),
        neutral_hosts=tuple(fact.host for fact in hosts.neutral),
        volume_hosts=tuple(fact.url for fact in hosts.volume),
        quic_hosts=tuple(fact.host for fact in hosts.quic),
        port_hosts=tuple(fact.host for fact in hosts.ports),
        notices=bundled_notices(),
        nobody=NOBODY,
        trace=TRACE,
        domestic_hosts=tuple(
            name for fact in hosts.domestic if fact.country == country.strip().upper() for name in fact.hosts
        ),
    )


def load_network(path: Path | str, country: str = "") -> NetworkProfile:
    """The profile that a TOML file describes, over the default one. Raises CatalogError.

    Relative names of PEM files are relative to the folder of the file.
    """
    file = Path(path)
    source = parse(read_file(file), file.name)
    table = decode(source, NetworkTable)
    given: dict[str, Any] = {key: _READ[key](source, getattr(table, key)) for key in source.data}
    for key in _PEM_KEYS:
        if given.get(key):
            given[key] = _pem(source, key, file.parent / given[key])
    if "neutral_hosts" in given:
        given.setdefault("volume_hosts", ())  # a network of its own has no objects of ours
        given.setdefault("port_hosts", ())
        given.setdefault("trace", "")
    return replace(default_profile(country), **given)


def _plain(source: TomlFile, value: str | bool) -> str | bool:
    return value


def _name(source: TomlFile, value: str) -> str:
    if not value.strip():
        source.refuse(
            "wrong_value", "a network needs a name", ("name",), 'leave the key out to call it "internet"'
        )
    return value


def _texts(source: TomlFile, value: list[str]) -> tuple[str, ...]:
    return tuple(value)


def _resolvers(source: TomlFile, value: list[str]) -> tuple[str, ...]:
    for number, entry in enumerate(value):
        if entry != SYSTEM_RESOLVER and not _is_endpoint(entry):
            hint = 'write "system", an address such as 9.9.9.9, or address:port'
            source.refuse("bad_resolver", f'"{entry}" is no resolver', ("resolvers", number), hint)
    return tuple(value)


def _is_endpoint(text: str) -> bool:
    """ip, ip:port or [ip]:port."""
    name, _, port = text.rpartition(":")
    bracketed = name.startswith("[") and name.endswith("]")
    known = is_address(name[1:-1] if bracketed else name) and (bracketed or ":" not in name)
    return is_address(text) or (known and _is_port(port))


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536


def _doh(source: TomlFile, value: list[str]) -> tuple[str, ...]:
    return tuple(_url(source, entry, ("doh", number), ("https",)) for number, entry in enumerate(value))


def _canaries(source: TomlFile, value: list[_CanaryTable]) -> tuple[Canary, ...]:
    return tuple(
        Canary(
            url=_url(source, entry.url, ("canaries", number, "url"), ("http", "https")),
            status=entry.status,
            text=entry.text,
        )
        for number, entry in enumerate(value)
    )


def _url(source: TomlFile, text: str, at: KeyPath, schemes: tuple[str, ...]) -> str:
    try:
        address = web_address(text)
    except HostError as error:
        source.refuse("bad_url", str(error), at)
    if address.url.partition(":")[0] not in schemes:
        source.refuse("bad_url", f"the address must begin with {schemes[0]}://", at)
    return address.url


def _neutral(source: TomlFile, value: list[str]) -> tuple[str, ...]:
    return tuple(_host_port(source, entry, ("neutral_hosts", number)) for number, entry in enumerate(value))


def _volume(source: TomlFile, value: list[str]) -> tuple[str, ...]:
    return tuple(
        _url(source, entry, ("volume_hosts", number), ("https",)) for number, entry in enumerate(value)
    )


def _volume_size(source: TomlFile, value: int) -> int:
    if value < LEAST_SAMPLE:
        source.refuse("wrong_value", f"a sample has {LEAST_SAMPLE} bytes or more", ("volume_size",))
    return value


def _domestic(source: TomlFile, value: list[str]) -> tuple[str, ...]:
    return tuple(_host_port(source, entry, ("domestic_hosts", number)) for number, entry in enumerate(value))


def _nobody(source: TomlFile, value: str) -> str:
    if value and not is_address(value):
        source.refuse(
            "bad_address", f'"{value}" is no address', ("nobody",), "write an address such as 192.0.2.1"
        )
    return value


def _host_port(source: TomlFile, text: str, at: KeyPath) -> str:
    name, colon, port = text.partition(":")
    try:
        name = host(name)
    except HostError as error:
        source.refuse("bad_host", str(error), at, "write a name, or name:port")
    if colon and not _is_port(port):
        source.refuse("bad_port", "a port is a number from 1 to 65535", at)
    return f"{name}{colon}{port}"


def _whoami(source: TomlFile, value: str) -> str:
    try:
        return host(value) if value else ""
    except HostError as error:
        source.refuse("bad_host", str(error), ("whoami",))


def _trace(source: TomlFile, value: str) -> str:
    return _url(source, value, ("trace",), ("https",)) if value else ""


def _quic(source: TomlFile, value: list[str]) -> tuple[str, ...]:
    return tuple(_host_port(source, entry, ("quic_hosts", number)) for number, entry in enumerate(value))


def _ports(source: TomlFile, value: list[str]) -> tuple[str, ...]:
    for number, entry in enumerate(value):
        _, _, port = entry.partition(":")
        if not _is_port(port) or int(port) in WEB_PORTS:
            hint = "write name:port, with a port that is neither 80 nor 443"
            source.refuse("bad_port", f'"{entry}" names no other port', ("port_hosts", number), hint)
    return tuple(_host_port(source, entry, ("port_hosts", number)) for number, entry in enumerate(value))


def _plan(source: TomlFile, value: _PlanTable) -> AddressPlan:
    return AddressPlan(
        public=_networks(source, value.public, "public"), bogon=_networks(source, value.bogon, "bogon")
    )


def _networks(source: TomlFile, value: list[str], key: str) -> tuple[Network, ...]:
    found: list[Network] = []
    for number, entry in enumerate(value):
        try:
            found.append(ip_network(entry))
        except ValueError:
            hint = "write a range such as 127.0.0.0/8"
            source.refuse("bad_range", f'"{entry}" is no range', ("address_plan", key, number), hint)
    return tuple(found)


def _pem(source: TomlFile, key: str, path: Path) -> str:
    if not path.is_file():
        source.refuse("no_such_file", f'there is no file "{path}"', (key,))
    return str(path)


_READ: dict[str, Any] = {
    "name": _name,
    "resolvers": _resolvers,
    "doh": _doh,
    "trust_roots": _plain,
    "extra_roots": _plain,
    "os_roots": _plain,
    "canaries": _canaries,
    "neutral_hosts": _neutral,
    "volume_hosts": _volume,
    "volume_size": _volume_size,
    "domestic_hosts": _domestic,
    "quic_hosts": _quic,
    "port_hosts": _ports,
    "nobody": _nobody,
    "controls": _texts,
    "whoami": _whoami,
    "trace": _trace,
    "filter_resolvers": _texts,
    "address_plan": _plan,
    "practice": _plain,
}
