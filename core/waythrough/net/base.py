"""The two small interfaces that everything else is built on: a Stream of bytes and a Dialer that opens one."""

from dataclasses import dataclass, field
from typing import Protocol

from waythrough.model.failure import Failure
from waythrough.model.observation import ConnectDetail, PathDetail, ResolveDetail, TlsDetail
from waythrough.model.verdict import Stage
from waythrough.net.deadline import Patience

LegDetail = ResolveDetail | ConnectDetail | PathDetail | TlsDetail | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One finished part of a dial: what was done, to whom, how long it took, and why it failed if it did.

    `stage` is None for the plain TCP connect of the direct line (it is the target's own step, not a path's);
    `hop` counts the servers of a chain from the user's side; `started` is `time.monotonic()`, durations seconds.
    """

    stage: Stage | None
    host: str
    port: int
    started: float
    duration: float
    hop: int = 0
    address: str = ""
    failure: Failure | None = None
    detail: LegDetail = None
    bytes_sent: int = 0
    bytes_received: int = 0


class DialError(Exception):
    """A stream could not be opened. `legs` are all parts walked, the last one holds the failure."""

    def __init__(self, legs: tuple[Leg, ...]) -> None:
        super().__init__(legs[-1].failure)
        self.legs = legs

    @property
    def failure(self) -> Failure:
        """The failure that ended the dial."""
        failure = self.legs[-1].failure
        assert failure is not None
        return failure


class StreamError(Exception):
    """A stream broke while in use; `failure` is the classified reason."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(slots=True)
class StreamFacts:
    """What is known of an open stream. `bytes_*` count the bytes of this layer and are updated as it is used.

    `own`: the leg in which the way itself failed, where a way that opens streams before its server has agreed
    learns only later that it was not the target who ended this one.
    """

    legs: tuple[Leg, ...] = ()
    address: str = ""
    local_address: str = ""
    bytes_sent: int = 0
    bytes_received: int = 0
    extra: dict[str, str] = field(default_factory=dict)
    own: Leg | None = None


class Stream(Protocol):
    """An ordered stream of bytes. Every method may raise StreamError; none waits without the caller's deadline."""

    @property
    def facts(self) -> StreamFacts: ...

    async def send(self, data: bytes) -> None:
        """Write all of `data` (waits while the peer does not take it)."""
        ...

    async def recv(self) -> bytes:
        """The next bytes as they come; b"" once when the peer ended its direction with FIN."""
        ...

    def abort(self) -> None:
        """Give up at once; safe to call in every state and more than once, never raises."""
        ...


class Dialer(Protocol):
    """Opens streams to targets, itself possibly over another dialer."""

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to `host` (name or address literal) and `port`. Raises DialError."""
        ...


class Link(Protocol):
    """Datagrams to and from one host and port; what is lost stays lost."""

    @property
    def bytes_sent(self) -> int: ...

    @property
    def bytes_received(self) -> int: ...

    def send(self, data: bytes) -> None:
        """Send one datagram; that it was refused is told by `receive`."""
        ...

    async def receive(self, until: float | None = None) -> bytes | None:
        """The next datagram, None when none came until that time of the loop. Raises OSError."""
        ...

    def close(self) -> None:
        """Give up at once; safe to call twice."""
        ...


class DatagramDialer(Protocol):
    """Opens links to targets, itself possibly over another way."""

    async def open(self, host: str, port: int, patience: Patience) -> Link:
        """A link to `host` (on the line itself an address literal, over a way also a name). Raises DialError."""
        ...
