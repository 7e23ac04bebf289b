"""kill -9 at any moment loses no finished cell and no setting."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from waythrough.store.dirs import portable_dirs
from waythrough.store.history import History
from waythrough.store.settings import load_settings

long_seeds = [pytest.param(seed, marks=[pytest.mark.slow, pytest.mark.long]) for seed in range(2, 30)]


def _told_until_killed(what: str, folder: Path, seed: int) -> list[str]:
    """The lines of a process that is killed at some moment, in the middle of whatever it does just then."""
    dice = random.Random(seed)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.core.store.killed", what, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told: list[str] = []
        for _ in range(dice.randint(1, 90)):
            told.append(process.stdout.readline().strip())
            if told[-1] == "whole":  # and waits
                break
        for _ in range(dice.randint(0, 20_000)):  # a moment that no line tells
            pass
        process.send_signal(signal.SIGKILL)
        told += [line.strip() for line in process.stdout]
    assert process.returncode == -signal.SIGKILL
    return told


@pytest.mark.parametrize("seed", [0, 1, *long_seeds])
def test_every_cell_that_was_told_is_there(tmp_path: Path, seed: int) -> None:
    told = [tuple(line.split()) for line in _told_until_killed("run", tmp_path, seed)]
    place = portable_dirs(tmp_path).history
    with History(place) as history:
        entries = history.runs(1000)
        kept = {(entry.id, *key) for entry in entries for key in history.load(entry.id).cells}
        assert {each for each in told if len(each) == 3} <= kept
        assert sum(entry.cut_short for entry in entries) <= 1, "only the one that was under way"
        assert not any(entry.under_way for entry in entries)
    with closing(sqlite3.connect(place)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("seed", [0, 1, 2, *long_seeds])
def test_a_check_that_is_gone_on_with_stays_one_and_loses_nothing(tmp_path: Path, seed: int) -> None:
    lines = _told_until_killed("parts", tmp_path, seed)
    told = {tuple(line.split()[1:]) for line in lines if len(line.split()) == 3}
    with History(portable_dirs(tmp_path).history) as history:
        (entry,) = history.runs(1000)
        assert told <= set(history.load(entry.id).cells)
        assert not (entry.cut_short and "whole" in lines)


@pytest.mark.parametrize("seed", [0, 1, *long_seeds])
def test_the_settings_are_whole_and_the_last_ones_or_the_next(tmp_path: Path, seed: int) -> None:
    told = [int(line) for line in _told_until_killed("settings", tmp_path, seed) if line]
    found = load_settings(portable_dirs(tmp_path).settings)
    assert not found.problems
    assert found.window.text_size in {told[-1], told[-1] + 1}
    mode = portable_dirs(tmp_path).settings.stat().st_mode & 0o777
    assert mode == 0o600
