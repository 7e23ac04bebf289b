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
    await asyncio.gather(*(_open(walk, host, family) for host in hosts[:HOSTS]))


async def _open(walk: Walk, host: str, family: int) -> None:
    name, port = host_port(host)
    probe = replace(walk, about=replace(walk.about, target=f"ipv{family}:{host}", purpose=Purpose.NEUTRAL))
    address = next((each for each in await probe.addresses(name) if family_of(each) == family), "")
    if not address:
        return
    reached = await probe.connect(name, port, address)
    if reached is None:
        return
    secured = await probe.secure(reached, name)
    if secured is not None:
        secured.stream.abort()
