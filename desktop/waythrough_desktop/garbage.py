"""Python's cyclic garbage collector runs in the GUI thread only: a widget that dies elsewhere ends the process."""

import gc
import sys

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
FULL_EVERY = 20
"""Every so many rounds the oldest generation is looked at too, and memory that is free goes back to the system."""


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
        if self._rounds % FULL_EVERY:
            gc.collect(1)
        else:
            gc.collect()
            give_back()

    def close(self) -> None:
        """Stop, and let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()


def give_back() -> None:
    """Give free memory back to the system, where the C library keeps it for itself.

    glibc holds on to what a run has freed, 3 to 5 MB of it each time, because other memory lies behind it; the
    window of somebody who watches is idle for hours after each run. Other C libraries have no such call. It takes
    a millisecond.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # not before the first paint

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
