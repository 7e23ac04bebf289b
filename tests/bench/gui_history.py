"""The history at size: ten thousand checks listed, searched and scrolled, and a chart of 3,600 points painted."""

import math
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.bench.gui_heart import Heartbeat
from tests.desktop.invented import InventedEngine, describe
from tests.desktop.past import past_run
from waythrough.catalog.catalog import Catalog
from waythrough.catalog.profile import default_profile
from waythrough.store.dirs import portable_dirs
from waythrough.store.history import History
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.models.points import Point, Series
from waythrough_desktop.presenters.history import Archive
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import HISTORY, Shell
from waythrough_desktop.views.chart import Chart
from waythrough_desktop.wiring import Wiring

CHECKS = 10_000
POINTS = 3_600
WORDS = ("telegram", "berlin 2026", "office yesterday", "nothing of this")
HOUR = 3600.0


def history(app: QApplication, home: Path) -> dict[str, dict[str, float]]:
    """Milliseconds of each act: median and slowest; how late the GUI thread was while the list was read."""
    dirs = portable_dirs(home)
    fill(dirs.history, CHECKS)
    found = {"read the list": _taken(lambda: _read(dirs.history), 3)}
    archive = _read(dirs.history)
    texts = [word[:end] for word in WORDS for end in range(1, len(word) + 1)]
    found["find, a key"] = _summary([_once(partial(archive.find, text)) for text in texts])
    return found | _window(app, Memory(dirs)) | _chart(app)


def fill(place: Path, count: int) -> None:
    """A file of so many checks; only the newest has its boxes, since a list reads none."""
    now = time.time()
    with History(place) as kept:
        kept.finish(past_run(0, now))
    with closing(sqlite3.connect(place)) as other, other:
        names = [row[1] for row in other.execute("PRAGMA table_info(run)")]
        other.executemany(
            f"INSERT INTO run ({', '.join(names)}) SELECT ?, ?, {', '.join(names[2:])} FROM run WHERE id = 'past-0'",
            [(f"more-{number}", now - number * HOUR) for number in range(1, count)],
        )


def _read(place: Path) -> Archive:
    with History(place) as kept:
        return Archive(kept.runs(CHECKS), time.time())


def _window(app: QApplication, memory: Memory) -> dict[str, dict[str, float]]:
    catalog = Catalog.bundled()
    session = Session(Network(profile=default_profile(), platforms=catalog.short_list()), describe)
    memory.give_consent(session)
    wiring = Wiring(Shell(), session, catalog, Bridge(InventedEngine), memory)
    wiring.window.resize(1366, 768)
    wiring.window.show()
    app.processEvents()
    heart = Heartbeat()
    heart.start()
    begin = time.perf_counter()
    wiring.window.show_page(HISTORY)
    rows = wiring.pages.history.page.list.list
    while rows.model().rowCount() < CHECKS:
        app.processEvents()
    shown = (time.perf_counter() - begin) * 1000
    late = heart.stop()
    bar, viewport = rows.verticalScrollBar(), rows.viewport()

    def scroll(place: int) -> None:
        bar.setValue(place)
        viewport.repaint()

    step = max(bar.maximum() // 400, 1)
    scrolled = [_once(partial(scroll, place)) for place in range(0, bar.maximum(), step)]
    wheel = [_once(partial(scroll, place)) for place in range(0, 12_000, 60)]
    wiring.close()
    wiring.window.close()
    return {
        "shown": {"p50_ms": round(shown, 1), "max_ms": round(shown, 1)},
        "late while read": late,
        "scroll, far": _summary(scrolled),
        "scroll, wheel": _summary(wheel),
    }


def _chart(app: QApplication) -> dict[str, dict[str, float]]:
    """Drawn anew each time, and painted again as it was."""
    values = [None if number % 97 == 0 else 0.5 + 0.45 * math.sin(number / 9) for number in range(POINTS)]
    series = Series(
        name="bench",
        sentence="",
        points=[Point(number * HOUR, value) for number, value in enumerate(values)],
        heads=("", ""),
        name_when=str,
        name_day=lambda when: f"day {when:.0f}",
        name_value=lambda value: f"{value}",
        top=1.0,
        filled=True,
    )
    chart = Chart()
    chart.resize(1100, 420)
    chart.show()
    app.processEvents()

    def anew() -> None:
        chart.show_series(series)
        chart.repaint()

    found = {f"{POINTS} points": _taken(anew, 40), f"{POINTS}, again": _taken(chart.repaint, 40)}
    chart.close()
    return found


def _taken(act: Callable[[], object], times: int) -> dict[str, float]:
    return _summary([_once(act) for _time in range(times)])


def _once(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def _summary(taken: list[float]) -> dict[str, float]:
    return {"p50_ms": round(statistics.median(taken), 1), "max_ms": round(max(taken), 1)}
