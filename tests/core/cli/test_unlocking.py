"""The passphrase of a command: from a file, from standard input, or asked for without being shown."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.store.locked_home import CHEAP, WORDS, fill
from waythrough.cli import unlocking
from waythrough.cli.main import run
from waythrough.store import locking
from waythrough.store.dirs import Dirs, portable_dirs
from waythrough.store.keyring import LockState, forget, lock_state


@pytest.fixture
def dirs(own_home: Path) -> Iterator[Dirs]:
    made = portable_dirs(own_home)
    fill(made)
    locking.turn_on(made, WORDS, CHEAP)
    locking.close(made)
    yield made
    forget(made)


def test_a_file_or_standard_input_opens_the_lock(
    dirs: Dirs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words"
    file.write_text(f"{WORDS}\n")
    assert run(["--passphrase-file", str(file), "paths", "list"]) == 0
    assert "Berlin office" in capsys.readouterr().out
    forget(dirs)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORDS}\r\nrest"))
    assert run(["--passphrase-file", "-", "history", "list"]) == 0
    assert "20260101-120000-abcd" in capsys.readouterr().out


def test_a_wrong_one_is_told_and_never_repeated(
    dirs: Dirs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words"
    file.write_text("another passphrase")
    assert run(["--passphrase-file", str(file), "paths", "list"]) == 2
    told = capsys.readouterr()
    assert "does not open the lock" in told.err
    assert "another passphrase" not in told.err + told.out
    assert run(["--passphrase-file", str(tmp_path / "none"), "paths", "list"]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert lock_state(dirs) is LockState.CLOSED


@pytest.mark.usefixtures("dirs")
def test_without_a_terminal_it_says_how_to_give_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "list"]) == 2
    assert "--passphrase-file" in capsys.readouterr().err


@pytest.mark.usefixtures("dirs")
def test_at_a_terminal_three_tries_are_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tries = ["wrong words 1", "wrong words 2", WORDS]
    monkeypatch.setattr(unlocking, "can_ask", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _question: tries.pop(0))
    assert run(["paths", "list"]) == 0
    told = capsys.readouterr()
    assert told.err.count("does not open") == 2
    assert "Berlin office" in told.out


def test_erasing_needs_no_passphrase(dirs: Dirs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run(["erase", "--yes"]) == 0
    assert not dirs.config.exists()
