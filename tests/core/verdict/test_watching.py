"""Changes between runs: told when they stay, never when nothing is known, and of what flaps once a day."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.verdict.making import cell, verdict
from waythrough.model.run import Cell, CellStatus, Depth, Run
from waythrough.model.verdict import Confidence, Label
from waythrough.verdict.watching import APART, DAY, FORGOTTEN, News, Watch, Watched, moved, observe, only

HOUR = 3600.0
START = 1_800_000_000.0
OPENS = cell(verdict(Label.OK), works=True)
SHUT = cell(verdict(Label.SNI_FILTERING), works=False)
MASKED = cell(verdict(Label.NO_INTERNET), works=None, status=CellStatus.MASKED)
UNCLEAR = cell(verdict(Label.INCONCLUSIVE, sure=Confidence.NONE), works=None)
BROKEN = cell(verdict(Label.INCONCLUSIVE), works=False, status=CellStatus.ERROR)
LOOKING = replace(SHUT, preliminary=True)
TAKEN_OVER = replace(SHUT, started=-70.0, finished=-60.0)
KEY = ("a", "direct")
WORTH = {True: OPENS, False: SHUT, None: UNCLEAR}


def run(*cells: Cell, interrupted: bool = False, practice: bool = False) -> Run:
    found: Mapping[tuple[str, str], Cell] = MappingProxyType({each.key: each for each in cells})
    return Run(
        id="r",
        version="0",
        started=START,
        finished=START,
        profile="internet",
        practice=practice,
        depth=Depth.QUICK,
        platforms=(),
        paths=(),
        cells=found,
        interrupted=interrupted,
    )


def after(*runs: tuple[float, Cell]) -> tuple[Watch, list[News]]:
    """Runs at hours since the start."""
    watch, told = Watch(), []
    for hours, seen in runs:
        watch, news = observe(watch, run(seen), START + hours * HOUR)
        told.append(news)
    return watch, told


def test_the_first_run_is_no_news() -> None:
    watch, (news,) = after((0, SHUT))
    assert news == News()
    assert not news.worth_telling
    assert watch.cells == (Watched(platform_id="a", path_id="direct", opens=False, tested=START),)


def test_a_change_is_told_when_a_second_run_confirms_it() -> None:
    _watch, told = after((0, OPENS), (1, SHUT), (1.1, SHUT), (2, SHUT))
    assert told[1] == News(doubtful=(KEY,))
    assert told[2] == News(closed=(KEY,))
    assert told[2].worth_telling
    assert told[3] == News()


def test_what_opens_again_is_told_too() -> None:
    assert after((0, SHUT), (1, OPENS), (1.1, OPENS))[1][2] == News(opened=(KEY,))


def test_what_a_second_run_takes_back_is_never_told() -> None:
    watch, told = after((0, OPENS), (1, SHUT), (1.1, OPENS), (2, OPENS))
    assert not any(news.worth_telling for news in told)
    assert watch.cells[0].doubted is None


def test_two_runs_at_once_do_not_confirm_each_other() -> None:
    soon = (APART - 1) / HOUR
    watch, told = after((0, OPENS), (1, SHUT), (1 + soon, SHUT))
    assert told[2] == News(doubtful=(KEY,))
    assert watch.cells[0].doubted == START + HOUR


@pytest.mark.parametrize("nothing", [MASKED, UNCLEAR, BROKEN, LOOKING, TAKEN_OVER])
def test_what_says_nothing_neither_confirms_nor_takes_back(nothing: Cell) -> None:
    _watch, told = after((0, OPENS), (1, nothing), (2, SHUT), (3, nothing), (4, SHUT))
    assert [news.worth_telling for news in told] == [False, False, False, False, True]


@pytest.mark.parametrize("silent", [run(SHUT, interrupted=True), run(SHUT, practice=True)])
def test_runs_that_were_stopped_or_are_practice_count_for_nothing(silent: Run) -> None:
    watch = after((0, OPENS))[0]
    assert observe(watch, silent, START + HOUR) == (watch, News())


def test_on_another_network_a_change_needs_two_runs_of_its_own() -> None:
    watch = moved(after((0, OPENS), (1, SHUT))[0])
    watch, news = observe(watch, run(SHUT), START + 2 * HOUR)
    assert news == News(doubtful=(KEY,))
    assert observe(watch, run(SHUT), START + 3 * HOUR)[1] == News(closed=(KEY,))


def test_flapping_is_one_sentence_a_day() -> None:
    turns = [(hours, SHUT if hours % 2 else OPENS) for hours in range(30)]
    told = after(*turns)[1]
    assert [hours for hours, news in enumerate(told) if news.flapping] == [4, 28]
    assert not any(news.opened or news.closed for news in told)
    assert not any(news.doubtful for news in told[4:])


def test_a_restless_cell_that_rests_for_a_day_is_heard_again() -> None:
    turns = [(hours, SHUT if hours % 2 else OPENS) for hours in range(7)]
    assert after(*turns)[0].cells[0].restless
    told = after(*turns, (31, OPENS), (55, SHUT), (56, SHUT))[1]
    assert told[-1] == News(closed=(KEY,))


def test_what_was_not_tested_for_long_is_forgotten() -> None:
    watch = after((0, OPENS))[0]
    other = replace(OPENS, platform_id="b")
    assert observe(watch, run(other), START + FORGOTTEN)[0].cells[0].key == KEY
    assert [each.key for each in observe(watch, run(other), START + FORGOTTEN + 1)[0].cells] == [
        ("b", "direct")
    ]


def test_only_what_is_still_tested_is_kept() -> None:
    watch = after((0, OPENS))[0]
    assert only(watch, ["a"], ["direct"]) == watch
    assert only(watch, ["b"], ["direct"]).cells == only(watch, ["a"], []).cells == ()


steps = st.lists(st.tuples(st.floats(1.0, DAY), st.sampled_from([True, False, None])), max_size=60)


@given(steps)
def test_nothing_is_told_twice_and_never_more_than_a_few_times_a_day(
    taken: list[tuple[float, bool | None]],
) -> None:
    watch, now = Watch(), START
    said: list[tuple[float, bool]] = []
    flapping: list[float] = []
    for wait, value in taken:
        now += wait
        watch, news = observe(watch, run(WORTH[value]), now)
        said += [(now, True)] * len(news.opened) + [(now, False)] * len(news.closed)
        flapping += [now] * bool(news.flapping)
        assert all(value is not None for _key in (*news.opened, *news.closed, *news.flapping))
        assert all(len(each.turns) <= 4 for each in watch.cells)
    assert all(later - earlier >= DAY for earlier, later in pairwise(flapping))
    for number, (at, _value) in enumerate(said):
        assert sum(at <= other < at + DAY for other, _way in said[number:]) <= 3


@given(steps)
def test_a_change_is_told_only_after_two_equal_runs_far_enough_apart(
    taken: list[tuple[float, bool | None]],
) -> None:
    watch, now = Watch(), START
    row: list[tuple[float, bool]] = []  # runs in a row that said the same
    for wait, value in taken:
        now += wait
        if value is not None:
            row = [*(each for each in row if row[-1][1] == value), (now, value)]
        watch, news = observe(watch, run(WORTH[value]), now)
        if news.opened or news.closed:
            assert value == bool(news.opened)
            assert row[-1][0] - row[0][0] >= APART
