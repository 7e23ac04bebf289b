"""`waythrough erase`: asks once, says what it cannot reach, and leaves nothing."""

import tempfile
from pathlib import Path

import pytest

from tests.core.report.samples import sample_run
from waythrough.cli.main import run
from waythrough.store.history import History


@pytest.fixture(autouse=True)
def quiet_places(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "menus"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with History(own_home / "history.sqlite3") as history:
        history.finish(sample_run())
    return own_home


def test_without_a_terminal_it_must_be_meant(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["erase"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert (own_home / "history.sqlite3").exists()


def test_everything_goes_and_a_second_call_is_fine(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["erase", "--yes"]) == 0
    first = capsys.readouterr()
    assert "Everything is erased" in first.out
    assert "saved or sent" in first.err
    assert not own_home.exists()
    assert run(["erase", "--yes"]) == 0
    assert "nothing to erase" in capsys.readouterr().out
