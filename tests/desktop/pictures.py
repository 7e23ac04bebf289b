"""Takes the pictures of the README from the running app: `python installer/dev.py pictures [FOLDER]`.

The app is started as a person starts it, on the practice network with the real engine; one check is made, and every
screen is kept in English and Persian, light and dark.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from tests.bench.gui_paint import screen
from tests.desktop import scenes
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import app as application
from waythrough_desktop.garbage import GarbageKeeper
from waythrough_desktop.wiring import Wiring

LOOKS = (("en", "light"), ("fa", "light"), ("en", "dark"), ("fa", "dark"))
ROW, WAY = "chirper", "toronto"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("resources/help"))
    folder = parser.parse_args().folder.resolve()
    with tempfile.TemporaryDirectory() as home, screen():
        take_all(folder, Path(home))
    sys.stdout.write(f"{len(list(folder.rglob('*.png')))} pictures in {folder}\n")
    return 0


def take_all(folder: Path, home: Path) -> None:
    """Start the app, check the practice network, and picture every screen in every look."""
    qt = application.make_application(*LOOKS[0])
    keeper = GarbageKeeper()
    starting = application.Starting(portable_dirs(home), practice=True)
    try:
        _wait(starting, "loaded", lambda: starting.shell.window.show())
        wiring = starting.wiring
        for _time in range(2):  # the history has something to compare
            _wait(wiring, "run_over", lambda: wiring.when_ready(wiring.start))
        for language, theme in LOOKS:
            _dress(qt, wiring, language, theme)
            place = folder / f"{language}-{theme}"
            place.mkdir(parents=True, exist_ok=True)
            take = scenes.save_into(place)
            scenes.pages(wiring, take)
            scenes.dialogs(wiring, take, row=ROW, way=WAY)
            scenes.first_run(wiring, take)
            scenes.how_to_use(wiring, take)
            scenes.history(wiring, take)
            scenes.news(wiring, take, row=ROW, way=WAY)
    finally:
        starting.close()
        keeper.close()


def _dress(qt: QApplication, wiring: Wiring, language: str, theme: str) -> None:
    for choose, value in ((wiring.choose_language, language), (wiring.choose_theme, theme)):
        _wait(wiring, "redressed", lambda choose=choose, value=value: choose(value))
    qt.processEvents()


def _wait(source: QObject, signal: str, act: object) -> None:
    assert callable(act)
    spy = QSignalSpy(getattr(source, signal))
    act()
    scenes.until(spy.count, seconds=180)


if __name__ == "__main__":
    sys.exit(main())
