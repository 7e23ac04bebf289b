"""The servers of a group that nobody had to ask are asked behind the first answer."""

from dataclasses import replace

import pytest

from tests.core.engine.town import Authority, Town, plan, reset, silence, town
from waythrough.engine import cell as cells
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Platform
from waythrough.model.run import Cell, Depth
from waythrough.model.verdict import Label

NAMES = ("news.test", "chat.test", "video.test", "gone.test")


async def group_of(here: Town, depth: Depth = Depth.STANDARD) -> Cell:
    targets = [replace(here.platform(name).targets[0], group="dc") for name in NAMES]
    _, run = await here.run(
        plan(Platform(id="all", names={"en": "All"}, targets=tuple(targets)), depth=depth)
    )
    return run.cell("all", DIRECT_ID)


async def test_every_server_shows_how_it_fares(authority: Authority) -> None:
    async with town(authority) as here:
        for name in NAMES:
            await here.site(name, None if name == "news.test" else reset)
        cell = await group_of(here)
        assert [len(here.visits[name]) for name in NAMES] == [1, 2, 2, 2]
    assert (cell.works, cell.verdict.label) == (True, Label.PARTIAL)
    assert [each.works for each in cell.targets] == [True, False, False, False]


async def test_one_that_opens_is_asked_once(authority: Authority) -> None:
    async with town(authority) as here:
        for name in NAMES:
            await here.site(name)
        cell = await group_of(here)
        assert [len(here.visits[name]) for name in NAMES] == [1, 1, 1, 1]
    assert (cell.verdict.label, cell.findings) == (Label.OK, ())


async def test_a_quick_look_is_content_with_the_first(authority: Authority) -> None:
    async with town(authority) as here:
        for name in NAMES:
            await here.site(name)
        cell = await group_of(here, Depth.QUICK)
        assert [len(here.visits[name]) for name in NAMES] == [1, 0, 0, 0]
    assert (cell.works, cell.findings) == (True, ())


async def test_a_silent_server_does_not_keep_the_others_waiting(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "STAGGER", 0.01)
    async with town(authority) as here:
        await here.site("news.test", silence)
        await here.site("chat.test")
        cell = await group_of(here, Depth.QUICK)
    assert cell.works is True
    assert {each.host for each in cell.observations} == {"chat.test"}
