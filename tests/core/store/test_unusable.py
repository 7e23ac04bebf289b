import errno
import sqlite3
from pathlib import Path

import pytest

from waythrough.store.unusable import unusable


def test_a_full_disk_asks_for_space_and_for_nothing_to_be_closed(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "a.sqlite3")
    other.execute("CREATE TABLE a (text)")
    other.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as full:
        other.execute("INSERT INTO a VALUES (?)", ("x" * 100_000,))
    other.close()
    for error in (full.value, OSError(errno.ENOSPC, "no space")):
        told = unusable(tmp_path / "a.sqlite3", error)
        assert told.message_id == "history.full"
        assert "free space" in told.todo
        assert "close" not in told.todo


def test_other_troubles_are_told_as_they_are(tmp_path: Path) -> None:
    shaken = sqlite3.OperationalError("disk I/O error")
    shaken.sqlite_errorcode = sqlite3.SQLITE_IOERR
    for place in (tmp_path, tmp_path / "missing"):
        assert unusable(place / "a.sqlite3", shaken).message_id == "history.unusable"
    assert unusable(tmp_path, OSError(errno.EACCES, "denied")).message_id == "history.unusable"
