"""Pairs that differ in one thing: what is sent where, and under which purpose it is kept."""

from dataclasses import replace

import pytest

from tests.core.engine.town import HERE, Authority, page, plain, reset
from tests.core.net.faultserver import Peer, refusing
from tests.core.net.resolvers import Table
from tests.core.probe.street import served, steps, walk_over, web_target
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import TlsDetail
from waythrough.model.platform import FlowKind
from waythrough.model.step import Purpose
from waythrough.model.verdict import Stage
from waythrough.net import browser_hello
from waythrough.net.base import DialError, Leg
from waythrough.net.tls import PLAIN_HELLO
from waythrough.probe import differential
from waythrough.probe.differential import Neutral
from waythrough.probe.walk import Walk


def purposes(walk: Walk) -> set[Purpose]:
    return {each.purpose for each in walk.trace.observations}


async def test_other_resolvers_are_asked_at_once(authority: Authority) -> None:
    walk = walk_over(authority)
    tables = tuple(Table({"news.test": addresses}) for addresses in (("127.0.0.2",), ("127.0.0.2", HERE), ()))
    found = await differential.compare_answers(walk, "news.test", tables)
    assert found == ("127.0.0.2", HERE)
    assert purposes(walk) == {Purpose.COMPARE}
    assert len(walk.trace.observations) == 3


async def test_the_targets_own_page_at_another_address(authority: Authority) -> None:
    walk = walk_over(authority, table=Table({}))
    async with served(page(authority.good)) as port:
        await differential.at_address(walk, web_target(f"https://news.test:{port}/"), HERE)
    assert steps(walk)[:2] == [("connect", "ok"), ("tls", "ok")]
    assert purposes(walk) == {Purpose.ADDRESS}


@pytest.mark.parametrize("tls", [True, False])
async def test_a_tcp_target_at_another_address(authority: Authority, tls: bool) -> None:
    walk = walk_over(authority)
    async with served(page(authority.good)) as port, refusing() as closed:
        target = replace(web_target(f"https://news.test:{port}/"), flow=FlowKind.TCP, url="", tls=tls)
        await differential.at_address(walk, target, HERE)
        await differential.at_address(walk, replace(target, port=closed.port), HERE)
    assert steps(walk) == [("connect", "ok"), *([("tls", "ok")] if tls else []), ("connect", "refused")]


async def test_hellos_carry_the_other_name(authority: Authority) -> None:
    hellos: list[bytes] = []

    async def note(peer: Peer) -> None:
        hellos.append(await peer.hello())
        peer.reset()

    async with served(note) as site, served(page(authority.good)) as neutral:
        there = Neutral(host="n1.test", port=neutral, address=HERE)
        target = web_target(f"https://news.test:{site}/")
        walk = walk_over(authority)
        await differential.neutral_name(walk, target, HERE, there, 1)
        await differential.target_name(walk, target, there, 2)
        await differential.neutral_name(walk, replace(target, port=9), HERE, there, 1)
    assert b"n1.test" in hellos[0]
    assert b"news.test" not in hellos[0]
    assert purposes(walk) == {Purpose.NEUTRAL_NAME, Purpose.TARGET_NAME}
    assert steps(walk) == [
        ("connect", "ok"),
        ("tls", "reset"),
        ("connect", "ok"),
        ("tls", "ok"),
        ("connect", "refused"),
    ]
    elsewhere = walk.trace.observations[3]
    assert (elsewhere.host, elsewhere.port, elsewhere.attempt) == ("news.test", neutral, 2)


async def test_hosts_are_swapped_in_plain_requests(authority: Authority) -> None:
    heads: list[bytes] = []

    async def note(peer: Peer) -> None:
        heads.append(await peer.recv())
        peer.reset()

    async with served(note) as site, served(note) as neutral:
        there = Neutral(host="canary.test", port=neutral, address=HERE)
        target = web_target(f"http://news.test:{site}/path?x=1")
        walk = walk_over(authority)
        await differential.other_host(walk, target, HERE, there, 1)
        await differential.target_host(walk, target, there, 1)
    assert b"canary.test" in heads[0]
    assert heads[1].startswith(b"GET /path?x=1 ")
    assert b"news.test" in heads[1]
    assert b"canary.test" not in heads[1]
    assert purposes(walk) == {Purpose.OTHER_HOST, Purpose.TARGET_HOST}


async def test_whether_a_neutral_host_is_still_there(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(page(authority.good)) as port, served(reset) as broken, refusing() as closed:
        assert await differential.still_there(walk, Neutral(host="n1.test", port=port, address=HERE))
        assert not await differential.still_there(walk, Neutral(host="n1.test", port=broken, address=HERE))
        assert not await differential.still_there(
            walk, Neutral(host="n1.test", port=closed.port, address=HERE)
        )
    assert purposes(walk) == {Purpose.NEUTRAL}


class Names:
    """A way that takes names: it notes what it is asked for and fails."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def dial(self, host: str, port: int, patience: object) -> object:
        self.asked.append(host)
        failure = Failure(kind=FailureKind.EXIT_TIMEOUT)
        leg = Leg(stage=Stage.EXIT_CONNECT, host="p", port=1, started=0.0, duration=0.0, failure=failure)
        raise DialError((leg,))


async def test_over_a_way_neutral_hosts_go_by_name_and_the_looks_hand_no_address_on(
    authority: Authority,
) -> None:
    names = Names()
    walk = walk_over(authority, dialer=names, by_name=True)  # type: ignore[arg-type]
    there = Neutral(host="n1.test", port=443, address="203.0.113.1")
    plain_there = Neutral(host="canary.test", port=80, address="203.0.113.2")
    target = web_target("https://news.test/")
    await differential.target_name(walk, target, there, 1)
    await differential.target_host(walk, replace(target, url="http://news.test/"), plain_there, 1)
    assert not await differential.still_there(walk, there)
    await differential.at_address(walk, target, "203.0.113.7")
    assert names.asked == ["n1.test", "canary.test", "n1.test", "203.0.113.7"]
    assert walk.trace.observations[-1].address == "203.0.113.7", "what the control could not reach is known"


async def test_plain_pages_are_fetched(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(plain()) as port:
        await differential.at_address(walk, web_target(f"http://news.test:{port}/"), HERE)
    assert steps(walk)[-1] == ("body", "ok")


async def test_a_split_hello_to_the_target(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(page(authority.good)) as port:
        target = web_target(f"https://news.test:{port}/")
        await differential.split_hello(walk, target, HERE, "news.test", Purpose.SPLIT_HELLO)
    assert steps(walk) == [("connect", "ok"), ("tls", "ok")]
    assert purposes(walk) == {Purpose.SPLIT_HELLO}


async def test_the_page_after_the_hello_of_a_browser(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = walk_over(authority)
    async with served(page(authority.good)) as port, refusing() as closed:
        target = web_target(f"https://news.test:{port}/")
        await differential.browser_hello(walk, target, HERE, 1)
        assert steps(walk) == [("connect", "ok"), ("tls", "ok"), ("http", "ok"), ("body", "ok")]
        await differential.browser_hello(walk, replace(target, flow=FlowKind.TCP, url="", tls=True), HERE, 2)
        assert steps(walk)[4:] == [("connect", "ok"), ("tls", "ok")]
        await differential.browser_hello(walk, replace(target, port=closed.port), HERE, 3)
        assert steps(walk)[6:] == [("connect", "refused")]
        monkeypatch.setattr(browser_hello, "available", lambda: False)
        await differential.browser_hello(walk, target, HERE, 4)
    assert len(steps(walk)) == 7, "without the library nothing is asked"
    details = [each.detail for each in walk.trace.observations]
    assert {each.hello for each in details if isinstance(each, TlsDetail)} == {"browser"}
    assert purposes(walk) == {Purpose.BROWSER_HELLO}


async def test_a_neutral_host_that_is_gone_proves_nothing(authority: Authority) -> None:
    walk = walk_over(authority)
    async with refusing() as closed:
        there = Neutral(host="n1.test", port=closed.port, address=HERE)
        assert await differential.own_hello(walk, there, 1) is None
        purpose = Purpose.BASELINE_BEFORE
        assert not await differential.under_name(walk, there, "n2.test", PLAIN_HELLO, purpose, 2)
        assert not await differential.baseline(walk, there, "n2.test", purpose, 3)
    async with served(reset) as port:
        there = Neutral(host="n1.test", port=port, address=HERE)
        assert not await differential.under_name(walk, there, "n2.test", PLAIN_HELLO, purpose, 4)
