"""Python's cyclic garbage collector runs in the GUI thread only: a widget that dies elsewhere ends the process."""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
FULL_EVERY = 20
"""Every so many rounds the oldest generation is looked at too."""


class GarbageKeeper(QObject):
    """Collects by a timer while it lives; `close` gives the collector back to Python."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rounds = 0
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def settle(self) -> None:
        """Everything is loaded: what is there now stays for good and need not be walked again."""
        gc.collect()
        gc.freeze()

    def collect(self) -> None:
        """One round, in the thread that calls."""
        self._rounds += 1
        gc.collect(2 if self._rounds % FULL_EVERY == 0 else 1)

    def close(self) -> None:
        """Stop, and let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
