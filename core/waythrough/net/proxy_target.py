"""Hands a target to a proxy dialer: by name, or address by address when it is resolved on this side."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, Stream
from waythrough.net.deadline import Patience
from waythrough.net.entry import resolve_leg
from waythrough.net.proxy import Peer
from waythrough.net.resolver_base import Resolver
from waythrough.wire.socks import literal_address

DialOne = Callable[[str, int, Patience], Awaitable[Stream]]

MAX_TRIES: Final = 3
_OTHER_ADDRESS_MAY_DO: Final = (
    FailureKind.EXIT_REFUSED,
    FailureKind.EXIT_UNREACHABLE,
    FailureKind.EXIT_TIMEOUT,
    FailureKind.PROXY_UNSUPPORTED,
)


async def each_target(
    dial_one: DialOne, host: str, port: int, patience: Patience, *, peer: Peer, resolver: Resolver | None
) -> Stream:
    """The stream that `dial_one` opens to the host, or to the first of its addresses that the proxy reaches.

    Raises DialError with the legs of all tries; a host that the protocol cannot carry fails unconnected.
    """
    if resolver is None or literal_address(host) is not None:
        return await _guarded(dial_one, host, port, patience, peer)
    outcome = await resolver.resolve(host, patience)
    legs: tuple[Leg, ...] = (resolve_leg(outcome, None, host, port, peer.hop),)
    if outcome.failure is not None:
        raise DialError(legs)
    for address in outcome.detail.addresses[:MAX_TRIES]:
        try:
            stream = await _guarded(dial_one, address, port, patience, peer)
        except DialError as error:
            legs += error.legs
            if error.failure.kind not in _OTHER_ADDRESS_MAY_DO:
                raise DialError(legs) from error
        else:
            stream.facts.legs = legs + stream.facts.legs
            return stream
    raise DialError(legs)


async def _guarded(dial_one: DialOne, host: str, port: int, patience: Patience, peer: Peer) -> Stream:
    try:
        return await dial_one(host, port, patience)
    except ValueError as error:
        failure = Failure(kind=FailureKind.PROXY_UNSUPPORTED, text=_why(error))
        leg = Leg(
            stage=Stage.REQUEST,
            host=peer.host,
            port=peer.port,
            started=time.monotonic(),
            duration=0.0,
            hop=peer.hop,
            failure=failure,
            detail=PathDetail(hop=peer.hop, kind=peer.kind, reply_text=failure.text),
        )
        raise DialError((leg,)) from error


def _why(error: ValueError) -> str:
    # UnicodeError puts the whole name into its text, in a form that nobody reads
    return "not an ASCII host name" if isinstance(error, UnicodeError) else str(error)
