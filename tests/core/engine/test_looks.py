"""Which cells deserve a second look."""

from dataclasses import replace

import pytest

from tests.core.engine.lines import Manner, serves
from tests.core.engine.town import Authority, plan, reset, socks, town
from tests.core.verdict.facts_factory import Page, facts, way
from waythrough.engine import estimator
from waythrough.engine.columns import make_columns
from waythrough.engine.engine import Engine
from waythrough.engine.looks import reads_far
from waythrough.engine.second_look import MOST_TARGETS
from waythrough.model.event import CellFinished, Progress, RunFinished
from waythrough.model.failure import FailureKind
from waythrough.model.known import finished_keys
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Depth
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Label


async def test_a_cell_that_works_is_not_looked_at_again(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        _, run = await here.run(plan(here.platform("news.test"), depth=Depth.STANDARD))
        assert len(here.visits["news.test"]) == 1
    assert {each.purpose for each in run.cell("news", DIRECT_ID).observations} == {Purpose.TARGET}


async def test_only_a_few_required_targets_of_a_platform_are_looked_at(authority: Authority) -> None:
    names = ("news.test", "chat.test", "video.test", "gone.test")
    async with town(authority) as here:
        for name in names:
            await here.site(name, reset)
        targets = [here.platform(name).targets[0] for name in names]
        optional = replace(here.platform("n1.test").targets[0], required=False, host="gone.test")
        platform = Platform(id="all", names={"en": "All"}, targets=(*targets, optional))
        events, run = await here.run(plan(platform))
    looked = {o.target for o in run.cell("all", DIRECT_ID).observations if o.purpose is Purpose.NEUTRAL_NAME}
    assert len(looked) == MOST_TARGETS
    assert optional.key not in looked
    shares = [each.rechecking for each in events if isinstance(each, Progress)]
    assert max(shares) >= 1
    assert shares[-1] == 0


async def test_a_group_of_which_one_works_is_not_looked_at(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("gone.test", reset)
        await here.site("news.test")
        targets = [replace(here.platform(name).targets[0], group="dc") for name in ("gone.test", "news.test")]
        _, run = await here.run(plan(Platform(id="all", names={"en": "All"}, targets=tuple(targets))))
    assert {each.purpose for each in run.cell("all", DIRECT_ID).observations} == {Purpose.TARGET}


async def test_a_way_is_looked_at_by_name_even_without_the_line(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", reset)
        way = socks(await here.proxy())
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,), direct=False))
    purposes = {each.purpose for each in run.cell("news", "way").observations}
    assert {Purpose.NEUTRAL_NAME, Purpose.TARGET_NAME} <= purposes
    assert Purpose.COMPARE not in purposes


def test_a_page_that_stopped_midway_is_asked_for_as_far_again() -> None:
    column = make_columns((PathSpec(id="way", kind="socks5", fields={"host": "p.test", "port": 1}),))["way"]
    stopped = way().tried("", page=Page(cut=FailureKind.TIMEOUT, stopped_at=16_384))
    assert reads_far(column, facts(stopped))
    assert not reads_far(column, facts(way().tried("", tls=FailureKind.RESET)))
    assert not reads_far(column, facts(way().tried("")))


async def test_a_way_is_asked_for_as_much_as_the_line_was(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that stops midway for everybody is held against nobody because a way read less of it."""
    for name in ("SOFT_MOST", "HARD_LEAST", "REPEAT_LEAST"):
        monkeypatch.setattr(estimator, name, 0.3)
    async with town(authority) as here:
        await here.site("video.test")
        await here.site("news.test", serves(authority, Manner(size=60_000, stop=16_384)))
        platforms = (here.platform("video.test"), here.platform("news.test"))
        _, run = await here.run(plan(*platforms, paths=(socks(await here.proxy()),), depth=Depth.STANDARD))
    line, over = run.cell("news", DIRECT_ID), run.cell("news", "way")
    assert (line.works, line.verdict.label) == (False, Label.INCONCLUSIVE)
    assert over.works is not True
    assert sum(not each.ok for each in over.observations if each.step is Step.BODY) >= 2


async def test_a_second_look_that_is_cut_short_confirms_nothing(authority: Authority) -> None:
    """Otherwise a check that is gone on with would take a first word for the last one."""
    async with town(authority) as here:
        await here.site("news.test", reset)
        stopped, run = False, None
        async with Engine(here.profile) as engine:
            async for event in engine.events(plan(here.platform("news.test"), depth=Depth.STANDARD)):
                if isinstance(event, CellFinished) and event.cell.preliminary and not stopped:
                    stopped = True
                    engine.stop()
                if isinstance(event, RunFinished):
                    run = event.run
    assert stopped
    assert run is not None
    assert run.interrupted
    assert run.cell("news", DIRECT_ID).preliminary
    assert not finished_keys(run)
