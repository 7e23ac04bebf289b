"""The hosts that ship with the program to lean on: canaries, resolvers, neutral and domestic hosts."""

from datetime import date

import msgspec

import waythrough_resources as resources
from waythrough.catalog.toml_file import decode, parse

HOSTS_LIST = "lists/hosts.toml"


class Fact(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Why a host is in the list, and when that was last looked at."""

    reason: str
    reviewed: date


class CanaryFact(Fact, frozen=True, kw_only=True):
    """A plain page whose exact answer is known."""

    url: str
    status: int
    operator: str
    text: str = ""


class ResolverFact(Fact, frozen=True, kw_only=True):
    """A public resolver over UDP."""

    address: str
    operator: str
    jurisdiction: str


class DohFact(Fact, frozen=True, kw_only=True):
    """A public resolver over HTTPS."""

    url: str
    operator: str
    jurisdiction: str


class NeutralFact(Fact, frozen=True, kw_only=True):
    """A host that nobody filters for its content."""

    host: str
    operator: str


class VolumeFact(Fact, frozen=True, kw_only=True):
    """A large object (256 KiB or more) to compare speed with, put there to be fetched."""

    url: str
    operator: str


class DomesticFact(Fact, frozen=True, kw_only=True):
    """Hosts of daily life inside a country (ISO 3166 code)."""

    country: str
    hosts: list[str]


class HostsTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The list of hosts that ships, each with its reason and date."""

    canaries: list[CanaryFact]
    resolvers: list[ResolverFact]
    doh: list[DohFact]
    neutral: list[NeutralFact]
    volume: list[VolumeFact]
    quic: list[NeutralFact]
    ports: list[NeutralFact]
    domestic: list[DomesticFact]


def bundled_hosts() -> HostsTable:
    """The list that ships."""
    return decode(parse(resources.read_bytes(HOSTS_LIST), HOSTS_LIST), HostsTable)
