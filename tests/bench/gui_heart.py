"""How late the GUI thread is, as a person feels it."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 10


class Heartbeat(QObject):
    """Measures how late a 10 ms timer of the GUI thread is, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin a new measurement."""
        self.late = []
        self._due = time.perf_counter() + BEAT_MS / 1000
        self._timer.start()

    def stop(self) -> dict[str, float]:
        """End it: median, 99th percentile and maximum."""
        self._timer.stop()
        late = sorted(self.late)
        return {
            "beats": len(late),
            "p50_ms": round(late[len(late) // 2], 2),
            "p99_ms": round(late[int(len(late) * 0.99)], 2),
            "max_ms": round(late[-1], 2),
        }

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._due) * 1000))
        self._due = now + BEAT_MS / 1000
