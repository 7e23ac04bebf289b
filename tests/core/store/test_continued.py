"""A check that was cut short and gone on with is one in the history."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.cli.helpers import events_of
from tests.core.report.samples import sample_run
from waythrough.model.event import CellFinished, RunFinished
from waythrough.model.known import taken_from, taking_over
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import EarlierRun, Run, RunPlan
from waythrough.store.continued import past_cells
from waythrough.store.dirs import StoreError, portable_dirs
from waythrough.store.history import History
from waythrough.store.keeper import RunKeeper
from waythrough.store.keyring import Ring, forget, hold
from waythrough.store.seal import Seal

RUN = sample_run()
PLAN = RunPlan(platforms=tuple(Platform(id=each.id, names=each.names, targets=()) for each in RUN.platforms))


def _keeper(place: Path, plan: RunPlan) -> RunKeeper:
    def fail(error: StoreError) -> None:
        raise error

    return RunKeeper(place, plan, NetworkProfile(), fail)


def _parts() -> tuple[Run, RunPlan, Run]:
    """A check that was cut short half-way, the plan that goes on with it, and the rest as one whole run."""
    half = dict(list(RUN.cells.items())[: len(RUN.cells) // 2])
    first = replace(RUN, id="first", started=RUN.started - 60, interrupted=True, cells=MappingProxyType(half))
    parts = (EarlierRun(id=first.id, started=first.started),)
    plan = replace(PLAN, paths=tuple(PathSpec(id=each.id, kind=each.kind) for each in RUN.paths[1:]))
    plan = replace(taking_over(plan, first, half.keys()), continues=parts)
    return first, plan, replace(RUN, id="rest", taken_from=parts, continues=parts)


def _cut(place: Path, plan: RunPlan, run: Run, cells: int) -> None:
    """A run whose program ended after it told some cells."""
    keeper = _keeper(place, plan)
    for event in events_of(run):
        if isinstance(event, CellFinished):
            cells -= 1
        if cells < 0 or isinstance(event, RunFinished):
            break
        keeper.take(event)
    keeper.close()


@pytest.mark.parametrize("sealed", [False, True])
def test_a_check_that_is_gone_on_with_is_one_in_the_history(tmp_path: Path, sealed: bool) -> None:
    """From its first moment on the new run holds all that was finished, and only it is listed."""
    dirs = portable_dirs(tmp_path)
    if sealed:
        hold(dirs, Ring(Seal(bytes(32))))
    first, plan, rest = _parts()
    done = len(first.cells)
    _cut(dirs.history, PLAN, first, done)
    _cut(dirs.history, plan, rest, 0)
    with History(dirs.history) as other:
        (entry,) = other.runs()
        assert (entry.id, entry.cut_short, entry.summary.cells) == ("rest", True, done)
        assert entry.summary.begun == first.started
        assert other.newest() == "rest"
        assert other.has("first"), "nothing is lost before all is there"
        key = next(iter(first.cells))
        assert len(other.past(*key, practice=False)) == 1
        found = other.load("rest")
        assert (found.continues, set(found.cells)) == (rest.continues, set(first.cells))
        assert all(cell.earlier for cell in found.cells.values())
        assert {taken_from(found, cell) for cell in found.cells.values()} == {*rest.continues}
        assert other.delete("rest", parts=False)
        assert [each.id for each in other.runs()] == ["first"]
    keeper = _keeper(dirs.history, plan)
    for event in events_of(rest):
        keeper.take(event)
    with History(dirs.history) as other:
        assert [(each.id, each.cut_short) for each in other.runs()] == [("rest", False)]
        assert not other.has("first"), "the whole run has taken its place"
        assert other.load("rest") == rest
    forget(dirs)


def test_with_a_check_all_its_parts_are_deleted(tmp_path: Path) -> None:
    place = tmp_path / "history.sqlite3"
    first, plan, rest = _parts()
    third = replace(
        rest, id="third", continues=(*rest.continues, EarlierRun(id="rest", started=rest.started))
    )
    _cut(place, PLAN, first, 9)
    _cut(place, plan, rest, 9)
    _cut(place, replace(plan, continues=third.continues), third, 9)
    with History(place) as other:
        assert [each.id for each in other.runs()] == ["third"]
        assert other.delete("third")
        assert not other.delete("first")
        assert other.runs() == ()


def test_what_was_taken_over_from_a_check_that_is_listed_is_no_test_of_its_own(tmp_path: Path) -> None:
    key = next(iter(RUN.cells))
    again = replace(
        RUN,
        id="again",
        started=RUN.started + 60,
        cells={each: replace(cell, finished=-50.0) for each, cell in RUN.cells.items()},
    )
    with History(tmp_path / "history.sqlite3") as history:
        history.finish(RUN)
        history.finish(again)
        assert [each.started for each in history.past(*key, practice=False)] == [RUN.started]
        assert [each.summary.repeats for each in history.runs()] == [True, False]
        parts = (EarlierRun(id="gone", started=RUN.started - 60),)
        history.delete("again")
        history.finish(replace(again, continues=parts))
        assert len(history.past(*key, practice=False)) == 2
        assert not history.runs()[0].summary.repeats


@pytest.mark.parametrize("cell", ["", "s1:AAAA", "[]", '{"finished": null}', '{"finished": 3.5}'])
def test_what_is_damaged_or_missing_is_not_called_taken_over(cell: str) -> None:
    assert len(past_cells([(1.0, 1, 0.5, "", cell)])) == 1
