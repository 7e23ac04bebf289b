"""Whether the window stays quick: `python -m tests.bench.window [--json FILE]`.

A heartbeat of 10 ms in the GUI thread, idle and then while 2,000 events a second fill 200 x 50 cells; and the
time to the first paint, beside an empty window of the same Qt.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, Qt, QTimer

from tests.desktop.invented import InventedEngine, cell, fate
from waythrough import __version__
from waythrough.catalog.catalog import Catalog
from waythrough.model.event import CellFinished, CellStarted, Event, Progress, RunStarted
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import PathInfo, PlatformInfo, RunPlan
from waythrough.store.dirs import portable_dirs
from waythrough_desktop.app import SWITCH_INTERVAL, make_application
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.garbage import GarbageKeeper
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import Shell
from waythrough_desktop.wiring import Wiring

ROWS, COLUMNS = 200, 50
RATE = 2_000  # events a second
BEAT_MS = 10
LATE_AT_MOST_MS = 16.0
PAINT_AT_MOST = 1.6
WAYS = ("direct", "w1", "w2", "w3", "w4")

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


class Flood(InventedEngine):
    """Sends events at a steady rate: cells begin and end in an order that touches the whole matrix."""

    seconds = 10.0

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        rows = tuple(PlatformInfo(id=each.id, names=each.names) for each in plan.platforms)
        columns = _columns()
        yield RunStarted(run_id="flood", platforms=rows, paths=columns, practice=False)
        begin = time.perf_counter()
        sent = 0
        while (elapsed := time.perf_counter() - begin) < self.seconds:
            while sent < elapsed * RATE:
                yield _event(sent, rows, columns)
                sent += 1
            await asyncio.sleep(0.002)


def _event(number: int, rows: tuple[PlatformInfo, ...], columns: tuple[PathInfo, ...]) -> Event:
    place = (number // 3) * 7919 % (ROWS * COLUMNS)
    row, column = divmod(place, COLUMNS)
    if number % 3 == 0:
        return CellStarted(platform_id=rows[row].id, path_id=columns[column].id)
    if number % 3 == 1:
        label, works, sure, seconds = fate(row + number, WAYS[column % len(WAYS)])
        made = cell(rows[row].id, columns[column].id, label, works=works, confidence=sure, seconds=seconds)
        return CellFinished(cell=made)
    return Progress(
        done=min(number // 3, ROWS * COLUMNS),
        total=ROWS * COLUMNS,
        bytes_used=number * 500,
        seconds_left=10.0,
        elapsed=number / RATE,
    )


def _columns() -> tuple[PathInfo, ...]:
    names = ("direct", *(f"way-{number}" for number in range(1, COLUMNS)))
    return tuple(PathInfo(id=name, kind="socks5", name=name, kind_name="SOCKS5") for name in names)


class Heartbeat(QObject):
    """Measures how late a 10 ms timer of the GUI thread is, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin a new measurement."""
        self.late = []
        self._due = time.perf_counter() + BEAT_MS / 1000
        self._timer.start()

    def stop(self) -> dict[str, float]:
        """End it: median, 99th percentile and maximum."""
        self._timer.stop()
        late = sorted(self.late)
        return {
            "beats": len(late),
            "p50_ms": round(late[len(late) // 2], 2),
            "p99_ms": round(late[int(len(late) * 0.99)], 2),
            "max_ms": round(late[-1], 2),
        }

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._due) * 1000))
        self._due = now + BEAT_MS / 1000


def streaming(seconds: float, home: Path) -> dict[str, object]:
    """The heartbeat idle and under the flood, in one process and one run."""
    app = make_application("en", "light")
    sys.setswitchinterval(SWITCH_INTERVAL)
    keeper = GarbageKeeper()
    rows = tuple(
        Platform(id=f"s{number}", names={"en": f"Service {number}"}, targets=()) for number in range(ROWS)
    )
    specs = tuple(PathSpec(id=info.id, kind="socks5", name=info.name) for info in _columns()[1:])
    network = Network(profile=NetworkProfile(practice=True), platforms=rows, paths=specs)
    Flood.seconds = seconds
    wiring = Wiring(
        Shell(),
        Session(network, lambda _paths: _columns()),
        Catalog.bundled(),
        Bridge(Flood),
        Memory(portable_dirs(home)),
    )
    wiring.window.resize(1366, 768)
    wiring.window.show()
    heart = Heartbeat()
    found: dict[str, object] = {}
    batches: list[int] = []
    wiring.bridge.batch.connect(lambda batch: batches.append(len(batch.cells)))

    def measure_run() -> None:
        found["idle"] = heart.stop()
        wiring.start()
        heart.start()

    def finish() -> None:
        found["streaming"] = heart.stop()
        app.quit()

    wiring.run_over.connect(finish)
    QTimer.singleShot(1000, heart.start)
    QTimer.singleShot(round(1000 + min(seconds, 5) * 1000), measure_run)
    app.exec()
    wiring.close()
    keeper.close()
    found["cells_changed"] = sum(batches)
    found["batches"] = len(batches)
    return found


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


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "waythrough": __version__,
        "python": platform.python_version(),
        "pyside6": PySide6.__version__,
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "screen": os.environ.get("QT_QPA_PLATFORM", "default"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--pairs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, screen():
        paint = first_paint(options.pairs, Path(folder))
        stream = streaming(options.seconds, Path(folder))
    result = {"machine": machine(), "first_paint": paint, "heartbeat": stream}
    streamed, idle = stream["streaming"], stream["idle"]
    assert isinstance(streamed, dict)
    good = streamed["p99_ms"] <= LATE_AT_MOST_MS and paint["ratio"] <= PAINT_AT_MOST
    print(
        f"{'first paint':<22} empty {paint['empty_s']} s   ours {paint['ours_s']} s   ratio {paint['ratio']}"
    )
    print(f"{'heartbeat idle':<22} {idle}")
    print(f"{'heartbeat streaming':<22} {streamed}")
    print(f"{'cells changed':<22} {stream['cells_changed']} in {stream['batches']} batches")
    if options.json is not None:
        options.json.write_text(json.dumps({**result, "good": good}, indent=1) + "\n", encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
