"""What one running sing-box has said: where it listens, and why which of our connections failed."""

import asyncio
from collections import OrderedDict
from typing import Final, TypeVar

from waythrough.wire.sing_box_log import LogLine, Said, read_line

_KEPT: Final = 1024
K = TypeVar("K")
V = TypeVar("V")


class Journal:
    """Fed with the lines of the log. Reasons are found by the local port from which a connection of ours came."""

    def __init__(self) -> None:
        self.port = 0
        self.fatal: LogLine | None = None
        self.listens = asyncio.Event()
        self._connections: OrderedDict[int, str] = OrderedDict()
        self._reasons: OrderedDict[str, str] = OrderedDict()
        self._news = asyncio.Event()

    def heard(self, text: str) -> None:
        """Take one line."""
        line = read_line(text)
        if line is None:
            return
        match line.said:
            case Said.LISTENS:
                self.port = line.port
                self.listens.set()
            case Said.ARRIVED:
                _keep(self._connections, line.port, line.connection)
            case Said.FAILED:
                _keep(self._reasons, line.connection, line.text)
            case Said.FATAL:
                self.fatal = line
        self._news.set()

    async def reason(self, port: int, within: float) -> str:
        """Why the connection from a port failed, "" when nothing is said of it in time (s)."""
        try:
            async with asyncio.timeout(within):
                while not (found := self._reasons.get(self._connections.get(port, ""), "")):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return ""
        return found


def _keep(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _KEPT:
        kept.popitem(last=False)
