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
from waythrough.net.classify import scrub
from waythrough.net.deadline import Patience
from waythrough.net.entry import resolve_leg
from waythrough.net.namespace import Namespace
from waythrough.net.process import Child, Command, becomes
from waythrough.net.programs import find_program
from waythrough.net.resolver_base import Resolver
from waythrough.wire.wireguard.settings import NO_PSK, Peer, Settings

KIND: Final = "wireguard_system"
KEEPALIVE: Final = (
    25  # seconds, where the user names none: it also begins the handshake without any other packet
)
_SOCKETS: Final = Path("/var/run/wireguard")  # where wireguard-go listens, for all namespaces alike
_PREFIX: Final = "way"
_MOMENT: Final = 8.0  # seconds for one program of the system


class NoBackendError(Exception):
    """Neither the kernel nor wireguard-go can make an interface here; `text` are the system's words."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


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
    legs: tuple[Leg, ...] = ()
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _userspace: bool = False

    async def open(self) -> Namespace:
        """The namespace in which its interface stands. What was begun is taken back when it fails.

        Raises DialError, NoBackendError, OSError.
        """
        try:
            endpoints = {peer: await self._endpoint(peer) for peer in self.settings.peers}
            self.told(0.3)
            return await self._build(wg_config(self.settings, endpoints))
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
        return outcome.detail.addresses[0]

    async def _build(self, config: str) -> Namespace:
        namespace = await Namespace.create()
        self._stack.push_async_callback(namespace.aclose)
        await self._make()
        done = await _run("wg", "setconf", self.device, "/dev/stdin", stdin=config.encode())
        if done.code:
            raise NoBackendError(_words(done))
        await namespace.adopt(self.device)
        await namespace.configure(self._interface())
        self.told(0.6)
        await self._handshake(namespace)
        return namespace

    async def _make(self) -> None:
        """The interface, by the kernel where it knows WireGuard, else by wireguard-go."""
        made = await _run("ip", "link", "add", "dev", self.device, "type", "wireguard")
        if not made.code:
            # it goes with the namespace once it is in there; until then it would stay
            self._stack.push_async_callback(_remove, self.device)
            return
        program = find_program("wireguard-go")
        if program is None:
            raise NoBackendError(_words(made))
        _sweep()
        self._userspace = True
        child = await Child.start(Command(arguments=(str(program), "--foreground", self.device)))
        self._stack.push_async_callback(child.stop)
        self._stack.callback(_forget, self.device)
        await child.until(becomes(self._answers), _MOMENT)

    async def _answers(self) -> bool:
        return not (await _run("wg", "show", self.device, "public-key")).code

    async def _handshake(self, namespace: Namespace) -> None:
        """Wait for the server's answer, which the keepalive asks for. Raises DialError."""
        started, failure = time.monotonic(), None

        async def shaken() -> bool:
            if not self._userspace:
                return await namespace.packets(self.device) > 0  # the kernel counts handshakes too
            done = await _run("wg", "show", self.device, "latest-handshakes")
            return any(line.split()[-1:] not in ([], ["0"]) for line in done.tail())

        try:
            async with asyncio.timeout(self.patience.hard):
                await becomes(shaken)
        except TimeoutError:
            failure = Failure(kind=FailureKind.TIMEOUT)
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
    child = await Child.start(Command(arguments=(str(find_program(program)), *arguments), stdin=stdin))
    try:
        async with asyncio.timeout(_MOMENT):
            await child.ended.wait()
            await child.said_all()
    finally:
        await child.stop()
    return child


async def _remove(device: str) -> None:
    await _run("ip", "link", "delete", "dev", device)


def _words(done: Child) -> str:
    return scrub(" ".join(done.tail(2)))


def _forget(device: str) -> None:
    """A wireguard-go that was killed leaves its socket."""
    (_SOCKETS / f"{device}.sock").unlink(missing_ok=True)


def _sweep() -> None:
    """Remove the sockets of ours that nobody listens on any more, left by processes that were killed."""
    for path in _SOCKETS.glob(f"{_PREFIX}????????.sock"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock, suppress(OSError):
            sock.setblocking(False)
            try:
                sock.connect(str(path))
            except ConnectionRefusedError:
                path.unlink()
