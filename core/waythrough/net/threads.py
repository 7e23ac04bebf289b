"""Runs blocking calls that nothing can interrupt, without holding up the loop or the program's end."""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class _Job(Generic[T]):
    __slots__ = ("_call", "_future", "_loop")

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[T] = self._loop.create_future()

    @property
    def future(self) -> asyncio.Future[T]:
        return self._future

    def run(self, ended: Callable[[], None]) -> None:
        """Make the call, say that it has `ended`, and hand its result over."""
        deliver: Callable[[], None]
        try:
            deliver = partial(self._deliver, self._future.set_result, self._call())
        except Exception as error:  # noqa: BLE001 - handed over to the awaiting task, which raises it
            deliver = partial(self._deliver, self._future.set_exception, error)
        ended()
        deliver()

    def _deliver(self, setter: Callable[..., None], value: object) -> None:
        def deliver() -> None:
            if not self._future.done():
                setter(value)

        with suppress(RuntimeError):  # the loop has been closed meanwhile: nobody waits any more
            self._loop.call_soon_threadsafe(deliver)


class ThreadPool:
    """A few daemon threads of our own, started when needed; a task that is cancelled leaves at once.

    A call that never returns keeps its thread (nothing can end it), but neither the loop nor the exit of
    the program waits for it. `threads` counts those alive.
    """

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._lock = threading.Lock()
        self._closed = False

    @property
    def threads(self) -> int:
        return sum(thread.is_alive() for thread in self._threads)

    async def run(self, call: Callable[[], T]) -> T:
        """The result of `call`, run in a thread. Raises what it raises, RuntimeError once closed."""
        if self._closed:
            raise RuntimeError("the pool is closed")
        job = _Job(call)
        with self._lock:
            spare, self._idle = self._idle > 0, max(0, self._idle - 1)
        if not spare and len(self._threads) < self._size:
            name = f"{self._name}-{len(self._threads)}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._jobs.put(job)
        return await job.future

    async def aclose(self, seconds: float = 1.0) -> int:
        """End the threads; returns how many are stuck in a call after `seconds`."""
        self._closed = True
        for _ in self._threads:
            self._jobs.put(None)
        end = asyncio.get_running_loop().time() + seconds
        pause = 0.001
        while self.threads and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.05)
        return self.threads

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run(self._rest)

    def _rest(self) -> None:
        with self._lock:
            self._idle += 1
