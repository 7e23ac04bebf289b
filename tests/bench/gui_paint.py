"""The time to the first paint, beside an empty window of the same Qt; and the screen for it."""

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EMPTY = """
import sys, time
start = time.perf_counter()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, done)
def done():
    print("painted", time.perf_counter() - start)
    app.exit(0)
app = QApplication([])
window = Window()
window.resize(1240, 740)
window.show()
app.exec()
"""

OURS = """
import gc, os, sys, time
start = time.perf_counter()
gc.disable()
from PySide6.QtCore import QTimer
from waythrough_desktop import app as application
app = application.make_application("en", "light")
keeper = application.GarbageKeeper()
starting = application.Starting()
def painted():
    print("painted", time.perf_counter() - start)
def filled():
    def shown():
        print("filled", time.perf_counter() - start, flush=True)
        os._exit(0)
    QTimer.singleShot(0, shown)
starting.shell.window.painted.connect(painted)
starting.loaded.connect(filled)
starting.shell.window.show()
app.exec()
"""


def first_paint(pairs: int, home: Path) -> dict[str, float]:
    """Median seconds to the first paint of an empty Qt window and of ours, in turns; and until ours is filled."""
    environment = {**os.environ, "WAYTHROUGH_HOME": str(home), "PYTHONPYCACHEPREFIX": str(home / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled files from their second start on
    times: dict[str, list[float]] = {"empty painted": [], "ours painted": [], "ours filled": []}
    for _pair in range(pairs + 1):
        for name, code in (("empty", EMPTY), ("ours", OURS)):
            done = subprocess.run(
                [sys.executable, "-c", code],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            )
            for what, seconds in (line.split() for line in done.stdout.splitlines()):
                times[f"{name} {what}"].append(float(seconds))
    empty, ours, filled = (
        statistics.median(values[1:]) for values in times.values()
    )  # the first pair warms up
    return {
        "empty_s": round(empty, 3),
        "ours_s": round(ours, 3),
        "ratio": round(ours / empty, 2),
        "filled_s": round(filled, 3),
    }


@contextmanager
def screen() -> Iterator[None]:
    """A display as users have one: the one there is, else a virtual X server, else Qt's own offscreen pictures."""
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_display or sys.platform != "linux":
        yield
        return
    server = shutil.which("Xvfb")
    if server is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield
        return
    read, write = os.pipe()
    command = [server, "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as running:
        os.close(write)
        with os.fdopen(read) as told:
            os.environ["DISPLAY"] = f":{told.readline().strip()}"
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        try:
            yield
        finally:
            running.terminate()
