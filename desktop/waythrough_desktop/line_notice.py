"""Notices that this machine has settled on another network; asks nobody and keeps nothing but a salted mark."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from waythrough_desktop.bridge.background import Background

if TYPE_CHECKING:
    from waythrough.net.line_changes import LineChanges

SETTLE_MS = 5_000
LOOK_EVERY_MS = 30_000
"""Where the system tells of no change, somebody looks, and only while it is wanted."""


def _changes() -> "LineChanges | None":
    from waythrough.net.line_changes import line_changes

    return line_changes()


def _mark(salt: bytes) -> bytes:
    from waythrough.net.line_changes import line_mark

    return line_mark(salt)


class LineNotice(QObject):
    """Watches while it is started. `online` is False when no way leads out."""

    moved = Signal()  # on another network than before, for some seconds already
    back = Signal()  # on the same one as before, after none at all

    def __init__(
        self,
        background: Background,
        parent: QObject | None = None,
        *,
        changes: "Callable[[], LineChanges | None]" = _changes,
        mark: Callable[[bytes], bytes] = _mark,
        settle_ms: int = SETTLE_MS,
    ) -> None:
        super().__init__(parent)
        self._background, self._open, self._mark = background, changes, mark
        self._salt = os.urandom(16)
        self._known = b""
        self._changes: LineChanges | None = None
        self._notifier: QSocketNotifier | None = None
        self._settle = QTimer(self, singleShot=True, interval=settle_ms)
        self._settle.timeout.connect(self._look)
        self._poll = QTimer(self, interval=LOOK_EVERY_MS)
        self._poll.timeout.connect(self._look)
        self._watching = False
        self.online = True

    @property
    def watching(self) -> bool:
        return self._watching

    def start(self) -> None:
        """Begin to watch; what there is now is no change."""
        if self._watching:
            return
        self._watching, self._known = True, b""
        self._changes = self._open()
        if self._changes is None:
            self._poll.start()
        else:
            self._notifier = QSocketNotifier(self._changes.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._heard)
        self._look()

    def stop(self) -> None:
        """Watch no more; nothing is left running."""
        self._watching = False
        self._settle.stop()
        self._poll.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._changes is not None:
            self._changes.close()
            self._changes = None

    def _heard(self) -> None:
        if self._changes is not None and self._changes.drain():
            self._settle.start()  # anew with every change: only what lasts is looked at

    def _look(self) -> None:
        self._background.run(lambda: self._mark(self._salt), self._take, lambda _error: None)

    def _take(self, mark: bytes) -> None:
        if not self._watching:
            return
        was_online, self.online = self.online, bool(mark)
        if not mark:
            return
        before, self._known = self._known, mark
        if before and before != mark:
            self.moved.emit()
        elif not was_online:
            self.back.emit()
