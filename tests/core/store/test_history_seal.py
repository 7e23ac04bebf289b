"""One damaged row under the lock spoils no other, and every column of the tables is known to the sealing."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.store.locked_home import RUNS
from waythrough.store.dirs import Dirs, StoreError, portable_dirs
from waythrough.store.history import History
from waythrough.store.history_seal import SEALED_ID
from waythrough.store.keyring import Ring, forget, hold
from waythrough.store.seal import KEY_BYTES, Seal

COLUMNS = {
    "run": "id started finished practice profile head summary asked line let_be continues",
    "cell": "run_id position platform_id path_id revision label works data seconds",
}
"""Known to `HistorySeal.recode`. A new column that could tell something is sealed there, then named here."""


@pytest.fixture
def dirs(tmp_path: Path) -> Iterator[Dirs]:
    made = portable_dirs(tmp_path)
    hold(made, Ring(Seal(bytes(KEY_BYTES))))
    with History(made.history) as history:
        for run in RUNS:
            history.finish(run)
    yield made
    forget(made)


def _sql(dirs: Dirs, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(dirs.history)
    try:
        with connection:
            return connection.execute(statement).fetchall()
    finally:
        connection.close()


def test_the_file_says_that_it_is_sealed_and_tells_no_more(dirs: Dirs) -> None:
    assert _sql(dirs, "PRAGMA application_id") == [(SEALED_ID,)]
    assert _sql(dirs, "SELECT started, finished FROM run ORDER BY started") == [(1.0, 0.0), (2.0, 0.0)]
    assert _sql(dirs, "SELECT count(*) FROM cell WHERE works IS NOT NULL OR seconds IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_is_known_to_the_sealing(dirs: Dirs, table: str) -> None:
    found = [row[1] for row in _sql(dirs, f"PRAGMA table_info({table})")]
    assert found == COLUMNS[table].split()


@pytest.mark.parametrize("column", ["head", "summary", "profile"])
def test_a_damaged_run_does_not_hide_the_others(dirs: Dirs, column: str) -> None:
    _sql(dirs, f"UPDATE run SET {column} = 's1:AAAA' WHERE started = 1")
    with History(dirs.history) as history:
        newest = history.runs()[0]
        assert newest.id == RUNS[1].id
        assert history.load(newest.id) == RUNS[1]


def test_a_damaged_head_is_told_when_its_run_is_opened(dirs: Dirs) -> None:
    _sql(dirs, "UPDATE run SET head = 's1:AAAA'")
    with History(dirs.history) as history, pytest.raises(StoreError, match="damaged"):
        history.load(RUNS[0].id)


def test_cells_cannot_change_places(dirs: Dirs) -> None:
    data = _sql(dirs, "SELECT data FROM cell WHERE run_id = (SELECT id FROM run WHERE started = 1) LIMIT 1")[
        0
    ][0]
    _sql(dirs, f"UPDATE cell SET data = '{data}' WHERE run_id = (SELECT id FROM run WHERE started = 2)")
    with History(dirs.history) as history, pytest.raises(StoreError, match="damaged"):
        history.load(RUNS[1].id)
