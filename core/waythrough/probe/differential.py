"""Measurements that differ from the failed one in a single thing: they separate the cause from its look-alikes."""

import asyncio
from dataclasses import dataclass, replace

from waythrough.model.observation import Observation
from waythrough.model.platform import Target
from waythrough.model.step import Purpose, Step
from waythrough.net import browser_hello as browsers
from waythrough.net.http import Request, split_url
from waythrough.net.resolver_base import Resolver
from waythrough.net.tls import BROWSER, PLAIN_HELLO, SPLIT, Hello, resumable
from waythrough.probe.walk import Walk
from waythrough.probe.web import fetch, reach
from waythrough.verdict.facts import spoke_tls
from waythrough.verdict.matrix import SOON

PLAIN_PORT, SAFE_PORT = 80, 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Neutral:
    """An uncensored host that was seen working on the direct line."""

    host: str
    port: int
    address: str


async def compare_answers(walk: Walk, name: str, resolvers: tuple[Resolver, ...]) -> tuple[str, ...]:
    """Ask other resolvers for the name, all at once; returns the addresses that they gave, without repeats."""
    compare = walk.with_purpose(Purpose.COMPARE)
    outcomes = await asyncio.gather(*(compare.resolve(name, each, late=True) for each in resolvers))
    return tuple(dict.fromkeys(address for outcome in outcomes for address in outcome.detail.addresses))


async def at_address(walk: Walk, target: Target, address: str, attempt: int = 1) -> None:
    """The target's own name and page at an address that somebody else vouches for."""
    probe = walk.with_purpose(Purpose.ADDRESS, attempt)
    if target.url:
        await fetch(probe, target.url, address=address)
        return
    reached = await probe.connect(target.host, target.port, address)
    if reached is None:
        return
    if target.tls:
        reached = await probe.secure(reached, target.host, alpn=())
    if reached is not None:
        reached.stream.abort()


async def neutral_name(walk: Walk, target: Target, address: str, neutral: Neutral, attempt: int) -> None:
    """A ClientHello with an uncensored name at the target's address.

    Whatever the server answers (an alert or another host's certificate included) proves the address open.
    """
    await _hello(
        walk.with_purpose(Purpose.NEUTRAL_NAME, attempt), target.host, target.port, address, neutral.host
    )


async def target_name(walk: Walk, target: Target, neutral: Neutral, attempt: int) -> None:
    """A ClientHello with the target's name at an uncensored address."""
    probe = walk.with_purpose(Purpose.TARGET_NAME, attempt)
    await _hello(probe, neutral.host, neutral.port, _at(walk, neutral), target.host)


async def baseline(walk: Walk, neutral: Neutral, name: str, purpose: Purpose, attempt: int) -> bool:
    """A ClientHello with another uncensored name at the neutral address; whether a TLS server spoke.

    Asked before and after the target's name: it shows how that server takes to foreign names, and whether a
    penalty lingers at its address.
    """
    probe = walk.with_purpose(purpose, attempt)
    await _hello(probe, neutral.host, neutral.port, _at(walk, neutral), name)
    last = _last(probe)
    return last.step is Step.TLS and spoke_tls(last)


async def split_hello(walk: Walk, target: Target, address: str, name: str, purpose: Purpose) -> None:
    """The same hello in two records and segments: what reads names packet by packet does not see this one."""
    probe = walk.with_purpose(purpose)
    await _hello(probe, target.host, target.port, address, name, hello=Hello(kind=SPLIT))


async def browser_hello(walk: Walk, target: Target, address: str, attempt: int) -> None:
    """The target's page after the hello of a browser: is it only the hello of programs like this one that breaks?

    Nothing is asked without the library for it.
    """
    if not browsers.available():
        return
    probe = walk.with_purpose(Purpose.BROWSER_HELLO, attempt)
    secured = await probe.handshake(target.host, target.port, address, hello=Hello(kind=BROWSER))
    if secured is None:
        return
    if target.url:
        await probe.request(secured, Request(url=target.url), body_limit=SOON)
    else:
        secured.stream.abort()


async def browser_neutral(walk: Walk, neutral: Neutral, attempt: int) -> bool:
    """A neutral host with the hello of a browser, which does not fit one segment; whether it was answered."""
    probe = walk.with_purpose(Purpose.BROWSER_NEUTRAL, attempt)
    await _hello(
        probe, neutral.host, neutral.port, _at(walk, neutral), neutral.host, hello=Hello(kind=BROWSER)
    )
    return _last(probe).ok


async def other_port(walk: Walk, target: Target, address: str) -> None:
    """A bare connection to another well-known port of the target's address: is it the address or the port?"""
    port = PLAIN_PORT if target.port != PLAIN_PORT else SAFE_PORT
    await _touch(walk.with_purpose(Purpose.OTHER_PORT), target.host, port, address)


async def nobody(walk: Walk, target: Target, address: str) -> None:
    """A bare connection to an address at which nobody lives: if it opens, open connections prove nothing."""
    await _touch(walk.with_purpose(Purpose.NOBODY), address, target.port, address)


async def _touch(walk: Walk, host: str, port: int, address: str) -> None:
    reached = await walk.connect(host, port, address)
    if reached is not None:
        reached.stream.abort()


async def _hello(
    walk: Walk, host: str, port: int, address: str, server_name: str, *, hello: Hello = PLAIN_HELLO
) -> None:
    secured = await walk.handshake(host, port, address, server_name, hello=hello)
    if secured is not None:
        secured.stream.abort()


async def under_name(
    walk: Walk, neutral: Neutral, name: str, own: Hello, purpose: Purpose, attempt: int
) -> bool:
    """A neutral host's own page inside a session announced under another name; whether it came whole.

    The host has proven itself by resuming a session of its own (`own_hello`), so this tells apart what breaks
    after the handshake because of the name that opened it.
    """
    probe = walk.with_purpose(purpose, attempt)
    secured = await probe.handshake(neutral.host, neutral.port, _at(walk, neutral), name, hello=own)
    if secured is None:
        return False
    url = f"https://{neutral.host}:{neutral.port}/"
    await probe.request(replace(secured, host=neutral.host), Request(url=url), body_limit=SOON)
    return _last(probe).ok


async def own_hello(walk: Walk, neutral: Neutral, attempt: int) -> Hello | None:
    """A hello that resumes a session which the neutral host issued under its own name; None when it issues none."""
    probe = walk.with_purpose(Purpose.BASELINE_BEFORE, attempt)
    secured = await probe.handshake(neutral.host, neutral.port, _at(walk, neutral))
    if secured is None:
        return None
    try:
        session = await resumable(secured.stream, walk.patience)
    finally:
        secured.stream.abort()
    return None if session is None else Hello(session=session)


async def other_host(walk: Walk, target: Target, address: str, plain: Neutral, attempt: int) -> None:
    """The plain request with an uncensored Host header at the target's address."""
    await fetch(
        walk.with_purpose(Purpose.OTHER_HOST, attempt), target.url, address=address, host_header=plain.host
    )


async def target_host(
    walk: Walk, target: Target, plain: Neutral, attempt: int, purpose: Purpose = Purpose.TARGET_HOST
) -> None:
    """The plain request with the target's Host header and path at the address of a plain canary."""
    parts = split_url(target.url)
    await fetch(
        walk.with_purpose(purpose, attempt),
        f"http://{plain.host}:{plain.port}{parts.target}",
        address=_at(walk, plain),
        host_header=parts.host,
    )


async def plain_baseline(walk: Walk, plain: Neutral, purpose: Purpose, attempt: int) -> None:
    """A plain canary's own page, asked before the target's Host is sent there."""
    url = f"http://{plain.host}:{plain.port}/"
    await fetch(walk.with_purpose(purpose, attempt), url, address=_at(walk, plain))


async def still_there(walk: Walk, neutral: Neutral, attempt: int = 1) -> bool:
    """Whether a neutral host still opens with its own name: the control before and after."""
    probe = walk.with_purpose(Purpose.NEUTRAL, attempt)
    reached = await reach(probe, neutral.host, neutral.port, _at(walk, neutral))
    if reached is None:
        return False
    secured = await probe.secure(reached, neutral.host)
    if secured is None:
        return False
    secured.stream.abort()
    return True


def _at(walk: Walk, neutral: Neutral) -> str:
    """The neutral host's address, where the line and not the far end of a way resolves names."""
    return "" if walk.line.resolver is None else neutral.address


def _last(walk: Walk) -> Observation:
    """The walk's own last observation; others may write into the same trace meanwhile."""
    about = walk.about
    return next(
        each
        for each in reversed(walk.trace.observations)
        if each.purpose is about.purpose and each.attempt == about.attempt and each.target == about.target
    )
