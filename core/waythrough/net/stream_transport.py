"""Lends one of our streams to a protocol of asyncio, so that other people's protocols run over any way."""

import asyncio
from collections.abc import Callable, Iterable

from waythrough.model.failure import Failure
from waythrough.net.base import Stream, StreamError

_FIRST = 4  # bytes kept of the beginning, which tells a protocol from another
_HIGH = 64 * 1024  # bytes that wait to be sent before the protocol is asked to pause


class StreamTransport(asyncio.Transport):
    """A transport over a stream. It owns the stream and two tasks; `aclose` waits until all of them are gone.

    `heard` is told of each arrival, so that whoever waits knows that something moves. `failure` is what broke the
    stream, None while it holds and after a plain end; `first` are the first bytes that came.
    """

    def __init__(self, stream: Stream, protocol: asyncio.Protocol, heard: Callable[[], None]) -> None:
        super().__init__()
        self.failure: Failure | None = None
        self.first = b""
        self._stream = stream
        self._protocol = protocol
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes] = []
        self._size = 0
        self._paused = False
        self._closing = False
        self._ended = False
        self._reading = asyncio.Event()
        self._reading.set()
        self._filled = asyncio.Event()
        protocol.connection_made(self)
        self._tasks = (
            self._loop.create_task(self._read(), name="stream transport: read"),
            self._loop.create_task(self._write(), name="stream transport: write"),
        )

    # -- asyncio.Transport

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def is_closing(self) -> bool:
        return self._closing

    def is_reading(self) -> bool:
        return self._reading.is_set()

    def pause_reading(self) -> None:
        self._reading.clear()

    def resume_reading(self) -> None:
        self._reading.set()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._closing:
            return
        self._waiting.append(bytes(data))
        self._size += len(data)
        self._filled.set()
        if self._size > _HIGH and not self._paused:
            self._paused = True
            self._protocol.pause_writing()

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.write(b"".join(list_of_data))

    def can_write_eof(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return self._size

    def close(self) -> None:
        """End once all that waits has been sent."""
        if not self._closing:
            self._closing = True
            self._filled.set()

    def abort(self) -> None:
        """End at once."""
        self._end(None)

    # -- inside

    async def aclose(self) -> None:
        """End at once and wait until nothing of it runs."""
        self._end(None)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(self) -> None:
        try:
            while data := await self._stream.recv():
                self.first += data[: _FIRST - len(self.first)]
                self._heard()
                self._protocol.data_received(data)
                await self._reading.wait()
        except StreamError as error:
            self.failure = self.failure or error.failure
            self._end(ConnectionError(error.failure.kind.value))
        else:
            if not self._protocol.eof_received():
                self._end(None)

    async def _write(self) -> None:
        try:
            while self._waiting or not self._closing:
                await self._filled.wait()
                self._filled.clear()
                await self._send()
        except StreamError as error:
            # What the other side said before it hung up may still wait to be read: reading ends the transport.
            self.failure = self.failure or error.failure
            self._closing = True
        else:
            self._end(None)

    async def _send(self) -> None:
        data, self._waiting = b"".join(self._waiting), []
        if data:
            await self._stream.send(data)
        self._size -= len(data)
        if self._paused and self._size <= _HIGH // 4:
            self._paused = False
            self._protocol.resume_writing()

    def _end(self, error: Exception | None) -> None:
        if self._ended:
            return
        self._ended = self._closing = True
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        self._stream.abort()
        self._loop.call_soon(self._protocol.connection_lost, error)
