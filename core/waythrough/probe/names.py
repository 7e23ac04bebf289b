"""Questions about a name that tell who answers: the resolver itself, another one in its place, or a box on the way."""

import asyncio
from dataclasses import replace
from typing import Final

from waythrough.model.network import RFC7050_NAME
from waythrough.model.observation import HttpDetail
from waythrough.model.step import Purpose
from waythrough.net.deadline import Patience
from waythrough.net.resolver_base import Resolver
from waythrough.probe.walk import Walk, is_literal
from waythrough.probe.web import fetch

DEAF_PATIENCE: Final = Patience(soft=1.0, hard=2.5)
"""Silence is what is expected there; two sendings fit into it, and an injector is never far away."""


async def ask_raw(walk: Walk, name: str, resolver: Resolver) -> None:
    """The name at the line's own server by our own client, which shows codes and further replies."""
    await walk.with_purpose(Purpose.RAW).resolve(name, resolver, late=True)


async def ask_control(walk: Walk, control: str, resolver: Resolver, attempt: int) -> None:
    """An uncensored name at the line's resolver, beside the target's try of that number."""
    await walk.with_purpose(Purpose.NAME_CONTROL, attempt).resolve(control, resolver)


async def ask_deaf(walk: Walk, name: str, control: str, deaf: Resolver) -> None:
    """Both names at an address where nobody serves DNS.

    An answer for the target's and silence for the control's prove a box on the way that injects; answers for both
    a redirect of all questions (ValdikSS/blockcheck; Triplet Censors, FOCI 2020).
    """
    probe = replace(walk, patience=DEAF_PATIENCE).with_purpose(Purpose.DEAF)
    await asyncio.gather(*(probe.resolve(each, deaf) for each in (control, name)))


async def ask_whoami(walk: Walk, whoami: str, resolvers: tuple[Resolver, ...]) -> None:
    """Which server does the work behind each resolver: the same behind unlike ones betrays a redirect."""
    probe = walk.with_purpose(Purpose.WHOAMI)
    await asyncio.gather(*(probe.resolve(whoami, each) for each in resolvers))


async def ask_unchecked(walk: Walk, name: str, resolvers: tuple[Resolver, ...]) -> None:
    """The name at resolvers that were made with `checking=False`: an answer blames the zone's signatures."""
    probe = walk.with_purpose(Purpose.UNCHECKED)
    await asyncio.gather(*(probe.resolve(name, each) for each in resolvers))


async def ask_prefix(walk: Walk, resolver: Resolver) -> None:
    """The name that has IPv4 addresses only: an AAAA for it shows the DNS64 prefix of this network (RFC 7050)."""
    await walk.with_purpose(Purpose.PREFIX).resolve(RFC7050_NAME, resolver)


async def look_at_landing(walk: Walk, name: str, control: str, address: str) -> None:
    """Whether the address serves one and the same plain page for an uncensored name and for the target's.

    The uncensored name goes first, and alone when nothing serves it.
    """
    if is_literal(name):
        return
    probe = walk.with_purpose(Purpose.LANDING)
    page: HttpDetail | None = await fetch(probe, f"http://{control}/", address=address)
    if page is not None:
        await fetch(probe, f"http://{name}/", address=address)
