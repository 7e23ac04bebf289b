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
    pytest.mark.timeout(260),
    pytest.mark.skipif(bool(why_not()), reason=why_not() or "a screen can be made"),
]
STEPS = ["first start", "language", "check", "why", "report", "history", "how to use", "closed"]


def told(program: Program, story: str, report: Path) -> str:
    """The steps that a story tells on a screen of its own."""
    (program.home / "settings.toml").write_text('version = 1\n[checks]\ndepth = "quick"\n', "utf-8")
    with screen(program.environment) as environment:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", f"tests.e2e.{story}", str(program.home), str(report)],
            env=environment, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    return done.stdout


def test_from_the_first_start_to_the_report(program: Program, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert told(program, "window_story", report).split("\n")[:-1] == STEPS
    text = report.read_text("utf-8")
    assert 'dir="rtl"' in text, "the report is in the language of the window"
    listed = json.loads(program("history", "show", "last", "--format", "json").out)
    assert listed["run"]["practice"] is True
    assert "word-7" not in text


def test_the_same_in_persian_without_a_mouse(program: Program, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    steps = told(program, "window_keys", report).split("\n")[:-1]
    assert steps == ["language", "first start", "check", "why", "history", "report", "closed"]
    assert 'dir="rtl"' in report.read_text("utf-8")
