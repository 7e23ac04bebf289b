"""Rules of the box on the path as data: what it looks for and what it then does."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Conditions that must all hold; an empty one is not asked.

    `qname`, `sni` and `host` match a name and everything under it; `dst` are networks in CIDR form.
    `spare` are networks that an otherwise matching rule leaves alone.
    """

    qname: tuple[str, ...] = ()
    sni: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    dst: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    port: int = 0
    protocol: int = 0

    @property
    def by_address(self) -> bool:
        """Whether the first packet suffices to decide, before a name is seen."""
        return not (self.qname or self.sni or self.host)

    def reaches(self, protocol: int, dst: str, port: int) -> bool:
        """Whether the conditions on protocol, address and port hold."""
        if self.protocol not in (0, protocol) or self.port not in (0, port):
            return False
        return (not self.dst or _inside(dst, self.dst)) and not _inside(dst, self.spare)


def _inside(address: str, networks: Sequence[str]) -> bool:
    parsed = ip_address(address)
    return any(parsed in ip_network(network) for network in networks)


def named(name: str, wanted: Sequence[str]) -> bool:
    """Whether a name is one of the wanted names or lies under one."""
    return any(name == one or name.endswith("." + one) for one in wanted)


@dataclass(frozen=True, slots=True)
class Forge:
    """Answer a DNS query with these addresses before the resolver can; the query itself goes on its way."""

    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """Lose the packet (by address), or from here on the whole connection (by name)."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Answer with ICMP "communication administratively prohibited"."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Answer the SYN with RST (by address), or tear the connection on both sides (by name)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Answer an HTTP request in the server's place with these bytes and FIN; reset the server."""

    response: bytes


@dataclass(frozen=True, slots=True)
class Redirect:
    """Lead the packets to another address, whose answers seem to come from the first."""

    address: str
    port: int = 0


@dataclass(frozen=True, slots=True)
class Freeze:
    """Silence a connection once the server has sent this many bytes."""

    after: int


Action = Forge | Drop | Unreachable | Reset | Notice | Redirect | Freeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; the first that matches acts. What it did is counted under its name."""

    name: str
    match: Match
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The user's own access line: `rtt` in seconds, `loss` the share of packets lost in each direction."""

    rtt: float = 0.002
    loss: float = 0.0


GOOD_LINE = Line()
