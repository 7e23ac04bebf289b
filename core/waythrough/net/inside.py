"""Dials targets inside a tunnel whose interface lives in a namespace, and tells its failures from theirs."""

import time
from dataclasses import dataclass, replace
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, Link, Stream
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.entry import MAX_ADDRESSES, resolve_leg
from waythrough.net.namespace import Namespace
from waythrough.net.resolver import InTurnResolver, bare_resolver
from waythrough.net.resolver_base import ResolveOutcome, Resolver, failed
from waythrough.net.tcp import TcpDialer
from waythrough.wire.socks import literal_address

_ANY_NAME: Final = "example.com"  # RFC 2606: whatever the answer, it comes through the tunnel
_A_MOMENT: Final = Patience(soft=1.0, hard=3.0)
_MADE: Final = {
    FailureKind.REFUSED: FailureKind.EXIT_REFUSED,
    FailureKind.RESET: FailureKind.EXIT_REFUSED,
    FailureKind.TIMEOUT: FailureKind.EXIT_TIMEOUT,
    FailureKind.HOST_UNREACHABLE: FailureKind.EXIT_UNREACHABLE,
    FailureKind.NETWORK_UNREACHABLE: FailureKind.EXIT_UNREACHABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """An interface in a namespace: what its way is called, its place in a chain, and who resolves names in there."""

    namespace: Namespace
    device: str
    resolver: Resolver
    kind: str
    hop: int

    async def packets(self) -> int:
        """Packets that came out of the tunnel so far; 0 when the namespace is gone."""
        try:
            return await self.namespace.packets(self.device)
        except OSError:
            return 0

    async def silent_since(self, before: int) -> bool:
        """Whether the tunnel itself carries nothing: no packet since then, and none in answer to a question."""
        if await self.packets() == before:
            await self.resolver.resolve(_ANY_NAME, _A_MOMENT)
        return await self.packets() == before


@dataclass(frozen=True, slots=True)
class InsideDialer:
    """A Dialer and a DatagramDialer; names are resolved inside."""

    inside: Inside

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """See Dialer."""
        before = await self.inside.packets()
        addresses, legs = await self._resolve(host, port, patience)
        line = TcpDialer(sockets=self.inside.namespace)
        reached: DialError | None = None
        for address in addresses:
            try:
                stream = await line.dial(address, port, patience)
            except DialError as error:
                legs = (*legs, await self._told(error.legs[-1], before))
                reached = error
            else:
                stream.facts.legs = (*legs, await self._told(stream.facts.legs[-1], before))
                return stream
        raise DialError(legs) from reached

    async def open(self, host: str, port: int, patience: Patience) -> Link:
        """See DatagramDialer."""
        addresses, _ = await self._resolve(host, port, patience)
        return await UdpDialer(sockets=self.inside.namespace).open(addresses[0], port, patience)

    async def _resolve(
        self, host: str, port: int, patience: Patience
    ) -> tuple[tuple[str, ...], tuple[Leg, ...]]:
        if literal_address(host) is not None:
            return (host,), ()
        before = await self.inside.packets()
        outcome = await self.inside.resolver.resolve(host, patience)
        leg = resolve_leg(outcome, Stage.EXIT_DNS, host, port, self.inside.hop)
        if outcome.failure is None:
            return outcome.detail.addresses[:MAX_ADDRESSES], (leg,)
        if outcome.failure.kind is FailureKind.TIMEOUT and await self.inside.packets() == before:
            raise DialError((replace(leg, stage=Stage.DATA),))
        known = outcome.failure
        told = Failure(kind=FailureKind.EXIT_DNS, code=known.code, text=known.text or known.kind.value)
        raise DialError((replace(leg, failure=told),))

    async def _told(self, leg: Leg, before: int) -> Leg:
        """The plain connect as what it is: a step beyond the tunnel, or the tunnel's own silence."""
        inside, failure, stage = self.inside, leg.failure, Stage.EXIT_CONNECT
        if failure is not None:
            if failure.kind is FailureKind.TIMEOUT and await inside.silent_since(before):
                stage = Stage.DATA
            else:
                failure = replace(failure, kind=_MADE.get(failure.kind, failure.kind))
        detail = PathDetail(hop=inside.hop, kind=inside.kind)
        return replace(leg, stage=stage, hop=inside.hop, failure=failure, detail=detail, address="")


def inside_dialer(
    namespace: Namespace, device: str, servers: tuple[str, ...], *, kind: str, hop: int
) -> InsideDialer:
    """A dialer whose names are asked of `servers` ("address" or "address:port"), inside and nowhere else."""
    line = TcpDialer(sockets=namespace)
    resolvers = [bare_resolver(each, line, sockets=namespace) for each in servers]
    resolver = InTurnResolver(*resolvers) if resolvers else NoResolver()
    return InsideDialer(Inside(namespace=namespace, device=device, resolver=resolver, kind=kind, hop=hop))


class NoResolver:
    """For tunnels that name no resolver, where none is known otherwise: no name has an address."""

    label = "none"

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        """See Resolver."""
        failure = Failure(kind=FailureKind.EXIT_DNS, text="the tunnel names no resolver")
        return failed(self.label, name, time.monotonic(), failure)

    async def aclose(self) -> None:
        """Nothing is open."""
