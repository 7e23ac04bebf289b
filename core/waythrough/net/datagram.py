"""One connected UDP socket: what came, and the refusals that ICMP brings; it belongs to who opened it."""

import asyncio
import errno
import ipaddress
import os
import socket
import time
from collections import deque
from typing import Any, Final, cast

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import DialError, Leg
from waythrough.net.classify import classify
from waythrough.net.deadline import Patience
from waythrough.net.interfaces import bind_interface
from waythrough.net.sockets import Sockets

HELD: Final = 256  # datagrams kept for a reader that does not come; what is more is lost, as UDP allows


class Inbox:
    """What came over a link and was not read yet, and the refusal that its reader has to hear."""

    def __init__(self) -> None:
        self._held: deque[bytes] = deque(maxlen=HELD)
        self._error: Exception | None = None
        self._woken = asyncio.Event()

    def put(self, data: bytes) -> None:
        """One datagram came."""
        self._held.append(data)
        self._woken.set()

    def refuse(self, error: Exception) -> None:
        """It is known that datagrams do not arrive."""
        self._error = error
        self._woken.set()

    async def receive(self, until: float | None = None) -> bytes | None:
        """See Link. Raises what was refused, once, after all that came before."""
        while not self._held:
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            self._woken.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self._woken.wait()
            except TimeoutError:
                return None
        return self._held.popleft()


class Datagrams(asyncio.DatagramProtocol):
    """Datagrams to and from one address. The socket is connected, so that strangers are not heard."""

    def __init__(self) -> None:
        self.bytes_sent = 0
        self.bytes_received = 0
        self.local_port = 0
        self._transport: asyncio.DatagramTransport | None = None
        self._inbox = Inbox()

    def send(self, data: bytes) -> None:
        """Send one datagram; that it was refused is told by `receive`."""
        assert self._transport is not None
        self._transport.sendto(data)
        self.bytes_sent += len(data)

    async def receive(self, until: float | None = None) -> bytes | None:
        """The next datagram, None when none came until that time of the loop. Raises OSError."""
        return await self._inbox.receive(until)

    def close(self) -> None:
        """Give the socket back; safe to call twice."""
        if self._transport is not None:
            self._transport.close()

    # -- asyncio.DatagramProtocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # CPython's own datagram transport is no subclass of DatagramTransport below Python 3.12
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.local_port = int(transport.get_extra_info("sockname")[1])

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self.bytes_received += len(data)
        self._inbox.put(data)

    def error_received(self, exc: Exception) -> None:
        self._inbox.refuse(exc)


async def open_datagrams(
    address: str,
    port: int,
    local_port: int = 0,
    *,
    interface: str | None = None,
    sockets: Sockets | None = None,
) -> Datagrams:
    """A socket to an address literal, from any port of ours or from `local_port`. Raises OSError, ValueError.

    `interface`: leave by this one only, given as its name or as a local address. `sockets` makes the socket where
    it is not this machine's own line that is used.
    """
    sock = await connected_socket(address, port, local_port, interface=interface, sockets=sockets)
    try:
        link = Datagrams()
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: link, sock=sock)
    except BaseException:
        sock.close()
        raise
    return link


async def connected_socket(
    address: str,
    port: int,
    local_port: int = 0,
    *,
    interface: str | None = None,
    sockets: Sockets | None = None,
) -> socket.socket:
    """What `open_datagrams` stands on, for whoever reads it another way. Raises OSError, ValueError."""
    v6 = ipaddress.ip_address(address).version == 6
    # Linux connects to port 0, and asyncio then takes the socket for one without a peer
    if not 0 < port < 65536:
        raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    family = socket.AF_INET6 if v6 else socket.AF_INET
    if sockets is not None:
        sock = await sockets.make(family, socket.SOCK_DGRAM)
    else:
        sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        if interface is not None:
            bind_interface(sock, interface)
        elif local_port:
            sock.bind(("::" if v6 else "0.0.0.0", local_port))
        sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


class UdpDialer:
    """The line itself, for datagrams. `interface` and `sockets` are those of `open_datagrams`."""

    def __init__(self, *, interface: str | None = None, sockets: Sockets | None = None) -> None:
        self._interface = interface
        self._sockets = sockets

    async def socket(self, address: str, port: int) -> socket.socket:
        """A connected socket, for whoever reads it another way. Raises OSError, ValueError."""
        return await connected_socket(address, port, interface=self._interface, sockets=self._sockets)

    async def open(self, host: str, port: int, patience: Patience) -> Datagrams:
        """A socket to an address literal. Raises DialError; nothing is sent, so nothing is waited for."""
        started = time.monotonic()
        try:
            return await open_datagrams(host, port, interface=self._interface, sockets=self._sockets)
        except ValueError:
            text = "the line itself connects to addresses only"
            failure = Failure(kind=FailureKind.BAD_CONFIG, text=text)
        except OSError as error:
            failure = classify(error)
        duration = time.monotonic() - started
        leg = Leg(stage=None, host=host, port=port, started=started, duration=duration, failure=failure)
        raise DialError((leg,))
