"""The app lock as a whole: nothing to be read, nothing lost, whatever cuts it short."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.store.locked_home import CHEAP, LISTS, PREFERENCES, PRIVATE, RUNS, WORDS, fill, seen, whole
from waythrough.store import locking
from waythrough.store.dirs import Dirs, StoreError, portable_dirs
from waythrough.store.history import History
from waythrough.store.keyring import LockState, forget, lock_state
from waythrough.store.progress import StoppedError
from waythrough.store.settings import load_settings
from waythrough.store.vault import WrongPassphraseError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def dirs(tmp_path: Path) -> Iterator[Dirs]:
    made = portable_dirs(tmp_path / "home")
    fill(made)
    yield made
    forget(made)


def test_the_lock_hides_all_and_gives_all_back(dirs: Dirs) -> None:
    assert seen(dirs) == set(PRIVATE)
    locking.turn_on(dirs, WORDS, CHEAP)
    assert whole(dirs)
    locking.close(dirs)
    assert lock_state(dirs) is LockState.CLOSED
    assert seen(dirs) == set()
    assert load_settings(dirs.settings).general.language == "en"
    with pytest.raises(StoreError, match="locked"):
        History(dirs.history)
    locking.unlock(dirs, WORDS)
    assert whole(dirs)
    fill(dirs)  # written anew, the other way round
    assert seen(dirs) == set()
    locking.turn_off(dirs, WORDS)
    assert lock_state(dirs) is LockState.OFF
    assert whole(dirs)
    assert not dirs.lock.exists()


def test_runs_keep_their_order_under_the_lock(dirs: Dirs) -> None:
    with History(dirs.history) as history:
        before = history.runs()
    locking.turn_on(dirs, WORDS, CHEAP)
    with History(dirs.history) as history:
        assert history.runs() == before
        assert history.newest() == before[0].id
        assert history.newest(before=before[0].id) == before[1].id
        old = history.load(before[1].id)
        history.finish(old)  # written once more it does not become the newest
        assert [each.id for each in history.runs()] == [each.id for each in before]


def test_a_wrong_passphrase_opens_and_changes_nothing(dirs: Dirs) -> None:
    locking.turn_on(dirs, WORDS, CHEAP)
    locking.close(dirs)
    before = {each: each.read_bytes() for each in dirs.config.rglob("*") if each.is_file()}
    for act in (locking.unlock, locking.turn_off):
        with pytest.raises(WrongPassphraseError):
            act(dirs, "four words that rail")
    with pytest.raises(WrongPassphraseError):
        locking.change_passphrase(dirs, "four words that rail", "another passphrase", CHEAP)
    assert {each: each.read_bytes() for each in dirs.config.rglob("*") if each.is_file()} == before
    assert lock_state(dirs) is LockState.CLOSED


def test_another_passphrase_writes_nothing_but_the_key_file(dirs: Dirs) -> None:
    locking.turn_on(dirs, WORDS, CHEAP)
    locking.close(dirs)
    before = dirs.ways.read_bytes()
    locking.change_passphrase(dirs, WORDS, "another passphrase", CHEAP)
    assert dirs.ways.read_bytes() == before
    with pytest.raises(WrongPassphraseError):
        locking.unlock(dirs, WORDS)
    locking.unlock(dirs, "another passphrase")
    assert whole(dirs)


def test_a_second_lock_is_refused(dirs: Dirs) -> None:
    with pytest.raises(StoreError, match="not on"):
        locking.turn_off(dirs, WORDS)
    locking.turn_on(dirs, WORDS, CHEAP)
    with pytest.raises(StoreError, match="already"):
        locking.turn_on(dirs, WORDS, CHEAP)


def test_whoever_writes_the_key_file_cannot_turn_the_lock_off(dirs: Dirs) -> None:
    locking.turn_on(dirs, WORDS, CHEAP)
    locking.close(dirs)
    data = json.loads(dirs.lock.read_text())
    dirs.lock.write_text(json.dumps({**data, "ending": "yes"}))
    locking.unlock(dirs, WORDS)
    assert lock_state(dirs) is LockState.OPEN
    assert seen(dirs) == set()


def test_another_window_of_before_the_lock_cannot_write_plain_words_into_it(dirs: Dirs) -> None:
    with History(dirs.history) as older:
        locking.turn_on(dirs, WORDS, CHEAP)
        with pytest.raises(StoreError, match="locked"):
            older.finish(RUNS[0])
    assert seen(dirs) == set()


def test_what_is_put_back_without_the_lock_is_sealed_when_it_opens(dirs: Dirs) -> None:
    locking.turn_on(dirs, WORDS, CHEAP)
    locking.close(dirs)
    (dirs.platforms / "mine.txt").write_bytes(LISTS["mine.txt"])
    locking.unlock(dirs, WORDS)
    assert seen(dirs) == set()
    assert whole(dirs)


def test_a_lock_for_somebody_who_has_nothing_yet(tmp_path: Path) -> None:
    dirs = portable_dirs(tmp_path / "new")
    locking.turn_on(dirs, WORDS, CHEAP)
    fill(dirs)
    locking.close(dirs)
    assert seen(dirs) == set()
    assert load_settings(dirs.settings).checks != PREFERENCES.checks
    locking.unlock(dirs, WORDS)
    assert whole(dirs)
    locking.close(dirs)


@pytest.mark.parametrize("at", [0, 1])
def test_whoever_stops_the_sealing_finds_everything_as_it_was(dirs: Dirs, at: int) -> None:
    told = []

    def progress(done: int, of: int) -> None:
        told.append((done, of))
        if done == at:
            raise StoppedError

    with pytest.raises(StoppedError):
        locking.turn_on(dirs, WORDS, CHEAP, progress)
    assert told == [(number, len(RUNS)) for number in range(at + 1)]
    assert lock_state(dirs) is LockState.OFF
    assert not dirs.lock.exists()
    assert whole(dirs)
    assert seen(dirs) == set(PRIVATE)
    locking.turn_on(dirs, WORDS, CHEAP)
    assert seen(dirs) == set()
    locking.turn_off(dirs, WORDS, lambda done, of: told.append((done, of)))
    assert told[-1] == (len(RUNS), len(RUNS))


def test_a_lock_that_cannot_be_turned_on_is_off_again(dirs: Dirs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _content: bytes) -> None:
        monkeypatch.undo()
        raise StoreError("store.not_written", "the disk is full")

    monkeypatch.setattr(locking, "replace_wiped", full)
    with pytest.raises(StoreError, match="full"):
        locking.turn_on(dirs, WORDS, CHEAP)
    assert lock_state(dirs) is LockState.OFF
    assert whole(dirs)


def test_old_words_beside_the_history_go_as_soon_as_nobody_reads_there(dirs: Dirs) -> None:
    reader = sqlite3.connect(dirs.history, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM run").fetchone()
    locking.turn_on(dirs, WORDS, CHEAP)
    assert reader.execute("SELECT count(*) FROM run").fetchone() == (len(RUNS),)
    locking.close(dirs)
    reader.close()
    locking.unlock(dirs, WORDS)
    locking.close(dirs)
    assert seen(dirs) == set()


def test_what_killed_programs_left_goes(dirs: Dirs) -> None:
    dirs.ways.with_name(".ways.toml.abcd1234").write_text("Berlin office")
    dirs.running.mkdir()
    (dirs.running / RUNS[0].id).touch()
    locking.turn_on(dirs, WORDS, CHEAP)
    assert seen(dirs) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="this system does not fork")
@pytest.mark.parametrize(
    "stride",
    [pytest.param(11, marks=pytest.mark.slow), pytest.param(1, marks=(pytest.mark.long, pytest.mark.slow))],
)
@pytest.mark.timeout(300)
def test_killed_at_any_step_nothing_is_lost(tmp_path: Path, stride: int) -> None:
    """Each point is a process of its own that ends by SIGKILL before it writes, renames or runs a statement."""
    script = ["-m", "tests.core.store.locked_home", str(tmp_path), str(stride)]
    done = subprocess.run([sys.executable, *script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert min(found["on"], found["off"]) > 30
