"""A WireGuard tunnel by the system's own means (kernel or wireguard-go), its interface in a namespace (Linux, root)."""

import asyncio
import base64
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg
from waythrough.net.deadline import Patience
from waythrough.net.entry import resolve_leg
from waythrough.net.namespace import Namespace
from waythrough.net.process import Child, ChildEndedError, Command, becomes
from waythrough.net.programs import find_program
from waythrough.net.resolver_base import Resolver
from waythrough.net.wireguard_backend import (
    Backend,
    Found,
    NoBackendError,
    choose,
    make_by_package,
    need_no_tools,
    pick_address,
    run_to_end,
    wake,
    words_of,
)
from waythrough.wire.wireguard.settings import NO_PSK, Peer, Settings

KIND: Final = "wireguard_system"
KEEPALIVE: Final = (
    25  # seconds, where the user names none: it also begins the handshake without any other packet
)
_SOCKETS: Final = Path("/var/run/wireguard")  # where wireguard-go listens, for all namespaces alike
_PREFIX: Final = "way"
_MOMENT: Final = 8.0  # seconds for one program of the system
_YOUNG: Final = 60.0  # seconds: a socket on which nobody listens yet may be that of a tunnel being built


@dataclass(slots=True, kw_only=True)
class SystemTunnel:
    """One tunnel: `open` builds it up, `aclose` takes everything away again.

    Interfaces are made outside, so that their datagrams leave by the line, and moved in before they are used.
    """

    settings: Settings
    resolver: Resolver
    patience: Patience
    told: Callable[[float], None]
    device: str = field(default_factory=lambda: _PREFIX + secrets.token_hex(4))
    found: Found = field(default_factory=Found.here)
    legs: tuple[Leg, ...] = ()
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def open(self) -> Namespace:
        """The namespace in which its interface stands. What was begun is taken back when it fails.

        Raises DialError, NoBackendError, OSError.
        """
        if self.found.package_only:
            need_no_tools(self.settings)
        try:
            endpoints = {peer: await self._endpoint(peer) for peer in self.settings.peers}
            self.told(0.3)
            return await self._build(endpoints)
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Safe to call twice."""
        await self._stack.aclose()

    async def _endpoint(self, peer: Peer) -> str:
        outcome = await self.resolver.resolve(peer.host, self.patience)
        leg = resolve_leg(outcome, Stage.RESOLVE, peer.host, peer.port, 0)
        self.legs = (*self.legs, leg)
        if outcome.failure is not None:
            raise DialError(self.legs)
        return pick_address(self.found, outcome.detail.addresses)

    async def _build(self, endpoints: Mapping[Peer, str]) -> Namespace:
        namespace = await Namespace.create()
        self._stack.push_async_callback(namespace.aclose)
        backend = await self._make()
        if backend is Backend.PACKAGE:
            await self._by_package(endpoints[self.settings.peers[0]])
        else:
            config = wg_config(self.settings, endpoints).encode()
            done = await _run("wg", "setconf", self.device, "/dev/stdin", stdin=config)
            if done.code:
                raise NoBackendError(f"{backend}: {words_of(done)}")
        await namespace.adopt(self.device)
        await namespace.configure(self._interface())
        self.told(0.6)
        if backend is Backend.PACKAGE:
            await wake(namespace)
        await self._handshake(namespace, backend)
        return namespace

    async def _make(self) -> Backend:
        """The interface, by the kernel where it knows WireGuard, else by wireguard-go."""
        made = await _run("ip", "link", "add", "dev", self.device, "type", "wireguard")
        if not made.code:
            # it goes with the namespace once it is in there; until then it would stay
            self._stack.push_async_callback(_remove, self.device)
        backend = choose(self.found, words_of(made) if made.code else None)
        if backend is Backend.USERSPACE:
            await self._start_wireguard_go()
        return backend

    async def _by_package(self, address: str) -> None:
        """The kernel has shown that it can; the package makes an interface of its own or none at all."""
        await _remove(self.device)
        await make_by_package(self.device, self.settings, address)

    async def _start_wireguard_go(self) -> None:
        _sweep()
        arguments = (str(find_program("wireguard-go")), "--foreground", self.device)
        child = await Child.start(Command(arguments=arguments))
        self._stack.push_async_callback(child.stop)
        self._stack.callback(_forget, self.device)
        try:
            await child.until(becomes(self._listens), _MOMENT)
        except ChildEndedError:
            raise NoBackendError(f"{Backend.USERSPACE}: {words_of(child)}") from None

    async def _listens(self) -> bool:
        return listens(self.device)

    async def _handshake(self, namespace: Namespace, backend: Backend) -> None:
        """Wait for the server's answer, which a keepalive or a packet asks for. Raises DialError."""
        started, failure = time.monotonic(), None

        async def shaken() -> bool:
            if backend is not Backend.USERSPACE:
                return await namespace.packets(self.device) > 0  # the kernel counts handshakes too
            done = await _run("wg", "show", self.device, "latest-handshakes")
            return any(line.split()[-1:] not in ([], ["0"]) for line in done.tail())

        try:
            async with asyncio.timeout(self.patience.hard):
                await becomes(shaken)
        except TimeoutError:
            failure = Failure(kind=FailureKind.TIMEOUT, text=f"interface made by {backend}")
        peer = self.settings.peers[0]
        leg = Leg(
            stage=Stage.HANDSHAKE
            if failure is None
            else Stage.CONNECT,  # silence: nothing is known to be there
            host=peer.host,
            port=peer.port,
            started=started,
            duration=time.monotonic() - started,
            failure=failure,
            detail=PathDetail(hop=0, kind=KIND, reply_text="silent" if failure else "handshake_ok"),
        )
        self.legs = (*self.legs, leg)
        if failure is not None:
            raise DialError(self.legs)

    def _interface(self) -> list[str]:
        device = self.device
        lines = [f"link set {device} addrgenmode none", f"link set {device} mtu {self.settings.mtu} up"]
        for address in self.settings.addresses:
            six = address.version == 6
            lines.append(f"addr add {address}/{128 if six else 32} dev {device}{' nodad' if six else ''}")
        families = {address.version for address in self.settings.addresses}
        networks = {
            net for peer in self.settings.peers for net in peer.allowed_ips if net.version in families
        }
        return [*lines, *(f"route replace {net} dev {device}" for net in sorted(map(str, networks)))]


def wg_config(settings: Settings, endpoints: Mapping[Peer, str]) -> str:
    """What `wg setconf` reads. Every value has been parsed, so that none can bring a line of its own."""
    lines = ["[Interface]", f"PrivateKey = {_key(settings.private_key)}"]
    for peer in settings.peers:
        address = endpoints[peer]
        host = f"[{address}]" if ":" in address else address
        lines += ["[Peer]", f"PublicKey = {_key(peer.public_key)}", f"Endpoint = {host}:{peer.port}"]
        lines.append(f"AllowedIPs = {', '.join(map(str, peer.allowed_ips))}")
        lines.append(f"PersistentKeepalive = {peer.keepalive or KEEPALIVE}")
        if peer.preshared_key != NO_PSK:
            lines.append(f"PresharedKey = {_key(peer.preshared_key)}")
    return "\n".join([*lines, ""])


def _key(key: bytes) -> str:
    return base64.b64encode(key).decode()


async def _run(program: str, *arguments: str, stdin: bytes = b"") -> Child:
    """A program of the system that ends by itself. Raises OSError, TimeoutError."""
    return await run_to_end(Command(arguments=(str(find_program(program)), *arguments), stdin=stdin))


async def _remove(device: str) -> None:
    await _run("ip", "link", "delete", "dev", device)


def listens(device: str) -> bool:
    """Whether the wireguard-go of an interface can be spoken to.

    To be known before the first wg: one that comes between its bind and its listen takes the socket for a dead one's
    and removes it, whereupon wireguard-go ends.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.setblocking(False)
        try:
            sock.connect(str(_socket_of(device)))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except BlockingIOError:  # many are in the queue before us
            return True
        return True


def _socket_of(device: str) -> Path:
    return _SOCKETS / f"{device}.sock"


def _forget(device: str) -> None:
    """A wireguard-go that was killed leaves its socket."""
    _socket_of(device).unlink(missing_ok=True)


def _sweep() -> None:
    """Remove the sockets of ours that nobody listens on any more, left by processes that were killed."""
    for path in _SOCKETS.glob(f"{_PREFIX}????????.sock"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _YOUNG and not listens(path.stem):
                path.unlink()
