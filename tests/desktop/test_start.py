"""What a start loads before the window is painted, and what it leaves for the moment when it is looked at."""

import json
import subprocess
import sys

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring
from waythrough_desktop.shell import CHECK, HELP, HISTORY, REPORT, SERVICES, SETTINGS, WAYS

FIRST_PAINT = """
import json, sys
from waythrough_desktop import app as application
running = application.make_application("en", "light")
starting = application.Starting()
def painted():
    import PySide6.QtCore
    told = {
        "modules": sorted(sys.modules),
        "qt": "Qt" in vars(PySide6.QtCore),
        "sources": len(sys.modules["linecache"].cache),
    }
    print(json.dumps(told), flush=True)
    running.exit(0)
starting.shell.window.painted.connect(painted)
starting.shell.window.show()
running.exec()
starting.close()
"""
HEAVY = {
    "asyncio", "cryptography", "ctypes", "h2", "jinja2", "msgspec", "multiprocessing", "sqlite3", "ssl", "subprocess",
    "tomlkit", "PySide6.QtDBus", "PySide6.QtNetwork", "PySide6.QtPrintSupport", "PySide6.QtSvg",
    "waythrough.catalog", "waythrough.engine", "waythrough.net", "waythrough.paths", "waythrough.report",
    "waythrough.store", "waythrough_desktop.dialogs", "waythrough_desktop.presenters", "waythrough_desktop.views.frame",
    "waythrough_desktop.wiring",
}  # fmt: skip
MOST_OF_OUR_OWN = 32
"""Modules of ours before the first paint, half as many again as there are now."""


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT], capture_output=True, text=True, check=True, timeout=60
    )
    told = json.loads(done.stdout)
    loaded = set(told["modules"])
    assert not loaded & HEAVY
    assert "waythrough_desktop.views.opening" in loaded
    assert len([name for name in loaded if name.startswith("waythrough")]) <= MOST_OF_OUR_OWN
    assert not told["qt"]  # hundreds of enumerations
    assert told["sources"] < 40  # PySide read the source of no module that was loaded after it


def test_pages_are_made_when_they_are_looked_at(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    window = wiring.window

    def empty(place: int) -> bool:
        widget = window.stack.widget(place)
        return type(widget) is QWidget and not widget.children()

    assert [place for place in range(window.stack.count()) if not empty(place)] == [CHECK]
    for place in (SERVICES, WAYS, HISTORY, REPORT, SETTINGS, HELP):
        window.show_page(place)
        assert window.place == place
        assert not empty(place)
    with qtbot.waitSignal(wiring.redressed):
        wiring.redress()
    assert window.place == HELP
    assert [place for place in range(window.stack.count()) if not empty(place)] == [CHECK, HELP]
