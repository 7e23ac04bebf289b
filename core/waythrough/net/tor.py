"""A `tor` process of our own: its configuration, its start, and its end."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from waythrough.net.local_proxy import LocalProxy
from waythrough.net.loopback import HOST
from waythrough.net.private_folder import PrivateFolder
from waythrough.net.process import Child, Command, becomes
from waythrough.net.tor_link import TorLink
from waythrough.net.tor_transports import TransportProgram
from waythrough.wire.tor_bridge import BridgeLine
from waythrough.wire.tor_control import quoted, read_listener

STARTS_WITHIN: Final = 20.0  # seconds until its control socket answers; nothing is contacted by then
_UNIX_SOCKET: Final = 100  # characters of a path that every system takes (sun_path has 104 on macOS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TorPlan:
    """What is started: the program, the bridges it may use (none: Tor's public relays), and its way out.

    `upstream`: its connections and those of its transports go through this proxy. `options` are further lines of
    torrc, such as those that lead into another Tor network than the public one.
    """

    program: Path
    bridges: tuple[BridgeLine, ...] = field(default=(), repr=False)
    transports: tuple[TransportProgram, ...] = ()
    upstream: LocalProxy | None = None
    options: tuple[str, ...] = ()

    def torrc(self, folder: Path, control: Path | None) -> str:
        """The configuration; the network is off until somebody listens to what happens."""
        data = folder / "data"
        lines = [
            "DisableNetwork 1",
            f"DataDirectory {quoted(str(data))}",
            f"ControlPort {'auto' if control is None else 'unix:' + quoted(str(control))}",
            "CookieAuthentication 1",
            f"CookieAuthFile {quoted(str(folder / 'cookie'))}",
            f"SocksPort {HOST}:auto IsolateSOCKSAuth ExtendedErrors",
            f"__OwningControllerProcess {os.getpid()}",
            "ClientOnly 1",
            "AvoidDiskWrites 1",
            "SafeLogging 1",
            "Log notice stdout",
            *self.options,
        ]
        if control is None:
            lines.append(f"ControlPortWriteToFile {quoted(str(folder / 'port'))}")
        if self.upstream is not None:
            lines.append(f"Socks5Proxy {HOST}:{self.upstream.port}")
            lines.append(f"Socks5ProxyUsername {self.upstream.user}")
            lines.append(f"Socks5ProxyPassword {self.upstream.password.reveal()}")
        if self.bridges:
            lines.append("UseBridges 1")
            lines += [f"Bridge {bridge.text}" for bridge in self.bridges]
        for each in self.transports:
            lines.append(f"ClientTransportPlugin {','.join(each.transports)} exec {each.path}")
        return "\n".join(lines) + "\n"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What its log must not show."""
        told = [
            word
            for bridge in self.bridges
            for word in (bridge.endpoint, str(bridge.address), bridge.fingerprint)
        ]
        told += [value for bridge in self.bridges for value in bridge.arguments.values() if len(value) > 5]
        return tuple(filter(None, told))


class TorProcess:
    """A running Tor whose network is still off; `go` switches it on. `aclose` ends it and removes its files."""

    def __init__(self, child: Child, folder: PrivateFolder) -> None:
        self.child = child
        self._folder = folder
        self._link: TorLink | None = None

    @property
    def link(self) -> TorLink:
        """The control connection."""
        assert self._link is not None, "it is connected while it is started"
        return self._link

    @classmethod
    async def start(cls, plan: TorPlan) -> Self:
        """Start Tor and take it. Raises OSError, ChildEndedError, TimeoutError, ControlError."""
        folder = PrivateFolder()
        try:
            (folder.path / "data").mkdir(mode=0o700)
            control = _control_socket(folder.path)
            command = Command(
                arguments=(
                    str(plan.program),
                    "-f",
                    "-",
                    "--defaults-torrc",
                    str(folder.write("defaults", "")),
                ),
                folder=folder.path,
                stdin=plan.torrc(folder.path, control).encode(),
                secrets=plan.secrets,
            )
            tor = cls(await Child.start(command), folder)
        except BaseException:
            folder.remove()
            raise
        try:
            await tor.child.until(tor._take(control), STARTS_WITHIN)
        except BaseException:
            await tor.aclose()
            raise
        return tor

    async def go(self) -> None:
        """Let it use the network. Raises ControlError."""
        await self.link.ask("SETCONF", "DisableNetwork=0")

    async def socks_port(self) -> int:
        """Where its proxy listens. Raises ControlError."""
        reply = await self.link.ask("GETINFO", "net/listeners/socks")
        return read_listener(reply.value("net/listeners/socks"))[1]

    async def aclose(self) -> None:
        """End it; safe to call twice."""
        try:
            if self._link is not None:
                await self._link.aclose()
        finally:
            try:
                await self.child.stop()
            finally:
                self._folder.remove()

    async def _take(self, control: Path | None) -> None:
        """Connect as soon as it listens."""

        async def connected() -> bool:
            with suppress(OSError, ValueError):
                place = control or _port_in(self._folder.path / "port")
                self._link = await TorLink.connect(place)
                return True
            return False

        await becomes(connected)
        await self.link.own(self._folder.path)


def _control_socket(folder: Path) -> Path | None:
    """A socket that only we can reach; None where a port of loopback has to do."""
    path = folder / "control"
    return path if os.name == "posix" and len(str(path)) < _UNIX_SOCKET else None


def _port_in(path: Path) -> int:
    """The port that Tor wrote down. Raises OSError, ValueError."""
    return int(path.read_text(encoding="ascii").rpartition(":")[2])
