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
known = application.peek(application.settings_place())
app = application.make_application("en", known.theme or "light")
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
AGREED = """
from dataclasses import replace
from waythrough.catalog.catalog import Catalog
from waythrough.store.dirs import user_dirs
from waythrough_desktop import networks
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
memory = Memory(user_dirs())
memory.change(lambda known: replace(known, window=replace(known.window, theme="light")))
memory.give_consent(Session(networks.real_network(Catalog.bundled(), memory), networks.describe))
"""
"""Leaves the settings of somebody who has agreed to the short list."""


def first_paint(pairs: int, home: Path) -> dict[str, float]:
    """Median seconds to the first paint of an empty Qt window and of ours, in turns; and until ours is filled.

    Ours is opened by somebody for the first time, and by somebody who has agreed and chosen; `ratio` is that of the
    slower one.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(home / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled files from their second start on
    known = home / "returning"
    subprocess.run(
        [sys.executable, "-c", AGREED], env={**environment, "WAYTHROUGH_HOME": str(known)}, check=True
    )
    starts = (("empty", EMPTY, home), ("first", OURS, home / "first"), ("ours", OURS, known))
    times: dict[str, list[float]] = {}
    for _pair in range(pairs + 1):
        for name, code, place in starts:
            done = subprocess.run(
                [sys.executable, "-c", code],
                env={**environment, "WAYTHROUGH_HOME": str(place)},
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            )
            for what, seconds in (line.split() for line in done.stdout.splitlines()):
                times.setdefault(f"{name} {what}", []).append(float(seconds))
    middle = {
        name: statistics.median(values[1:]) for name, values in times.items()
    }  # the first pair warms up
    empty = middle["empty painted"]
    return {
        "empty_s": round(empty, 3),
        "first_start_s": round(middle["first painted"], 3),
        "first_start_filled_s": round(middle["first filled"], 3),
        "ours_s": round(middle["ours painted"], 3),
        "filled_s": round(middle["ours filled"], 3),
        "ratio": round(max(middle["first painted"], middle["ours painted"]) / empty, 2),
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
