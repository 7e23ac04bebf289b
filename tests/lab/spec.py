"""What stands in the lab's internet, as data: sites, resolvers, proxies, and where each of them lives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from .endings import Ending
from .tunnel_spec import Tunnel

CLIENT = "10.73.0.2"
ROUTER = "198.51.100.1"
DOMESTIC_NET = "198.51.100.0/24"
ABROAD_NET = "203.0.113.0/24"
CLIENT6 = "2001:db8:73::2"
ROUTER6 = "2001:db8:1::1"
DOMESTIC_NET6 = "2001:db8:1::/48"
ABROAD_NET6 = "2001:db8:2::/48"  # what is neither the client's nor domestic lies abroad, 64:ff9b::/96 too
PORTAL = "198.51.100.90"
INTERCEPTOR = "198.51.100.99"
NOTICE = "198.51.100.80"  # where a lying resolver sends people
PROXY = "203.0.113.200"
PROXY_PORT = 1080
EVERY = "*"


class Where(StrEnum):
    """The namespace in which a server stands: on the provider's side of the censor, or abroad."""

    DOMESTIC = "domestic"
    ABROAD = "abroad"


class Health(StrEnum):
    """How a server fares; a machine that is down does not even have its address."""

    UP = "up"
    REFUSING = "refusing"
    DOWN = "down"


class Authority(StrEnum):
    """Who signs certificates. Only PUBLIC is in the public roots; each has a file in `Papers.roots`."""

    PUBLIC = "public"
    FOREIGN = "foreign"  # an interceptor that nobody knows
    STATE = "state"  # a national root known by name
    PRODUCT = "product"  # an antivirus product
    COMPANY = "company"  # a company's proxy
    PRIVATE = "private"  # a messenger's own root


class Paper(StrEnum):
    """Which certificate a TLS server shows; FOREIGN is GOOD from `Authority.FOREIGN`."""

    GOOD = "good"
    EXPIRED = "expired"
    EARLY = "early"  # not valid yet
    FOREIGN = "foreign"
    SELF_SIGNED = "self_signed"
    OTHER_NAME = "other_name"


class Door(StrEnum):
    """What a server does with a TCP connection before any protocol is spoken."""

    OPEN = "open"
    RESET_AT_DATA = "reset_at_data"  # accepts, RST at the first byte
    CLOSE_AT_DATA = "close_at_data"  # accepts, FIN at the first byte
    SILENT = "silent"  # accepts, reads, never says a word


class Talk(StrEnum):
    """What is spoken at a further port of a site."""

    TEXT = "text"  # sends `greeting` (may be empty), then silence
    ECHO = "echo"  # sends back what it got
    ANSWER = "answer"  # sends `greeting` in answer to every piece that comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A further port of a site, at all its addresses; with `udp` it speaks TEXT (silence), ECHO or ANSWER."""

    number: int
    talk: Talk = Talk.TEXT
    greeting: bytes = b""
    udp: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer; `size` pads the body with words to that many bytes.

    `{peer}` and `{country}` in `text` become the client's address and its country (`Internet.countries`).
    A request whose head and body are larger than `most` bytes gets the bare status `over` and a closed
    connection (0: no limit). `wait` are seconds before the first byte, `pace` is the speed of the body in
    KB/s (0: as fast as it goes); `stall` stops for good after that many bytes of the body (0: never); `hints`
    sends 103 (RFC 8297) before the answer.
    """

    status: int = 200
    text: str = ""
    size: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = 0
    over: int = 413
    wait: float = 0.0
    pace: float = 0.0
    stall: int = 0
    ending: Ending = Ending.LENGTH
    hints: bool = False


REFUSAL = Page(status=451, text="Not available in your country.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An HTTPS record (RFC 9460, type 65): `ech` is an ECHConfigList."""

    alpn: tuple[str, ...] = ("h2", "http/1.1")
    ech: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A web server at one address or several.

    `names[0]` is its own name; `alone` keeps the names out of the DNS. With `tls` it serves pages on 443 and
    answers on 80 with a redirect to itself, without it serves them on 80. `pages` maps paths to
    answers that differ from `page`; clients from the networks `refused` get `refusal`.

    Addresses: `address` ("" when it has none of the first kind) and `more`, each IPv4 or IPv6, at all of which it
    serves and which are all in the DNS; `dead` are in the DNS too, but no machine is there; `hidden` serve
    without being in the DNS. `published` are addresses given in the DNS instead of all these.

    TLS: `paper` and `authority`; `alert` is a fatal alert sent instead of a handshake to a hello for one of
    `alert_names` (EVERY: to each; none: to each but its own `names`); `tls12` speaks TLS 1.2 and nothing newer,
    `tls_wait` are seconds before its first word; `h2` speaks HTTP/2 besides 1.1; `h3` serves HTTP/3 on UDP/443
    and says so in Alt-Svc; `quiet_h3` says so but does not serve it; `service` is the
    HTTPS record.

    TCP: `door` on 80 and 443; `limit` connections at a time from one client, the next ones are reset (0: none);
    `ports` are further ports. `real`: nginx serves it, with one page and `refused` only.
    """

    names: tuple[str, ...]
    address: str
    more: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    where: Where = Where.ABROAD
    tls: bool = True
    paper: Paper = Paper.GOOD
    authority: Authority = Authority.PUBLIC
    health: Health = Health.UP
    door: Door = Door.OPEN
    alert: int = 0
    alert_names: tuple[str, ...] = (EVERY,)
    tls12: bool = False
    tls_wait: float = 0.0
    h2: bool = False
    h3: bool = False
    quiet_h3: bool = False
    service: Service | None = None
    limit: int = 0
    ports: tuple[Port, ...] = ()
    page: Page = Page(size=2000)
    pages: Mapping[str, Page] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    refusal: Page = REFUSAL
    alone: bool = False
    real: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it serves, or would if it were up."""
        return tuple(one for one in (self.address, *self.more, *self.hidden) if one)

    @property
    def in_dns(self) -> tuple[str, ...]:
        """The addresses of its names."""
        return self.published or tuple(one for one in (self.address, *self.more, *self.dead) if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interceptor:
    """A machine that opens the TLS of connections led to it, or lets them pass, by the name in the hello.

    Connections whose name is one of `names` (or lies under it; EVERY: all but `spare`) get a certificate made on
    the spot for that name by `authority` (with `self_signed` by nobody), then `page`, or without it the true
    server's answers. All others are carried to the true server unread. The name "" is a hello without one.
    """

    address: str = INTERCEPTOR
    where: Where = Where.DOMESTIC
    names: tuple[str, ...] = (EVERY,)
    spare: tuple[str, ...] = ()
    authority: Authority = Authority.FOREIGN
    self_signed: bool = False
    page: Page | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """What a resolver says about a name instead of the truth.

    `kinds` are the record types it is about (empty: all; others get the truth). The answer has `rcode` (NXDOMAIN
    with an SOA of the root), `a` and `aaaa` (None: the true ones when `rcode` is 0), behind a CNAME to `cname` if
    given (whose own true addresses follow when `a` and `aaaa` are None). `nodata` is NOERROR without any record,
    `no_ech` takes the ech of the HTTPS record away. `ede` is an Extended DNS Error (RFC 8914) with `ede_text`.
    `unless_cd`: queries with CD=1 get the truth, as from a validating resolver that finds signatures bogus.
    """

    rcode: int = 0
    a: tuple[str, ...] | None = None
    aaaa: tuple[str, ...] | None = None
    cname: str = ""
    nodata: bool = False
    no_ech: bool = False
    ede: int | None = None
    ede_text: str = ""
    unless_cd: bool = False
    kinds: tuple[int, ...] = ()


NXDOMAIN = Say(rcode=3)
SERVFAIL = Say(rcode=2)
REFUSED = Say(rcode=5)
NODATA = Say(nodata=True)
BOGUS = Say(rcode=2, ede=6, ede_text="signature expired", unless_cd=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """A resolver on UDP/53 and TCP/53; with `doh_name` on DoH as well, whose certificate carries name and address.

    `dot` serves TLS on 853 with the same certificate (needs `doh_name`). `more` are further addresses, IPv4 or
    IPv6. `lies` maps names to false addresses ("*" stands for every name), `says` names to other words ("*" too;
    a name also covers everything under it), `dead` makes it mute. `dns64` is the /96 prefix from which it makes
    AAAA records for names that have none. `busy` is the share of queries (0..1, drawn in order by the number of
    the query, not at random) that it answers with SERVFAIL. `wait` are seconds before each answer; `truncates`
    answers over UDP with TC=1 and nothing else. `real`: dnsmasq answers, with `lies` only.
    """

    address: str
    more: tuple[str, ...] = ()
    where: Where = Where.ABROAD
    doh_name: str = ""
    tcp: bool = True
    dot: bool = False
    lies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    says: Mapping[str, Say] = field(default_factory=dict)
    dead: bool = False
    dns64: str = ""
    busy: float = 0.0
    wait: float = 0.0
    truncates: bool = False
    real: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it answers."""
        return (self.address, *self.more)


class Speech(StrEnum):
    """What a proxy speaks."""

    SOCKS5 = "socks5"
    HTTP = "http"
    HTTPS = "https"  # the same inside TLS, with a certificate for its names and its address


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy abroad; it resolves names itself and honestly.

    `names` are its names in the DNS. With `user` it wants that user and `password` (method FF or status 1 with
    SOCKS5, 407 with HTTP). `door` is what a connection meets; `exit` the address from which it goes out (""
    its own); `ipv6` whether it can reach IPv6.

    The way out: `denied` names are refused by its policy (SOCKS5 reply 2, HTTP 403); `censored` names are
    reset when a ClientHello or Host in the tunnel bears them, as by a censor behind the exit; `authority` opens
    the TLS of every tunnel (None: of none); `script` is put before </body> of plain HTML answers; `pace` is
    the speed of all its connections together in kbit/s.

    HTTP only: `connect` is the status in answer to CONNECT (405 or 501: cannot carry tunnels); `via` is its
    Via header.
    """

    address: str = PROXY
    port: int = PROXY_PORT
    speech: Speech = Speech.SOCKS5
    names: tuple[str, ...] = ()
    health: Health = Health.UP
    door: Door = Door.OPEN
    user: str = ""
    password: str = ""
    exit: str = ""
    ipv6: bool = True
    denied: tuple[str, ...] = ()
    censored: tuple[str, ...] = ()
    authority: Authority | None = None
    script: str = ""
    pace: float = 0.0
    connect: int = 200
    via: str = "1.1 proxy.lab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Internet:
    """All servers of one world.

    `countries` maps networks (CIDR) to country codes for pages that echo them. `whoami` is a name for which
    every resolver gives its own address (A, AAAA and TXT), so that a redirected query betrays itself.
    `late` are seconds by which this whole internet lies behind the true time in certificates and Date headers:
    to the client its own clock is then that much ahead.
    """

    sites: tuple[Site, ...]
    resolvers: tuple[Resolver, ...]
    proxies: tuple[Proxy, ...] = (Proxy(),)
    interceptors: tuple[Interceptor, ...] = ()
    tunnels: tuple[Tunnel, ...] = ()
    countries: Mapping[str, str] = field(default_factory=dict)
    whoami: str = "whoami.oak.example"
    late: float = 0.0

    @property
    def zone(self) -> Mapping[str, tuple[str, ...]]:
        """The true addresses of every public name, of both families."""
        found: dict[str, tuple[str, ...]] = {}
        for site in self.sites:
            for name in () if site.alone else site.names:
                found[name] = (*found.get(name, ()), *site.in_dns)
        for resolver in self.resolvers:
            if resolver.doh_name:
                found[resolver.doh_name] = resolver.addresses
        for proxy in self.proxies:
            for name in proxy.names:
                found[name] = (*found.get(name, ()), proxy.address)
        return MappingProxyType(found)

    @property
    def services(self) -> Mapping[str, Service]:
        """The HTTPS records."""
        pairs = ((name, site.service) for site in self.sites if not site.alone for name in site.names)
        return MappingProxyType({name: service for name, service in pairs if service is not None})

    def addresses(self, where: Where) -> tuple[str, ...]:
        """The addresses that exist in a namespace."""
        found: set[str] = set()
        for site in self.sites:
            if site.where is where and site.health is not Health.DOWN:
                found |= set(site.addresses)
        for resolver in self.resolvers:
            if resolver.where is where:
                found |= set(resolver.addresses)
        for proxy in self.proxies:
            if where is Where.ABROAD and proxy.health is not Health.DOWN:
                found |= {proxy.address, proxy.exit} - {""}
        if where is Where.ABROAD:
            found |= {tunnel.address for tunnel in self.tunnels}
        found |= {each.address for each in self.interceptors if each.where is where}
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """PEM files: the roots, and each server's chain and key by address.

    `root` is the public one, `foreign_root` the interceptor's; `roots` has one for each authority, `keys` the
    signing certificate with its key (for certificates made on the spot); `os_roots` what the client's system
    trusts.
    """

    root: str
    foreign_root: str
    chains: dict[str, str]
    roots: dict[Authority, str] = field(default_factory=dict)
    keys: dict[Authority, str] = field(default_factory=dict)
    os_roots: str = ""
