"""TCP to one address: connects without any choice of its own and keeps every byte that arrived."""

import asyncio
import contextlib
import ipaddress
import socket
import struct
import sys
import time
from collections import deque
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import ConnectDetail
from waythrough.net.base import DialError, Leg, StreamError, StreamFacts
from waythrough.net.classify import classify
from waythrough.net.deadline import Patience, Wait
from waythrough.net.interfaces import bind_interface
from waythrough.net.sockets import Sockets

RECEIVE_CAP: Final = 256 * 1024  # bytes held for a reader that does not come, then the peer has to wait
RESET: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""The value of SO_LINGER that makes a close a reset."""
_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)
_READ: Final = 16 * 1024

MAX_SEGMENT: Final[int | None] = None if sys.platform == "win32" else getattr(socket, "TCP_MAXSEG", None)
"""The socket option for the largest segment; Windows only lets programs read it."""
SMALL_SEGMENT: Final = 1000  # bytes, far below every path MTU in use (RFC 8200 guarantees 1280 with headers)

Address = tuple[str, int] | tuple[str, int, int, int]


class TcpStream(asyncio.BufferedProtocol):
    """A Stream on a connected socket, fed by the event loop (push), read by one reader at a time.

    When a write fails, what still waits in the kernel's receive buffer is read before the failure is
    reported: a late TLS alert or an early error page lies there. So `recv` goes on giving data after `send`
    has raised.
    """

    def __init__(self, sock: socket.socket, facts: StreamFacts) -> None:
        self.facts = facts
        self._sock = sock
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray(_READ)
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._eof = False
        self._failure: Failure | None = None
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._paused = False
        self._unanswered = False

    # -- Stream

    async def send(self, data: bytes) -> None:
        """Write all of `data`, waiting while the peer's window and the system's buffer are full."""
        transport = self._transport
        assert transport is not None
        if transport.is_closing():
            await asyncio.sleep(0)  # let connection_lost say why
            raise StreamError(self._failure or _ABORTED)
        if self._eof and not self.facts.bytes_sent:
            raise StreamError(_ENDED)  # who hung up before a word was said will not answer
        self._unanswered = True
        transport.write(data)
        if not transport.is_closing():
            self.facts.bytes_sent += len(data)
        while self._paused and not transport.is_closing():
            self._writer = asyncio.get_running_loop().create_future()
            try:
                await self._writer
            finally:
                self._writer = None
        if self._failure is not None:
            raise StreamError(self._failure)

    async def recv(self) -> bytes:
        """The next bytes; b"" once the peer has sent FIN."""
        while not self._chunks:
            if self._eof:
                return b""
            if self._failure is not None:
                raise StreamError(self._failure)
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        data = self._chunks.popleft()
        if self._held > RECEIVE_CAP >= self._held - len(data) and self._transport is not None:
            self._transport.resume_reading()
        self._held -= len(data)
        return data

    def abort(self) -> None:
        """Close at once, dropping what was not sent.

        Where the last words found no answer the end is a reset: a FIN would wait behind words that may never be
        acknowledged, and whoever counts open connections on the way would go on counting this one.
        """
        if self._failure is None:
            self._failure = _ABORTED
        if self._transport is not None:
            if self._unanswered and not self._transport.is_closing():
                with contextlib.suppress(OSError):  # macOS: EINVAL once the peer has reset the connection
                    self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._transport.abort()
        self._wake()

    # -- asyncio.BufferedProtocol: a plain Protocol costs a fresh buffer of 256 KB for every read

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        data = bytes(memoryview(self._buffer)[:nbytes])
        if _QUICKACK is not None:
            # A proxy with Nagle on waits for our acknowledgement, which Linux would hold back for 40 ms.
            self._sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        self._keep(data)
        if self._held > RECEIVE_CAP >= self._held - len(data) and self._transport is not None:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        self._eof = True
        self._wake()
        return True  # keep our own direction open

    def connection_lost(self, exc: Exception | None) -> None:
        if self._failure is None:
            self._drain()
            self._failure = classify(exc) if exc is not None else _ABORTED
            if self._failure.kind is FailureKind.EOF:
                self._eof = True
        self._paused = False
        self._wake()

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self._wake()

    # -- inside

    def _keep(self, data: bytes) -> None:
        self._unanswered = False
        self._chunks.append(data)
        self._held += len(data)
        self.facts.bytes_received += len(data)
        self._wake()

    def _drain(self) -> None:
        """Take what the kernel still holds; the transport closes the socket only after `connection_lost`."""
        while self._held <= RECEIVE_CAP:
            try:
                data = self._sock.recv(_READ)
            except OSError:  # nothing waits, or the error that we are about to report anyway
                return
            if not data:
                return
            self._keep(data)

    def _wake(self) -> None:
        for waiter in (self._reader, self._writer):
            if waiter is not None and not waiter.done():
                waiter.set_result(None)


_ABORTED: Final = Failure(kind=FailureKind.INTERRUPTED)
_ENDED: Final = Failure(kind=FailureKind.EOF)


class TcpDialer:
    """The line itself.

    `interface`: leave by this one only, given as its name or as a local address. `max_segment`: ask both sides for
    segments of at most so many bytes, where the system lets programs do so (`MAX_SEGMENT` is not None). `sockets`
    makes the sockets where it is not this machine's own line that is dialled.
    """

    def __init__(
        self,
        *,
        interface: str | None = None,
        max_segment: int | None = None,
        sockets: Sockets | None = None,
    ) -> None:
        self._interface = interface
        self._max_segment = max_segment
        self._sockets = sockets

    @property
    def plain(self) -> bool:
        """Whether it goes wherever the system sends any program, so that another program may go by itself."""
        return self._interface is None and self._max_segment is None and self._sockets is None

    async def dial(self, host: str, port: int, patience: Patience) -> TcpStream:
        """Connect to an address literal (a name is BAD_CONFIG: whoever resolves must know the address)."""
        started = time.monotonic()
        try:
            address = ipaddress.ip_address(host)
            if not 0 < port < 65536:
                raise ValueError("no such port")
        except ValueError:
            failure = Failure(kind=FailureKind.BAD_CONFIG, text="the line itself connects to addresses only")
            raise DialError((_leg(host, port, started, failure, None),)) from None
        try:
            sock = await self._socket(socket.AF_INET if address.version == 4 else socket.AF_INET6)
        except OSError as error:
            failure = classify(error, family=address.version)
            raise DialError((_leg(host, port, started, failure, _detail(address.version)),)) from error
        try:
            async with Wait(patience):
                return await self._connect(sock, _sockaddr(address, port), started)
        except OSError as error:
            detail = _detail(address.version, sock)
            sock.close()
            failure = _refusal(error, address.version)
            raise DialError((_leg(host, port, started, failure, detail),)) from error
        except BaseException:
            sock.close()
            raise

    async def _socket(self, family: socket.AddressFamily) -> socket.socket:
        if self._sockets is not None:
            sock = await self._sockets.make(family, socket.SOCK_STREAM)
        else:
            sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)  # asyncio itself sets TCP_NODELAY
            if self._interface is not None:
                bind_interface(sock, self._interface)
            if self._max_segment is not None and MAX_SEGMENT is not None:
                sock.setsockopt(socket.IPPROTO_TCP, MAX_SEGMENT, self._max_segment)
        except OSError:
            sock.close()
            raise
        return sock

    async def _connect(self, sock: socket.socket, target: Address, started: float) -> TcpStream:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(sock, target)
        host, port = target[:2]
        local = sock.getsockname()
        detail = ConnectDetail(family=4 if len(target) == 2 else 6, local_port=local[1])
        leg = _leg(host, port, started, None, detail)
        facts = StreamFacts(legs=(leg,), address=host, local_address=local[0])
        stream = TcpStream(sock, facts)
        await loop.create_connection(lambda: stream, sock=sock)
        return stream


def _sockaddr(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address), port
    scope = address.scope_id
    if scope is None:
        return str(address), port, 0, 0
    index = int(scope) if scope.isdecimal() else socket.if_nametoindex(scope)
    return str(address).partition("%")[0], port, 0, index


def _refusal(error: OSError, family: int) -> Failure:
    """Classify a failed connect; one that the network refused late is not one that our own system refused."""
    failure = classify(error, family=family)
    # ICMPv6 "administratively prohibited" arrives as EACCES. asyncio words errors that came later like this,
    # while an EACCES of the system's own filter is raised by connect() itself.
    late = str(error.strerror or "").startswith("Connect call failed")
    if failure.kind is FailureKind.PERMISSION_DENIED and late:
        return Failure(kind=FailureKind.HOST_UNREACHABLE, code=failure.code, text=failure.text)
    return failure


def _detail(family: int, sock: socket.socket | None = None) -> ConnectDetail:
    local = sock.getsockname()[1] if sock is not None and sock.fileno() >= 0 else 0
    return ConnectDetail(family=family, local_port=local or None)


def _leg(host: str, port: int, started: float, failure: Failure | None, detail: ConnectDetail | None) -> Leg:
    return Leg(
        stage=None,
        host=host,
        port=port,
        started=started,
        duration=time.monotonic() - started,
        address=host if detail is not None else "",
        failure=failure,
        detail=detail,
    )
