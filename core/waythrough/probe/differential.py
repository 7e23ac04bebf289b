"""Measurements that differ from the failed one in a single thing: they separate the cause from its look-alikes."""

import asyncio
from dataclasses import dataclass

from waythrough.model.platform import Target
from waythrough.model.step import Purpose
from waythrough.net.http import split_url
from waythrough.net.resolver_base import Resolver
from waythrough.probe.walk import Walk
from waythrough.probe.web import fetch, reach


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
    address = "" if walk.line.resolver is None else neutral.address
    await _hello(
        walk.with_purpose(Purpose.TARGET_NAME, attempt), neutral.host, neutral.port, address, target.host
    )


async def _hello(walk: Walk, host: str, port: int, address: str, server_name: str) -> None:
    reached = await walk.connect(host, port, address)
    if reached is None:
        return
    secured = await walk.secure(reached, server_name)
    if secured is not None:
        secured.stream.abort()


async def other_host(walk: Walk, target: Target, address: str, plain: Neutral, attempt: int) -> None:
    """The plain request with an uncensored Host header at the target's address."""
    await fetch(
        walk.with_purpose(Purpose.OTHER_HOST, attempt), target.url, address=address, host_header=plain.host
    )


async def target_host(walk: Walk, target: Target, plain: Neutral, attempt: int) -> None:
    """The plain request with the target's Host header at the address of a plain canary."""
    address = "" if walk.line.resolver is None else plain.address
    parts = split_url(target.url)
    await fetch(
        walk.with_purpose(Purpose.TARGET_HOST, attempt),
        f"http://{plain.host}:{plain.port}{parts.target}",
        address=address,
        host_header=parts.host,
    )


async def still_there(walk: Walk, neutral: Neutral, attempt: int = 1) -> bool:
    """Whether a neutral host still opens with its own name: the control before and after."""
    probe = walk.with_purpose(Purpose.NEUTRAL, attempt)
    reached = await reach(
        probe, neutral.host, neutral.port, "" if walk.line.resolver is None else neutral.address
    )
    if reached is None:
        return False
    secured = await probe.secure(reached, neutral.host)
    if secured is None:
        return False
    secured.stream.abort()
    return True
