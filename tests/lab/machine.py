"""The client's own machine: interface, routes, ports, hosts file, name server and limits, as `Local` says."""

import contextlib
import ctypes
import os
import resource
import socket
from collections.abc import Iterator
from pathlib import Path

from . import netns
from .local import Local
from .standard import ISP_RESOLVER

CLONE_NEWNS, CLONE_FS = 0x00020000, 0x00000200
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
MOUNTS = "/proc/thread-self/ns/mnt"
LINE = "tun0"
PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")


def settle(local: Local, client: int, addresses: tuple[str, ...]) -> None:
    """Give the client its routes, ports, interface and MTU. Raises CalledProcessError, OSError."""
    commands = [f"route add {one}" for one in local.routes]
    if local.mtu:
        commands.append(f"link set {LINE} mtu {local.mtu}")
    if local.vpn:
        commands += ["link add eth0 type bridge", "link set eth0 up", f"link set {LINE} down"]
        commands += [f"link set {LINE} name {local.vpn}", f"link set {local.vpn} up"]
        commands += [f"route replace {_net(one)} dev {local.vpn} src {one}" for one in addresses]
    if commands:
        netns.configure(client, commands)
    netns.timestamps(client, local.timestamps)
    if local.ports:
        with netns.inside(client):
            PORTS.write_text(f"{local.ports[0]} {local.ports[1]}", encoding="ascii")


@contextlib.contextmanager
def holding(local: Local, client: int) -> Iterator[None]:
    """Let every port that the client may connect from be another program's meanwhile, if `Local.held`.

    A bound port is passed over when the kernel chooses one to connect from (ip(7)); questions over UDP still leave.
    """
    with contextlib.ExitStack() as stack:
        if local.held and local.ports:
            with netns.inside(client):
                for port in range(local.ports[0], local.ports[1] + 1):
                    stack.enter_context(socket.create_server(("", port), backlog=1))
        yield


def _net(address: str) -> str:
    return "::/0" if ":" in address else "0.0.0.0/0"


def write_files(local: Local, directory: Path) -> None:
    """Write the client's hosts file and resolver configuration."""
    lines = ["127.0.0.1 localhost", *(f"{address} {name}" for name, address in local.hosts.items())]
    (directory / "hosts").write_text("\n".join(lines) + "\n", encoding="ascii")
    server = local.nameserver or ISP_RESOLVER
    settings = f"nameserver {server}\noptions timeout:2 attempts:2\n"
    (directory / "resolv.conf").write_text(settings, encoding="ascii")


@contextlib.contextmanager
def own_files(directory: Path) -> Iterator[None]:
    """Show this thread, and the threads and children that it makes meanwhile, the client's files in /etc.

    A mount namespace of its own: the machine's files stay as they are.
    """
    folder = Path.cwd()
    before = os.open(MOUNTS, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _call("unshare", CLONE_NEWNS | CLONE_FS)
        try:
            _mount("none", "/", MS_REC | MS_PRIVATE)
            for name in ("hosts", "resolv.conf"):
                _mount(str(directory / name), str(Path("/etc", name).resolve()), MS_BIND)
            yield
        finally:
            _call("unshare", CLONE_FS)  # a thread made meanwhile may still share the working directory
            _call("setns", before, CLONE_NEWNS)
            os.chdir(folder)
    finally:
        os.close(before)


@contextlib.contextmanager
def limits(local: Local) -> Iterator[None]:
    """Take descriptors away from this process for a while."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if local.files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (local.files, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _call(name: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def _mount(source: str, target: str, flags: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(source.encode(), target.encode(), None, ctypes.c_ulong(flags), None):
        code = ctypes.get_errno()
        raise OSError(code, f"mount {target}: {os.strerror(code)}")
