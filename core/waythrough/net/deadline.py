"""How long to wait: a hard deadline and a soft one, both counted from the last progress."""

import asyncio
from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What a caller grants to each phase of its work (seconds since the last progress of that phase).

    `soft`: after this the work is parked, it keeps waiting but gives its slot back (`on_soft` is called once for
    each Wait that reaches it); `hard`: after this it has failed with a timeout. `total` caps one phase however
    much progress it makes, so that a peer that drips bytes cannot hold a cell for ever.
    """

    soft: float = 4.0
    hard: float = 12.0
    total: float = 60.0
    on_soft: Callable[[], None] | None = None


class Wait:
    """An async context for one phase: raises TimeoutError at the hard deadline, `progress` moves it on.

    >>> async with Wait(patience) as wait:
    ...     data = await stream.recv()
    ...     wait.progress()
    """

    __slots__ = (
        "_cancelling",
        "_due",
        "_end",
        "_expired",
        "_loop",
        "_patience",
        "_soft",
        "_soft_due",
        "_task",
        "_timer",
    )

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._soft: asyncio.TimerHandle | None = None
        self._soft_due = 0.0
        self._expired = False

    async def __aenter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None
        self._task, self._cancelling = task, task.cancelling()
        now = self._loop.time()
        self._end = now + self._patience.total
        self._due = min(now + self._patience.hard, self._end)
        self._timer = self._loop.call_at(self._due, self._ring)
        if self._patience.on_soft is not None:
            self._soft_due = now + self._patience.soft
            self._soft = self._loop.call_at(self._soft_due, self._ring_soft)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._soft is not None:
            self._soft.cancel()
        self._timer.cancel()
        # The same bookkeeping as asyncio.timeout(): somebody else's cancellation goes first.
        if self._expired and self._task.uncancel() <= self._cancelling and isinstance(error, CancelledError):
            raise TimeoutError from error

    def progress(self) -> None:
        """Something arrived: both deadlines start anew, within `total`."""
        now = self._loop.time()
        self._due = min(now + self._patience.hard, self._end)
        self._soft_due = now + self._patience.soft

    # `progress` may come thousands of times, so it leaves the timers alone; one that rings early is set anew.

    def _ring(self) -> None:
        if self._loop.time() < self._due:
            self._timer = self._loop.call_at(self._due, self._ring)
        else:
            self._expired = True
            self._task.cancel()

    def _ring_soft(self) -> None:
        if self._loop.time() < self._soft_due:
            self._soft = self._loop.call_at(self._soft_due, self._ring_soft)
        else:
            assert self._patience.on_soft is not None
            self._patience.on_soft()
