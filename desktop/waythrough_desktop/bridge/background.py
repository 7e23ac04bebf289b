"""Short pieces of work beside the GUI thread."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid


def raise_it(error: BaseException) -> None:
    """A fault of the program: whoever takes those tells it."""
    raise error


class Background(QObject):
    """Runs short pieces of work beside the GUI thread and hands their results back to it."""

    _done = Signal(object, object, object)  # what to call, result, error

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: set[threading.Thread] = set()
        self._closed = False
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether some work has not been handed back yet."""
        return bool(self._threads)

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object] = raise_it,
        *,
        of: QObject | None = None,
    ) -> None:
        """Do `work` in a thread; then call `done` with its result or `failed` with its error, here.

        `of`: for whom the result is; once that was deleted, it is for nobody.
        """

        def deliver(result: Any) -> None:
            if of is None or isValid(of):
                done(result)

        def body() -> None:
            try:
                result, error = work(), None
            except Exception as problem:  # noqa: BLE001 - the thread's last line: it goes to `failed`
                result, error = None, problem
            if not self._closed:  # this object may be gone
                self._done.emit((deliver, failed, threading.current_thread()), result, error)

        thread = threading.Thread(target=body, name="waythrough-work", daemon=True)
        self._threads.add(thread)
        thread.start()

    def close(self, wait_ms: int = 1500) -> bool:
        """Wait for what is going on; False when something would not end in time. Results are dropped."""
        self._closed = True
        for thread in tuple(self._threads):
            thread.join(wait_ms / 1000)
        return not any(thread.is_alive() for thread in self._threads)

    def _deliver(self, calls: Any, result: Any, error: BaseException | None) -> None:
        done, failed, thread = calls
        thread.join()
        self._threads.discard(thread)
        if self._closed:
            return
        if error is None:
            done(result)
        else:
            failed(error)
