"""The line as a whole: a tunnel, a sleep and a change of network are seen before anything is judged."""

import pytest

from tests.core.engine.town import Authority, page, plan, reset, socks, town
from waythrough.engine import line_watch
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import CellStatus
from waythrough.model.verdict import Label
from waythrough.probe.trace import LagMeter
from waythrough.verdict.facts import STANDSTILL


async def test_a_line_through_a_tunnel_masks_the_direct_cells_and_no_way(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_watch, "tunnel_towards", lambda address: "wg0")
    async with town(authority) as here:
        await here.site("news.test")
        _, run = await here.run(plan(here.platform("news.test"), paths=(socks(await here.proxy()),)))
    direct = run.cell("news", DIRECT_ID)
    assert (direct.status, direct.works, direct.reason) == (CellStatus.MASKED, None, "not_direct")
    assert run.cell("news", "way").works is True


async def test_what_does_not_open_is_not_judged_when_the_network_changed_meanwhile(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LOC-17."""
    networks = iter([("eth0", "one"), ("wwan0", "two")])
    monkeypatch.setattr(line_watch, "network_id", lambda: next(networks))
    async with town(authority) as here:
        await here.site("news.test")
        await here.site("chat.test", reset)
        _, run = await here.run(plan(here.platform("news.test"), here.platform("chat.test")))
    assert [(each.label, each.reason) for each in run.network] == [(Label.INCONCLUSIVE, "network_changed")]
    assert (run.cell("news", DIRECT_ID).works, run.cell("news", DIRECT_ID).verdict.label) == (True, Label.OK)
    chat = run.cell("chat", DIRECT_ID)
    assert (chat.works, chat.verdict.label, chat.reason) == (None, Label.INCONCLUSIVE, "network_changed")


async def test_what_failed_while_the_machine_slept_is_measured_again(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LOC-14."""
    async with town(authority) as here:
        port = await here.site("news.test", reset)
        asked: list[float] = []

        def since(self: LagMeter, started: float) -> float:
            asked.append(started)
            return STANDSTILL if len(here.visits["news.test"]) == 1 else 0.0

        monkeypatch.setattr(LagMeter, "since", since)
        _, run = await here.run(plan(here.platform("news.test")))
        assert port
        assert len(here.visits["news.test"]) > 1
    assert asked
    failed = [each for each in run.cell("news", DIRECT_ID).observations if each.failure is not None]
    assert failed
    assert all(each.loop_lag == 0.0 for each in failed)


async def test_a_gate_that_was_slept_through_is_passed_again(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town(authority, neutral=reset) as here:
        monkeypatch.setattr(LagMeter, "since", lambda self, started: STANDSTILL)
        await here.run(plan(here.platform("news.test")))
        assert len(here.visits["n1.test"]) == 2


async def test_a_machine_that_cannot_measure_judges_no_way_either(authority: Authority) -> None:
    """LOC-15: without the list of authorities every certificate looks foreign, over a way as well."""
    foreign = page(authority.intercepting)
    async with town(authority, neutral=foreign) as here:
        await here.site("news.test", foreign)
        _, run = await here.run(plan(here.platform("news.test"), paths=(socks(await here.proxy()),)))
    assert {(cell.status, cell.works, cell.reason) for cell in run.cells.values()} == {
        (CellStatus.MASKED, None, "instrument")
    }
    assert [(each.usable, each.safe) for each in run.paths if each.id == "way"] == [(None, True)]
