"""The network under test as the engine is told it: the one seam by which practice and tests replace the world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from types import MappingProxyType

from waythrough.model.notice import Notice

SYSTEM_RESOLVER = "system"
"""The entry of `NetworkProfile.resolvers` that stands for the operating system's resolver."""

WEB_PORTS = frozenset({80, 443})
"""The ports that guest networks leave open when they close all others."""

Network = IPv4Network | IPv6Network


FAKE_ADDRESSES: Network = ip_network("198.18.0.0/15")  # RFC 2544; TUN clients answer names from it


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPlan:
    """Which address ranges count as what, besides the registries' own rules.

    `public`: ranges that count as public although the registries reserve them (the practice network);
    `bogon`: ranges that no honest answer for a public name may hold although the registries call them public;
    `stand_in`: ranges from which programs on this computer hand out addresses in place of true ones.
    """

    public: tuple[Network, ...] = ()
    bogon: tuple[Network, ...] = ()
    stand_in: tuple[Network, ...] = (FAKE_ADDRESSES,)

    def is_public(self, address: str) -> bool:
        """Whether a public name may honestly have this address. Raises ValueError for no address."""
        parsed = ip_address(address)
        if parsed in NAT64:
            parsed = IPv4Address(int(parsed) & 0xFFFFFFFF)  # DNS64 passes lies on as faithfully as truths
        if any(parsed in network for network in self.public if network.version == parsed.version):
            return True
        if any(parsed in network for network in self.bogon if network.version == parsed.version):
            return False
        return _is_global(parsed)

    def is_private(self, address: str) -> bool:
        """Whether the address can only be on the user's own machine or local network."""
        return not self.is_public(address) and ip_address(address).is_private

    def is_stand_in(self, address: str) -> bool:
        """Whether the address is one that a local program made up for its own routing."""
        parsed = ip_address(address)
        return not self.is_public(address) and any(
            parsed in network for network in self.stand_in if network.version == parsed.version
        )


RFC7050_NAME = "ipv4only.arpa"  # has IPv4 addresses only, so an AAAA for it was made by DNS64
RFC7050_ADDRESSES = (IPv4Address("192.0.0.170"), IPv4Address("192.0.0.171"))
NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: carries public IPv4 addresses
TEREDO = ip_network("2001::/32")  # RFC 4380: no public service lives there, injectors use it


@lru_cache(maxsize=4096)
def _is_global(address: IPv4Address | IPv6Address) -> bool:
    if address in TEREDO:
        return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A plain page whose exact answer is known; an altered answer betrays a portal."""

    url: str
    status: int
    text: str = ""

    def matches(self, status: int | None, body: bytes) -> bool:
        """Whether an answer is exactly the known one (white space at the ends aside)."""
        return status == self.status and (not self.text or self.text.strip().encode() == body.strip())


FILTER_RESOLVERS = (
    # family and security editions as their operators publish them (read 2026-11)
    *("1.1.1.2", "1.0.0.2", "1.1.1.3", "1.0.0.3"),  # Cloudflare for Families
    *("208.67.222.123", "208.67.220.123"),  # OpenDNS FamilyShield
    *("94.140.14.14", "94.140.15.15", "94.140.14.15", "94.140.15.16"),  # AdGuard
    *("185.228.168.168", "185.228.169.168", "185.228.168.10", "185.228.169.11"),  # CleanBrowsing
)
"""Resolvers that filter on their user's wish: what they withhold is nobody else's doing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkProfile:
    """What the engine may rely on in the network that it tests.

    `resolvers`: the first is the one the line itself uses ("system" or "ip" or "ip:port"), the others are public
    UDP resolvers to compare with; `doh`: HTTPS addresses of DoH resolvers; `trust_roots`: PEM file that replaces the
    bundled public roots ("" = bundled); `extra_roots`: PEM file of roots that count as public besides them;
    `os_roots`: PEM file that stands for the operating system's store ("" = the system's own);
    `private_roots`: PEM files of services' own authorities by name, in place of the shipped ones;
    `canaries`: known pages; `neutral_hosts`: uncensored TLS hosts of unlike operators ("name" or "name:port");
    `volume_hosts`: large objects (https addresses, 256 KiB or more) of neutral operators, to compare speed with;
    `volume_size`: bytes of one sample of speed;
    `domestic_hosts`: hosts inside the country; `nobody`: a public address at which nobody lives ("" = none known);
    `controls`: specs of ways that are used as control only;
    `quic_hosts`: neutral hosts that speak HTTP/3;
    `port_hosts`: neutral hosts ("name:port") that take connections on ports other than the web's, 80 and 443;
    `whoami`: a name for which every resolver gives its own address ("" = never asked: its operator learns where
    the user's resolver is); `trace`: an https page that tells every visitor his own address ("" = never asked), from
    which only the country is kept; `filter_resolvers`: resolvers that somebody chooses because they filter;
    `notices`: what block pages are known by;
    `practice`: whether this is the practice network, which every screen and report then says.
    """

    name: str = "internet"
    resolvers: tuple[str, ...] = (SYSTEM_RESOLVER, "9.9.9.9", "1.1.1.1")
    doh: tuple[str, ...] = ("https://dns.quad9.net/dns-query", "https://cloudflare-dns.com/dns-query")
    trust_roots: str = ""
    extra_roots: str = ""
    os_roots: str = ""
    private_roots: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    canaries: tuple[Canary, ...] = field(default=())
    neutral_hosts: tuple[str, ...] = ()
    volume_hosts: tuple[str, ...] = ()
    volume_size: int = 256 * 1024
    domestic_hosts: tuple[str, ...] = ()
    nobody: str = ""
    quic_hosts: tuple[str, ...] = ()
    port_hosts: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    whoami: str = ""
    trace: str = ""
    filter_resolvers: tuple[str, ...] = FILTER_RESOLVERS
    address_plan: AddressPlan = AddressPlan()
    practice: bool = False

    @property
    def contacts(self) -> tuple[str, ...]:
        """Hosts, pages and resolvers that a check may contact besides services and ways, each once."""
        found = (
            *self.neutral_hosts,
            *self.domestic_hosts,
            *self.quic_hosts,
            *self.port_hosts,
            *self.volume_hosts,
            *(canary.url for canary in self.canaries),
            *self.resolvers,
            *self.doh,
            *((self.trace,) if self.trace else ()),
        )
        return tuple(dict.fromkeys(found))
