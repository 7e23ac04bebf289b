"""One question to the engine, asked in a thread of the background and given up from the GUI thread."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class GivenUpError(Exception):
    """Nobody waits for the answer any more."""


class Asking(Generic[T]):
    """Runs one coroutine to its end in the thread that calls it; `give_up` may be called from any other."""

    def __init__(self, make: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None
        self._given_up = False

    def __call__(self) -> T:
        """The answer. Raises GivenUpError, and whatever the coroutine raises."""
        try:
            with asyncio.Runner() as runner:
                return runner.run(self._ask())
        except asyncio.CancelledError:
            raise GivenUpError from None

    def give_up(self) -> None:
        """Cancel the question; its clean-up still runs."""
        with self._lock:
            self._given_up = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    async def _ask(self) -> T:
        with self._lock:
            if self._given_up:
                raise asyncio.CancelledError
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        try:
            return await self._make()
        finally:
            with self._lock:
                self._loop = self._task = None
