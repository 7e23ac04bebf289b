"""The network interfaces of this computer, and which of them lead out, are used by default, or look like a VPN."""

import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from waythrough.net.routes import attributes, flags_of, is_tunnel, route_to

_OUT: Final = (
    "203.0.113.1",
    "2001:db8::1",
)  # RFC 5737, RFC 3849: no packet is sent, only the route asked for
_RTM_NEWADDR, _RTM_GETADDR, _NLMSG_DONE, _NLM_F_DUMP = 20, 22, 3, 0x301  # linux/rtnetlink.h, linux/netlink.h
_IFA_ADDRESS, _IFA_LOCAL = 1, 2  # linux/if_addr.h
_LINK_SCOPE: Final = 253  # linux/rtnetlink.h
_UP, _LOOPBACK = 0x1, 0x8  # linux/if.h
_VPN_NAMES: Final = ("tun", "tap", "wg", "utun", "ppp", "tailscale", "nordlynx", "proton", "mullvad", "zt")
_ENOUGH: Final = 1 << 20  # bytes; a machine with more addresses than that is not looked through to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnInterface:
    """One interface. `default`: what goes out by itself leaves here; `leads_out`: it could; None = not known."""

    name: str
    addresses: tuple[str, ...] = ()
    default: bool = False
    leads_out: bool | None = None
    vpn: bool = False


def own_interfaces() -> tuple[OwnInterface, ...]:
    """Those that are up, without loopback. Elsewhere than on Linux the system tells little more than names."""
    names = [name for _, name in socket.if_nameindex()]
    if sys.platform != "linux":
        return tuple(OwnInterface(name=name, vpn=name.lower().startswith(_VPN_NAMES)) for name in names)
    addresses: dict[str, list[str]] = {}
    for name, address in _addresses():
        addresses.setdefault(name, []).append(address)
    used = {route.interface for each in _OUT if (route := route_to(each)) is not None}
    return tuple(
        OwnInterface(
            name=name,
            addresses=tuple(addresses.get(name, ())),
            default=name in used,
            leads_out=_leads_out(name),
            vpn=is_tunnel(name) or name.startswith("tap"),
        )
        for name in names
        if flags_of(name) & _UP and not flags_of(name) & _LOOPBACK
    )


def device_of(address: str) -> str:
    """The interface that has a local address, "" where that is not known."""
    if sys.platform != "linux":
        return ""
    return next((name for name, own in _addresses() if own == address), "")


def _leads_out(name: str) -> bool:
    """Whether there is a way into the internet by this interface; without one the kernel takes all for neighbours."""
    routes = [route for each in _OUT if (route := route_to(each, name)) is not None]
    return any(route.gateway or is_tunnel(name) for route in routes if route.interface == name)


def _addresses() -> Iterator[tuple[str, str]]:
    """All addresses with the names of their interfaces; link-local ones lead nowhere and are left out."""
    names = dict(socket.if_nameindex())
    for body in _dump():
        family, _, _, scope, index = struct.unpack_from("=BBBBI", body)
        found = dict(attributes(body[8:]))
        packed = found.get(_IFA_LOCAL) or found.get(_IFA_ADDRESS)
        if packed and scope != _LINK_SCOPE and family in (socket.AF_INET, socket.AF_INET6) and index in names:
            yield names[index], socket.inet_ntop(family, packed)


def _dump() -> Iterator[bytes]:
    """The bodies of all address messages, by rtnetlink(7)."""
    question = struct.pack("=IHHIIBBBBI", 24, _RTM_GETADDR, _NLM_F_DUMP, 1, 0, 0, 0, 0, 0, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as sock:
        sock.settimeout(1.0)
        sock.send(question)  # to the kernel, where nobody else is named
        seen = 0
        while seen < _ENOUGH:
            data = sock.recv(65536)
            seen += len(data)
            while len(data) >= 16:
                size, kind = struct.unpack_from("=IH", data)
                if kind == _NLMSG_DONE or size < 16:
                    return
                if kind == _RTM_NEWADDR:
                    yield data[16:size]
                data = data[(size + 3) & ~3 :]
