"""Nothing is erased while somebody else may still write."""

import subprocess
import sys
from pathlib import Path

import pytest

from waythrough.store import alone
from waythrough.store.alone import end_others
from waythrough.store.dirs import StoreError, portable_dirs
from waythrough.store.running import RunningMark, makers, under_way

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX systems")

CHECK = """
import signal, sys
from pathlib import Path
from waythrough.store.running import RunningMark
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
mark = RunningMark(Path(sys.argv[1]), "run-1")
if sys.argv[2] == "older":
    mark._file.truncate(0)
print("up", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.mark.parametrize("how", ["willing", "stubborn", "older"])
def test_a_check_in_another_process_is_stopped_first(tmp_path: Path, how: str) -> None:
    dirs, pipe = portable_dirs(tmp_path / "home"), subprocess.PIPE
    ours = RunningMark(dirs.running, "run-2")
    command = [sys.executable, "-c", CHECK, str(dirs.running), how]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert makers(dirs.running)[0] == (None if how == "older" else process.pid)
        if how == "willing":
            end_others(dirs)
            assert process.wait(10) != 0
        else:
            with pytest.raises(StoreError, match="another check"):
                end_others(dirs, 0.2)
            process.kill()
    assert under_way(dirs.running, "run-2"), "a run of this process is ended by itself"
    ours.clear()


def test_a_process_that_may_not_be_asked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_pid: int, _patience: float) -> bool:
        raise PermissionError

    dirs = portable_dirs(tmp_path / "home")
    monkeypatch.setattr(alone, "makers", lambda _folder: (1,))
    monkeypatch.setattr(alone, "end_process", refuse)
    with pytest.raises(StoreError, match="another check"):
        end_others(dirs)


def test_a_window_that_does_not_answer_keeps_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "ask_window_to_leave", lambda _home, _patience: False)
    with pytest.raises(StoreError, match="does not answer") as caught:
        end_others(portable_dirs(tmp_path))
    assert "close it" in caught.value.todo
