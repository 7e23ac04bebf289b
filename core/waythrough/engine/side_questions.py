"""Beside a second look: is it the address or the port, and does an open connection prove anything here?"""

import asyncio
from dataclasses import replace

from waythrough.engine.second_look import Look
from waythrough.model.step import Step
from waythrough.probe import differential
from waythrough.verdict.rule import INTERRUPTIONS

MOST_ADDRESSES = 2


async def ask_beside(look: Look, nobody: str) -> None:
    """What a single bare connection can add; `nobody` is an address at which nobody lives, "" for none."""
    facts = look.facts()
    last = facts.last_failed
    if not facts.direct or last is None or last.failure is None:
        return
    target = replace(facts.target, host=facts.subject, port=last.last.port or facts.target.port)
    if last.step is Step.CONNECT:
        closed = (each.address for each in last.observations if each.step is Step.CONNECT and not each.ok)
        addresses = list(dict.fromkeys(closed))[:MOST_ADDRESSES]
        await asyncio.gather(*(differential.other_port(look.walk, target, each) for each in addresses))
    elif nobody and last.failure.kind in INTERRUPTIONS and not facts.network.hollow:
        await differential.nobody(look.walk, target, nobody)
