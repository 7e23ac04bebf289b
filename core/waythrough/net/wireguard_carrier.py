"""Carries a tunnel's datagrams: a socket of its own on the line, a link over whatever way stands in front."""

import asyncio
import errno
import ipaddress
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from waythrough.model.failure import Failure
from waythrough.model.tunnel import TunnelWord
from waythrough.net.base import DatagramDialer, Link
from waythrough.net.classify import classify
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience

TURN: Final = 64
"""Datagrams read in one turn of the loop, so that others get theirs."""
BUFFER: Final = 4 * 1024 * 1024
LARGEST: Final = 16 * 1024
_ERROR_QUEUE: Final = 0x2000  # MSG_ERRQUEUE of Linux
_RECVERR4: Final = (socket.IPPROTO_IP, 11)
_RECVERR6: Final = (socket.IPPROTO_IPV6, 25)
_EXTENDED: Final = struct.Struct("=IBBBBII")  # struct sock_extended_err, then the address that reports
_FROM_LOCAL: Final = 1
_LOST: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS, errno.EMSGSIZE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Somebody says that datagrams do not arrive. `code` is ICMP's type and code as one number, where it is known."""

    failure: Failure
    word: TunnelWord
    code: int | None = None


Hear = Callable[[bytes], None]
Refused = Callable[[Refusal], None]


class Carrier(Protocol):
    """Datagrams to and from one server; what comes is heard at once."""

    def send(self, datagram: bytes) -> None:
        """Send one; that it was refused is heard."""
        ...

    async def aclose(self) -> None:
        """Give the socket back; safe to call twice."""
        ...


async def open_carrier(
    dialer: DatagramDialer,
    host: str,
    port: int,
    patience: Patience,
    *,
    hear: Hear,
    refused: Refused,
    settle: Callable[[], None],
) -> Carrier:
    """The quickest carrier that `dialer` and this loop allow; `settle` is called after a turn's datagrams.

    Raises DialError, OSError.
    """
    loop = asyncio.get_running_loop()
    if isinstance(dialer, UdpDialer) and _has_readers(loop):
        return SocketCarrier(await dialer.socket(host, port), hear, refused, settle)
    link = await dialer.open(host, port, patience)
    return LinkCarrier(link, hear, refused, settle)


def _has_readers(loop: asyncio.AbstractEventLoop) -> bool:
    return sys.platform != "win32" or "Selector" in type(loop).__name__


class SocketCarrier:
    """A connected UDP socket, read by the loop's own watch: many datagrams a turn, and who refused on Linux."""

    def __init__(self, sock: socket.socket, hear: Hear, refused: Refused, settle: Callable[[], None]) -> None:
        self._sock = sock
        self._hear, self._refused, self._settle = hear, refused, settle
        self._server = ipaddress.ip_address(sock.getpeername()[0]).packed
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            with suppress(OSError):  # where so much is refused, the system's own size has to do
                sock.setsockopt(socket.SOL_SOCKET, option, BUFFER)
        if sys.platform == "linux":
            sock.setsockopt(*(_RECVERR6 if sock.family == socket.AF_INET6 else _RECVERR4), 1)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._sock, self._read)

    def send(self, datagram: bytes) -> None:
        """See Carrier; a full buffer loses datagrams, as a router does."""
        try:
            self._sock.send(datagram)
        except OSError as error:
            self._failed(error)

    async def aclose(self) -> None:
        """See Carrier."""
        if self._sock.fileno() >= 0:
            self._loop.remove_reader(self._sock)
            self._sock.close()

    def _read(self) -> None:
        recv, hear = self._sock.recv, self._hear
        try:
            for _ in range(TURN):
                hear(recv(LARGEST))
        except BlockingIOError:
            self._read_errors()
        except OSError as error:
            self._failed(error)
        self._settle()

    def _failed(self, error: OSError) -> None:
        if self._sock.fileno() < 0 or (not self._read_errors() and error.errno in _LOST):
            return
        if error.errno not in _LOST:
            word = TunnelWord.ICMP_UNREACHABLE
            if error.errno == errno.ECONNREFUSED:
                word = TunnelWord.ICMP_REFUSED
            self._refused(Refusal(failure=classify(error), word=word))

    def _read_errors(self) -> bool:
        """Tell what lies in the error queue (ip(7), IP_RECVERR); it has to be emptied, or the loop never rests."""
        found = False
        while sys.platform == "linux":
            try:
                _, extra, _, _ = self._sock.recvmsg(0, 512, _ERROR_QUEUE)
            except OSError:
                return found
            for level, kind, data in extra:
                if (level, kind) in (_RECVERR4, _RECVERR6) and len(data) >= _EXTENDED.size:
                    found = True
                    self._told_by_icmp(data)
        return found

    def _told_by_icmp(self, data: bytes) -> None:
        number, origin, kind, code, _, _, _ = _EXTENDED.unpack_from(data)
        if number in _LOST:
            return
        word = TunnelWord.ICMP_UNREACHABLE
        if number == errno.ECONNREFUSED:
            word = TunnelWord.ICMP_REFUSED
        elif origin != _FROM_LOCAL and self._server not in data[_EXTENDED.size :]:
            word = TunnelWord.ICMP_ROUTER
        told = kind << 8 | code if origin != _FROM_LOCAL else None
        self._refused(Refusal(failure=classify(OSError(number, "")), word=word, code=told))


class LinkCarrier:
    """A link over any way, read by a task of its own that `aclose` ends."""

    def __init__(self, link: Link, hear: Hear, refused: Refused, settle: Callable[[], None]) -> None:
        self._link = link
        self._hear, self._refused, self._settle = hear, refused, settle
        self._loop = asyncio.get_running_loop()
        self._settling: asyncio.Handle | None = None
        self._task = self._loop.create_task(self._run(), name="tunnel datagrams")

    def send(self, datagram: bytes) -> None:
        """See Carrier."""
        self._link.send(datagram)

    async def aclose(self) -> None:
        """See Carrier."""
        self._task.cancel()
        await asyncio.wait([self._task])
        if self._settling is not None:
            self._settling.cancel()
        self._link.close()

    async def _run(self) -> None:
        count = 0
        while True:
            try:
                datagram = await self._link.receive()
            except OSError as error:
                failure = classify(error)
                refused = error.errno == errno.ECONNREFUSED
                word = TunnelWord.ICMP_REFUSED if refused else TunnelWord.ICMP_UNREACHABLE
                self._refused(Refusal(failure=failure, word=word))
                await asyncio.sleep(0)
                continue
            if datagram is None:
                continue
            self._hear(datagram)
            count += 1
            if self._settling is None:
                self._settling = self._loop.call_soon(self._settle_now)
            if count % TURN == 0:
                await asyncio.sleep(0)

    def _settle_now(self) -> None:
        self._settling = None
        self._settle()
