"""One channel of an SSH connection as a stream: a session as asyncssh wants it, without importing it."""

import asyncio
from collections import deque
from typing import Protocol

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import Leg, StreamError, StreamFacts
from waythrough.net.tcp import RECEIVE_CAP

_ABORTED = Failure(kind=FailureKind.RESET, text="given up")
_CLOSED = Failure(kind=FailureKind.EOF, text="the server closed the channel")
_GONE = Failure(kind=FailureKind.RESET, text="the connection to the server broke")


class Channel(Protocol):
    """What is used of an asyncssh channel."""

    def write(self, data: bytes) -> None: ...
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def abort(self) -> None: ...


class ChannelStream:
    """The bytes of one channel (direct-tcpip). Read by one reader at a time."""

    def __init__(self) -> None:
        self.facts = StreamFacts()
        self._channel: Channel | None = None
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._eof = False
        self._failure: Failure | None = None
        self._moved = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    def opened(self, legs: tuple[Leg, ...]) -> None:
        """Note how it was reached."""
        self.facts.legs = legs

    # -- Stream

    async def send(self, data: bytes) -> None:
        """Write all of `data`, waiting while the server takes no more."""
        channel = self._channel
        assert channel is not None
        if self._failure is not None:
            raise StreamError(self._failure)
        try:
            channel.write(data)
        except OSError:  # the server has closed its side of the channel
            raise StreamError(_CLOSED) from None
        self.facts.bytes_sent += len(data)
        await self._writable.wait()
        if self._failure is not None:
            raise StreamError(self._failure)

    async def recv(self) -> bytes:
        """The next bytes; b"" once the target has ended its direction."""
        while not self._chunks:
            if self._eof:
                return b""
            if self._failure is not None:
                raise StreamError(self._failure)
            self._moved.clear()
            await self._moved.wait()
        data = self._chunks.popleft()
        if self._held > RECEIVE_CAP >= self._held - len(data) and self._channel is not None:
            self._channel.resume_reading()
        self._held -= len(data)
        return data

    def abort(self) -> None:
        """Give the channel back at once."""
        self._lost(_ABORTED)
        if self._channel is not None:
            self._channel.abort()

    # -- asyncssh.SSHTCPSession

    def connection_made(self, chan: Channel) -> None:
        self._channel = chan

    def session_started(self) -> None:
        """Nothing is due: bytes are sent when somebody sends."""

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._chunks.append(data)
        self._held += len(data)
        self.facts.bytes_received += len(data)
        if self._held > RECEIVE_CAP >= self._held - len(data) and self._channel is not None:
            self._channel.pause_reading()
        self._moved.set()

    def eof_received(self) -> bool:
        self._eof = True
        self._moved.set()
        return True  # keep our own direction open

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is None:
            self._eof = True
        self._lost(_GONE)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _lost(self, failure: Failure) -> None:
        self._failure = self._failure or failure
        self._writable.set()
        self._moved.set()
