"""By what the system makes a WireGuard interface, and how the kernel makes one where the program wg is missing."""

import asyncio
import base64
import json
import socket
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from ipaddress import IPv4Network
from pathlib import Path
from typing import Final, Self

from waythrough.net import wireguard_kernel
from waythrough.net.classify import scrub
from waythrough.net.namespace import Namespace
from waythrough.net.process import Child, Command
from waythrough.net.programs import find_program
from waythrough.wire.wireguard.settings import NO_PSK, Settings

GET_TOOLS: Final = "install wireguard-tools"
_MOMENT: Final = 8.0  # seconds for one program of the system
_NOBODY: Final = ("192.0.2.1", 9)  # RFC 5737, RFC 863: an address that nobody has, the port that throws away


class Backend(StrEnum):
    """Who makes the interface and who gives it its keys, in the words for users."""

    KERNEL = "the kernel and wg"
    PACKAGE = "the kernel and python-wireguard"
    USERSPACE = "wireguard-go and wg"


class NoBackendError(Exception):
    """No interface can be made here; `text` says why, `todo` what to install, "" when nothing of it would help."""

    def __init__(self, text: str, todo: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.todo = todo


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is installed."""

    wg: bool
    wireguard_go: bool
    package: bool

    @property
    def package_only(self) -> bool:
        return self.package and not self.wg

    @classmethod
    def here(cls) -> Self:
        return cls(
            wg=find_program("wg") is not None,
            wireguard_go=find_program("wireguard-go") is not None,
            package=find_spec("python_wireguard") is not None,  # found, never imported in this process
        )


def choose(found: Found, refusal: str | None) -> Backend:
    """The best of what there is; `refusal` is what the kernel said, None if it can. Raises NoBackendError."""
    if refusal is None:
        if found.wg:
            return Backend.KERNEL
        if found.package:
            return Backend.PACKAGE
        raise NoBackendError("the program wg is not installed", GET_TOOLS)
    if not found.wireguard_go:
        raise NoBackendError(f"kernel: {refusal}; wireguard-go is not installed", "install wireguard-go")
    if not found.wg:
        words = f"kernel: {refusal}; wireguard-go needs the program wg, which is not installed"
        raise NoBackendError(words, GET_TOOLS)
    return Backend.USERSPACE


def need_no_tools(settings: Settings) -> None:
    """Refuse what python-wireguard cannot express. Raises NoBackendError."""
    first = settings.peers[0]
    if len(settings.peers) > 1:
        lacking = "several peers"
    elif first.preshared_key != NO_PSK:
        lacking = "preshared keys"
    elif any(address.version == 6 for address in settings.addresses):
        lacking = "IPv6 inside the tunnel"
    elif IPv4Network("0.0.0.0/0") not in first.allowed_ips:
        lacking = "allowed IPs"
    else:
        return
    words = (
        f"the program wg is not installed, and python-wireguard, used in its place, does not know {lacking}"
    )
    raise NoBackendError(words, GET_TOOLS)


def pick_address(found: Found, addresses: tuple[str, ...]) -> str:
    """The address of a server that can be used. Raises NoBackendError."""
    usable = [each for each in addresses if not (found.package_only and ":" in each)]
    if not usable:
        words = "the program wg is not installed, and python-wireguard reaches no server by IPv6"
        raise NoBackendError(words, GET_TOOLS)
    return usable[0]


def request(device: str, settings: Settings, address: str) -> Command:
    """The helper process that is asked for an interface. Keys go to its standard input and nowhere else."""
    private_key = _text(settings.private_key)
    asked = {
        "device": device,
        "private_key": private_key,
        "public_key": _text(settings.peers[0].public_key),
        "address": address,
        "port": settings.peers[0].port,
    }
    return Command(
        arguments=(sys.executable, "-I", str(Path(wireguard_kernel.__file__))),
        stdin=json.dumps(asked).encode(),
        secrets=(private_key,),
    )


async def make_by_package(device: str, settings: Settings, address: str) -> None:
    """Make an interface and give it its keys and its server. Raises NoBackendError, OSError."""
    try:
        done = await run_to_end(request(device, settings, address))
    except TimeoutError:
        raise NoBackendError(f"{Backend.PACKAGE}: no answer in time", GET_TOOLS) from None
    if done.code:
        raise NoBackendError(f"{Backend.PACKAGE}: {words_of(done) or f'code {done.code}'}", GET_TOOLS)


async def wake(namespace: Namespace) -> None:
    """Send one packet into the tunnel, so that its handshake begins: python-wireguard sets no keepalive.

    The kernel says at once when it has no server to send it to (ENOKEY), which the package itself does not look at.
    Raises NoBackendError, OSError.
    """
    sock = await namespace.make(socket.AF_INET, socket.SOCK_DGRAM)
    with sock:
        try:
            sock.sendto(b"", _NOBODY)
        except OSError as error:
            words = f"{Backend.PACKAGE}: the interface takes no packet ({error.strerror})"
            raise NoBackendError(words, GET_TOOLS) from None


async def run_to_end(command: Command) -> Child:
    """A program that ends by itself. Raises OSError, TimeoutError."""
    child = await Child.start(command)
    try:
        async with asyncio.timeout(_MOMENT):
            await child.ended.wait()
            await child.said_all()
    finally:
        await child.stop()
    return child


def words_of(done: Child) -> str:
    """The last line that a program said, without addresses: wg quotes keys in the lines before it."""
    return scrub(" ".join(done.tail(1)))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
