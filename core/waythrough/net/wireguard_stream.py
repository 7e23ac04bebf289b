"""A stream over a TCP connection of our own inside a tunnel."""

import asyncio
from collections.abc import Callable
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import StreamError, StreamFacts
from waythrough.wire.wireguard.tcp import Connection, End

UNSENT: Final = 256 * 1024
"""Bytes that may wait to be sent before `send` waits."""
ABORTED: Final = Failure(kind=FailureKind.INTERRUPTED)
_ENDS: Final = {
    End.REFUSED: Failure(kind=FailureKind.REFUSED),
    End.RESET: Failure(kind=FailureKind.RESET),
    End.TIMEOUT: Failure(kind=FailureKind.TIMEOUT),
    End.ABORTED: ABORTED,
}


class InnerStream:
    """A Stream (see net.base). `transmit` takes segments, `gone` is called once when nothing of it is left."""

    def __init__(
        self,
        connection: Connection,
        facts: StreamFacts,
        transmit: Callable[[list[bytes]], None],
        gone: Callable[[], None],
    ) -> None:
        self.connection = connection
        self.facts = facts
        self.failure: Failure | None = None
        self._transmit = transmit
        self._gone: Callable[[], None] | None = gone
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._waiters: list[asyncio.Future[None]] = []

    async def opened(self) -> None:
        """Ask for the connection and wait for it. Raises StreamError; whoever gives up calls `abort`."""
        self.connection.connect(self._loop.time())
        self.settle()
        while not self.connection.open:
            self._raise_failure()
            await self._wait()

    async def send(self, data: bytes) -> None:
        """See Stream."""
        self._raise_failure()
        self.connection.write(data, self._loop.time())
        self.facts.bytes_sent += len(data)
        self.settle()
        sender = self.connection.sender
        while sender is not None and sender.waiting > UNSENT:
            await self._wait()
            self._raise_failure()

    async def recv(self) -> bytes:
        """See Stream."""
        while True:
            data = self.connection.read()
            if data is not None:
                self.facts.bytes_received += len(data)
                self._transmit(self.connection.output())
                return data
            if self.connection.receiver.ended:
                return b""
            self._raise_failure()
            await self._wait()

    def abort(self) -> None:
        """See Stream."""
        self.fail(ABORTED)

    def fail(self, failure: Failure) -> None:
        """End it; whoever waits hears why."""
        if self.failure is None:
            self.failure = failure
        if self.connection.end is None:
            self.connection.abort()
        self.settle()

    def settle(self) -> None:
        """Let out what is to go out, wake who waits, keep the time."""
        connection = self.connection
        segments = connection.output()
        if segments:
            self._transmit(segments)
        if connection.end is not None and self.failure is None:
            self.failure = _ENDS[connection.end]
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        if connection.end is not None:
            self._leave()
            return
        due = connection.deadline()
        # a timer that rings too early is set anew then: it is moved for hardly any segment
        if due is not None and (self._timer is None or due < self._timer.when()):
            self._set_timer(due)

    def _leave(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        gone, self._gone = self._gone, None
        if gone is not None:
            gone()

    def _set_timer(self, due: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(due, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self.connection.expire(self._loop.time())
        self.settle()

    def _raise_failure(self) -> None:
        if self.failure is not None:
            raise StreamError(self.failure)

    async def _wait(self) -> None:
        waiter: asyncio.Future[None] = self._loop.create_future()
        self._waiters.append(waiter)
        try:
            await waiter
        finally:
            self._waiters.remove(waiter)
