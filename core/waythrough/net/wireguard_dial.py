"""Opens streams and links to targets through a tunnel, and tells the tunnel's failures from theirs."""

import time
from dataclasses import dataclass, replace
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, Stream, StreamError, StreamFacts
from waythrough.net.deadline import Patience, Wait
from waythrough.net.entry import MAX_ADDRESSES, race, resolve_leg
from waythrough.net.wireguard import DIED, NoRouteError, Route, Tunnel, literal
from waythrough.net.wireguard_link import InnerLink
from waythrough.net.wireguard_look import alive
from waythrough.net.wireguard_names import TunnelResolver

KIND: Final = "wireguard"
_MADE: Final = {
    FailureKind.REFUSED: FailureKind.EXIT_REFUSED,
    FailureKind.RESET: FailureKind.EXIT_REFUSED,
    FailureKind.TIMEOUT: FailureKind.EXIT_TIMEOUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelEnd:
    """An open tunnel as dialers see it. `host` and `port` are its first server's, `hop` its place in a chain."""

    tunnel: Tunnel
    resolver: TunnelResolver
    host: str
    port: int
    hop: int

    def leg(self, stage: Stage, started: float, failure: Failure | None = None, *, word: str = "") -> Leg:
        """One finished part of a dial or of the opening."""
        return leg_of(self.host, self.port, self.hop, stage, started, failure, word)

    async def resolve(
        self, host: str, port: int, patience: Patience
    ) -> tuple[tuple[str, ...], tuple[Leg, ...]]:
        """The addresses of a target, asked inside the tunnel, and the leg of that. Raises DialError."""
        if literal(host) is not None:
            return (host,), ()
        packets = self.received
        outcome = await self.resolver.resolve(host, patience)
        leg = resolve_leg(outcome, Stage.EXIT_DNS, host, port, self.hop)
        if outcome.failure is None:
            return outcome.detail.addresses[:MAX_ADDRESSES], (leg,)
        if outcome.failure.kind is FailureKind.TIMEOUT and await self.silent_since(packets):
            raise DialError((self.leg(Stage.DATA, outcome.started, outcome.failure),))
        known = outcome.failure
        told = Failure(kind=FailureKind.EXIT_DNS, code=known.code, text=known.text or known.kind.value)
        raise DialError((replace(leg, failure=told),))

    @property
    def received(self) -> int:
        """Packets that came out of the tunnel so far."""
        return sum(line.machine.packets for line in self.tunnel.lines)

    async def silent_since(self, packets: int) -> bool:
        """Whether the tunnel itself carries nothing any more: no packet since then, and none on request."""
        if self.received != packets:
            return False
        return not await alive(self.tunnel, self.resolver)


def leg_of(
    host: str, port: int, hop: int, stage: Stage, started: float, failure: Failure | None, word: str
) -> Leg:
    """A part of a tunnel's life that has just ended."""
    code = failure.code if failure is not None else None
    return Leg(
        stage=stage,
        host=host,
        port=port,
        started=started,
        duration=time.monotonic() - started,
        hop=hop,
        failure=failure,
        detail=PathDetail(hop=hop, kind=KIND, reply=code, reply_text=str(word)),
    )


class TunnelDialer:
    """A Dialer; names are resolved inside the tunnel, and their addresses raced as on the line."""

    def __init__(self, end: TunnelEnd) -> None:
        self._end = end

    def __repr__(self) -> str:
        return f"TunnelDialer(hop={self._end.hop})"

    @property
    def tunnel(self) -> Tunnel:
        """What it dials through."""
        return self._end.tunnel

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """See Dialer."""
        if literal(host) is not None:
            return await _AddressDialer(self._end).dial(host, port, patience)
        addresses, legs = await self._end.resolve(host, port, patience)
        try:
            stream, failed = await race(_AddressDialer(self._end), addresses, port, patience)
        except DialError as error:
            raise DialError((*legs, *error.legs)) from error
        stream.facts.legs = (*legs, *failed, *stream.facts.legs)
        return stream


class _AddressDialer:
    def __init__(self, end: TunnelEnd) -> None:
        self._end = end

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to an address literal."""
        end, started = self._end, time.monotonic()
        route = _route(end, host, started)
        machine = route.line.machine
        if machine.dead and machine.handshaking and machine.packets:
            raise DialError((end.leg(Stage.DATA, started, DIED, word=DIED.text),))
        packets = end.received
        stream = end.tunnel.stream(route, port, StreamFacts())
        try:
            async with Wait(patience):
                await stream.opened()
        except StreamError as error:
            stream.abort()
            raise DialError((self._failed(started, error.failure),)) from error
        except TimeoutError as error:
            stream.abort()
            stage, failure = Stage.EXIT_CONNECT, Failure(kind=FailureKind.EXIT_TIMEOUT)
            if await end.silent_since(packets):
                stage, failure = Stage.DATA, Failure(kind=FailureKind.TIMEOUT)
            raise DialError((end.leg(stage, started, failure),)) from error
        except BaseException:
            stream.abort()
            raise
        stream.facts.legs = (end.leg(Stage.EXIT_CONNECT, started),)
        return stream

    def _failed(self, started: float, failure: Failure) -> Leg:
        if failure == DIED:
            return self._end.leg(Stage.DATA, started, failure, word=DIED.text)
        kind = _MADE.get(failure.kind, failure.kind)
        return self._end.leg(Stage.EXIT_CONNECT, started, replace(failure, kind=kind))


class TunnelDatagrams:
    """A DatagramDialer through the tunnel."""

    def __init__(self, end: TunnelEnd) -> None:
        self._end = end

    async def open(self, host: str, port: int, patience: Patience) -> InnerLink:
        """See DatagramDialer."""
        started = time.monotonic()
        addresses, _ = await self._end.resolve(host, port, patience)
        return self._end.tunnel.link(_route(self._end, addresses[0], started), port)


def _route(end: TunnelEnd, host: str, started: float) -> Route:
    """Raises DialError."""
    address = literal(host)
    assert address is not None
    try:
        return end.tunnel.route(address)
    except NoRouteError as error:
        failure = Failure(kind=FailureKind.EXIT_UNREACHABLE, text=str(error))
        raise DialError((end.leg(Stage.EXIT_CONNECT, started, failure),)) from error
