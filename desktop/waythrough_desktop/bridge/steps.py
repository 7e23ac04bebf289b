"""How far a long piece of work beside the GUI thread has come, told there ten times a second at most."""

import threading
import time

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from waythrough.store.progress import Progress, stoppable

EVERY = 0.1


class Steps(QObject):
    """Made by the GUI thread for one piece of work, which calls `progress`."""

    moved = Signal(int, int)  # done, of how many

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._told = 0.0
        self.progress: Progress = stoppable(self._tell, self._stop.is_set)

    def stop(self) -> None:
        """Have the work end at its next step."""
        self._stop.set()

    def _tell(self, done: int, of: int) -> None:
        now = time.monotonic()
        if of and (done == of or now - self._told >= EVERY) and isValid(self):
            self._told = now
            self.moved.emit(done, of)
