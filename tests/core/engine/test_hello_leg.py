"""Patterns of hellos in a thorough run, on a loopback town whose servers count and measure them."""

from dataclasses import replace

import pytest

from tests.core.engine.town import Authority, page, plan, socks, town
from tests.core.net.faultserver import Behaviour, Peer
from waythrough.engine import estimator
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, Depth, Run, RunPlan, Settings
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Label
from waythrough.net import browser_hello
from waythrough.probe.hellos import AT_ONCE

SEGMENT = 1460  # bytes of payload in one packet over Ethernet


@pytest.fixture(autouse=True)
def short_silences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback answers at once, so that silence is known early."""
    for name in ("SOFT_MOST", "HARD_LEAST", "REPEAT_LEAST"):
        monkeypatch.setattr(estimator, name, 0.5)


def thorough(wanted: RunPlan) -> RunPlan:
    return replace(wanted, depth=Depth.THOROUGH, settings=Settings(large=False))


def limited(authority: Authority, most: int) -> Behaviour:
    """A page for so many visitors of one address at a time; further ones are cut."""
    inside: dict[str, int] = {}

    async def behave(peer: Peer) -> None:
        who = peer.sock.getpeername()[0]
        if inside.get(who, 0) >= most:
            await peer.recv()
            peer.reset()
            return
        inside[who] = inside.get(who, 0) + 1
        try:
            await page(authority.good)(peer)
        finally:
            inside[who] -= 1

    return behave


def short_only(authority: Authority) -> Behaviour:
    """Hellos that do not fit one packet are lost."""

    async def behave(peer: Peer) -> None:
        hello = await peer.peek_hello()
        if len(hello) > SEGMENT:
            await peer.hold()
        else:
            await page(authority.good)(peer)

    return behave


def count(cell: Cell, purpose: Purpose) -> int:
    return sum(each.purpose is purpose and each.step is Step.TLS for each in cell.observations)


def noted(run: Run) -> list[str]:
    return [each.rule_id for each in run.network]


async def test_a_server_that_cuts_the_fourth_visitor_does_so_over_a_way(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", limited(authority, 3))
        way = socks(await here.proxy())
        _, run = await here.run(thorough(plan(here.platform("news.test"), paths=(way,))))
    cell = run.cell("news", DIRECT_ID)
    assert count(cell, Purpose.PARALLEL_NEUTRAL) == count(cell, Purpose.PARALLEL) == AT_ONCE
    assert count(run.cell("news", "way"), Purpose.PARALLEL) == AT_ONCE
    assert (cell.works, cell.verdict.label, cell.verdict.qualifier) == (
        True,
        Label.ACCESS_CHALLENGE,
        "connections",
    )
    assert noted(run) == []


async def test_without_a_way_to_compare_a_cut_proves_nothing(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", limited(authority, 3))
        _, run = await here.run(thorough(plan(here.platform("news.test"))))
    assert run.cell("news", DIRECT_ID).verdict.label is Label.OK


async def test_a_neutral_host_that_takes_few_says_nothing_of_the_target(authority: Authority) -> None:
    async with town(authority, neutral=limited(authority, 3)) as here:
        await here.site("news.test")
        _, run = await here.run(thorough(plan(here.platform("news.test"))))
    cell = run.cell("news", DIRECT_ID)
    assert count(cell, Purpose.PARALLEL_NEUTRAL) == AT_ONCE
    assert count(cell, Purpose.PARALLEL) == 0


async def test_a_line_that_loses_long_hellos_is_noted_once(authority: Authority) -> None:
    short = short_only(authority)
    async with town(authority, neutral=short) as here:
        for name in ("news.test", "chat.test"):
            await here.site(name, short)
        platforms = tuple(here.platform(name) for name in ("news.test", "chat.test"))
        _, run = await here.run(thorough(plan(*platforms)))
    assert noted(run) == ["tls.large_hello"]
    assert run.cell("news", DIRECT_ID).verdict.label is Label.OK
    asked = [each for each in run.network_observations if each.purpose is Purpose.BROWSER_NEUTRAL]
    assert len([each for each in asked if each.step is Step.TLS]) == 2


async def test_without_the_library_no_long_hello_is_sent(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_hello, "available", lambda: False)
    async with town(authority, neutral=short_only(authority)) as here:
        await here.site("news.test")
        _, run = await here.run(thorough(plan(here.platform("news.test"))))
    assert noted(run) == []
    assert not [each for each in run.network_observations if each.purpose is Purpose.BROWSER_NEUTRAL]
