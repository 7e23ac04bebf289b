"""Which results of an earlier run may be taken over."""

from dataclasses import replace
from types import MappingProxyType

from tests.core.report.samples import sample_run
from waythrough.model.known import (
    FRESH,
    finished_keys,
    keys_beside,
    next_number,
    shifted,
    taken_from,
    taking_over,
)
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Cell, CellStatus, EarlierRun, Run, RunPlan
from waythrough.model.verdict import Confidence, Label

RUN = sample_run()
NOW = RUN.finished + 1
SERVICE = RUN.platforms[0].id


def _with(*cells: Cell) -> Run:
    return replace(RUN, cells=MappingProxyType({**RUN.cells, **{each.key: each for each in cells}}))


def _way(status: CellStatus) -> str:
    """A way of the sample with a cell of this status."""
    return next(key[1] for key, cell in RUN.cells.items() if cell.status is status and key[1] != DIRECT_ID)


def test_only_what_was_measured_to_its_end_is_finished() -> None:
    way = _way(CellStatus.DONE)
    first, second, third = (RUN.cells[info.id, way] for info in RUN.platforms[:3])
    run = _with(
        replace(first, preliminary=True, status=CellStatus.DONE),
        replace(second, status=CellStatus.INTERRUPTED),
        replace(third, status=CellStatus.INFERRED),
    )
    keys = finished_keys(run)
    assert not {first.key, second.key, third.key} & keys
    assert {info.id for info in RUN.platforms[3:]} <= {key[0] for key in keys if key[1] == way}


def test_a_failure_is_finished_only_when_it_is_proven_or_compared_with_every_way() -> None:
    failing, opening, left = (info.id for info in RUN.platforms[:3])
    way = _way(CellStatus.DONE)

    def stopped(sure: Confidence, label: Label) -> frozenset[tuple[str, str]]:
        said = replace(RUN.cells[failing, DIRECT_ID].verdict, confidence=sure, label=label)
        shut = replace(
            RUN.cells[failing, DIRECT_ID],
            works=False,
            verdict=said,
            status=CellStatus.DONE,
            preliminary=False,
        )
        opened = replace(shut, platform_id=opening, works=True)
        late = [replace(RUN.cells[name, way], status=CellStatus.INTERRUPTED) for name in (failing, left)]
        return finished_keys(_with(shut, opened, *late))

    unsure = stopped(Confidence.NONE, Label.INCONCLUSIVE)
    assert (opening, DIRECT_ID) in unsure
    assert (failing, DIRECT_ID) not in unsure
    assert (failing, DIRECT_ID) not in stopped(Confidence.LIKELY, Label.SNI_FILTERING)
    assert (failing, DIRECT_ID) not in stopped(Confidence.CONFIRMED, Label.SERVER_FAULT)
    assert (failing, DIRECT_ID) in stopped(Confidence.CONFIRMED, Label.SNI_FILTERING)


def test_each_result_knows_the_check_that_it_was_taken_from() -> None:
    first, second = (
        EarlierRun(id="a", started=RUN.started - 900),
        EarlierRun(id="b", started=RUN.started - 300),
    )
    run = replace(RUN, taken_from=(first, second))
    cell = RUN.cells[SERVICE, DIRECT_ID]
    ages = (-1000.0, -400.0, -299.0, 5.0)
    found = [taken_from(run, replace(cell, finished=age)) for age in ages]
    assert found == [None, first, second, None]


def test_only_checks_of_which_something_is_taken_over_are_told() -> None:
    way, other = ((info.id, DIRECT_ID) for info in RUN.platforms[:2])
    old, older = EarlierRun(id="a", started=RUN.started - 300), EarlierRun(id="0", started=RUN.started - 900)
    run = replace(
        _with(replace(RUN.cells[way], finished=-100.0)), taken_from=(older, old), continues=(older, old)
    )
    plan = RunPlan(
        platforms=tuple(Platform(id=each.id, names=each.names, targets=()) for each in RUN.platforms),
        continues=(old,),
    )
    assert taking_over(plan, run, [way, other]).taken_from == (
        old,
        EarlierRun(id=RUN.id, started=RUN.started),
    )
    assert taking_over(plan, run, [way]).taken_from == (old,)
    assert taking_over(plan, run, [other]).continues == ()


def test_a_way_that_was_found_dead_as_a_whole_is_not_opened_again() -> None:
    way = _way(CellStatus.INFERRED)
    assert {key for key in RUN.cells if key[1] == way} <= finished_keys(RUN)


def test_over_a_way_that_reads_along_nothing_is_finished_by_itself() -> None:
    way = _way(CellStatus.DONE)
    paths = tuple(replace(each, safe=each.safe and each.id != way) for each in RUN.paths)
    lost = replace(RUN.cells[SERVICE, way], status=CellStatus.INTERRUPTED)
    assert way not in {key[1] for key in finished_keys(replace(_with(lost), paths=paths))}


def test_beside_a_fresh_result_all_others_stay() -> None:
    key = (SERVICE, DIRECT_ID)
    if RUN.cells[key].status is CellStatus.DONE:
        assert set(RUN.cells) - keys_beside(RUN, key, NOW) == {key}


def test_an_hour_later_one_way_that_opened_it_is_asked_again_as_a_control() -> None:
    service = next(
        key[0]
        for key, cell in RUN.cells.items()
        if cell.works and cell.status is CellStatus.DONE and key[1] != DIRECT_ID
    )
    again = set(RUN.cells) - keys_beside(RUN, (service, DIRECT_ID), NOW + FRESH)
    assert (service, DIRECT_ID) in again
    assert len(again) == 2
    other = next(key for key in again if key[1] != DIRECT_ID)
    assert RUN.cells[other].works
    assert next(info for info in RUN.paths if info.id == other[1]).safe


def test_what_was_concluded_from_a_dead_way_is_tested_again_with_it() -> None:
    way = _way(CellStatus.INFERRED)
    again = set(RUN.cells) - keys_beside(RUN, (SERVICE, way), NOW)
    assert {key for key in RUN.cells if key[1] == way} <= again


def test_only_what_the_plan_still_holds_is_taken_over() -> None:
    way = _way(CellStatus.DONE)
    plan = RunPlan(
        platforms=(Platform(id=SERVICE, names={"en": "One"}, targets=()),),
        paths=(PathSpec(id=way, kind="socks5"),),
    )
    taken = taking_over(plan, RUN, frozenset(RUN.cells))
    assert {cell.key for cell in taken.known} == {(SERVICE, way), (SERVICE, DIRECT_ID)}
    assert {info.id for info in taken.known_paths} == {way, DIRECT_ID}


def test_times_move_with_the_clock_and_numbers_go_on() -> None:
    cell = next(each for each in RUN.cells.values() if each.observations)
    moved = shifted(cell, 100.0)
    assert moved.finished == cell.finished + 100
    assert moved.observations[0].started == cell.observations[0].started + 100
    number = next_number(RUN.cells.values())
    assert f"o{number}" not in {each.id for cell in RUN.cells.values() for each in cell.observations}
    assert next_number(()) == 1
