"""A run by the name that a command line gives it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.report.samples import sample_run
from waythrough.model.run import Run
from waythrough.store.dirs import StoreError
from waythrough.store.find_run import find_run
from waythrough.store.history import History

RUN = sample_run()


def test_runs_by_name(tmp_path: Path) -> None:
    def opened() -> History:
        return History(tmp_path / "history.sqlite3")

    def read(path: Path) -> Run:
        return replace(RUN, id=f"from {path.name}")

    with pytest.raises(StoreError, match="no check is kept yet"):
        find_run("last", opened, read)
    with opened() as history:
        history.finish(RUN)
    file = tmp_path / "mine.json"
    file.write_bytes(b"")
    assert find_run("last", opened, read) == RUN
    assert find_run(RUN.id, opened, read) == RUN
    assert find_run(str(file), opened, read).id == "from mine.json"
    with pytest.raises(StoreError, match="no check"):
        find_run("r-unknown", opened, read)
