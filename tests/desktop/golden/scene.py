"""The screens of the golden pictures, filled by an invented engine."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from tests.desktop import scenes
from tests.desktop.invented import InventedEngine, describe, platforms, ways
from waythrough.catalog.catalog import Catalog
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import dress
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import Shell
from waythrough_desktop.wiring import Wiring

KEPT = {"check", "check-detailed", "cards", "ways", "add", "form", "first-1", "how-to-use"}
"""Screens whose content does not change with catalogue, version or date."""
FEW = 3


def paint_all(folder: Path, language: str, theme: str, home: Path) -> None:
    """Draw every kept screen into a folder."""
    app = QApplication([])
    dress.speak(app, language)
    dress.paint(app, theme, 100)
    wiring = _window(home)
    wiring.window.show()
    over: list[bool] = []
    wiring.run_over.connect(lambda: over.append(True))
    wiring.start()
    scenes.until(lambda: over)
    wiring.window.setFocus()
    save = scenes.save_into(folder)

    def take(name: str, widget: QWidget) -> None:
        if name in KEPT:
            save(name, widget)

    scenes.pages(wiring, take)
    scenes.dialogs(wiring, take, row="telegram", way="w2")
    scenes.first_run(wiring, take)
    scenes.how_to_use(wiring, take)
    wiring.session.choose(wiring.session.platforms[:FEW])
    take("cards", wiring.window)
    wiring.close()


def _window(home: Path) -> Wiring:
    rows = tuple(Platform(id=info.id, names=info.names, targets=()) for info in platforms())
    specs = tuple(PathSpec(id=info.id, kind=info.kind, name=info.name) for info in ways()[1:])
    session = Session(Network(profile=NetworkProfile(), platforms=rows, paths=specs), describe)
    memory = Memory(portable_dirs(home))
    memory.give_consent(session)
    wiring = Wiring(Shell(), session, Catalog.bundled(), Bridge(InventedEngine), memory)
    wiring.window.resize(1240, 740)
    return wiring
