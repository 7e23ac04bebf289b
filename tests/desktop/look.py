"""Pictures of the window on an invented engine: `python -m tests.desktop.look FOLDER [fa] [dark] [900x600] [s3]`."""

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.desktop.invented import InventedEngine, describe, platforms, ways
from waythrough.catalog.catalog import Catalog
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import i18n, style, theme
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import Shell
from waythrough_desktop.wiring import Wiring


def session(practice: bool = False, services: int = 99) -> Session:
    profile = NetworkProfile(practice=practice)
    rows = tuple(Platform(id=info.id, names=info.names, targets=()) for info in platforms()[:services])
    specs = tuple(PathSpec(id=info.id, kind=info.kind, name=info.name) for info in ways()[1:])
    return Session(Network(profile=profile, platforms=rows, paths=specs), describe)


def tour(wiring: Wiring, folder: Path, tag: str) -> None:
    """Picture every page and dialog of a finished run."""
    window = wiring.window
    window.grab().save(str(folder / f"{tag}-2.png"))
    wiring.page.switch.set_second(True)
    window.grab().save(str(folder / f"{tag}-detailed.png"))
    wiring.page.switch.set_second(False)
    if wiring.page.proof.as_cards:
        wiring.page.cards.setCurrentIndex(wiring.page.cards.model().index(1, 0))
        wiring.page.cards.setFocus()
        QTest.keyClick(wiring.page.cards, Qt.Key.Key_Return)
        window.grab().save(str(folder / f"{tag}-unfolded.png"))
    for place, name in enumerate(("services", "ways", "history", "report", "settings", "help"), start=1):
        window.show_page(place)
        for _ in range(20):  # layouts settle in several rounds
            QApplication.processEvents()
        window.grab().save(str(folder / f"{tag}-{name}.png"))
    dialog = wiring.tell_why("telegram", "direct")
    assert dialog is not None
    QApplication.processEvents()
    dialog.grab().save(str(folder / f"{tag}-why.png"))
    dialog.close()
    QApplication.quit()


def main() -> None:
    folder, words = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    i18n.install(next((word for word in words if len(word) == 2 and word.isalpha()), "en"))
    i18n.install_in(app)
    style.apply(app, theme.DARK if "dark" in words else theme.LIGHT)
    memory = Memory(portable_dirs(folder / "home"))
    bridge = Bridge(lambda profile: InventedEngine(profile, pace=lambda: asyncio.sleep(0.03)))
    count = next((int(word[1:]) for word in words if word[0] == "s" and word[1:].isdigit()), 99)
    chosen = session("practice" in words, count)
    memory.give_consent(chosen)
    wiring = Wiring(Shell(), chosen, Catalog.bundled(), bridge, memory)
    window = wiring.window
    size = next((word for word in words if "x" in word), "1240x740")
    window.resize(*(int(part) for part in size.split("x")))
    window.show()
    tag = "-".join(words) or "plain"
    QTimer.singleShot(300, lambda: window.grab().save(str(folder / f"{tag}-0.png")))
    QTimer.singleShot(400, wiring.start)
    QTimer.singleShot(1400, lambda: window.grab().save(str(folder / f"{tag}-1.png")))
    wiring.run_over.connect(lambda: tour(wiring, folder, tag))
    app.exec()
    bridge.close()


if __name__ == "__main__":
    main()
