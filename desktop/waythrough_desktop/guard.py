"""The app lock while the window is open: closed by a key, or when nobody has been there for a while."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from waythrough.store.keyring import LockState, lock_state
from waythrough_desktop.idle_watch import IdleWatch
from waythrough_desktop.shell import SETTINGS

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class Guard(QObject):
    """Asks for the window to be taken down; whoever made the window does that."""

    def __init__(self, wiring: "Wiring") -> None:
        super().__init__(wiring)
        self._wiring = wiring
        #: whether something is being sealed, or opened for good: that is not cut short either
        self.working = False
        self.idle = IdleWatch(lambda: wiring.bridge.running or self.working, self)
        self.idle.idle.connect(wiring.lock_asked)
        wiring.window.lock_asked.connect(self.lock_now)
        self.count()

    def lock_now(self) -> None:
        """Close the app lock; where there is none, show where it is turned on."""
        if self._on:
            self._wiring.lock_asked.emit()
        else:
            self._show_safety()

    def changed(self) -> None:
        """The lock was turned on or off, or has another passphrase: say so where it is set."""
        self.count()
        self._wiring.redressed.connect(self._show_safety, Qt.ConnectionType.SingleShotConnection)
        self._wiring.redress()

    def count(self) -> None:
        """Count the minutes in which nobody is there, where there is a lock to close."""
        self.idle.count(self._wiring.memory.preferences.safety.lock_minutes if self._on else 0)

    def close(self) -> None:
        """Count no more."""
        self.idle.count(0)

    @property
    def _on(self) -> bool:
        """Also where another process has turned it on: then this one holds no key, and asks for the passphrase."""
        return lock_state(self._wiring.memory.dirs) is not LockState.OFF

    def _show_safety(self) -> None:
        pages = self._wiring.pages
        self._wiring.window.show_page(SETTINGS)
        pages.settings_page.focus_on(pages.safety.lock_control)
