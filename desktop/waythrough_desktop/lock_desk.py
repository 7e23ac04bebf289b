"""The lock screen at work: tries a passphrase beside the GUI thread, and makes wrong ones wait."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from waythrough.store.dirs import Dirs, StoreError
from waythrough_desktop.bridge.steps import Steps
from waythrough_desktop.i18n import _, say, sentences
from waythrough_desktop.paused import Paused
from waythrough_desktop.shell import Shell
from waythrough_desktop.views.lock_view import LockView

LONGEST = 60


def growing(failures: int) -> int:
    """Seconds to wait after so many wrong passphrases in a row."""
    return min(1 << (failures - 1), LONGEST)


class LockDesk(QObject):
    """Covers the window until the lock is open."""

    opened = Signal()
    erase_asked = Signal()
    steps_moved = Signal(int, int)  # of what was cut short and is ended now

    def __init__(
        self, shell: Shell, dirs: Dirs, parent: QObject, pause: Callable[[int], int] = growing
    ) -> None:
        super().__init__(parent)
        from waythrough.store.locking import NO_RECOVERY  # brings the history with it

        self._shell, self._dirs, self._pause = shell, dirs, pause
        self._failures = self._left = 0
        self._why = ""
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.paused = Paused(shell, dirs, self)
        self.view = LockView(say(NO_RECOVERY), note=self.paused.note)
        self.steps_moved.connect(self.view.steps.show_steps)
        self.view.tried.connect(self._try)
        self.view.erase_asked.connect(self.erase_asked)

    def show(self) -> None:
        """Put the lock screen up; the title of the window says as little."""
        window = self._shell.window
        window.setWindowTitle(_("Locked"))
        window.cover(self.view)
        self.view.focus_start()

    def _try(self, passphrase: str) -> None:
        from waythrough.store.locking import unlock

        dirs, steps = self._dirs, Steps(self)
        steps.moved.connect(self.steps_moved)
        self.view.wait(True)
        self._shell.background.run(lambda: unlock(dirs, passphrase, steps.progress), self._open, self._failed)

    def close(self) -> None:
        """The lock screen goes."""
        self._clock.stop()
        self.paused.close()

    def _open(self, _nothing: object) -> None:
        self._clock.stop()
        self.opened.emit()

    def _failed(self, error: BaseException) -> None:
        from waythrough.store.vault import WrongPassphraseError

        if not isinstance(error, StoreError):
            raise error
        self._why = sentences(error.what, error.todo)
        if not isinstance(error, WrongPassphraseError):
            self.view.refuse(self._why)
            return
        self._failures += 1
        self._left = self._pause(self._failures)
        self._clock.start()
        self._show_wait()

    def _tick(self) -> None:
        self._left -= 1
        self._show_wait()

    def _show_wait(self) -> None:
        if self._left > 0:
            self.view.hold(self._why, self._left)
        else:
            self._clock.stop()
            self.view.refuse(self._why)
