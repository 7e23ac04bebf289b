"""What the box on the path does once a rule has matched, as data."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


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
