import sqlite3
from pathlib import Path

import pytest

from tests.core.cli.helpers import events_of, sample_run
from waythrough.cli.keeper import Keeper
from waythrough.model.event import RunFinished
from waythrough.model.network import NetworkProfile
from waythrough.model.run import RunPlan
from waythrough.store.history import History

PLAN = RunPlan(platforms=())


def _keep(path: Path, *, until: type | None = None) -> Keeper:
    keeper = Keeper(path, PLAN, NetworkProfile())
    for event in events_of(sample_run()):
        if until is not None and isinstance(event, until):
            break
        keeper.take(event)
    keeper.tick()
    keeper.stopping()
    keeper.close()
    keeper.close()
    return keeper


def test_a_run_reads_back_as_it_was(tmp_path: Path) -> None:
    assert _keep(tmp_path / "history.sqlite3").keeps
    with History(tmp_path / "history.sqlite3") as history:
        assert history.load(sample_run().id) == sample_run()


def test_a_run_that_was_cut_short_keeps_its_cells(tmp_path: Path) -> None:
    _keep(tmp_path / "history.sqlite3", until=RunFinished)
    with History(tmp_path / "history.sqlite3") as history:
        run = history.load(sample_run().id)
    assert run.interrupted
    assert run.cells == sample_run().cells


def test_without_a_place_the_run_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    assert not _keep(blocked / "history.sqlite3").keeps
    told = capsys.readouterr().err
    assert told.count("Note: ") == 1


def test_a_file_that_breaks_meanwhile_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "history.sqlite3"
    keeper = Keeper(place, PLAN, NetworkProfile())
    begun, *rest = events_of(sample_run())
    keeper.take(begun)
    with sqlite3.connect(place) as other:
        other.execute("DROP TABLE cell")
    other.close()
    for event in rest:
        keeper.take(event)
    assert not keeper.keeps
    assert capsys.readouterr().err.count("Note: ") == 1
