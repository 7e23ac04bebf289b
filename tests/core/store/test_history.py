"""Runs on disk."""

import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.report.samples import sample_run
from waythrough.model.path import DIRECT_ID
from waythrough.store.dirs import StoreError, portable_dirs
from waythrough.store.history import History
from waythrough.store.keyring import Ring, forget, hold
from waythrough.store.run_summary import Outcome, RunSummary, summarise
from waythrough.store.seal import Seal

RUN = sample_run()
PLAIN = pytest.mark.parametrize("place", ["plain"], indirect=True)
_BACK_TO_1 = """
    ALTER TABLE run DROP COLUMN summary; ALTER TABLE cell DROP COLUMN seconds;
    ALTER TABLE run DROP COLUMN asked; ALTER TABLE run DROP COLUMN line; ALTER TABLE run DROP COLUMN let_be;
    DROP INDEX run_continued; ALTER TABLE run DROP COLUMN continues;
    PRAGMA user_version = 1
"""


@pytest.fixture(params=["plain", "sealed"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Everything here holds without the app lock and under it."""
    dirs = portable_dirs(tmp_path / "data")
    if request.param == "sealed":
        hold(dirs, Ring(Seal(bytes(32))))
    yield dirs.history
    forget(dirs)


@pytest.fixture
def history(place: Path) -> Iterator[History]:
    with History(place) as found:
        yield found


def test_a_finished_run_comes_back_as_it_was(history: History) -> None:
    history.finish(RUN)
    assert history.load(RUN.id) == RUN
    assert list(history.load(RUN.id).cells) == list(RUN.cells)
    assert history.last() == RUN


def test_every_cell_is_there_although_the_program_was_killed(place: Path) -> None:
    killed = History(place)
    killed.begin(replace(RUN, cells=MappingProxyType({}), finished=0.0))
    for cell in list(RUN.cells.values())[:7]:
        killed.put_cell(RUN.id, cell)
    with History(place) as other:  # the first was never closed
        found = other.load(RUN.id)
        entry = other.runs()[0]
    killed.close()
    assert list(found.cells) == list(RUN.cells)[:7]
    assert found.interrupted
    assert entry.finished is None
    assert entry.cut_short
    assert entry.summary.cells == 7


def test_a_newer_judgement_wins_whenever_it_comes(history: History) -> None:
    history.begin(RUN)
    cell = RUN.cell("telegram", DIRECT_ID)
    better = replace(cell, revision=3, works=True)
    for each in (cell, better, replace(cell, revision=2)):
        history.put_cell(RUN.id, each)
    assert history.load(RUN.id).cell("telegram", DIRECT_ID) == better


def _runs(history: History) -> None:
    for number in range(3):
        history.finish(replace(RUN, id=f"r{number}", started=RUN.started + number, practice=number == 2))


def test_list_newest_first(history: History) -> None:
    _runs(history)
    entries = history.runs()
    assert [entry.id for entry in entries] == ["r2", "r1", "r0"]
    newest = entries[0]
    assert (newest.summary.cells, newest.summary.works, newest.practice, newest.profile) == (
        60,
        29,
        True,
        "internet",
    )
    assert not newest.cut_short
    assert [entry.id for entry in history.runs(limit=1)] == ["r2"]
    assert [entry.id for entry in history.runs(limit=5, after=1)] == ["r1", "r0"]
    assert entries[0].summary.words is entries[1].summary.words


def test_a_list_needs_no_cells(place: Path, history: History) -> None:
    """What a keeper does: cells one by one, then a finish without any; then nothing of a cell is read any more."""
    history.begin(RUN)
    for cell in RUN.cells.values():
        history.put_cell(RUN.id, cell)
    history.finish(replace(RUN, cells=MappingProxyType({})))
    other = sqlite3.connect(place)
    other.execute("UPDATE cell SET works = 0, data = ''")
    other.commit()
    other.close()
    summary = history.runs()[0].summary
    assert summary == summarise(
        RUN,
        [
            Outcome(
                platform_id=cell.platform_id, path_id=cell.path_id, works=cell.works, seconds=cell.seconds
            )
            for cell in RUN.cells.values()
        ],
    )


def test_one_cell_over_the_runs(history: History) -> None:
    _runs(history)
    cell = RUN.cell("wikipedia", DIRECT_ID)
    history.put_cell("r1", replace(cell, works=False, seconds=None))
    history.finish(replace(RUN, id="r9", started=RUN.started + 9, cells=MappingProxyType({})))
    found = history.past("wikipedia", DIRECT_ID, practice=False)
    assert [(each.works, each.seconds) for each in found] == [
        (True, cell.seconds),
        (False, None),
        (None, None),
    ]
    assert len(history.past("wikipedia", DIRECT_ID, practice=False, limit=1)) == 1


@PLAIN
def test_runs_of_an_older_program_are_listed_alike(place: Path, history: History) -> None:
    history.finish(RUN)
    history.finish(replace(RUN, id="broken"))
    expected = history.runs()[1].summary
    history.close()
    other = sqlite3.connect(place)
    other.executescript(_BACK_TO_1)
    other.execute("UPDATE run SET head = '{}' WHERE id = 'broken'")
    other.commit()
    other.close()
    with History(place) as newer:
        broken, found = sorted(newer.runs(), key=lambda entry: entry.id)
        untimed = tuple(replace(way, seconds=None) for way in expected.ways)
        assert (found.summary, broken.summary) == (replace(expected, ways=untimed), RunSummary())
    with sqlite3.connect(place) as other:
        kept = dict(other.execute("SELECT id, summary FROM run").fetchall())
    other.close()
    assert kept[RUN.id]
    assert not kept["broken"]


def test_the_one_before(history: History) -> None:
    _runs(history)
    assert history.newest() == "r2"
    assert history.newest(before="r2") == "r1"
    assert history.newest(practice=True, before="r2") is None
    assert history.newest(practice=False) == "r1"
    assert history.newest(before="nothing") is None


def test_the_last_one_of_a_kind(history: History) -> None:
    assert history.last() is None
    _runs(history)
    for practice, expected in ((None, "r2"), (False, "r1"), (True, "r2")):
        found = history.last(practice=practice)
        assert found is not None
        assert found.id == expected


@PLAIN
def test_what_is_deleted_is_gone_from_the_disk(place: Path, history: History) -> None:
    marked = replace(RUN, profile="unmistakable-profile")
    history.finish(marked)
    assert b"unmistakable-profile" in b"".join(path.read_bytes() for path in place.parent.iterdir())
    assert history.delete(RUN.id)
    assert not history.delete(RUN.id)
    history.finish(replace(marked, id="other"))
    history.clear()
    history.close()
    assert b"unmistakable-profile" not in b"".join(path.read_bytes() for path in place.parent.iterdir())


def test_deleting_a_run_takes_its_cells(place: Path, history: History) -> None:
    history.finish(RUN)
    history.delete(RUN.id)
    other = sqlite3.connect(place)
    assert other.execute("SELECT count(*) FROM cell").fetchone() == (0,)
    other.close()


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such modes")
def test_only_the_owner_can_read_it(place: Path, history: History) -> None:
    history.finish(RUN)
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.parent.iterdir()} == {0o600}


def test_two_windows_at_once(place: Path, history: History) -> None:
    def write() -> None:
        with History(place) as other:
            for number in range(20):
                other.finish(replace(RUN, id=f"b{number}", cells=MappingProxyType({})))

    thread = threading.Thread(target=write)
    thread.start()
    for number in range(20):
        history.finish(replace(RUN, id=f"a{number}", cells=MappingProxyType({})))
    thread.join()
    assert len(history.runs()) == 40


def test_a_run_that_is_not_there(history: History) -> None:
    with pytest.raises(StoreError, match='no check "nothing"'):
        history.load("nothing")


def test_a_finish_that_fails_half_way_keeps_the_old_state(history: History) -> None:
    history.begin(RUN)
    broken = replace(RUN, cells=MappingProxyType({("a", "b"): replace(RUN.cell("x", DIRECT_ID), works="no")}))  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="cannot be used"):
        history.finish(broken)
    assert history.runs()[0].finished is None


@PLAIN
def test_a_damaged_run_is_named(place: Path, history: History) -> None:
    history.finish(RUN)
    other = sqlite3.connect(place)
    other.execute("UPDATE cell SET data = '{}' WHERE platform_id = 'x'")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="damaged"):
        history.load(RUN.id)


@pytest.mark.parametrize("content", [b"this is no database at all, but long enough to be one" * 40])
def test_a_file_that_is_no_history(place: Path, content: bytes) -> None:
    place.parent.mkdir()
    place.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be used"):
        History(place)
    assert place.read_bytes() == content


def test_a_history_of_a_newer_program(place: Path) -> None:
    History(place).close()
    other = sqlite3.connect(place)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(StoreError, match="newer"):
        History(place)
