"""The application: arguments, look and language, one window, and a clean end."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

import waythrough_resources
from waythrough.catalog.catalog import Catalog
from waythrough.engine.engine import Engine
from waythrough.store.dirs import user_dirs
from waythrough_desktop import i18n, networks, style
from waythrough_desktop.bridge import Bridge
from waythrough_desktop.crash import CrashGuard
from waythrough_desktop.garbage import GarbageKeeper
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.theme import DARK, LIGHT, THEMES, Theme
from waythrough_desktop.wiring import Wiring

SWITCH_INTERVAL = 0.001
"""Seconds that a thread may keep the interpreter while the GUI thread waits; the default of 5 ms is felt."""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line of the window."""
    parser = argparse.ArgumentParser(prog="waythrough-desktop", description="Which way gets through?")
    parser.add_argument("--practice", action="store_true", help="begin on the practice network")
    parser.add_argument("--lang", metavar="CODE", default="", help="language, such as en or fa")
    parser.add_argument("--theme", choices=sorted(THEMES), default="", help="colours; default: as the system")
    parser.add_argument("--auto-run", action="store_true", help="start the check at once")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="save a picture when the check is done"
    )
    parser.add_argument("--quit", action="store_true", help="end after the check and the picture")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the process's exit code."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    memory = Memory(user_dirs())
    chosen = memory.preferences
    theme = options.theme or str(chosen.window.theme)
    app = make_application(options.lang or chosen.general.language, theme)
    sys.setswitchinterval(SWITCH_INTERVAL)
    root = QObject()
    keeper = GarbageKeeper(root)
    guard = CrashGuard(root)
    wiring = make_window(memory, practice=options.practice)
    guard.install(wiring.talks.fault)
    _automate(wiring, options)
    wiring.window.show()
    code = app.exec()
    clean = wiring.close()
    guard.remove()
    keeper.close()
    if not clean:
        # A thread hangs in a call that cannot be cancelled; everything worth keeping is on disk.
        os._exit(code)
    return code


def make_application(language: str = "", theme: str = "") -> QApplication:
    """Qt's application in a language and a theme; the one that runs already where there is one."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication(["waythrough"])
    app.setApplicationName("waythrough")
    app.setApplicationDisplayName("Waythrough")
    app.setDesktopFileName("waythrough")
    icon = waythrough_resources.path(f"{waythrough_resources.ICONS}/waythrough.svg")
    app.setWindowIcon(QIcon(str(icon)))
    i18n.install(language or i18n.system_language())
    i18n.install_in(app)
    style.apply(app, THEMES.get(theme) or _system_theme())
    return app


def make_window(memory: Memory, *, practice: bool = False) -> Wiring:
    """The window with everything connected, not shown yet."""
    catalog = Catalog.bundled()
    start = networks.PRACTICE_TO_COME if practice else networks.real_network(catalog, memory)
    session = Session(start, networks.describe)
    wiring = Wiring(session, catalog, Bridge(Engine), memory)
    if practice:
        wiring.enter_practice()
    return wiring


def _system_theme() -> Theme:
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def _automate(wiring: Wiring, options: argparse.Namespace) -> None:
    """What the command line asks for besides a window."""

    def finish() -> None:
        if options.screenshot is not None:
            wiring.window.grab().save(str(options.screenshot))
        if options.quit:
            wiring.window.close()

    if options.auto_run:
        wiring.run_over.connect(finish)
        wiring.when_ready(wiring.start)
    elif options.screenshot is not None or options.quit:
        wiring.when_ready(lambda: QTimer.singleShot(0, finish))


__all__ = ["main", "make_application", "make_window", "parse"]
