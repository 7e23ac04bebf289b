"""Tells that this machine may have joined another network: by the kernel's own messages where there are such."""

import hashlib
import ipaddress
import socket
import sys
from collections.abc import Iterator
from typing import Final

from waythrough.net.routes import route_to
from waythrough.net.system import nameservers

_ANYWHERE: Final = ("192.0.2.1", "2001:db8::1")  # RFC 5737, RFC 3849: no packet is sent
_GROUPS: Final = (
    0x1 | 0x10 | 0x40 | 0x100 | 0x400
)  # rtnetlink.h: links, addresses and routes of both families
_OWN_NET_V6: Final = 64  # bits; behind them privacy addresses change every day on the same network


class LineChanges:
    """Becomes readable whenever an interface, address or route changes; nothing is polled. Close it at the end."""

    def __init__(self) -> None:
        """Raises OSError where the system has no such messages."""
        self._sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        try:
            self._sock.setblocking(False)
            self._sock.bind((0, _GROUPS))
        except OSError:
            self._sock.close()
            raise

    def fileno(self) -> int:
        """The descriptor to wait for."""
        return self._sock.fileno()

    def drain(self) -> bool:
        """Read what has come; whether there was anything. What it says is not looked at, `line_mark` is."""
        heard = False
        while True:
            try:
                heard = bool(self._sock.recv(65536)) or heard
            except BlockingIOError:
                return heard
            except OSError:  # more came than the kernel keeps: then there was a change for certain
                heard = True

    def close(self) -> None:
        """No more messages; safe to call twice."""
        self._sock.close()


def line_changes() -> LineChanges | None:
    """The messages of this system, None where somebody has to look now and then instead."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return LineChanges()
    except OSError:
        return None


def line_mark(salt: bytes) -> bytes:
    """What stays equal while this machine is on the same network, b"" while no way leads out.

    A keyed hash of gateways, own addresses and name servers, which can be compared and says nothing else.
    """
    ways = list(_ways_out())
    if not ways:
        return b""
    text = "\n".join((*ways, *nameservers()))
    return hashlib.blake2b(text.encode("utf-8"), key=salt, digest_size=16).digest()


def _ways_out() -> Iterator[str]:
    for address in _ANYWHERE:
        route = route_to(address)
        if route is not None:
            yield f"{route.interface} {route.gateway} {_network_of(route.source)}"
        elif not sys.platform.startswith("linux") and (source := source_towards(address)):
            yield _network_of(source)


def source_towards(address: str) -> str:
    """The own address that packets to an address would bear, "" when no way leads there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((address, 9))  # of a datagram socket: the route is looked up, nothing is sent
            return str(sock.getsockname()[0])
    except OSError:
        return ""


def _network_of(source: str) -> str:
    if ":" not in source:
        return source
    return str(ipaddress.ip_network(f"{source.partition('%')[0]}/{_OWN_NET_V6}", strict=False))
