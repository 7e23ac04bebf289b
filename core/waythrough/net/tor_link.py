"""The control connection to a `tor` process of ours: commands one after the other, events as they come."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from waythrough.wire.tor_control import (
    EVENTS,
    ControlError,
    ControlReader,
    Event,
    Reply,
    command,
    read_cookie_file,
    read_event,
)

ANSWERS_WITHIN: Final = 10.0  # seconds for a program on this computer
_COOKIE: Final = 32


class TorLink:
    """Open until it is closed; when it closes, a Tor that was taken ends itself.

    `heard` gets every event. Commands raise ControlError when they are refused, and when Tor has gone.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard: Callable[[Event], None] = _unheard
        self._reader = reader
        self._writer = writer
        self._waiting: deque[asyncio.Future[Reply]] = deque()
        self._task = asyncio.get_running_loop().create_task(self._read(), name="tor control")

    @classmethod
    async def connect(cls, place: Path | int) -> Self:
        """Connect to a socket's path or to a port of loopback. Raises OSError."""
        if isinstance(place, int):
            return cls(*await asyncio.open_connection("127.0.0.1", place))
        return cls(*await asyncio.open_unix_connection(str(place)))

    async def own(self, folder: Path) -> None:
        """Log in by the cookie that lies in `folder`, take the process, and listen. Raises ControlError, OSError."""
        cookie = Path(read_cookie_file(await self.ask("PROTOCOLINFO", "1")))
        if not cookie.is_relative_to(folder):
            raise ControlError("this is not our Tor")  # whose cookie we shall not read and hand over
        await self.ask("AUTHENTICATE", _secret_in(cookie).hex())
        await self.ask("TAKEOWNERSHIP")
        await self.ask("SETEVENTS", *EVENTS)

    async def ask(self, *words: str) -> Reply:
        """The reply to one command. Raises ControlError."""
        if self._task.done():
            raise ControlError("Tor has ended")
        reply = asyncio.get_running_loop().create_future()
        self._waiting.append(reply)
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                self._writer.write(command(*words))
                answer: Reply = await reply
        except TimeoutError:
            raise ControlError(f"Tor does not answer {words[0]}") from None
        if not answer.good:
            raise ControlError(f"Tor refuses {words[0]}: {answer.lines[0]}")
        return answer

    async def aclose(self) -> None:
        """Hang up; safe to call twice."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _read(self) -> None:
        replies = ControlReader()
        try:
            with suppress(OSError, ControlError):
                while data := await self._reader.read(64 * 1024):
                    for reply in replies.receive(data):
                        self._take(reply)
        finally:
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_exception(ControlError("Tor has ended"))

    def _take(self, reply: Reply) -> None:
        if reply.event:
            if (event := read_event(reply)) is not None:
                self.heard(event)
        elif self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():  # who asked may have given up
                waiting.set_result(reply)


def _secret_in(cookie: Path) -> bytes:
    with cookie.open("rb") as file:
        return file.read(_COOKIE)


def _unheard(event: Event) -> None:
    """Nobody listens yet."""
