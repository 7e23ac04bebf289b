"""Another process of the program is asked to end, waited for, and not waited for for ever. The others are real."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from waythrough.net import neighbour
from waythrough.net.neighbour import ask_window_to_leave, end_process

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="locks and signals are those of POSIX systems"
)

WINDOW = """
import fcntl, os, socket, sys
lock = open(sys.argv[1] + ".lock", "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print(os.getpid(), file=lock, flush=True)
if sys.argv[2]:
    server = socket.socket(socket.AF_UNIX)
    server.bind(sys.argv[1])
    server.listen()
print("open", flush=True)
while sys.argv[2]:
    visitor, _ = server.accept()
    assert visitor.recv(99) == b'{"leave": true}\\n'
    visitor.sendall(sys.argv[2].encode() + b"\\n")
    if sys.argv[2] == "taken":
        break
    visitor.close()
else:
    sys.stdin.read()
"""
WILLING = "import sys; print('up', flush=True); sys.stdin.read()"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WILLING}"


@contextmanager
def _other(code: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=pipe, stdout=pipe, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def _window(folder: Path, answer: str) -> Iterator["subprocess.Popen[str]"]:
    with _other(WINDOW, str(folder / neighbour._name(folder)), answer) as process:
        yield process


def test_where_nobody_is_nobody_is_asked(tmp_path: Path) -> None:
    assert ask_window_to_leave(tmp_path, folder=tmp_path)


def test_a_window_that_is_asked_has_ended_afterwards(tmp_path: Path) -> None:
    with _window(tmp_path, "taken") as process:
        assert ask_window_to_leave(tmp_path, folder=tmp_path)
        assert process.wait(10) == 0


@pytest.mark.parametrize("answer", ["", "no"])
def test_one_that_does_not_answer_is_not_waited_for_for_ever(tmp_path: Path, answer: str) -> None:
    with _window(tmp_path, answer) as process:
        assert not ask_window_to_leave(tmp_path, 0.2, tmp_path)
        assert process.poll() is None
    assert ask_window_to_leave(tmp_path, 0.2, tmp_path), "the lock of a killed window does not count"


def test_a_window_does_not_ask_itself(tmp_path: Path) -> None:
    with _window(tmp_path, "") as _process:
        lock = tmp_path / f"{neighbour._name(tmp_path)}.lock"
        lock.write_text(f"{os.getpid()}\n")
        assert ask_window_to_leave(tmp_path, 0.2, tmp_path)
        lock.write_text("nonsense")
        assert not ask_window_to_leave(tmp_path, 0.1, tmp_path)


def test_a_home_has_the_user_s_own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert neighbour._runtime_folder() == tmp_path
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert neighbour._runtime_folder().name == f"waythrough-{os.getuid()}"
    assert ask_window_to_leave(tmp_path)


@pytest.mark.parametrize("tells_ends", [True, False])
def test_a_process_is_asked_to_stop(monkeypatch: pytest.MonkeyPatch, tells_ends: bool) -> None:
    if not tells_ends:
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    with _other(STUBBORN) as process:
        assert not end_process(process.pid, 0.2)
        assert process.poll() is None
    assert end_process(process.pid), "it is gone already"
    with _other(WILLING) as process:
        if tells_ends:
            assert end_process(process.pid)
            assert process.wait(10) == -signal.SIGTERM
