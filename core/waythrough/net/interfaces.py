"""Makes a socket leave by one network interface."""

import ipaddress
import socket
import sys
from typing import Final

_SO_BINDTODEVICE: Final = 25  # asm-generic/socket.h of Linux
_IP_BOUND_IF: Final = 25  # netinet/in.h of macOS
_IPV6_BOUND_IF: Final = 125
_UNICAST_IF: Final = 31  # ws2ipdef.h of Windows, the same for both families


def bind_interface(sock: socket.socket, interface: str) -> None:
    """Make a fresh socket leave by `interface`: its name, or an address that it has. Raises OSError."""
    try:
        address = ipaddress.ip_address(interface)
    except ValueError:
        sock.setsockopt(*interface_option(sys.platform, interface, sock.family == socket.AF_INET6))
    else:
        sock.bind((str(address), 0))


def interface_option(platform: str, name: str, v6: bool) -> tuple[int, int, bytes]:
    """Level, option and value that bind a socket to the interface `name`. Raises OSError for an unknown one."""
    if platform == "linux":
        return socket.SOL_SOCKET, _SO_BINDTODEVICE, name.encode() + b"\0"
    index = socket.if_nametoindex(name)
    level = socket.IPPROTO_IPV6 if v6 else socket.IPPROTO_IP
    if platform == "darwin":
        return level, _IPV6_BOUND_IF if v6 else _IP_BOUND_IF, index.to_bytes(4, sys.byteorder)
    # Windows wants the index in network byte order for IPv4 and in host byte order for IPv6.
    return level, _UNICAST_IF, index.to_bytes(4, sys.byteorder if v6 else "big")


def has_interface(interface: str) -> bool:
    """Whether this machine has an interface of this name, or this address."""
    try:
        address = ipaddress.ip_address(interface)
    except ValueError:
        return interface in {name for _, name in socket.if_nameindex()}
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        try:
            sock.bind((str(address), 0))
        except OSError:
            return False
    return True
