"""Where the sockets of a line come from: this machine as it stands, one interface of it, or a namespace."""

import errno
import ipaddress
import os
import socket
from typing import Protocol

from waythrough.net.interfaces import bind_interface


class Sockets(Protocol):
    """Makes the sockets that a dialer or a resolver connects."""

    async def make(self, family: socket.AddressFamily, kind: socket.SocketKind) -> socket.socket:
        """A fresh socket that does not block; it belongs to the caller. Raises OSError."""
        ...


class BoundSockets:
    """Sockets that leave by one interface, given by its name, or as a local address (and then also by its name)."""

    def __init__(self, interface: str, device: str = "") -> None:
        self._interface = interface
        self._device = device

    async def make(self, family: socket.AddressFamily, kind: socket.SocketKind) -> socket.socket:
        """See Sockets; an interface given as an address has that address's family only."""
        if not suits(self._interface, family):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
        sock = socket.socket(family, kind)
        try:
            sock.setblocking(False)
            if self._device:
                bind_interface(sock, self._device)
            bind_interface(sock, self._interface)
        except OSError:
            sock.close()
            raise
        return sock


def suits(interface: str, family: socket.AddressFamily) -> bool:
    """Whether an interface, given by name or as a local address, can have sockets of this family."""
    try:
        version = ipaddress.ip_address(interface).version
    except ValueError:
        return True
    return (version == 6) == (family == socket.AF_INET6)
