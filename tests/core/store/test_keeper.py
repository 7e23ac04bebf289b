"""A run on disk while it goes on."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from tests.core.cli.helpers import events_of
from tests.core.report.samples import sample_run
from waythrough.model.event import CellFinished, NetworkChecked, PathChecked, RunFinished, RunStarted
from waythrough.model.network import NetworkProfile
from waythrough.model.platform import Platform
from waythrough.model.run import Run, RunPlan
from waythrough.store.dirs import StoreError
from waythrough.store.history import History
from waythrough.store.keeper import RunKeeper

RUN = sample_run()
PLAN = RunPlan(platforms=tuple(Platform(id=each.id, names=each.names, targets=()) for each in RUN.platforms))


def _keeper(place: Path, told: list[StoreError] | None = None) -> RunKeeper:
    return RunKeeper(place, PLAN, NetworkProfile(), ([] if told is None else told).append)


def test_each_cell_is_on_disk_before_the_next_event(tmp_path: Path) -> None:
    place = tmp_path / "history.sqlite3"
    keeper = _keeper(place)
    cells = 0
    with History(place) as other:
        for event in events_of(RUN):
            keeper.take(event)
            cells += isinstance(event, CellFinished)
            if isinstance(event, RunStarted):
                assert other.runs()[0].under_way
            if isinstance(event, CellFinished) and cells % 20 == 0:
                assert other.runs()[0].summary.cells == cells
                assert not other.runs()[0].cut_short
        entry = other.runs()[0]
    assert entry.finished is not None
    assert not entry.under_way
    assert keeper.kept == RUN.id
    assert not keeper.keeps


def test_a_killed_run_knows_what_was_known_of_its_ways_and_its_line(tmp_path: Path) -> None:
    """A way that reads along is found before its cells: without that they would look like good news."""
    place = tmp_path / "history.sqlite3"
    unsafe = replace(RUN.paths[1], safe=False)
    keeper = _keeper(place)
    first = next(iter(RUN.cells.values()))
    fresh = tuple(replace(each, usable=None, safe=True, verdict=None) for each in RUN.paths)
    for event in (
        RunStarted(run_id=RUN.id, platforms=RUN.platforms, paths=fresh, practice=False),
        NetworkChecked(verdicts=RUN.network, masks=False),
        PathChecked(path=unsafe),
        CellFinished(cell=first),
    ):
        keeper.take(event)
    with History(place) as other:
        found = other.leftover(RUN.id)
        assert found.under_way
        assert not found.cut_short
    keeper.close()
    with History(place) as other:
        found = other.leftover(RUN.id)
    assert found.cut_short
    assert found.run.paths[1] == unsafe
    assert found.run.network == RUN.network
    assert list(found.run.cells) == [first.key]
    assert found.platforms == PLAN.platforms


def test_a_killed_run_advises_what_its_boxes_say(tmp_path: Path) -> None:
    place = tmp_path / "history.sqlite3"
    keeper = _keeper(place)
    for event in events_of(RUN):
        if not isinstance(event, RunFinished):
            keeper.take(event)
    keeper.close()
    with History(place) as other:
        found = other.load(RUN.id)
    assert found.interrupted
    assert (found.recommendation.opened, found.recommendation.cover) == (
        RUN.recommendation.opened,
        RUN.recommendation.cover,
    )


def test_the_last_word_on_a_cell_is_kept_although_it_was_not_announced(tmp_path: Path) -> None:
    """That no second look is to come any more is told by the whole run only."""
    place = tmp_path / "history.sqlite3"
    first = next(iter(RUN.cells.values()))
    early = replace(first, preliminary=True)
    keeper = _keeper(place)
    for event in events_of(RUN):
        keeper.take(CellFinished(cell=early) if event == CellFinished(cell=first) else event)
    with History(place) as other:
        assert other.load(RUN.id) == RUN


def test_a_whole_run_does_not_keep_what_only_going_on_needs(tmp_path: Path) -> None:
    place = tmp_path / "history.sqlite3"
    for number, stopped in enumerate((False, True)):
        run: Run = replace(RUN, id=f"run-{number}", interrupted=stopped)
        keeper = _keeper(place)
        for event in events_of(run):
            keeper.take(event)
    with History(place) as other:
        whole, left = other.leftover("run-0"), other.leftover("run-1")
    assert (whole.platforms, whole.line, whole.whole) == ((), "", True)
    assert left.platforms == PLAN.platforms
    assert left.line


def test_trouble_is_told_once_and_leaves_nothing_open(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    told: list[StoreError] = []
    keeper = _keeper(blocked / "history.sqlite3", told)
    for event in events_of(RUN):
        keeper.take(event)
    assert len(told) == 1
    assert (keeper.keeps, keeper.kept) == (False, "")


def test_only_what_is_written_needs_the_disk() -> None:
    run = replace(RUN, cells=MappingProxyType({}))
    assert RunKeeper.writes(RunFinished(run=run))
    assert not RunKeeper.writes(NetworkChecked(verdicts=(), masks=False))
