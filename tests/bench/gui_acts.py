"""What a person does in the window, measured until the result is painted."""

import statistics
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from tests.desktop.invented import InventedEngine, describe
from waythrough.catalog.catalog import Catalog
from waythrough.catalog.profile import default_profile
from waythrough.store.dirs import portable_dirs
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import SERVICES, Shell
from waythrough_desktop.wiring import Wiring

WORDS = ("telegram", "bbc persian", "news", "x")


def acts(app: QApplication, home: Path) -> dict[str, dict[str, float]]:
    """Milliseconds of each act: median and slowest."""
    catalog = Catalog.bundled()
    session = Session(Network(profile=default_profile(), platforms=catalog.short_list()), describe)
    wiring = Wiring(Shell(), session, catalog, Bridge(InventedEngine), Memory(portable_dirs(home)))
    wiring.window.resize(1366, 768)
    wiring.window.show()
    app.processEvents()
    new, known = _pages(app, wiring)
    found = {"a page at first": new, "another page": known, "search, a key": _search(app, wiring)}
    found["another language"] = _languages(app, wiring)
    wiring.close()
    wiring.window.close()
    return found


def _search(app: QApplication, wiring: Wiring) -> dict[str, float]:
    wiring.window.show_page(SERVICES)
    app.processEvents()
    field, taken = wiring.pages.services_page.search, []
    for word in WORDS:
        for end in (*range(1, len(word) + 1), *range(len(word) - 1, -1, -1)):
            taken.append(_until_painted(app, wiring, lambda text=word[:end]: field.setText(text)))
    return _summary(taken)


def _pages(app: QApplication, wiring: Wiring) -> tuple[dict[str, float], dict[str, float]]:
    """When they are made, and when they are there."""
    count = wiring.window.stack.count()
    taken = [
        _until_painted(app, wiring, lambda page=number % count: wiring.window.show_page(page))
        for number in range(4 * count)
    ]
    return _summary(taken[1:count]), _summary(taken[count:])


def _languages(app: QApplication, wiring: Wiring) -> dict[str, float]:
    taken = []
    for code in ("fa", "en") * 3:
        spy = QSignalSpy(wiring.redressed)
        begin = time.perf_counter()
        wiring.choose_language(code)
        while spy.count() == 0:
            app.processEvents()
        wiring.window.grab()
        taken.append((time.perf_counter() - begin) * 1000)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return _summary(taken)


def _until_painted(app: QApplication, wiring: Wiring, act: object) -> float:
    assert callable(act)
    begin = time.perf_counter()
    act()
    app.processEvents()
    wiring.window.repaint()
    return (time.perf_counter() - begin) * 1000


def _summary(taken: list[float]) -> dict[str, float]:
    return {"p50_ms": round(statistics.median(taken), 1), "max_ms": round(max(taken), 1)}
