"""The set-up script as a stranger meets it: help, plain errors, exit codes; from any folder."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _dev(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "installer" / "dev.py"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_help_names_the_commands_from_any_folder(tmp_path: Path) -> None:
    told = _dev(tmp_path, "--help")
    assert told.returncode == 0
    for command in ("run", "test", "check", "bench", "setup", "lock"):
        assert f"\n    {command} " in told.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["fly"], ["check", "--fast"], ["run", "extra"], []])
def test_a_wrong_command_line_is_usage(tmp_path: Path, arguments: list[str]) -> None:
    told = _dev(tmp_path, *arguments)
    assert told.returncode == 2
    assert "usage:" in told.stderr
    assert "Traceback" not in told.stderr


def test_an_old_python_is_told_so_in_one_line() -> None:
    old = "import dev, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.exit(dev.main())"
    told = subprocess.run(
        [sys.executable, "-c", old], cwd=ROOT / "installer", capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "Python 3.11 or later is needed, this is 3.9" in told.stderr
    assert len(told.stderr.splitlines()) == 1
