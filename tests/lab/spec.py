"""What stands in the lab's internet, as data: sites, resolvers, proxies, and where each of them lives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

CLIENT = "10.73.0.2"
ROUTER = "198.51.100.1"
DOMESTIC_NET = "198.51.100.0/24"
ABROAD_NET = "203.0.113.0/24"
PORTAL = "198.51.100.90"
INTERCEPTOR = "198.51.100.99"
NOTICE = "198.51.100.80"  # where a lying resolver sends people
PROXY = "203.0.113.200"
PROXY_PORT = 1080


class Where(StrEnum):
    """The namespace in which a server stands: on the provider's side of the censor, or abroad."""

    DOMESTIC = "domestic"
    ABROAD = "abroad"


class Health(StrEnum):
    """How a server fares; a machine that is down does not even have its address."""

    UP = "up"
    REFUSING = "refusing"
    DOWN = "down"


class Paper(StrEnum):
    """Which certificate a TLS server shows."""

    GOOD = "good"
    EXPIRED = "expired"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer; `size` pads the body with words to that many bytes."""

    status: int = 200
    text: str = ""
    size: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A web server at one address.

    `names[0]` is its own name; `alone` keeps the names out of the DNS. With `tls` it serves pages on 443 and
    answers on 80 with a redirect to itself, without it serves them on 80. `pages` maps paths to
    answers that differ from `page`; clients from the networks `refused` get 451.
    """

    names: tuple[str, ...]
    address: str
    where: Where = Where.ABROAD
    tls: bool = True
    paper: Paper = Paper.GOOD
    health: Health = Health.UP
    page: Page = Page(size=2000)
    pages: Mapping[str, Page] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """A UDP resolver; with `doh_name` a DoH resolver as well, whose certificate carries name and address.

    `lies` maps names to false addresses ("*" stands for every name), `dead` makes it mute.
    """

    address: str
    where: Where = Where.ABROAD
    doh_name: str = ""
    udp: bool = True
    lies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Internet:
    """All servers of one world; `proxies` are addresses of open SOCKS5 proxies abroad."""

    sites: tuple[Site, ...]
    resolvers: tuple[Resolver, ...]
    proxies: tuple[str, ...] = (PROXY,)

    @property
    def zone(self) -> Mapping[str, tuple[str, ...]]:
        """The true addresses of every public name."""
        found: dict[str, tuple[str, ...]] = {}
        for site in self.sites:
            for name in () if site.alone else site.names:
                found[name] = (*found.get(name, ()), site.address)
        for resolver in self.resolvers:
            if resolver.doh_name:
                found[resolver.doh_name] = (resolver.address,)
        return MappingProxyType(found)

    def addresses(self, where: Where) -> tuple[str, ...]:
        """The addresses that exist in a namespace."""
        here = (site for site in self.sites if site.where is where)
        sites = {site.address for site in here if site.health is not Health.DOWN}
        sites |= {resolver.address for resolver in self.resolvers if resolver.where is where}
        return tuple(sorted(sites | set(self.proxies if where is Where.ABROAD else ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """PEM files: the trusted root, the interceptor's root, and each server's chain and key by address."""

    root: str
    foreign_root: str
    chains: dict[str, str]
