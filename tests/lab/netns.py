"""Network namespaces without a name: they end with the last process or descriptor that holds them."""

import contextlib
import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
OWN = "/proc/thread-self/ns/net"
MTU = 1500


def why_not() -> str:
    """Why namespaces cannot be made here; "" when they can."""
    if sys.platform != "linux":
        return "network namespaces exist on Linux only"
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    if not Path("/dev/net/tun").exists():
        return "/dev/net/tun is missing"
    if shutil.which("ip") is None:
        return "the command ip (iproute2) is missing"
    return ""


def _call(name: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)  # os.setns and os.unshare came with Python 3.12
    if getattr(libc, name)(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


@contextlib.contextmanager
def inside(namespace: int) -> Iterator[None]:
    """Move this thread into a namespace (a descriptor) and back; what it opens meanwhile stays there."""
    before = os.open(OWN, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _call("setns", namespace, CLONE_NEWNET)
        try:
            yield
        finally:
            _call("setns", before, CLONE_NEWNET)
    finally:
        os.close(before)


def create() -> int:
    """Make an empty namespace and return the descriptor that keeps it. Raises OSError."""
    before = os.open(OWN, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _call("unshare", CLONE_NEWNET)
        try:
            return os.open(OWN, os.O_RDONLY | os.O_CLOEXEC)
        finally:
            _call("setns", before, CLONE_NEWNET)
    finally:
        os.close(before)


def tunnel(namespace: int) -> int:
    """Make the interface tun0 in a namespace and return the descriptor of its other end.

    TUN without a virtual-net header carries plain packets: no offloads, whole checksums, none above the MTU.
    """
    with inside(namespace):
        handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        request = struct.pack("16sH22x", b"tun0", IFF_TUN | IFF_NO_PI)
        try:
            fcntl.ioctl(handle, TUNSETIFF, request)
        except OSError:
            os.close(handle)
            raise
        return handle


def configure(namespace: int, commands: list[str]) -> None:
    """Run lines of `ip` in a namespace. Raises CalledProcessError."""
    with inside(namespace):
        text = "\n".join(commands) + "\n"
        subprocess.run(["ip", "-batch", "-"], input=text, text=True, check=True, capture_output=True)


def connect_up(namespace: int, addresses: tuple[str, ...]) -> None:
    """Give a namespace its addresses and one way out, tun0."""
    configure(
        namespace,
        [
            "link set lo up",
            *(f"addr add {address}/32 dev lo" for address in addresses),
            f"link set tun0 mtu {MTU} up",
            f"route add default dev tun0 src {addresses[0]}" if addresses else "route add default dev tun0",
        ],
    )


def link(namespace: int, up: bool) -> None:
    """Pull the cable of a namespace or put it back: the interface loses its routes and gets them again."""
    plugged = ["link set tun0 up", "route replace default dev tun0"]
    configure(namespace, plugged if up else ["link set tun0 down"])
