"""Rules of the box on the path as data: what it looks for and what it then does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import lru_cache
from ipaddress import ip_address, ip_network


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Conditions that must all hold; an empty one is not asked, except that names widen one another.

    `sni`, `sni_contains` and `host` are alternatives: one of them suffices. `qname`, `sni`, `spare_sni` and
    `host` match a name and everything under it, `sni_contains` any part of the SNI, `keyword` any part of the
    request line or the body of a plain HTTP request (body: as far as it comes with the head).
    `dst` are networks in CIDR form of either family. `spare` are networks, `spare_sni` names that an
    otherwise matching rule leaves alone (a flow that shows no name within its first message is not spared).

    When a rule is judged: at the first packet of a flow if only `dst`, `spare`, `port`, `protocol`, `family`,
    `high_port`, `chance` are asked; at a DNS query (UDP/53, or the first one of a TCP/53 flow) for `qname` and
    `qtype`; at the first message of the client for all else. That is the ClientHello or request on TCP, and
    with `protocol=UDP` a datagram, for the conditions on TLS a QUIC v1 Initial, which the box decrypts.
    Without `protocol=UDP` conditions on names and extensions look at TCP only.

    - `any_hello`, `any_payload`: any ClientHello; any first payload of the client at all.
    - `reassembles`: False sees each segment alone, so that a name that is not whole within one escapes;
      nor does such a box join TLS records. True joins both.
    - `split`: only a hello in more than one segment or more than one record. `hello_over`: only one longer
      than this (handshake message with its header, bytes).
    - `extensions`: TLS extension types that must all be there (0xfe0d ECH and its GREASE, 0xffce ESNI).
    - `signature`: (offset, bytes) pairs that the first payload must all hold. `size_from`, `size_to`: limits
      of that payload's length in bytes (a UDP datagram's, a TCP segment's), 0 is no limit.
    - `random`: the first payload looks fully encrypted (popcount per byte within 3.4 and 4.6, not printable,
      neither TLS nor HTTP: Wu et al. 2023).
    - `quic_version`: long header with this version. `first_datagram`: only the first datagram of a UDP flow
      is looked at; without it every datagram until one matches.
    - `high_port`: only if the source port is higher than the destination port.
    - `bare_header`: only if the segment with the trigger has a TCP header of 20 bytes (no options).
    - `parallel`: at least so many hellos, this one among them, whose connections are still open go to the
      same /24 (/64 for IPv6) with the same SNI.
    - `chance`: the share of connections (of queries for DNS) that the rule meets, drawn by the world's seed
      once everything else matches; a connection that is let go stays so.
    """

    qname: tuple[str, ...] = ()
    qtype: tuple[int, ...] = ()
    sni: tuple[str, ...] = ()
    sni_contains: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    dst: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    spare_sni: tuple[str, ...] = ()
    port: int = 0
    protocol: int = 0
    family: int = 0
    any_hello: bool = False
    any_payload: bool = False
    reassembles: bool = True
    split: bool = False
    hello_over: int = 0
    extensions: tuple[int, ...] = ()
    signature: tuple[tuple[int, bytes], ...] = ()
    size_from: int = 0
    size_to: int = 0
    random: bool = False
    quic_version: int | None = None
    first_datagram: bool = False
    high_port: bool = False
    bare_header: bool = False
    parallel: int = 0
    chance: float = 1.0

    @property
    def by_query(self) -> bool:
        """Whether a DNS query decides."""
        return bool(self.qname or self.qtype)

    @property
    def by_hello(self) -> bool:
        """Whether a ClientHello decides."""
        asked = (self.sni, self.sni_contains, self.extensions, self.any_hello, self.split, self.hello_over)
        return any(asked) or self.parallel > 0 or bool(self.spare_sni)

    @property
    def by_request(self) -> bool:
        """Whether an HTTP request decides."""
        return bool(self.host or self.keyword)

    @property
    def by_payload(self) -> bool:
        """Whether the mere bytes of the first payload decide."""
        sizes = self.size_from or self.size_to
        looks = self.signature or self.random or self.quic_version is not None or self.bare_header
        return bool(sizes or looks or self.any_payload)

    @property
    def by_address(self) -> bool:
        """Whether the first packet suffices to decide, before anything is said."""
        return not (self.by_query or self.by_hello or self.by_request or self.by_payload)

    def reaches(self, protocol: int, dst: str, port: int) -> bool:
        """Whether the conditions on protocol, family, address and port hold."""
        if self.protocol not in (0, protocol) or self.port not in (0, port):
            return False
        if self.family and self.family != (6 if ":" in dst else 4):
            return False
        return (not self.dst or inside(dst, self.dst)) and not inside(dst, self.spare)


@lru_cache(maxsize=4096)
def inside(address: str, networks: tuple[str, ...]) -> bool:
    """Whether an address lies in one of the networks."""
    parsed = ip_address(address)
    return any(parsed in ip_network(network) for network in networks)


def named(name: str, wanted: Sequence[str]) -> bool:
    """Whether a name is one of the wanted names or lies under one."""
    return any(name == one or name.endswith("." + one) for one in wanted)


class Way(StrEnum):
    """A direction: from the client, to the client, or both. For a reset: which side gets it."""

    UP = "up"
    DOWN = "down"
    BOTH = "both"


class Why(IntEnum):
    """What an ICMP "unreachable" says; the client's socket gets the error in brackets."""

    NETWORK = 0  # no route (ENETUNREACH, both families)
    HOST = 1  # EHOSTUNREACH
    PORT = 3  # ECONNREFUSED
    ADMIN = 13  # administratively prohibited (IPv4: EHOSTUNREACH, IPv6: EACCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lie:
    """One forged answer: it leaves the box `delay` seconds after the query came, with the resolver's source.

    Addresses answer questions of their own family only; `cname` is put before them. `ttl` in seconds.
    """

    addresses: tuple[str, ...] = ()
    delay: float = 0.0
    rcode: int = 0
    cname: str = ""
    ttl: int = 60


@dataclass(frozen=True, slots=True)
class Forge:
    """Answer a UDP DNS query with lies before the resolver can, also where no resolver is.

    `addresses` is short for one lie at once. A lie with addresses says nothing to a question of the other
    family; a lie with neither addresses nor cname is a bare `rcode` (0: NODATA) to every kind of question.
    The query itself goes on its way unless the box `swallow`s it. Restrict with `Match(qtype=...)`.
    """

    addresses: tuple[str, ...] = ()
    lies: tuple[Lie, ...] = ()
    swallow: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """Lose the packet (by address; a DNS query by qname), or from the trigger on the whole flow.

    `way` DOWN loses only what the server sends, UP only what the client sends (the trigger included).
    With `after` the trigger and so many packets past it (both directions counted) still pass.
    """

    way: Way = Way.BOTH
    after: int = 0


@dataclass(frozen=True, slots=True)
class DropLarge:
    """Lose every packet of the flow, from the trigger on, whose IP length is more than `over` bytes; no ICMP."""

    over: int
    way: Way = Way.BOTH


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Answer with ICMP or ICMPv6 "destination unreachable"."""

    why: Why = Why.ADMIN


@dataclass(frozen=True, slots=True)
class Reset:
    """Answer the SYN with RST (by address), or tear the connection upon the trigger, which is eaten.

    `copies` RST/ACK and then `bare` RST without ACK go to each side of `way`; `payload` rides on those to the
    client. `alike` gives them the TTL that the server's own packets had, else 64. With `upon_answer` the
    trigger passes and the server's first payload is what tears (and is eaten).
    """

    copies: int = 1
    bare: int = 0
    way: Way = Way.BOTH
    payload: bytes = b""
    alike: bool = False
    upon_answer: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Answer a request, or a ClientHello, in the server's place with these bytes and FIN; reset the server."""

    response: bytes


@dataclass(frozen=True, slots=True)
class Close:
    """Answer the trigger with a mere FIN in the server's place; reset the server."""


class End(StrEnum):
    """How a box that pretended to be the server ends a connection upon the client's first bytes."""

    FIN = "fin"
    RESET = "reset"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Pretend:
    """Complete the TCP handshake in the server's place (by address only); the server never hears of it."""

    end: End = End.FIN


@dataclass(frozen=True, slots=True)
class Redirect:
    """Lead the packets to another address of the same family, whose answers seem to come from the first.

    By address (TCP, UDP and UDP/53 per query) or, on TCP, by name: then the box resets the real server,
    opens a connection to the other address and splices it in, the first bytes included.
    `port` 0 keeps the port.
    """

    address: str
    port: int = 0


@dataclass(frozen=True, slots=True)
class Stall:
    """Let exactly the TLS handshake pass; from the first application data of the client on lose everything."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """Silence a flow, TCP or UDP, once one of these is exceeded (0: not asked), counted from its start.

    `after`: payload bytes of the server, `up`: payload bytes of the client, `packets`: packets in both
    directions together. The packet that exceeds is lost already.
    """

    after: int = 0
    up: int = 0
    packets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Police:
    """A token bucket of `kbit` kbit/s and `burst` bytes that drops what is too much, from the trigger on.

    Each direction of `way` has a bucket, per flow, or with `shared` one for all flows of the rule.
    """

    kbit: float
    burst: int = 12000
    way: Way = Way.BOTH
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """As `Police`, but what is too much waits in a queue of `queue` bytes, and is lost when that is full."""

    kbit: float
    queue: int = 64000
    way: Way = Way.BOTH
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lose:
    """Lose this share of the flow's packets, from the trigger on; with `acks` only ACKs without payload."""

    share: float
    way: Way = Way.BOTH
    acks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Hold every packet of the flow, the trigger included, back for so many seconds."""

    seconds: float
    way: Way = Way.BOTH


Action = (
    Forge
    | Drop
    | DropLarge
    | Unreachable
    | Reset
    | Notice
    | Close
    | Pretend
    | Redirect
    | Stall
    | Freeze
    | Police
    | Shape
    | Lose
    | Delay
)


class Scope(StrEnum):
    """Whom a residual penalty meets: protocol, address and port; protocol and address; or /24 and SNI."""

    ENDPOINT = "endpoint"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """For `seconds` after a trigger new flows of the same scope get the action whatever they say.

    They get it at their first payload, or with `from_start` already at their first packet, each with
    `chance`; `action` None is the rule's own. The penalty is not renewed by what it hits. Hits are counted
    under the rule's name with " residual" behind.
    """

    seconds: float
    scope: Scope = Scope.ENDPOINT
    chance: float = 1.0
    from_start: bool = False
    action: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; the first that matches acts. What it did is counted under its name."""

    name: str
    match: Match = field(default_factory=Match)
    action: Action
    residual: Residual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The user's own access line, whatever the destination.

    `rtt` in seconds, `jitter` seconds added at most to each packet and direction (order is kept), `loss` the
    share of packets lost in each direction. The last `outage` seconds of every `outage_every` seconds, counted
    from the world's start, lose everything. `resets`: the share of the client's TCP segments with payload
    upon which both sides get RST. `kbit` limits the whole line in each direction, `flow_kbit` each flow, by a
    queue of `queue` bytes; 0 is no limit.
    """

    rtt: float = 0.002
    loss: float = 0.0
    jitter: float = 0.0
    outage: float = 0.0
    outage_every: float = 0.0
    resets: float = 0.0
    kbit: float = 0.0
    flow_kbit: float = 0.0
    queue: int = 64000


GOOD_LINE = Line()
