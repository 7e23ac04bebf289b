"""What a check is said to take: a guess at first, then what the last one took."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import cell, invented_run, platforms, ways
from waythrough.model.run import CellStatus, Depth, Run
from waythrough.model.verdict import Label
from waythrough.store.dirs import portable_dirs
from waythrough.store.history import History, RunEntry
from waythrough.store.run_summary import RunSummary, WayNumbers
from waythrough_desktop.presenters.effort import Effort, last_measured, tells
from waythrough_desktop.presenters.session import Measured


def entry(
    seconds: float,
    cells: int,
    *,
    depth: Depth = Depth.STANDARD,
    whole: bool = True,
    earlier: int = 0,
    judged: int | None = None,
) -> RunEntry:
    line = WayNumbers(id="direct", name="Direct", opened=0, judged=cells if judged is None else judged)
    return RunEntry(
        id=f"{seconds}",
        started=0.0,
        finished=seconds if whole else None,
        practice=False,
        profile="real",
        summary=RunSummary(depth=depth, cells=cells, earlier=earlier, ways=(line,)),
    )


def test_the_practice_network_is_not_guessed_three_times_too_long() -> None:
    assert 20 <= Effort(practice=True).seconds(264) <= 40


def test_what_was_measured_counts_more_than_the_guess() -> None:
    took = Measured(practice=False, depth=Depth.STANDARD, cells=55, seconds=19.0, size=1_100_000)
    effort = Effort(size=9_000_000, measured=took)
    assert effort.seconds(55) == pytest.approx(19.0)
    assert 19 < effort.seconds(110) < 38
    assert effort.data(110) == 2_200_000


def test_one_run_that_went_badly_does_not_frighten_for_ever() -> None:
    found = last_measured([entry(600, 50), entry(20, 50), entry(22, 50), entry(3, 50, whole=False)])
    assert [(each.depth, each.seconds) for each in found] == [(Depth.STANDARD, 22)]
    assert (
        Effort(measured=Measured(practice=False, depth=Depth.QUICK, cells=50, seconds=9999)).seconds(50)
        < 60 * 3
    )


def test_only_a_run_that_tested_everything_itself_is_learned_from() -> None:
    assert last_measured([entry(1, 50, earlier=49), entry(2, 50, judged=0)]) == ()
    run = whole_run()
    key, one = next(iter(run.cells.items()))
    assert tells(run)
    assert not tells(replace(run, interrupted=True))
    for other in (replace(one, finished=-5.0), replace(one, status=CellStatus.MASKED, works=None)):
        assert not tells(replace(run, cells={**run.cells, key: other}))


def test_the_page_says_what_the_last_check_took(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=11)
    assert "about 30\u00a0seconds" in wiring.page.amount.text()
    run_to_end(qtbot, wiring)
    qtbot.waitUntil(lambda: "about 20\u00a0seconds" in wiring.page.amount.text())  # the invented run took 18
    assert "about 3\u00a0MB" in wiring.page.amount.text()


def whole_run() -> Run:
    cells = {
        (row.id, column.id): cell(row.id, column.id, Label.OK, works=True, seconds=0.4)
        for row in platforms()
        for column in ways()
    }
    return replace(invented_run(platforms(), ways(), cells), started=0.0, finished=61.0)


def test_the_history_knows_what_the_last_checks_took(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=11)
    place = portable_dirs(wiring.memory.dirs.config.parent / "past").history
    with History(place) as history:
        run = whole_run()
        history.begin(run)
        for each in run.cells.values():
            history.put_cell(run.id, each)
        history.finish(run)
    wiring.effort.look(wiring.background, place)
    qtbot.waitUntil(lambda: "about 60\u00a0seconds" in wiring.page.amount.text())
