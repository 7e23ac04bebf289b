"""Known and long pages through a way, and directly to compare with."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from waythrough.model.network import Canary, NetworkProfile
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.probe.families import open_over
from waythrough.probe.walk import Walk
from waythrough.probe.way_entry import page_through
from waythrough.probe.web import LARGE_BODY, fetch

HOSTS = 2  # neutral hosts that are asked over each family
CANARIES = 2  # known pages asked through a way


def told(canaries: tuple[Canary, ...]) -> tuple[Canary, ...]:
    """The known pages that have a text to be changed, pages of HTML first: nobody writes into anything else."""
    with_text = [each for each in canaries if each.text]
    return tuple(sorted(with_text, key=lambda each: "<" not in each.text)[:CANARIES])


async def known_page(walk: Walk, canary: Canary, attempt: int) -> bool:
    """Ask for a known page; False when it came back complete and with its status, but changed."""
    about = replace(walk.about, purpose=Purpose.CANARY, target=canary.url, attempt=attempt)
    mine = replace(walk, about=about)
    page = await fetch(mine, canary.url)
    if page is None or not mine.trace.observations[-1].ok or page.status != canary.status:
        return True
    return canary.matches(page.status, page.body)


async def long_page(walk: Walk, profile: NetworkProfile, attempt: int) -> Observation | None:
    """A neutral page as far as it goes; the step that read its body, None when there was none."""
    await page_through(walk, profile, Purpose.WAY_LONG, attempt, body_limit=LARGE_BODY)
    mine = (
        each
        for each in walk.trace.observations
        if each.purpose is Purpose.WAY_LONG and each.attempt == attempt
    )
    return next((each for each in mine if each.step is Step.BODY), None)


async def way_families(walk: Walk, hosts: Sequence[str], family: int) -> None:
    """A handshake with each neutral host that has an address of the family, at that address; attempt is the family."""

    async def ask(host: str) -> None:
        about = replace(walk.about, purpose=Purpose.WAY_FAMILY, target=host, attempt=family)
        await open_over(replace(walk, about=about), host, family)

    await asyncio.gather(*map(ask, hosts[:HOSTS]))
