"""Rules of the box on the path as data: what it looks for and what it then does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address, ip_network

from .actions import (
    Action,
    Close,
    Delay,
    Drop,
    DropLarge,
    End,
    Forge,
    Freeze,
    Lie,
    Lose,
    Notice,
    Police,
    Pretend,
    Redirect,
    Reset,
    Shape,
    Stall,
    Unreachable,
    Way,
    Why,
)

__all__ = [  # so that those who write rules import all their words from here
    "GOOD_LINE",
    "Action",
    "Close",
    "Delay",
    "Drop",
    "DropLarge",
    "End",
    "Forge",
    "Freeze",
    "Lie",
    "Line",
    "Lose",
    "Match",
    "Notice",
    "Police",
    "Pretend",
    "Redirect",
    "Reset",
    "Residual",
    "Rule",
    "Scope",
    "Shape",
    "Stall",
    "Unreachable",
    "Way",
    "Why",
    "inside",
    "named",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Conditions that must all hold; an empty one is not asked, except that names widen one another.

    `sni`, `sni_contains` and `host` are alternatives: one of them suffices. `qname`, `sni`, `spare_sni` and
    `host` match a name and everything under it, `sni_contains` any part of the SNI, `keyword` any part of the
    request line or the body of a plain HTTP request (body: as far as it comes with the head).
    `dst` are networks in CIDR form of either family. `spare` are networks, `spare_ports` ports of the server,
    `spare_sni` names that an otherwise matching rule leaves alone (a flow that shows no name within its first
    message is not spared). Of a connection only the first message is read, of HTTP so the first request.

    When a rule is judged: at the first packet of a flow if only `dst`, `spare`, `port`, `spare_ports`,
    `protocol`, `family`, `high_port`, `chance` are asked; at a DNS query (UDP/53, or the first one of a TCP/53
    flow) for `qname` and `qtype`; at the first message of the client for all else. That is the ClientHello or
    request on TCP, and with `protocol=UDP` a datagram, for conditions on TLS a QUIC v1 Initial, which the box
    decrypts.
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
    spare_ports: tuple[int, ...] = ()
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

    def reaches(self, protocol: int, dst: str, port: int) -> bool:
        """Whether the conditions on protocol, family, address and port hold."""
        if self.protocol not in (0, protocol) or self.port not in (0, port) or port in self.spare_ports:
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
