"""A person's use of the window, locked at its end: run as a process of its own, with a home of its own."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from shiboken6 import delete

from tests.core.store.locked_home import CHEAP, PRIVATE, WORDS, fill
from waythrough.store.dirs import user_dirs
from waythrough.store.settings import Monitoring, load_settings, save_settings
from waythrough_desktop import app
from waythrough_desktop.safety_desk import SafetyDesk
from waythrough_desktop.shell import HELP, HISTORY, SERVICES, WAYS
from waythrough_desktop.wiring import Wiring

FOLDER = "folder-of-friends"
SEEN = (
    *PRIVATE,
    FOLDER,
    "typed-into-search",
    "typed-address.example",
    "letter-of-today",
    "pasted-list.example",
)
"""What nobody may find afterwards, wherever this program or Qt has put it."""


class Person(QObject):
    """Does one thing after the other, then locks the window, and ends it when its input does."""

    def __init__(self, starting: app.Starting) -> None:
        super().__init__(starting)
        self._starting = starting
        starting.loaded.connect(self._use, Qt.ConnectionType.SingleShotConnection)

    @property
    def _wiring(self) -> Wiring:
        return self._starting.wiring

    def _use(self) -> None:
        wiring, window = self._wiring, self._wiring.window
        wiring.first_run.finish(add_way=False)
        for page in (SERVICES, WAYS, HISTORY, HELP):
            window.show_page(page)
        services = wiring.pages.services_page
        services.search.setText("typed-into-search")
        services.own_added.emit("typed-address.example")
        wiring.problem.write("letter-of-today")
        listing = wiring.talks.add_list(
            lambda name, text, reading: wiring.pages.services.add_list(name, text, reading)
        )
        listing._ask = lambda parent: _asked(parent)
        listing.open_button.click()
        self._wait(listing.add_button.isEnabled, lambda: self._lock(listing.add_button.click))

    def _lock(self, first: object) -> None:
        assert callable(first)
        first()
        dialog = SafetyDesk(self._wiring, self).turn_on()
        for field in (dialog.new, dialog.again):
            field.setText(WORDS)
        self._wiring.redressed.connect(self._starting.lock, Qt.ConnectionType.QueuedConnection)
        dialog.done_button.click()
        self._wait(lambda: self._starting.gate is not None, self._end)

    def _end(self) -> None:
        sys.stdout.write("locked\n")
        sys.stdout.flush()
        sys.stdin.read()
        QApplication.exit(0)

    def _wait(self, there: object, then: object) -> None:
        assert callable(there)
        assert callable(then)
        if there():
            then()
        else:
            QTimer.singleShot(20, self, lambda: self._wait(there, then))


def _asked(parent: object) -> str:
    """A dialog of Qt itself, as where a desktop has none of its own: it remembers folders at its end."""
    folder = Path.home() / FOLDER
    made = QFileDialog(None, "Open", str(folder))
    made.open()
    made.selectFile(str(folder / "some.txt"))
    made.accept()
    delete(made)
    return str(folder / "some.txt")


def main() -> None:
    dirs = user_dirs()
    fill(dirs)
    save_settings(dirs.settings, replace(load_settings(dirs.settings), monitoring=Monitoring(hours=6)))
    (Path.home() / FOLDER).mkdir()
    (Path.home() / FOLDER / "some.txt").write_text("pasted-list.example\n")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    made = app.Starting.__init__

    def begin(self: app.Starting, dirs: object = None, *, practice: bool = False, handed: str = "") -> None:
        made(self, None, practice=practice, handed=handed)
        Person(self)

    app.Starting.__init__ = begin  # type: ignore[method-assign]
    os._exit(app.main([]))


if __name__ == "__main__":
    main()


__all__ = ["CHEAP", "FOLDER", "SEEN", "WORDS"]
