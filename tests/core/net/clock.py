"""An event loop whose clock jumps to the next timer at once, so that deadlines are tested without waiting."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Never waits: what it was asked to wait for has passed when it returns."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None and timeout > 0:
            self.now += timeout
        return ready


class _JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def run(job: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that only waits for timers, on a clock that starts at 0."""
    with asyncio.Runner(loop_factory=_JumpingLoop) as runner:
        return runner.run(job)
