"""A clock that rings once, on time also after the machine has slept."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

STEP = 600.0
"""Seconds that the timer runs at most: it stands still while the machine sleeps, the clock does not."""

SLEPT = 120.0
"""Seconds that it rings too late when the machine must have slept, or its clock was set."""


class Alarm(QObject):
    """Rings when it is time, and every ten minutes while it waits, so that whoever listens looks at the clock."""

    rang = Signal(bool)  # whether the machine slept meanwhile

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock, self._speed = clock, 1.0
        self._expected = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ring)

    @property
    def active(self) -> bool:
        return self._timer.isActive()

    def now(self) -> float:
        """Unix seconds."""
        return self._clock()

    def hurry(self, speed: float) -> None:
        """Let so many seconds pass in each second from now on, for measurements."""
        start, begin = self._clock(), time.monotonic()
        self._speed = speed
        self._clock = lambda: start + (time.monotonic() - begin) * speed

    def set(self, seconds: float) -> None:
        """Ring after so long, or after ten minutes if that is earlier."""
        wait = min(max(seconds, 0.0), STEP)
        self._expected = self._clock() + wait
        self._timer.start(round(wait * 1000 / self._speed))

    def stop(self) -> None:
        """Do not ring."""
        self._timer.stop()

    def _ring(self) -> None:
        self.rang.emit(self._clock() - self._expected > SLEPT)
