"""The guard gives back the program's end, leaves SIGTERM to it, and takes the group down when the pipe closes."""

import os
import signal
import subprocess
import sys

import pytest

from tests.core.net.children import is_gone
from waythrough.net import child_guard

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups are those of POSIX systems")


def guarded(code: str) -> tuple["subprocess.Popen[str]", int]:
    read_end, write_end = os.pipe()
    command = [sys.executable, "-I", "-S", child_guard.__file__, str(read_end)]
    program = [sys.executable, "-I", "-S", "-c", code]
    started = subprocess.Popen(
        command + program, stdout=subprocess.PIPE, text=True, pass_fds=(read_end,), start_new_session=True
    )
    os.close(read_end)
    return started, write_end


def test_the_programs_end_is_the_guards() -> None:
    for code, end in (("raise SystemExit(7)", 7), ("import os; os.kill(os.getpid(), 9)", 128 + 9)):
        guard, lifeline = guarded(code)
        with guard:
            assert guard.wait() == end
        os.close(lifeline)


def test_a_request_to_end_goes_to_the_program() -> None:
    code = "import signal, sys; signal.signal(15, lambda *_: sys.exit(5)); print('up', flush=True); signal.pause()"
    guard, lifeline = guarded(code)
    with guard:
        assert guard.stdout is not None
        guard.stdout.readline()
        os.killpg(guard.pid, signal.SIGTERM)
        assert guard.wait() == 5
    os.close(lifeline)


def test_the_group_dies_with_the_pipe() -> None:
    guard, lifeline = guarded("import os, signal; print(os.getpid(), flush=True); signal.pause()")
    with guard:
        assert guard.stdout is not None
        pid = int(guard.stdout.readline())
        os.close(lifeline)
        assert guard.wait() == -signal.SIGKILL
        assert is_gone(pid)
