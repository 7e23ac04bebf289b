"""Owner of every task, listener and socket of the practice network: what it started, it ends."""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from ssl import SSLContext

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

PEER_TROUBLE = (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError)
"""What a peer that leaves, resets or misbehaves raises: no news for a server. (SSLError is an OSError.)"""


BACKLOG = 256  # a whole run may knock at once
SHORTAGE = 0.05  # seconds to wait before accepting again


class Staff:
    """Keeps the tasks and sockets of one network; `close` ends them all and reports a bug if one had one."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._transports: list[asyncio.DatagramTransport] = []
        self._sockets: list[socket.socket] = []
        self._errors: list[Exception] = []

    def spawn(self, work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        """Start a task that ends with this staff at the latest."""
        task = asyncio.get_running_loop().create_task(work, name=f"practice:{name}")
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def keep(self, sock: socket.socket) -> None:
        """Close this socket at the end."""
        self._sockets.append(sock)

    def serve(self, sock: socket.socket, handler: Handler, name: str, tls: SSLContext | None = None) -> None:
        """Listen on a bound socket; every connection, its TLS handshake included, is one task."""
        self.keep(sock)
        sock.listen(BACKLOG)
        self.spawn(self._accept(sock, handler, name, tls), f"{name}:accept")

    async def serve_datagrams(self, sock: socket.socket, protocol: asyncio.DatagramProtocol) -> None:
        """Hand the datagrams of a bound socket to a protocol."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: protocol, sock=sock)
        self._transports.append(transport)

    async def close(self) -> None:
        """End everything. Raises ExceptionGroup when a server had a bug."""
        try:
            while self._tasks:
                for task in self._tasks:
                    task.cancel()
                await asyncio.wait(self._tasks)
        finally:
            for transport in self._transports:
                transport.abort()
            for sock in self._sockets:
                sock.close()
        # Transports close their sockets one turn of the loop after they were aborted.
        for _ in range(3):
            await asyncio.sleep(0)
        if self._errors:
            raise ExceptionGroup("the practice network had a bug", self._errors)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Exception):
            self._errors.append(error)

    async def _accept(self, sock: socket.socket, handler: Handler, name: str, tls: SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                arrived = await _arrival(loop, sock)
            except OSError:  # the client has gone already, or this machine is short of descriptors
                await asyncio.sleep(SHORTAGE)
            else:
                self.spawn(_attend(handler, arrived, tls), name).add_done_callback(_closer(arrived))


async def _arrival(loop: asyncio.AbstractEventLoop, sock: socket.socket) -> socket.socket:
    """The next connection. `sock_accept` drops one that arrives in the very turn in which its task is cancelled."""
    if sys.platform == "win32":  # its loop watches no sockets for others
        return (await loop.sock_accept(sock))[0]
    readable = asyncio.Event()
    loop.add_reader(sock, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(sock)
    arrived, _ = sock.accept()
    arrived.setblocking(False)
    return arrived


async def _attend(handler: Handler, arrived: socket.socket, tls: SSLContext | None) -> None:
    """One connection. asyncio's own server would leave a half-open TLS handshake behind when it closes."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    try:
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, arrived, ssl=tls)
    except PEER_TROUBLE:
        return
    writer = asyncio.StreamWriter(transport, protocol, reader, loop)
    try:
        with suppress(*PEER_TROUBLE):
            await handler(reader, writer)
        with suppress(*PEER_TROUBLE):
            await hang_up(writer)
    finally:
        writer.transport.abort()


def _closer(sock: socket.socket) -> Callable[[object], None]:
    """Closes the socket of a connection whose task ended, also one that was cancelled before it began."""
    return lambda _: sock.close()


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """End a connection in order (close_notify on TLS), waiting two seconds at most for the peer."""
    async with asyncio.timeout(2.0):
        writer.close()
        await writer.wait_closed()
