"""Whether a way carries ordinary traffic, asked of neutral hosts one after the other."""

from dataclasses import replace

from tests.core.engine.town import NEUTRALS, Authority, Town, page, reset, town
from tests.core.net.faultserver import refusing
from tests.core.probe.street import PATIENCE, steps, walk_over
from waythrough.model.step import Purpose
from waythrough.model.verdict import Stage
from waythrough.net.socks import SocksDialer
from waythrough.net.tcp import TcpDialer
from waythrough.probe.path_health import path_health
from waythrough.probe.walk import Walk


def over(here: Town, port: int) -> Walk:
    dialer = SocksDialer(TcpDialer(), "127.0.0.1", port)
    return walk_over(here.authority, dialer=dialer, by_name=True, patience=PATIENCE)


async def test_one_neutral_page_is_enough(authority: Authority) -> None:
    async with town(authority) as here:
        walk = over(here, await here.proxy())
        assert await path_health(walk, here.profile)
        assert (len(here.visits["n1.test"]), here.visits["n2.test"]) == (1, [])
    assert {each.purpose for each in walk.trace.observations} == {Purpose.PATH_HEALTH}
    assert {each.attempt for each in walk.trace.observations} == {1}


async def test_a_second_host_is_asked_when_the_first_fails_behind_the_way(authority: Authority) -> None:
    async with town(authority, neutral=reset) as here:
        first, second = f"n1.test:{here.ports['n1.test']}", await here.site("n2.test", page(authority.good))
        profile = replace(here.profile, neutral_hosts=(first, f"n2.test:{second}", "n3.test:9"))
        walk = over(here, await here.proxy())
        assert await path_health(walk, profile, first_attempt=11)
    assert [each.attempt for each in walk.trace.observations if each.step.value == "tls"] == [11, 12]


async def test_an_entry_that_fails_is_not_asked_for_another_host(authority: Authority) -> None:
    async with town(authority) as here, refusing() as closed:
        walk = over(here, closed.port)
        assert not await path_health(walk, here.profile)
        assert [here.visits[name] for name in NEUTRALS] == [[], [], []]
    assert steps(walk) == [("path", "refused")]
    assert walk.trace.observations[-1].stage is Stage.CONNECT


async def test_no_more_than_two_hosts_are_asked(authority: Authority) -> None:
    async with town(authority, neutral=reset) as here:
        assert not await path_health(over(here, await here.proxy()), here.profile)
        assert [len(here.visits[name]) for name in NEUTRALS] == [1, 1, 0]
        assert not await path_health(over(here, 9), replace(here.profile, neutral_hosts=()))
