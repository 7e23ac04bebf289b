"""What looks at ways have in common: other ways are asked only where that tells nobody what he should not know."""

from dataclasses import replace

import pytest

from tests.core.engine.town import HERE, Authority, Town, plan, socks, town
from waythrough.model.path import PathSpec
from waythrough.model.run import Depth, Run
from waythrough.model.step import Purpose

DEAD = "127.0.0.66"  # nobody listens there


async def run_of(here: Town, *ways: PathSpec) -> Run:
    _, run = await here.run(plan(here.platform("news.test"), paths=ways, depth=Depth.STANDARD))
    return run


@pytest.mark.parametrize("host", [HERE, DEAD])
async def test_a_way_with_the_same_server_is_no_control(authority: Authority, host: str) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        port = await here.proxy()
        dead = replace(socks(9, "dead"), fields={"host": host, "port": 9})
        run = await run_of(here, dead, socks(port, "control"))
    asked = [each for each in run.network_observations if each.purpose is Purpose.WAY_CONTROL]
    assert bool(asked) is (host == DEAD)


async def test_what_is_seen_carries_no_address_of_the_way(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        dead = replace(socks(9, "dead"), fields={"host": DEAD, "port": 9})
        run = await run_of(here, dead)
    again = [each for each in run.network_observations if each.purpose is Purpose.WAY_AGAIN]
    assert again
    assert not any(DEAD in (each.host, each.address) for each in again)
