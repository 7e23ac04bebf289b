"""Marks of runs under way."""

import signal
import subprocess
import sys
from pathlib import Path

from waythrough.store.running import RunningMark, under_way

HOLD = """
import sys, time
from pathlib import Path
from waythrough.store.running import RunningMark
mark = RunningMark(Path(sys.argv[1]), "run-1")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_run_is_under_way_until_its_mark_is_cleared(tmp_path: Path) -> None:
    folder = tmp_path / "running"
    assert not under_way(folder, "run-1")
    mark = RunningMark(folder, "run-1")
    assert under_way(folder, "run-1")
    assert under_way(folder, "run-1"), "looking does not take it away"
    assert not under_way(folder, "run-2")
    mark.clear()
    mark.clear()
    assert not under_way(folder, "run-1")
    assert not any(folder.iterdir())


def test_a_killed_process_is_not_under_way(tmp_path: Path) -> None:
    folder = tmp_path / "running"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert under_way(folder, "run-1")
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not under_way(folder, "run-1")
    assert not any(folder.iterdir()), "what a killed process left is taken away"
