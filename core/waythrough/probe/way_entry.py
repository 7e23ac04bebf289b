"""Looks at a way's own server: a page through the way, and the names that are let through to where it stands."""

import asyncio
import time
from dataclasses import replace

from waythrough.model.failure import Failure
from waythrough.model.network import NetworkProfile
from waythrough.model.observation import PathDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage
from waythrough.net.base import Dialer, DialError
from waythrough.net.tls import open_tls
from waythrough.probe.local_gate import front_page, host_port
from waythrough.probe.trace import About
from waythrough.probe.walk import Walk
from waythrough.probe.web import SMALL_BODY, reach

AT_ONCE = 6  # connections of `together`: rules that count hellos begin at four (hyperion-cs/dpi-checkers)


async def page_through(
    walk: Walk, profile: NetworkProfile, purpose: Purpose, attempt: int, *, body_limit: int = SMALL_BODY
) -> bool:
    """A neutral page through the walk's line; True when it came. Attempts take turns among the neutral hosts."""
    hosts = profile.neutral_hosts
    host = hosts[(attempt - 1) % len(hosts)]
    about = replace(walk.about, purpose=purpose, target=host, attempt=attempt)
    return await front_page(replace(walk, about=about), host, body_limit=body_limit) is not None


async def together(walk: Walk, profile: NetworkProfile) -> None:
    """Several neutral pages through the way at the same moment."""
    pages = (page_through(walk, profile, Purpose.WAY_TOGETHER, attempt) for attempt in range(1, AT_ONCE + 1))
    await asyncio.gather(*pages)


async def other_ports(walk: Walk, profile: NetworkProfile) -> None:
    """Bare connections to neutral hosts on ports that are none of the web's, all at once."""

    async def ask(attempt: int, host: str) -> None:
        about = replace(walk.about, purpose=Purpose.WAY_PORT, target=host, attempt=attempt)
        reached = await reach(replace(walk, about=about), *host_port(host))
        if reached is not None:
            reached.stream.abort()

    await asyncio.gather(*(ask(number, host) for number, host in enumerate(profile.port_hosts, start=1)))


async def server_hello(
    walk: Walk, dialer: Dialer, address: str, port: int, server_name: str, purpose: Purpose, attempt: int
) -> None:
    """A ClientHello with `server_name` at an address; recorded without the name, which may be a way's server's."""
    started = time.monotonic()
    failure: Failure | None
    stage = Stage.CONNECT
    try:
        stream = await dialer.dial(address, port, walk.patience)
    except DialError as error:
        failure = error.failure
    else:
        stage = Stage.TLS
        outcome = await open_tls(stream, server_name, walk.line.trust.public, walk.patience)
        failure = outcome.failure
        (outcome.stream or stream).abort()
    if failure is not None:
        failure = Failure(kind=failure.kind, code=failure.code)
    walk.trace.add(
        About(target="", purpose=purpose, attempt=attempt),
        Step.PATH,
        "",
        started=started,
        duration=time.monotonic() - started,
        port=port,
        stage=stage,
        failure=failure,
        detail=PathDetail(hop=0, kind=""),
    )
