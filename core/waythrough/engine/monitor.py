"""Is the line itself still there? Asked after a failure, before anything is laid to anybody's charge."""

import asyncio
import time
from collections.abc import Awaitable, Callable

FRESH = 1.0  # seconds for which an answer is good
RETRY = 1.0  # seconds between looks while the line is gone
TRIES = 60  # after which a run gives up waiting for the line


class LineMonitor:
    """Checks neutral hosts on request, one check at a time for all who ask.

    `check` says whether the line carries traffic now; `changed` is told when it goes and when it comes back.
    """

    def __init__(self, check: Callable[[], Awaitable[bool]], changed: Callable[[bool], None]) -> None:
        self._check = check
        self._changed = changed
        self._lock = asyncio.Lock()
        self._checked = float("-inf")
        self._alive = True
        self.outages = 0

    async def alive(self) -> bool:
        """Whether the line carries traffic, by a check that is at most a second old."""
        async with self._lock:
            if time.monotonic() - self._checked > FRESH:
                alive = await self._check()
                self._checked = time.monotonic()
                if alive != self._alive:
                    self._alive = alive
                    self.outages += not alive
                    self._changed(alive)
            return self._alive

    async def back(self) -> bool:
        """Wait until the line is back; False when it stayed away for too long."""
        for _ in range(TRIES):
            if await self.alive():
                return True
            await asyncio.sleep(RETRY)
        return False
