"""The main job on the practice network, in the window or in the terminal."""

from __future__ import annotations

import subprocess
from pathlib import Path

from _dev_console import DevError, run_attached, say
from _dev_env import venv_python

# Fewer colours than this and nothing was painted: the plain window alone has some shades of its edges.
_FEWEST_COLOURS = 30

_COUNT_COLOURS = """
import sys
from PySide6.QtGui import QImage
picture = QImage(sys.argv[1])
points = ((x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))
print(len({picture.pixel(x, y) for x, y in points}))
"""


def in_window(screenshot: Path | None) -> int:
    """Open the window; with a screenshot it runs by itself, keeps the picture, and closes."""
    say("Opening the window on the practice network (nothing leaves this computer)")
    command = [str(venv_python()), "-m", "waythrough_desktop", "--practice"]
    if screenshot is None:
        return run_attached(command)
    screenshot.unlink(missing_ok=True)
    code = run_attached([*command, "--auto-run", "--screenshot", str(screenshot), "--quit"])
    if code == 0:
        _see_that_something_is_painted(screenshot)
        say(f"Screenshot: {screenshot}")
    return code


def in_terminal(report: Path) -> int:
    """Do the same job without a display and say where its report is."""
    report.unlink(missing_ok=True)
    say("Running on the practice network in the terminal (nothing leaves this computer)")
    code = run_attached([str(venv_python()), "-m", "waythrough", "practice", "--output", str(report)])
    if not report.is_file():
        raise DevError(f"The run ended with code {code} and wrote no report.")
    say(f"Report: {report}")
    # 1 is a result ("something opens by no way"), which the practice network holds on purpose.
    return 0 if code == 1 else code


def _see_that_something_is_painted(picture: Path) -> None:
    if not picture.is_file():
        raise DevError("The window closed without keeping a picture.")
    counted = subprocess.run(
        [str(venv_python()), "-c", _COUNT_COLOURS, str(picture)], capture_output=True, text=True, check=False
    )
    if counted.returncode != 0 or int(counted.stdout) < _FEWEST_COLOURS:
        raise DevError(f"The picture {picture} shows an empty window.")
