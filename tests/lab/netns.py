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
    """Give a namespace its addresses, of both families, and one way out for each family it has, tun0."""
    single = (f"{one}/128 dev lo nodad" if ":" in one else f"{one}/32 dev lo" for one in addresses)
    configure(
        namespace,
        [
            "link set lo up",
            *(f"addr add {one}" for one in single),
            "link set tun0 addrgenmode none",  # no link-local address, so no chatter of its own
            f"link set tun0 mtu {MTU} up",
            *_ways_out(addresses),
        ],
    )


def _ways_out(addresses: tuple[str, ...]) -> list[str]:
    """Default routes; the first address of a family is what connections come from."""
    lines: list[str] = []
    for everywhere, colon in (("0.0.0.0/0", False), ("::/0", True)):
        first = next((one for one in addresses if (":" in one) is colon), "")
        if first:
            lines.append(f"route replace {everywhere} dev tun0 src {first}")
    return lines


def link(namespace: int, up: bool, addresses: tuple[str, ...]) -> None:
    """Pull the cable of a namespace or put it back: the interface loses its routes and gets them again."""
    plugged = ["link set tun0 up", *_ways_out(addresses)]
    configure(namespace, plugged if up else ["link set tun0 down"])


def timestamps(namespace: int, on: bool) -> None:
    """Whether TCP connections of a namespace carry timestamps; without them data headers have 20 bytes."""
    with inside(namespace):
        Path("/proc/sys/net/ipv4/tcp_timestamps").write_text("1" if on else "0", encoding="ascii")
