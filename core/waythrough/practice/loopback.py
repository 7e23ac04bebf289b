"""Addresses and ports of the practice network on 127.0.0.0/8; how a loopback port can be closed or silent."""

import errno
import socket
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_network

from waythrough.model.network import AddressPlan

ONLY = "127.0.0.1"
TRIES = 24

SITES = "127.80.0."
PROXIES = "127.70.0."
RESOLVERS = "127.81.0."
INSIDE = "127.90.0.1"  # where the sites really live; only proxies and the censor connect there
LINE_RESOLVER = "127.53.0.1"  # outside the public ranges: the box of the local network
BOGON = "127.10.34.34"  # outside the public ranges: an answer that no honest resolver gives
SINKHOLE = "0.0.0.0"


class NoPortError(OSError):
    """No port was free on all addresses of the practice network."""


@lru_cache(maxsize=1)
def many_addresses() -> bool:
    """Whether the whole of 127.0.0.0/8 can be bound without set-up (Linux and Windows can, macOS cannot)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        try:
            sock.bind((SITES + "1", 0))
        except OSError:
            return False
    return True


def address_plan(many: bool) -> AddressPlan:
    """Which loopback ranges stand for public addresses."""
    ranges = (SITES + "0/24", PROXIES + "0/24", RESOLVERS + "0/24") if many else (ONLY + "/32",)
    return AddressPlan(public=tuple(ip_network(text) for text in ranges))


def bind(address: str, port: int = 0, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
    """A bound, not listening, socket: until somebody listens, TCP connections to it are refused."""
    sock = socket.socket(socket.AF_INET, kind)
    try:
        sock.setblocking(False)
        sock.bind((address, port))
    except OSError:
        sock.close()
        raise
    return sock


def bind_all(addresses: Sequence[str]) -> list[socket.socket]:
    """One socket for each address, all on the same port as sites share 443; the port is chosen free.

    An address that comes twice (where only 127.0.0.1 exists) cannot share the port and gets one of its own.
    Raises NoPortError.
    """
    if len(set(addresses)) < len(addresses):
        return [bind(address) for address in addresses]
    for _ in range(TRIES):
        first = bind(addresses[0])
        port = first.getsockname()[1]
        sockets = [first]
        try:
            for address in addresses[1:]:
                sockets.append(bind(address, port))
        except OSError as error:
            for sock in sockets:
                sock.close()
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            continue
        return sockets
    raise NoPortError(errno.EADDRINUSE, "no port is free on all addresses")


def make_silent(sock: socket.socket) -> list[socket.socket]:
    """Turn a bound socket into one that never answers a SYN; returns the sockets that must stay open for it.

    A listener that accepts nothing and whose queue is full drops every further SYN on Linux and the BSDs,
    without root and on loopback too, so that a client sees a true connect timeout. Windows answers RST instead:
    there the address reads as refused, which is the same verdict.
    """
    sock.listen(0)
    fillers: list[socket.socket] = []
    for _ in range(4):
        filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        filler.setblocking(False)
        with suppress(BlockingIOError, ConnectionRefusedError):
            filler.connect(sock.getsockname())
        fillers.append(filler)
    return fillers
