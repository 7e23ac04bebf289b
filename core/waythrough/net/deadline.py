"""How long to wait: a hard deadline and a soft one, both counted from the last progress."""

import asyncio
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

    __slots__ = ("_end", "_loop", "_patience", "_soft", "_timeout")

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._soft: asyncio.TimerHandle | None = None
        self._timeout = asyncio.timeout(None)
        self._end = 0.0

    async def __aenter__(self) -> Self:
        now = self._loop.time()
        self._end = now + self._patience.total
        self._timeout = asyncio.timeout_at(min(now + self._patience.hard, self._end))
        await self._timeout.__aenter__()
        self._arm(now)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._soft is not None:
            self._soft.cancel()
        await self._timeout.__aexit__(kind, error, trace)

    def progress(self) -> None:
        """Something arrived: both deadlines start anew, within `total`."""
        now = self._loop.time()
        if not self._timeout.expired():
            self._timeout.reschedule(min(now + self._patience.hard, self._end))
        if self._soft is not None:
            self._soft.cancel()
            self._arm(now)

    def _arm(self, now: float) -> None:
        if self._patience.on_soft is not None:
            self._soft = self._loop.call_at(now + self._patience.soft, self._patience.on_soft)
