"""Speed and volume in a whole run: who is measured, when, and what it comes to."""

from dataclasses import replace

import pytest

from tests.core.engine.lines import Manner, serves
from tests.core.engine.town import NEUTRALS, Authority, page, plan, socks, town
from waythrough.engine import estimator
from waythrough.engine.engine import Engine
from waythrough.model.network import NetworkProfile
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, Depth, Run, RunPlan, Settings
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label

SIZE = 36_000
LARGE = Manner(size=SIZE)
TRANSFERS = {each for each in Purpose if each.value.startswith(("pace", "small", "upload"))}


async def run(profile: NetworkProfile, wanted: RunPlan) -> Run:
    async with Engine(replace(profile, volume_size=SIZE)) as engine:
        return await engine.run(wanted)


async def measured(
    authority: Authority,
    manner: Manner,
    neutral: Manner = LARGE,
    depth: Depth = Depth.THOROUGH,
    settings: Settings | None = None,
) -> Cell:
    """The direct cell of a platform whose server has this manner."""
    async with town(authority) as here:
        for name in NEUTRALS:
            await here.site(name, serves(authority, neutral))
        await here.site("news.test", serves(authority, manner))
        wanted = replace(plan(here.platform("news.test"), depth=depth), settings=settings or Settings())
        found = await run(here.profile, wanted)
    return found.cell("news", DIRECT_ID)


@pytest.fixture(autouse=True)
def short_silences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback answers at once, so that silence is known early."""
    for name in ("SOFT_MOST", "HARD_LEAST", "REPEAT_LEAST"):
        monkeypatch.setattr(estimator, name, 0.3)


def transfers(cell: Cell) -> set[Purpose]:
    return {each.purpose for each in cell.observations} & TRANSFERS


def param(cell: Cell, name: str) -> str:
    return dict(cell.verdict.params)[name]


async def test_a_line_without_slow_downs_ends_after_a_few_pairs(authority: Authority) -> None:
    cell = await measured(authority, LARGE)
    assert (cell.works, cell.verdict.label) == (True, Label.OK)
    assert transfers(cell) <= {Purpose.PACE, Purpose.PACE_CONTROL, Purpose.UPLOAD, Purpose.PACE_NAME}
    assert not cell.preliminary


@pytest.mark.parametrize("depth", [Depth.QUICK, Depth.STANDARD])
async def test_only_a_thorough_run_measures_speed(authority: Authority, depth: Depth) -> None:
    assert transfers(await measured(authority, LARGE, depth=depth)) == set()


@pytest.mark.parametrize("settings", [Settings(large=False), Settings(data_limit=10)])
async def test_nothing_large_without_leave(authority: Authority, settings: Settings) -> None:
    assert transfers(await measured(authority, LARGE, settings=settings)) == set()


async def test_a_small_page_is_judged_by_its_name_at_a_neutral_server(authority: Authority) -> None:
    cell = await measured(authority, Manner(size=500))
    assert cell.verdict.label is Label.OK
    assert Purpose.PACE_NAME in transfers(cell)


async def test_neutral_hosts_without_anything_to_compare_with_end_it(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", serves(authority, LARGE))
        for name in NEUTRALS:
            await here.site(name, page(authority.good))
        gone = replace(here.profile, volume_hosts=("https://gone.test:9/a", "https://gone.test:9/b"))
        found = await run(gone, plan(here.platform("news.test"), depth=Depth.THOROUGH))
    assert transfers(found.cell("news", DIRECT_ID)) == {Purpose.PACE_CONTROL}


async def test_uploads_that_fall_silent_are_repeated_beside_neutral_hosts(authority: Authority) -> None:
    cell = await measured(authority, Manner(size=SIZE, stop_up=17_000))
    assert (cell.works, cell.verdict.label, cell.verdict.qualifier) == (False, Label.VOLUME_FREEZE, "upload")
    assert cell.verdict.tries.of == 3


async def test_a_server_that_refuses_long_requests_is_no_freeze(authority: Authority) -> None:
    cell = await measured(authority, Manner(size=SIZE, most=2_000))
    assert cell.verdict.label is Label.OK
    assert Purpose.UPLOAD_CONTROL not in transfers(cell)


async def test_objects_that_stop_alike_while_small_ones_come(authority: Authority) -> None:
    cell = await measured(authority, Manner(size=3_000, stop=12_000))
    assert (cell.works, cell.verdict.label) == (False, Label.VOLUME_FREEZE)
    assert param(cell, "controls") == "3/3"
    assert {Purpose.SMALL, Purpose.SMALL_STEPS, Purpose.PACE_OTHER_NAME} <= transfers(cell)


async def test_a_page_that_stops_is_looked_into_at_standard_depth(authority: Authority) -> None:
    cell = await measured(authority, Manner(size=SIZE, stop=12_000), depth=Depth.STANDARD)
    assert (cell.works, cell.verdict.label) == (False, Label.VOLUME_FREEZE)


@pytest.mark.slow
async def test_a_slow_server_accuses_nobody(authority: Authority) -> None:
    cell = await measured(authority, Manner(size=SIZE, pace=40_000))
    assert (cell.works, cell.verdict.label) == (True, Label.OK)
    assert {Purpose.PACE_NAME, Purpose.PACE_OTHER_NAME} <= transfers(cell)
    assert Purpose.PACE_FORM not in transfers(cell)


@pytest.mark.slow
async def test_a_name_that_is_slow_everywhere_is_throttled(authority: Authority) -> None:
    slow = Manner(size=SIZE, pace=40_000, slow_names=("news.test",))
    cell = await measured(authority, slow, slow)
    assert (cell.works, cell.verdict.label, cell.verdict.qualifier) == (True, Label.THROTTLING, "substring")
    assert param(cell, "proof") == "name"


@pytest.mark.slow
async def test_a_server_that_is_quick_over_another_way_is_throttled(authority: Authority) -> None:
    async with town(authority) as here:
        for name in NEUTRALS:
            await here.site(name, serves(authority, LARGE))
        await here.site("news.test", serves(authority, LARGE))
        slow = await here.site("chat.test", serves(authority, Manner(size=SIZE, pace=40_000)))
        way = socks(await here.proxy(), "way")
        platform = here.platform("news.test")
        target = replace(platform.targets[0], sample=f"https://chat.test:{slow}/")
        wanted = plan(replace(platform, targets=(target,)), paths=(way,), depth=Depth.THOROUGH)
        cell = (await run(here.profile, wanted)).cell("news", DIRECT_ID)
    assert cell.verdict.label is Label.OK  # the object is slow over the other way as well
    assert Purpose.PACE_OTHER_NAME in transfers(cell)
