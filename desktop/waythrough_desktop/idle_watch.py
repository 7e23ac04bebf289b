"""Tells when nobody has touched the window for a while; a clock runs only as long as it is asked to."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_ONCE_MORE = 60.0
"""Seconds after which it is looked again where something was going on that must not be cut short."""


class IdleWatch(QObject):
    """Counts by the wall clock, so that the time in which the computer slept counts as well."""

    idle = Signal()

    def __init__(
        self, busy: Callable[[], bool], parent: QObject | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._busy, self._clock = busy, clock
        self._limit = self._touched = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._watched: QWindow | None = None

    @property
    def counting(self) -> bool:
        return self._timer.isActive()

    def count(self, minutes: int) -> None:
        """Tell after so many minutes without a touch, 0 = never."""
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        was, self._limit = self._limit, minutes * 60.0
        self._touched = self._clock()
        self._timer.stop()
        if self._limit and not was:
            app.focusWindowChanged.connect(self._follow)
        elif was and not self._limit:
            app.focusWindowChanged.disconnect(self._follow)
        self._follow(app.focusWindow() if self._limit else None)
        if self._limit:
            self._timer.start(round(self._limit * 1000))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and self._limit:
            if self._clock() - self._touched >= self._limit:  # the computer has slept meanwhile
                self._look()
            self._touched = self._clock()
        return super().eventFilter(watched, event)

    def _follow(self, window: QWindow | None) -> None:
        """Listen to the window that is in front: one filter for the whole program would slow down every event."""
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._gone)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._gone)

    def _gone(self) -> None:
        self._watched = None

    def _look(self) -> None:
        left = self._limit - (self._clock() - self._touched)
        if left > 0:
            self._timer.start(round(left * 1000))
        elif self._busy():
            self._timer.start(round(_ONCE_MORE * 1000))
        else:
            self.idle.emit()
