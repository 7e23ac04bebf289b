"""Watching for long leaves nothing behind: a short form of the bench, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_many_checks_by_themselves_leave_nothing_behind(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    command = [sys.executable, "-m", "tests.bench.monitoring", "--runs", "150", "--real", "0", "--small", "0"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [*command, "--json", str(told)], env=environment, capture_output=True, text=True, check=False
    )
    found = json.loads(told.read_text(encoding="utf-8"))["invented"]
    assert done.returncode == 0, found
    assert found["news"] >= 2
