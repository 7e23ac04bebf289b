"""Going on with a check that was cut short."""

import os
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.report.samples import sample_run
from waythrough.model.known import finished_keys
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Advice, EarlierRun, Recommendation, Run, Settings
from waythrough.net.routes import line_mark
from waythrough.store.history import History
from waythrough.store.leftover import LASTS, Hindrance, Leftover
from waythrough.verdict.explain import run_recommendation

WHOLE = sample_run()
RUN = replace(
    WHOLE, interrupted=True, cells=MappingProxyType(dict(list(WHOLE.cells.items())[: len(WHOLE.cells) // 2]))
)
NOW = RUN.started + 60
WAYS = tuple(PathSpec(id=info.id, kind="socks5") for info in RUN.paths if info.id != DIRECT_ID)


def _left(run: Run = RUN) -> Leftover:
    return Leftover(
        run=run,
        platforms=tuple(Platform(id=each.id, names=each.names, targets=()) for each in run.platforms),
        line=line_mark(run.id),
        cut_short=True,
    )


@pytest.fixture
def ways_file(tmp_path: Path) -> Path:
    """The ways as they were before the run."""
    file = tmp_path / "ways.toml"
    file.touch()
    os.utime(file, (RUN.started - 60, RUN.started - 60))
    return file


def test_a_run_that_nobody_ended_is_advised_about_from_its_cells(tmp_path: Path) -> None:
    with History(tmp_path / "h.sqlite3") as history:
        history.begin(replace(WHOLE, recommendation=Recommendation(advice=Advice.NOT_TESTED)))
        for cell in WHOLE.cells.values():
            history.put_cell(WHOLE.id, cell)
        run = history.load(WHOLE.id)
        entry = history.runs()[0]
    assert run.interrupted
    text = run_recommendation(run)
    assert str(text.title) == f"So far: Berlin opens {entry.summary.best_opened} of 12 that were checked"


def test_a_check_of_today_in_the_same_network_can_be_gone_on_with() -> None:
    left = _left()
    assert left.hindrance(NOW) is None
    assert 0 < left.done < left.total == len(RUN.platforms) * len(RUN.paths)


@pytest.mark.parametrize(
    ("left", "now", "why"),
    [
        (replace(_left(), under_way=True), NOW, Hindrance.UNDER_WAY),
        (_left(replace(RUN, interrupted=False)), NOW, Hindrance.WHOLE),
        (replace(_left(), platforms=()), NOW, Hindrance.WHOLE),
        (_left(), RUN.started + LASTS + 1, Hindrance.TOO_OLD),
        (_left(), RUN.started - 1, Hindrance.TOO_OLD),
        (replace(_left(), line="elsewhere"), NOW, Hindrance.OTHER_NETWORK),
        (_left(replace(WHOLE, interrupted=True)), NOW, Hindrance.NOTHING_LEFT),
    ],
)
def test_what_does_not_belong_together_is_not_put_together(
    left: Leftover, now: float, why: Hindrance
) -> None:
    assert left.hindrance(now) is why


def test_what_was_found_is_taken_over_and_the_same_is_tested(ways_file: Path) -> None:
    plan = _left().plan(WAYS, Settings(), ways_file, NOW)
    assert {cell.key for cell in plan.known} == finished_keys(RUN)
    assert plan.taken_from == plan.continues == (EarlierRun(id=RUN.id, started=RUN.started),)
    assert (plan.direct, plan.depth, plan.paths) == (True, RUN.depth, WAYS)
    assert [each.id for each in plan.platforms] == [each.id for each in RUN.platforms]


def test_ways_and_services_that_are_gone_are_left_out(ways_file: Path) -> None:
    gone = RUN.platforms[0].id
    left = _left().of(each.id for each in RUN.platforms[1:])
    plan = left.plan((WAYS[0], PathSpec(id="new", kind="http")), Settings(), ways_file, NOW)
    assert plan.paths == WAYS[:1]
    assert gone not in {each.id for each in plan.platforms}
    assert {cell.path_id for cell in plan.known} <= {DIRECT_ID, WAYS[0].id}
    assert gone not in {cell.platform_id for cell in plan.known}
    assert plan.continues == (), "what was found of the others stands in the first check only"


def test_all_parts_of_a_check_are_told_and_no_result_outlives_the_day(ways_file: Path) -> None:
    first = EarlierRun(id="first", started=RUN.started - LASTS)
    second = EarlierRun(id=RUN.id, started=RUN.started)
    keys = sorted(finished_keys(RUN))
    old = replace(RUN.cells[keys[0]], finished=-LASTS + 1)
    aged = replace(RUN.cells[keys[1]], finished=-LASTS + 3600)
    run = replace(
        RUN,
        cells=MappingProxyType({**RUN.cells, old.key: old, aged.key: aged}),
        taken_from=(first,),
        continues=(first,),
    )
    plan = _left(run).plan(WAYS, Settings(), ways_file, NOW)
    assert {cell.key for cell in plan.known} == finished_keys(run) - {old.key}
    assert plan.continues == plan.taken_from == (first, second)


def test_nothing_is_said_over_ways_that_may_lead_elsewhere_now(ways_file: Path) -> None:
    os.utime(ways_file, (RUN.started + 1, RUN.started + 1))
    plan = _left().plan(WAYS, Settings(), ways_file, NOW)
    assert {cell.path_id for cell in plan.known} == {DIRECT_ID}
    assert plan.paths == WAYS
