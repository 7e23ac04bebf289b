"""Listeners in the lab's namespaces: what a connection meets before its protocol, and TLS."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine

from . import cleartext, netns
from .spec import Door

DOOR_S = 30.0  # how long a silent door is held open
HANDSHAKE_S = 30.0
PEEK_S = 0.005
HELLO = 16384
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Chooser = Callable[[socket.socket], Awaitable[ssl.SSLContext | None]]


class Listeners:
    """Opens sockets in a namespace and serves what comes in until `close`."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._datagrams: list[asyncio.DatagramTransport] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy: Counter[tuple[str, str]] = Counter()

    def opened(self, namespace: int, address: str, port: int, *, udp: bool = False) -> socket.socket:
        """A bound socket, listening when TCP. Raises OSError."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with netns.inside(namespace):
            opened = socket.socket(family, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
        opened.setblocking(False)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((address, port))
        if not udp:
            opened.listen(512)
        self._sockets.append(opened)
        return opened

    def serve(
        self,
        listener: socket.socket,
        handler: Handler,
        *,
        tls: ssl.SSLContext | None = None,
        door: Door = Door.OPEN,
        limit: int = 0,
        owner: str = "",
        alert: Callable[[bytes], int] | None = None,
        wait: float = 0.0,
    ) -> None:
        """Serve a listening socket; `limit` connections at a time from one client to one `owner`.

        `alert` gives the fatal alert that a hello is answered with, 0 for none; `wait` are seconds before a
        word is said.
        """

        async def accepted(connection: socket.socket, peer: str) -> None:
            key = (owner, peer)
            if limit and self._busy[key] >= limit:
                reset(connection)
                return
            self._busy[key] += 1
            await asyncio.sleep(wait)
            try:
                if alert is not None and await _refused(connection, alert):
                    await _finish(connection)
                elif await _enter(connection, door):
                    await converse(connection, handler, tls)
                else:
                    connection.close()
            finally:
                self._busy[key] -= 1

        self.spawn(self._accept(listener, accepted))

    def serve_raw(
        self, listener: socket.socket, handler: Callable[[socket.socket, str], Awaitable[None]]
    ) -> None:
        """Serve a listening socket by a handler that gets each connection as it is, and its peer."""
        self.spawn(self._accept(listener, handler))

    async def datagrams(
        self, opened: socket.socket, answer: Callable[[bytes], bytes | None], wait: float = 0.0
    ) -> None:
        """Answer datagrams, each after `wait` seconds."""
        await self.endpoint(opened, lambda: _Datagrams(answer, wait))

    async def endpoint(self, opened: socket.socket, make: Callable[[], asyncio.DatagramProtocol]) -> None:
        """Serve a UDP socket by a protocol."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(make, sock=opened)
        self._datagrams.append(transport)

    def spawn(self, job: Coroutine[object, object, None]) -> None:
        """Run something until `close`."""
        task = asyncio.get_running_loop().create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Stop everything."""
        for task in tuple(self._tasks):
            task.cancel()
        for transport in self._datagrams:
            transport.close()
        for opened in self._sockets:
            opened.close()

    async def _accept(
        self, listener: socket.socket, accepted: Callable[[socket.socket, str], Awaitable[None]]
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            connection, peer = await loop.sock_accept(listener)
            self.spawn(_borne(accepted(connection, peer[0])))


async def _borne(job: Awaitable[None]) -> None:
    """That the client or the censor broke a connection is no fault of the lab."""
    with contextlib.suppress(OSError, ssl.SSLError, EOFError):
        await job


async def _refused(connection: socket.socket, alert: Callable[[bytes], int]) -> bool:
    """Answer a hello with an alert in a record of its own, which asyncio's TLS would swallow. Raises OSError."""
    code = alert(await peek(connection, lambda data: cleartext.read(data) is not None))
    if code:
        connection.recv(HELLO)
        connection.send(bytes((21, 3, 3, 0, 2, 2, code)))
    return bool(code)


async def _enter(connection: socket.socket, door: Door) -> bool:
    """Whether the conversation may begin; all doors but the open one end the connection in their manner."""
    match door:
        case Door.OPEN:
            return True
        case Door.RESET_AT_DATA:
            await asyncio.get_running_loop().sock_recv(connection, 1)
            reset(connection)
        case Door.CLOSE_AT_DATA:
            await _drain_once(connection)
            await _finish(connection)
        case Door.SILENT:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DOOR_S):
                    while await asyncio.get_running_loop().sock_recv(connection, 65536):
                        pass
    return False


async def _drain_once(connection: socket.socket) -> None:
    """Read what has come, so that closing sends FIN and not RST."""
    await asyncio.get_running_loop().sock_recv(connection, 65536)


async def _finish(connection: socket.socket) -> None:
    """Send FIN and wait for the client's."""
    connection.shutdown(socket.SHUT_WR)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DOOR_S):
            while await asyncio.get_running_loop().sock_recv(connection, 65536):
                pass


def reset(connection: socket.socket) -> None:
    """End a connection by RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


async def converse(connection: socket.socket, handler: Handler, tls: ssl.SSLContext | None) -> None:
    """Open TLS when asked for and let the handler talk. Raises OSError."""
    reader, writer = await streams(connection, tls)
    try:
        await handler(reader, writer)
    finally:
        writer.close()


async def streams(
    connection: socket.socket, tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The streams of an accepted connection, after the handshake. Raises OSError."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20, loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    patience = HANDSHAKE_S if tls else None
    transport, _ = await loop.connect_accepted_socket(
        lambda: protocol, connection, ssl=tls, ssl_handshake_timeout=patience
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def peek(connection: socket.socket, enough: Callable[[bytes], bool]) -> bytes:
    """The first bytes of a connection, left in it, once there are enough or no more come. Raises OSError."""
    loop = asyncio.get_running_loop()
    end = loop.time() + HANDSHAKE_S
    while loop.time() < end:
        try:
            data = connection.recv(HELLO, socket.MSG_PEEK)
        except BlockingIOError:
            data = None
        if data is not None and (not data or len(data) >= HELLO or enough(data)):
            return data
        await asyncio.sleep(PEEK_S)
    return b""


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[[bytes], bytes | None], wait: float) -> None:
        self._answer = answer
        self._wait = wait

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.DatagramTransport = transport  # type: ignore[assignment]  # 3.11 has its own

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        answer = self._answer(data)
        if answer is not None:
            asyncio.get_running_loop().call_later(self._wait, self._transport.sendto, answer, addr)
