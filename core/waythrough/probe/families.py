"""Does the line carry an address family at all? Neutral hosts are asked over it before any target is judged."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from waythrough.model.step import Purpose
from waythrough.probe.local_gate import host_port
from waythrough.probe.walk import Walk
from waythrough.verdict.families import family_of

HOSTS = 3  # neutral hosts of unlike operators


async def ask_family(walk: Walk, hosts: Sequence[str], family: int) -> None:
    """Open TLS with the first neutral hosts that have an address of the family, all at once."""

    async def ask(host: str) -> None:
        about = replace(walk.about, target=f"ipv{family}:{host}", purpose=Purpose.NEUTRAL)
        await open_over(replace(walk, about=about), host, family)

    await asyncio.gather(*map(ask, hosts[:HOSTS]))


async def open_over(walk: Walk, host: str, family: int) -> None:
    """A handshake with a host of the profile at its first address of the family, if it has one."""
    name, port = host_port(host)
    address = next((each for each in await walk.addresses(name) if family_of(each) == family), "")
    secured = await walk.handshake(name, port, address) if address else None
    if secured is not None:
        secured.stream.abort()
