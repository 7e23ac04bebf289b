"""Which way packets leave this machine: the kernel's own answer, policy rules included (Linux; elsewhere unknown)."""

import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2s
from typing import Final

from waythrough.net.system import nameservers

_ANYWHERE: Final = (
    "192.0.2.1",
    "2001:db8::1",
)  # RFC 5737, RFC 3849: no packet is sent, only the route asked for
_RTM_NEWROUTE, _RTM_GETROUTE, _NLM_F_REQUEST = 24, 26, 1  # linux/rtnetlink.h
_RTA_DST, _RTA_OIF, _RTA_GATEWAY, _RTA_PREFSRC = 1, 4, 5, 7
_SIOCGIFFLAGS, _SIOCGIFHWADDR = 0x8913, 0x8927  # linux/sockios.h
_UP, _LOOPBACK, _POINT_TO_POINT = 0x1, 0x8, 0x10  # linux/if.h
_ARPHRD_NONE = 0xFFFE  # what tun and WireGuard devices are; lines by PPP have a type of their own
_MODEMS: Final = ("wwan", "rmnet", "ppp")  # interfaces of that shape that are a line of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The interface by which packets leave, the gateway that they are handed to, the address that they bear."""

    interface: str
    gateway: str = ""
    source: str = ""


def route_to(address: str, interface: str = "") -> Route | None:
    """How packets to an address would leave; None when they cannot, or when the system does not tell.

    `interface`: how they would if they had to leave by this one.
    """
    if not sys.platform.startswith("linux"):
        return None
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        answer = _ask(family, socket.inet_pton(family, address), interface)
    except OSError:
        return None
    found = dict(attributes(answer))
    if _RTA_OIF not in found:
        return None
    (index,) = struct.unpack("=I", found[_RTA_OIF])

    def text(key: int) -> str:
        return socket.inet_ntop(family, found[key]) if key in found else ""

    try:
        name = socket.if_indextoname(index)
    except OSError:  # it went away meanwhile
        return None
    return Route(interface=name, gateway=text(_RTA_GATEWAY), source=text(_RTA_PREFSRC))


def tunnel_towards(address: str) -> str:
    """The tunnel's interface by which packets to an address leave, "" when they go out by the line itself.

    Where a tunnel is the machine's only interface it is its line; a name of WireGuard is a tunnel in any case.
    """
    route = route_to(address)
    if route is None or not is_tunnel(route.interface):
        return ""
    others = (name for _, name in socket.if_nameindex() if name != route.interface)
    alone = not any(flags & _UP and not flags & _LOOPBACK for flags in map(flags_of, others))
    return "" if alone and not route.interface.startswith("wg") else route.interface


def network_id() -> tuple[str, ...]:
    """What changes when this machine joins another network: gateways, own addresses, name servers."""
    routes = [route_to(address) for address in _ANYWHERE]
    found = [part for each in routes if each for part in (each.interface, each.gateway, each.source)]
    return (*found, *nameservers())


def line_mark(run_id: str) -> str:
    """A short word that is the same while this machine stays in its network, and tells nobody which one it is."""
    told = "\0".join(network_id()).encode()
    return blake2s(told, key=run_id.encode()[:32], digest_size=8).hexdigest()


def is_tunnel(interface: str) -> bool:
    """Whether an interface is a tunnel: point to point, without a layer below, and not a modem."""
    if interface.startswith(_MODEMS):
        return False
    return bool(flags_of(interface) & _POINT_TO_POINT) and _hardware(interface) == _ARPHRD_NONE


def flags_of(interface: str) -> int:
    """The flags of an interface (linux/if.h), 0 when it is gone."""
    return _ioctl_number(interface, _SIOCGIFFLAGS)


def _hardware(interface: str) -> int:
    return _ioctl_number(interface, _SIOCGIFHWADDR)


def _ioctl_number(interface: str, request: int) -> int:
    """The 16-bit number behind the name in struct ifreq (netdevice(7)); 0 when the interface is gone."""
    import fcntl  # not there on Windows, where nobody comes this far

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            answer = fcntl.ioctl(sock, request, struct.pack("16sH22x", interface.encode(), 0))
        except OSError:
            return 0
    (number,) = struct.unpack_from("=H", answer, 16)
    return int(number)


def _ask(family: int, packed: bytes, interface: str) -> bytes:
    """One question by rtnetlink(7); the body of the answer behind its rtmsg. Raises OSError."""
    body = struct.pack("=BBBBBBBBI", family, len(packed) * 8, 0, 0, 0, 0, 0, 0, 0)
    body += struct.pack("=HH", 4 + len(packed), _RTA_DST) + packed
    if interface:
        body += struct.pack("=HHI", 8, _RTA_OIF, socket.if_nametoindex(interface))
    head = struct.pack("=IHHII", 16 + len(body), _RTM_GETROUTE, _NLM_F_REQUEST, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as sock:
        sock.settimeout(1.0)
        sock.send(head + body)  # to the kernel, where nobody else is named
        answer = sock.recv(8192)
    size, kind = struct.unpack_from("=IH", answer)
    return answer[16 + 12 : size] if kind == _RTM_NEWROUTE else b""


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes of a routing message, each padded to four bytes."""
    while len(data) >= 4:
        size, kind = struct.unpack_from("=HH", data)
        if size < 4:
            return
        yield kind, data[4:size]
        data = data[(size + 3) & ~3 :]
