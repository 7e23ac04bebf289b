"""Takes pictures of the history: `python -m tests.desktop.look_history FOLDER [fa] [dark] [900x600] [150%] ...`."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tests.desktop.invented import InventedEngine, describe, platforms, ways
from tests.desktop.past import keep, past_runs
from tests.desktop.scenes import until
from waythrough.catalog.catalog import Catalog
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.store.dirs import portable_dirs
from waythrough.store.history import History
from waythrough_desktop import i18n, style, theme
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.dialogs.pick_run import PickRunDialog
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import HISTORY, Shell
from waythrough_desktop.views.sparkline import Sparkline
from waythrough_desktop.wiring import Wiring

Save = Callable[[QPixmap, str], object]


def main() -> None:
    folder, words = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    i18n.install(next((word for word in words if word in ("fa", "ru")), "en"))
    i18n.install_in(app)
    percent = next((int(word[:-1]) for word in words if word.endswith("%")), 100)
    chosen = next((theme.THEMES[word] for word in words if word in theme.THEMES), theme.LIGHT)
    style.apply(app, chosen, percent)
    tag = "-".join(words).replace("%", "") or "plain"
    home = portable_dirs(folder / f"home-{tag}")
    specs = tuple(PathSpec(id=info.id, kind=info.kind, name=info.name) for info in ways()[1:])
    rows = tuple(Platform(id=info.id, names=info.names, targets=()) for info in platforms())
    session = Session(Network(profile=NetworkProfile(), platforms=rows, paths=specs), describe)
    memory = Memory(home)
    memory.give_consent(session)
    wiring = Wiring(Shell(), session, Catalog.bundled(), Bridge(InventedEngine), memory)
    window = wiring.window
    size = next((word for word in words if "x" in word and word[0].isdigit()), "1240x740")
    window.resize(*(int(part) for part in size.split("x")))
    window.show_page(HISTORY)
    window.show()

    tour(wiring, lambda picture, name: picture.save(str(folder / f"history-{tag}-{name}.png")))
    wiring.close()


def shot(widget: QWidget) -> QPixmap:
    """A picture once everything has its place."""
    QApplication.processEvents()
    return widget.grab()


def tour(wiring: Wiring, save: Save) -> None:
    """Picture every sheet of the history, empty and with forty checks."""
    window, page = wiring.window, wiring.pages.history.page
    until(lambda: page.list.empty.isVisible())
    save(shot(window), "empty")
    with History(wiring.memory.dirs.history) as history:
        keep(history, past_runs(time.time(), 40))
    wiring.pages.history.refresh()
    until(lambda: page.list.list.model().rowCount() > 0)
    save(shot(window), "list")
    wiring.pages.history.open("past-0")
    until(lambda: page.sheet is page.run)
    save(shot(window), "run")
    _dialogs(wiring, save)
    _charts(wiring, save)


def _dialogs(wiring: Wiring, save: Save) -> None:
    window, page = wiring.window, wiring.pages.history.page
    page.run.cell_opened.emit("x (twitter)", "direct")
    why = window.findChildren(WhyDialog)[0]
    until(lambda: bool(why.findChildren(Sparkline)))
    why.findChildren(QScrollArea)[0].verticalScrollBar().setValue(10_000)
    save(shot(why), "why")
    why.close()
    wiring.pages.history.compare("past-0", "past-9")
    until(lambda: page.sheet is page.changes)
    page.changes.fold.click()
    save(shot(window), "changes")
    page.changes.other.click()
    dialog = window.findChildren(PickRunDialog)[0]
    save(shot(dialog), "pick")
    dialog.reject()


def _charts(wiring: Wiring, save: Save) -> None:
    window, page = wiring.window, wiring.pages.history.page
    page.show_list()
    page.list.charts.click()
    save(shot(window), "chart")
    page.over_time.measure.set_second(True)
    page.over_time.chart.setFocus()
    for _step in range(3):
        QTest.keyClick(page.over_time.chart, Qt.Key.Key_Left)
    save(shot(window), "chart-time")
    page.over_time.form.set_second(True)
    save(shot(window), "chart-table")


if __name__ == "__main__":
    main()
