"""Signals of the system that ask the program to end, heard although Qt's loop runs no Python while nothing happens."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Final

from PySide6.QtCore import QSocketNotifier

ASKS_TO_END: Final = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C in the terminal, the end of a session, the end of the terminal."""


class SignalEar:
    """Calls `leave` with the signal's number: Python writes it into a pipe, on which Qt waits.

    On Windows nothing is heard: Qt waits on no pipe there, and sessions end by messages to windows.
    """

    def __init__(self, leave: Callable[[int], None]) -> None:
        self._leave = leave
        self._heard, self._said = os.pipe()
        numbers = () if sys.platform == "win32" else tuple(getattr(signal, name) for name in ASKS_TO_END)
        self._before = {number: signal.signal(number, _told_already) for number in numbers}
        self._notifier: QSocketNotifier | None = None
        if not self._before:
            return
        os.set_blocking(self._said, False)  # as Python demands of it
        self._fd_before = signal.set_wakeup_fd(self._said, warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._heard, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._tell)

    def close(self) -> None:
        """Signals do again what they did before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._notifier is not None:
            signal.set_wakeup_fd(self._fd_before)
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
        os.close(self._heard)
        os.close(self._said)

    def _tell(self) -> None:
        numbers = [number for number in os.read(self._heard, 64) if number in self._before]
        if numbers:
            self._leave(numbers[0])


def _told_already(number: int, frame: FrameType | None) -> None:
    """What Python calls, so that the signal does nothing by itself."""
