"""`waythrough lock`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.store.locked_home import CHEAP, WORDS, fill, seen, whole
from waythrough.cli import unlocking
from waythrough.cli.main import run
from waythrough.store import vault
from waythrough.store.dirs import Dirs, portable_dirs
from waythrough.store.keyring import LockState, forget, lock_state


@pytest.fixture
def dirs(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dirs]:
    monkeypatch.setattr(vault, "measured_cost", lambda: CHEAP)
    monkeypatch.setattr(unlocking, "can_ask", lambda: True)
    made = portable_dirs(own_home)
    fill(made)
    yield made
    forget(made)


def _types(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    left = list(words)
    monkeypatch.setattr("getpass.getpass", lambda _question: left.pop(0))


def test_on_changed_and_off_again(
    dirs: Dirs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _types(monkeypatch, WORDS, WORDS)
    assert run(["lock", "on"]) == 0
    told = capsys.readouterr()
    assert "without the passphrase" in told.err
    assert "sizes and dates" in told.err
    forget(dirs)
    assert seen(dirs) == set()
    assert run(["lock", "status"]) == 0
    assert "lock is on" in capsys.readouterr().out
    _types(monkeypatch, WORDS, "other words that rain", "other words that rain")
    assert run(["lock", "change"]) == 0
    _types(monkeypatch, WORDS)
    assert run(["lock", "off"]) == 2
    assert "does not open" in capsys.readouterr().err
    _types(monkeypatch, "other words that rain")
    assert run(["lock", "off"]) == 0
    assert lock_state(dirs) is LockState.OFF
    assert whole(dirs)


def test_two_different_words_turn_nothing_on(
    dirs: Dirs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _types(monkeypatch, WORDS, "four words that rail")
    assert run(["lock", "on"]) == 2
    assert "not the same" in capsys.readouterr().err
    assert lock_state(dirs) is LockState.OFF


def test_without_its_library_the_lock_says_what_is_missing(
    dirs: Dirs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("waythrough.store.seal.available", lambda: False)
    assert run(["lock", "on"]) == 2
    assert "pip install cryptography" in capsys.readouterr().err
    assert whole(dirs)
