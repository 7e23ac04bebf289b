"""What the box remembers of a flow, and what it may answer to a packet."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from .packets import Packet

if TYPE_CHECKING:
    from .quic_initial import Initials

Key = tuple[int, str, int, str, int]  # protocol, client, its port, server, its port
HERE, THERE = False, True  # a packet goes back to the client, or on to where its address points


class Move(NamedTuple):
    """A packet to send, `wait` seconds from now."""

    there: bool
    raw: bytes
    wait: float = 0.0


Moves = list[Move]


class Treatment(Protocol):
    """What a decided action does with the packets of its flow, the one that triggered it included."""

    def up(self, flow: "Flow", packet: Packet) -> Moves:
        """On a packet from the client."""
        ...

    def down(self, flow: "Flow", packet: Packet) -> Moves:
        """On a packet to the client."""
        ...


class Weather(Protocol):
    """What holds packets back or loses them, whatever else becomes of the flow."""

    def hold(self, packet: Packet, now: float, *, up: bool) -> float | None:
        """Seconds to wait; None when the packet is lost."""
        ...


@dataclass(slots=True)
class Reader:
    """The client's first bytes in their order, until they have said what there is to say."""

    due: int  # the next sequence number of the client
    text: bytes = b""
    first: bytes = b""
    segments: int = 0  # or datagrams
    initials: "Initials | None" = None
    told: bool = False  # the QUIC hello has been read


@dataclass(slots=True)
class Flow:
    """One connection or datagram flow; `plain` once nothing about it can matter any more."""

    key: Key
    isn: int
    options: bytes = b""  # of the client's SYN
    plain: bool = False
    reader: Reader | None = None
    act: Treatment | None = None
    weather: list[tuple[str, Weather]] = field(default_factory=list)
    done: set[str] = field(default_factory=set)  # rules that are through with this flow, by name
    packets: int = 0
    up: int = 0  # payload bytes of the client
    down: int = 0  # payload bytes of the server
    ttl: int = 0  # of the server's packets
    group: tuple[str, str] | None = None  # subnet and SNI of an open hello
