"""The engine's loop in a thread of its own; its events arrive in the GUI thread, coalesced."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from waythrough.model.event import Event
from waythrough.model.network import NetworkProfile
from waythrough.model.run import RunPlan
from waythrough_desktop.bridge.source import Batch, Ending, EventSource, OpenSource

DRAIN_MS = 50
PATIENCE_MS = 700
"""How long a run may take to end by itself after Stop, before its task is cancelled."""


class Bridge(QObject):
    """Runs one plan at a time in a thread of its own and hands its events to the GUI thread."""

    batch = Signal(object)
    ended = Signal(object, object)  # Ending, BaseException | None
    _wake = Signal()
    _over = Signal(int)

    def __init__(self, open_source: OpenSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.open_source = open_source
        self._queue: deque[Event] = deque()
        self._run: _RunThread | None = None
        self._runs = 0
        self._drain_timer = QTimer(self, singleShot=True, interval=DRAIN_MS)
        self._drain_timer.timeout.connect(self._drain)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)
        self._wake.connect(self._on_wake, Qt.ConnectionType.QueuedConnection)
        self._over.connect(self._on_over, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        return self._run is not None

    def start(self, profile: NetworkProfile, plan: RunPlan) -> None:
        """Begin a run. Raises RuntimeError while another one is going."""
        if self._run is not None:
            raise RuntimeError("a run is going on")
        self._runs += 1
        self._run = _RunThread(self.open_source, profile, plan, self._push, self._over.emit, self._runs)
        self._run.start()

    def stop(self) -> None:
        """Ask the run to end; after a short patience it is cancelled."""
        if self._run is not None:
            self._run.ask_to_stop()
            self._patience.start()

    def close(self, wait_ms: int = 1500) -> bool:
        """Cancel what is going on and wait for its thread; False when it would not end in time."""
        self._patience.stop()
        self._drain_timer.stop()
        run, self._run = self._run, None
        self._runs += 1
        if run is None:
            return True
        run.cancel()
        run.join(wait_ms / 1000)
        return not run.is_alive()

    def _push(self, event: Event) -> None:
        # Worker thread. Appending before looking means that no event can be left without a wake-up.
        self._queue.append(event)
        if len(self._queue) == 1:
            self._wake.emit()

    def _on_wake(self) -> None:
        if not self._drain_timer.isActive():
            self._drain_timer.start()

    def _drain(self) -> None:
        batch = Batch()
        for _unused in range(len(self._queue)):
            batch.add(self._queue.popleft())
        self.batch.emit(batch)
        if self._queue:
            self._drain_timer.start()

    def _lose_patience(self) -> None:
        if self._run is not None:
            self._run.cancel()

    def _on_over(self, number: int) -> None:
        run = self._run
        if run is None or number != self._runs:
            return
        self._patience.stop()
        self._drain_timer.stop()
        if self._queue:
            self._drain()
        run.join()
        self._run = None
        self.ended.emit(run.ending, run.error)


class _RunThread(threading.Thread):
    """One thread with one loop for one run."""

    def __init__(
        self,
        open_source: OpenSource,
        profile: NetworkProfile,
        plan: RunPlan,
        push: Callable[[Event], None],
        over: Callable[[int], Any],
        number: int,
    ) -> None:
        super().__init__(name=f"waythrough-run-{number}", daemon=True)
        self._open_source = open_source
        self._profile = profile
        self._plan = plan
        self._push = push
        self._over = over
        self._number = number
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._source: EventSource | None = None
        self._stop_asked = False
        self.ending = Ending.FINISHED
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._drive())
        except asyncio.CancelledError:
            self.ending = Ending.CANCELLED
        except Exception as error:  # noqa: BLE001 - the thread's last line: a bug becomes a message, not silence
            self.ending, self.error = Ending.FAILED, error
        self._over(self._number)

    def ask_to_stop(self) -> None:
        """Let the run end by itself, with all that it has found."""
        with self._lock:
            self._stop_asked = True
            if self._loop is not None and self._source is not None:
                self._loop.call_soon_threadsafe(self._source.stop)

    def cancel(self) -> None:
        """Cancel the run's task; its clean-up still runs."""
        with self._lock:
            self._stop_asked = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    async def _drive(self) -> None:
        with self._lock:
            if self._stop_asked:
                raise asyncio.CancelledError
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.current_task()
        try:
            async with self._open_source(self._profile) as source:
                with self._lock:
                    self._source = source
                    asked = self._stop_asked
                if asked:
                    source.stop()
                async for event in source.events(self._plan):
                    self._push(event)
        finally:
            with self._lock:
                self._loop = self._task = self._source = None
