"""Checks by themselves while the app lock is closed: they hold, it is said where people look, and nothing is read."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from waythrough.store.dirs import Dirs, StoreError
from waythrough.store.settings import load_settings
from waythrough_desktop.i18n import _
from waythrough_desktop.shell import Shell
from waythrough_desktop.tray import Tray


class Paused(QObject):
    """`note` says that something is paused, in words that tell nothing of what it is; "" where nothing is."""

    def __init__(
        self, shell: Shell, dirs: Dirs, parent: QObject, tray_offered: Callable[[], bool] = Tray.available
    ) -> None:
        super().__init__(parent)
        try:
            wished = load_settings(
                dirs.settings
            ).monitoring  # of the settings that the lock leaves to be read
        except StoreError:
            wished = None
        on = wished is not None and bool(wished.hours or wished.on_network_change)
        self.note = _("Paused until you unlock. Then it goes on by itself.") if on else ""
        self.tray = Tray(self)
        self.tray.open_asked.connect(shell.come_forward)
        self.tray.quit_asked.connect(self._end)
        #: whether the program stays while its window is closed
        self.stays = on and wished is not None and wished.tray and tray_offered()
        if self.stays:
            self.tray.show(self.note)
        QApplication.setQuitOnLastWindowClosed(not self.stays)

    def close(self) -> None:
        """The lock is open, or the program ends."""
        self.tray.hide()
        QApplication.setQuitOnLastWindowClosed(True)

    def _end(self) -> None:
        QApplication.exit(0)
