"""The real window with the real engine on a screen of its own, driven by mouse and keyboard."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.e2e.screen import screen, why_not

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(180),
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "a screen can be made"),
]
STEPS = ["first start", "language", "check", "why", "report", "history", "how to use", "closed"]


def test_from_the_first_start_to_the_report(program: Program, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    (program.home / "settings.toml").write_text('version = 1\n[checks]\ndepth = "quick"\n', "utf-8")
    with screen(program.environment) as environment:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.e2e.window_story", str(program.home), str(report)],
            env=environment, capture_output=True, text=True, timeout=170, check=False,
        )  # fmt: skip
    assert done.stdout.split("\n")[:-1] == STEPS, done.stderr[-3000:]
    assert done.returncode == 0
    text = report.read_text("utf-8")
    assert 'dir="rtl"' in text, "the report is in the language of the window"
    listed = json.loads(program("history", "show", "last", "--format", "json").out)
    assert listed["run"]["practice"] is True
    assert "word-7" not in text
