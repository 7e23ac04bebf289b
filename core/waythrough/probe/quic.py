"""The single tries of the QUIC leg, each recorded once."""

import secrets
from dataclasses import dataclass, replace
from typing import Final

from waythrough.model.observation import HttpDetail, TlsDetail
from waythrough.model.step import Purpose, Step
from waythrough.net.quic import QuicTry, quic_try
from waythrough.net.quic_versions import QuicEnd, ask_versions
from waythrough.probe.walk import Walk

LOW_PORTS: Final = range(310, 400)  # below the 443 of servers, hardly used by anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class QuicPlace:
    """A server that is asked over QUIC."""

    host: str
    address: str
    port: int = 443


async def ask_page(walk: Walk, purpose: Purpose, at: QuicPlace, attempt: int) -> bool:
    """The host's own front page over HTTP/3; True when its head came."""
    what = QuicTry(address=at.address, port=at.port, server_name=at.host)
    return await _try(walk.with_purpose(purpose, attempt), at, what)


async def ask_name(
    walk: Walk, purpose: Purpose, at: QuicPlace, server_name: str, attempt: int, *, ech: bytes | None = None
) -> bool:
    """A name at a server that need not be its own, or one hidden by `ech`; True when it answers and goes on hearing us.

    What it answers does not matter, a certificate of its own included. A filter may let its answer pass and lose
    what we send from then on (Zohaib et al., USENIX Security 2025), so it is asked once more from the same port.

    `purpose` tells the variant: a hello in two datagrams, a meaningless datagram ahead, a port below the server's.
    """
    what = QuicTry(
        address=at.address,
        port=at.port,
        server_name=server_name,
        local_port=secrets.choice(LOW_PORTS) if purpose is Purpose.QUIC_LOW_PORT else 0,
        dummy=purpose is Purpose.QUIC_DUMMY,
        large=purpose is Purpose.QUIC_LARGE,
        ech=ech,
        ask_after=True,
    )
    return await _try(walk.with_purpose(purpose, attempt), at, what)


async def ask_path(walk: Walk, purpose: Purpose, at: QuicPlace, attempt: int) -> bool:
    """A version that does not exist; True when the server says which ones it speaks."""
    end = await ask_versions(at.address, at.port, walk.patience)
    _add(walk.with_purpose(purpose, attempt), Step.EXCHANGE, at, end)
    return end.failure is None


async def _try(walk: Walk, at: QuicPlace, what: QuicTry) -> bool:
    seen = await quic_try(what, walk.line.trust, walk.patience)
    _add(walk, Step.QUIC, replace(at, host=what.server_name), seen.handshake, detail=seen.tls)
    last = seen.handshake
    if seen.request is not None:
        last = seen.request
        _add(walk, Step.HTTP, at, last, detail=seen.page)
    if seen.versions is not None:
        last = seen.versions
        _add(walk, Step.EXCHANGE, at, last)
    return last.failure is None


def _add(
    walk: Walk, step: Step, at: QuicPlace, end: QuicEnd, *, detail: TlsDetail | HttpDetail | None = None
) -> None:
    walk.record(step, at.host, end, port=at.port, address=at.address, detail=detail)
