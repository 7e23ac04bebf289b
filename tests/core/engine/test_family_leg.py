"""Both families of a service are measured behind the first answer, and only where the line carries them."""

import pytest

from tests.core.engine.town import HERE, HERE6, NEUTRALS, NOBODY, NOBODY6, Authority, Town, page, plan, town
from waythrough.model.event import CellFinished
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, Depth, Run
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label


def live_at(here: Town, name: str, v4: str, v6: str) -> None:
    here.records[name, "A"], here.records[name, "AAAA"] = (v4,), (v6,)


async def check(here: Town, depth: Depth = Depth.STANDARD) -> tuple[Cell, Run, list[bool]]:
    """The cell of the news site, the run, and whether each of the cell's words was preliminary."""
    await here.site("news.test")
    events, run = await here.run(plan(here.platform("news.test"), depth=depth))
    words = [each.cell.preliminary for each in events if isinstance(each, CellFinished)]
    return run.cell("news", DIRECT_ID), run, words


async def test_the_other_family_is_measured_behind_a_first_answer_that_stands(authority: Authority) -> None:
    async with town(authority) as here:
        for name in (*NEUTRALS, "news.test"):
            live_at(here, name, HERE, HERE6)
        cell, run, words = await check(here)
        assert len(here.visits["news.test"]) == 2
    assert [(each.family, each.works) for each in cell.targets] == [(4, True), (6, True)]
    assert (cell.verdict.label, run.network, set(words)) == (Label.OK, (), {False})


async def test_a_service_that_opens_over_one_family_alone_opens_in_part(authority: Authority) -> None:
    async with town(authority) as here:
        live_at(here, "news.test", NOBODY, HERE6)
        cell, _, words = await check(here)
    assert (cell.works, cell.verdict.label, words) == (True, Label.PARTIAL, [True, False])
    assert [(each.family, each.works) for each in cell.targets] == [(6, True), (4, False)]


async def test_a_family_that_the_line_lacks_is_noted_once_and_no_service_is_asked_over_it(
    authority: Authority,
) -> None:
    async with town(authority) as here:
        for name in NEUTRALS:
            live_at(here, name, HERE, NOBODY6)
        for name in ("news.test", "chat.test"):
            await here.site(name)
            live_at(here, name, HERE, HERE6)
        platforms = [here.platform(name) for name in ("news.test", "chat.test")]
        _, run = await here.run(plan(*platforms, depth=Depth.STANDARD))
    assert [(each.label, each.qualifier) for each in run.network] == [(Label.NETWORK_TROUBLE, "ipv6")]
    for cell in run.cells.values():
        assert (cell.works, cell.verdict.label, len(cell.targets)) == (True, Label.OK, 1)
        assert Purpose.FAMILY not in {each.purpose for each in cell.observations}


@pytest.mark.parametrize("neutrals", [True, False])
async def test_a_family_that_fails_here_alone_is_tried_again(authority: Authority, neutrals: bool) -> None:
    async with town(authority) as here:
        for name in NEUTRALS if neutrals else ():
            live_at(here, name, HERE, HERE6)
        live_at(here, "news.test", HERE, NOBODY6)
        cell, _, _ = await check(here)
    tries = [each for each in cell.observations if each.purpose is Purpose.FAMILY]
    assert len(tries) == (3 if neutrals else 0)
    assert (cell.works, cell.verdict.label) == (True, Label.OK)


async def test_a_service_whose_first_family_fails_is_tried_over_the_other(authority: Authority) -> None:
    async with town(authority) as here:
        for name in (*NEUTRALS, "news.test"):
            live_at(here, name, HERE, HERE6)
        await here.site("news.test", page(authority.intercepting))
        _, run = await here.run(plan(here.platform("news.test"), depth=Depth.STANDARD))
    purposes = {each.purpose for each in run.cell("news", DIRECT_ID).observations}
    assert {Purpose.FAMILY, Purpose.NEUTRAL_NAME} <= purposes


async def test_a_quick_look_takes_the_first_family_that_opens(authority: Authority) -> None:
    async with town(authority) as here:
        for name in (*NEUTRALS, "news.test"):
            live_at(here, name, HERE, HERE6)
        cell, _, _ = await check(here, Depth.QUICK)
    assert [each.family for each in cell.targets] == [4]
