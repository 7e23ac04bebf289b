"""Hellos at the same moment: all are begun before any ends, and who merely waits for a place gets it."""

import asyncio

import pytest

from tests.core.engine.town import HERE, Authority, page, reset
from tests.core.net.faultserver import Peer
from tests.core.probe.street import served, walk_over
from waythrough.model.step import Purpose, Step
from waythrough.net.deadline import Patience
from waythrough.probe import hellos
from waythrough.probe.hellos import AT_ONCE, at_once


async def test_all_are_open_at_once_until_the_last_is_answered(authority: Authority) -> None:
    came, all_came = [0], asyncio.Event()

    async def together(peer: Peer) -> None:
        came[0] += 1
        if came[0] == AT_ONCE:
            all_came.set()
        await all_came.wait()
        await page(authority.good)(peer)

    walk = walk_over(authority)
    async with served(together) as port:
        assert await at_once(walk, "news.test", port, HERE, Purpose.PARALLEL)
    seen = [each for each in walk.trace.observations if each.step is Step.TLS]
    assert sorted(each.attempt for each in seen) == list(range(1, AT_ONCE + 1))
    assert {each.purpose for each in seen} == {Purpose.PARALLEL}


async def test_one_that_is_cut_is_told(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(reset) as port:
        assert not await at_once(walk, "news.test", port, HERE, Purpose.PARALLEL)


async def test_a_server_that_serves_one_after_another_stops_nobody(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes all connections, but speaks to the next only when one before has gone."""
    monkeypatch.setattr(hellos, "HOLD", 0.05)
    place = asyncio.Lock()

    async def one_by_one(peer: Peer) -> None:
        async with place:
            await page(authority.good)(peer)

    walk = walk_over(authority, patience=Patience(hard=20))
    async with served(one_by_one) as port:
        assert await at_once(walk, "news.test", port, HERE, Purpose.PARALLEL)
