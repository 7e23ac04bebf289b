"""Ctrl-C: the first ends the run and keeps what was found, the second ends the program at once."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from waythrough.cli.exits import Exit


@contextmanager
def stoppable(stop: Callable[[], None]) -> Iterator[None]:
    """Inside the block SIGINT and SIGTERM call `stop` in the running loop; the second of them ends the process."""
    loop = asyncio.get_running_loop()
    asked = False

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            # Everything worth keeping is on disk already, cell by cell.
            os._exit(Exit.INTERRUPTED)
        asked = True
        loop.call_soon_threadsafe(stop)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
