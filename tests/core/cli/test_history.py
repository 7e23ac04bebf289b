import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.helpers import sample_run
from waythrough.cli.main import run
from waythrough.store.history import History


@pytest.fixture
def kept(own_home: Path) -> Path:
    with History(own_home / "history.sqlite3") as history:
        history.finish(sample_run())
        history.finish(replace(sample_run(), id="r-older", started=1.0, practice=True))
    return own_home


@pytest.mark.usefixtures("kept")
def test_the_newest_stands_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "list"]) == 0
    _, newest, older = capsys.readouterr().out.splitlines()
    assert newest.startswith(sample_run().id)
    assert older.startswith("r-older")
    assert "practice" in older
    assert run(["history", "list", "--limit", "1"]) == 0
    assert "r-older" not in capsys.readouterr().out


@pytest.mark.usefixtures("kept")
def test_a_run_is_shown_and_written_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "show"]) == 0
    shown = capsys.readouterr().out
    assert "Office proxy" in shown  # on the own screen names stay
    file = tmp_path / "again.json"
    assert run(["history", "show", "r-older", "--output", str(file)]) == 0
    record = json.loads(file.read_bytes())
    assert record["run"]["id"] == "r-older"
    assert "Office proxy" not in file.read_text("utf-8")
    assert run(["history", "show", "--format", "jsonl"]) == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert json.loads(lines[-1])["event"] == "recommendation"


@pytest.mark.usefixtures("kept")
def test_runs_are_deleted_by_name_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "delete", "last"]) == run(["history", "delete", "--all"]) == 2
    assert "nothing was deleted; give --yes" in capsys.readouterr().err
    assert run(["history", "delete", "last", "--yes"]) == 0
    assert sample_run().id in capsys.readouterr().out
    assert run(["history", "delete", "nothing"]) == 2
    assert run(["history", "delete", "--all", "--yes"]) == 0
    capsys.readouterr()
    assert run(["history", "list"]) == 0
    assert "will be listed here" in capsys.readouterr().out


class Terminal(io.StringIO):
    """A stream at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("\n", 2)])
def test_at_a_terminal_deleting_asks(
    kept: Path, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", shown)
    assert run(["history", "delete", "--all"]) == (2 if left else 0)
    assert "Delete all checks for good? [y/N]" in shown.getvalue()
    with History(kept / "history.sqlite3") as history:
        assert len(history.runs()) == left


@pytest.mark.usefixtures("kept")
def test_two_runs_are_compared(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "compare"]) == 2  # the older one is practice
    assert "no second check to compare with" in capsys.readouterr().err
    before = replace(sample_run(), id="r-before", started=sample_run().started - 60.0)
    with History(own_home / "history.sqlite3") as history:
        history.finish(before)
    assert run(["history", "compare"]) == 0
    shown = capsys.readouterr().out
    assert "nothing changed" in shown
    assert "60 boxes are as before" in shown
    assert run(["history", "compare", "r-before", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["before"]["id"], record["after"]["id"]) == ("r-before", sample_run().id)
    assert record["nothing_changed"]
    assert run(["history", "compare", "last", "r-older"]) == 0
    assert "practice" in capsys.readouterr().out
    assert run(["history", "compare", "a", "b", "c"]) == 2
