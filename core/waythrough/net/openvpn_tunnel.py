"""A whole OpenVPN tunnel by the openvpn program, its interface in a namespace of its own (Linux, root)."""

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, Link, Stream
from waythrough.net.classify import scrub
from waythrough.net.deadline import Patience
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.loopback import HOST
from waythrough.net.namespace import Namespace
from waythrough.net.openvpn import KIND, Answered, Below
from waythrough.net.private_folder import PrivateFolder
from waythrough.net.process import Child, ChildEndedError, Command
from waythrough.net.programs import find_program
from waythrough.wire.openvpn_profile import Profile
from waythrough.wire.openvpn_program import Line, Pushed, Told, answer, parse_line, parse_push, program_config

T = TypeVar("T")

SECONDS: Final = 60.0  # for the whole of it; openvpn itself gives a handshake so long
_NOBODY: Final = "192.0.2.1"  # RFC 5737; the proxy reaches the one server, whatever it is asked for
_SHARES: Final = {"WAIT": 0.3, "AUTH": 0.5, "GET_CONFIG": 0.7, "ASSIGN_IP": 0.8, "CONNECTED": 0.9}
_AT: Final = {"AUTH": Stage.TLS, "GET_CONFIG": Stage.AUTH, "ASSIGN_IP": Stage.AUTH}
_REASONS: Final = {
    "auth-failure": (Stage.AUTH, FailureKind.PROXY_AUTH),
    "tls-error": (Stage.TLS, FailureKind.TLS_ERROR),
    "connection-reset": (Stage.HANDSHAKE, FailureKind.RESET),
}


class ProgramRefusedError(Exception):
    """The openvpn program does not take the profile; `text` are its words, without addresses."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What the server, or the profile's own key, is opened with."""

    user: str = ""
    password: Secret = field(default_factory=lambda: Secret(""))


class _EndedError(Exception):
    """The program gave up; `failure` says why, `stage` where."""

    def __init__(self, stage: Stage, failure: Failure) -> None:
        super().__init__(failure)
        self.stage = stage
        self.failure = failure


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnlyTo:
    """A Dialer and DatagramDialer to the one server, whatever is asked for."""

    below: Below
    host: str
    port: int

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """See Dialer."""
        return await self.below.dialer.dial(self.host, self.port, patience)

    async def open(self, host: str, port: int, patience: Patience) -> Link:
        """See DatagramDialer."""
        assert self.below.datagrams is not None, "a server over UDP has answered"
        return await self.below.datagrams.open(self.host, self.port, patience)


@dataclass(slots=True, kw_only=True)
class Tunnel:
    """One tunnel: `open` builds it up, `aclose` takes everything away again."""

    profile: Profile
    answered: Answered
    below: Below
    login: Login
    told: Callable[[float], None]
    device: str = field(default_factory=lambda: f"way{secrets.token_hex(4)}")
    pushed: Pushed = field(default_factory=Pushed)
    legs: tuple[Leg, ...] = ()
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _state: str = ""

    async def open(self) -> Namespace:
        """The namespace in which its interface stands. What was begun is taken back when it fails.

        Raises DialError, ProgramRefusedError, OSError.
        """
        started = time.monotonic()
        try:
            try:
                async with asyncio.timeout(SECONDS):
                    namespace = await self._build()
            except _EndedError as error:
                raise DialError(
                    (*self.answered.legs, self._leg(error.stage, started, error.failure))
                ) from error
            except TimeoutError as error:
                stage = _AT.get(self._state, Stage.HANDSHAKE)
                leg = self._leg(stage, started, Failure(kind=FailureKind.TIMEOUT))
                raise DialError((*self.answered.legs, leg)) from error
        except BaseException:
            await self.aclose()
            raise
        self.legs = (*self.answered.legs, self._leg(Stage.AUTH, started, None))
        return namespace

    async def aclose(self) -> None:
        """The program first, then what it stood on; safe to call twice."""
        await self._stack.aclose()

    async def _build(self) -> Namespace:
        folder = PrivateFolder()
        self._stack.callback(folder.remove)
        namespace = await Namespace.create()
        self._stack.push_async_callback(namespace.aclose)
        child, reader, writer = await self._start(folder)
        await self._talk(child, reader, writer)
        await namespace.adopt(self.device)
        await namespace.configure(self._interface())
        draining = asyncio.get_running_loop().create_task(
            self._drain(reader, writer), name="openvpn management"
        )
        self._stack.push_async_callback(_end, draining)
        return namespace

    async def _start(self, folder: PrivateFolder) -> tuple[Child, asyncio.StreamReader, asyncio.StreamWriter]:
        """The program, which calls us back: it ends by itself when that connection does."""
        target = _OnlyTo(below=self.below, host=self.answered.address, port=self.answered.remote.port)
        proxy = await LocalProxy.start(target, datagrams=target, patience=self.below.patience)
        self._stack.push_async_callback(proxy.aclose)
        login = folder.write("proxy", f"{proxy.user}\n{proxy.password.reveal()}\n")
        came: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
        came = asyncio.get_running_loop().create_future()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if came.done():
                writer.transport.abort()
            else:
                self._stack.callback(writer.transport.abort)
                came.set_result((reader, writer))

        server = await asyncio.start_unix_server(accept, folder.path / "management")
        self._stack.callback(server.close)
        child = await Child.start(self._command(folder, proxy, login))
        self._stack.push_async_callback(child.stop)
        try:
            reader, writer = await child.until(_result(came), SECONDS)
        except ChildEndedError as error:
            raise ProgramRefusedError(_words(error.tail)) from None
        return child, reader, writer

    def _command(self, folder: PrivateFolder, proxy: LocalProxy, login: Path) -> Command:
        program = find_program("openvpn")
        if program is None:
            raise ProgramRefusedError("openvpn is not installed")
        config = program_config(
            self.profile,
            device=self.device,
            host=_NOBODY,
            port=self.answered.remote.port,
            proto=self.answered.remote.proto,
            login=self.profile.login,
        )
        management = ("--management", str(folder.path / "management"), "unix", "--management-client")
        return Command(
            arguments=(
                *(str(program), "--config", "stdin", "--socks-proxy", HOST, str(proxy.port), str(login)),
                *(*management, "--management-hold", "--management-query-passwords"),
            ),
            folder=folder.path,
            stdin=config.encode(),
            secrets=(proxy.password.reveal(), self.login.password.reveal(), self.login.user),
        )

    async def _talk(self, child: Child, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until it is connected. Raises _EndedError, ProgramRefusedError."""
        writer.write(b"state on\nlog on\nhold release\n")
        while raw := await reader.readline():
            line = parse_line(raw.decode("utf-8", "replace").rstrip())
            self._heed(line, writer)
            if line.about is Told.STATE and line.word == "CONNECTED":
                if not self.pushed.addresses:
                    raise _EndedError(
                        Stage.AUTH, Failure(kind=FailureKind.PROXY_ERROR, text="no address given")
                    )
                return
        await child.stop()
        raise ProgramRefusedError(_words(child.tail()))

    def _heed(self, line: Line, writer: asyncio.StreamWriter) -> None:
        match line.about:
            case Told.STATE if line.word in ("RECONNECTING", "EXITING"):
                stage, kind = _REASONS.get(line.text, (_AT.get(self._state, Stage.HANDSHAKE), None))
                failure = Failure(kind=kind or FailureKind.PROXY_ERROR, text=line.text[:100])
                raise _EndedError(stage, failure)
            case Told.STATE:
                self._state = line.word
                self.told(_SHARES.get(line.word, 0.2))
            case Told.PUSH:
                found = parse_push(line.text)
                self.pushed = Pushed(
                    addresses=(*self.pushed.addresses, *found.addresses),
                    dns=(*self.pushed.dns, *found.dns),
                    mtu=found.mtu or self.pushed.mtu,
                )
            case Told.REFUSED if line.word == "Auth":
                raise _EndedError(Stage.AUTH, Failure(kind=FailureKind.PROXY_AUTH))
            case Told.REFUSED:
                raise ProgramRefusedError("the passphrase of its key is wrong")
            case Told.FATAL:
                raise ProgramRefusedError(scrub(line.text))
            case _:
                self._answer(line, writer)

    def _answer(self, line: Line, writer: asyncio.StreamWriter) -> None:
        if line.about is Told.HOLD:
            writer.write(b"hold release\n")
        elif line.about is Told.NEED:
            user = self.login.user if line.word == "Auth" else ""
            writer.write(answer(line.word, user, self.login.password.reveal()).encode())

    async def _drain(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Go on listening, so that the program is never held up; it may have to log in again."""
        with suppress(OSError, ValueError):
            while raw := await reader.readline():
                self._answer(parse_line(raw.decode("utf-8", "replace").rstrip()), writer)

    def _interface(self) -> list[str]:
        """What makes the interface usable inside: addresses of our own, and everything by it."""
        device, mtu = self.device, f" mtu {self.pushed.mtu}" if self.pushed.mtu else ""
        lines = [f"link set {device} addrgenmode none", f"link set {device}{mtu} up"]
        for address in self.pushed.addresses:
            six = ":" in address
            lines.append(f"addr add {address}/{128 if six else 32} dev {device}{' nodad' if six else ''}")
            lines.append(f"route replace {'::/0' if six else '0.0.0.0/0'} dev {device} src {address}")
        return lines

    def _leg(self, stage: Stage, started: float, failure: Failure | None) -> Leg:
        remote, hop = self.answered.remote, self.below.hop
        return Leg(
            stage=stage,
            host=remote.host,
            port=remote.port,
            started=started,
            duration=time.monotonic() - started,
            hop=hop,
            failure=failure,
            detail=PathDetail(
                hop=hop, kind=KIND, reply_text="connected" if failure is None else failure.kind.value
            ),
        )


async def _result(future: "asyncio.Future[T]") -> T:
    return await future


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _words(tail: tuple[str, ...]) -> str:
    """The program's own reason, without addresses."""
    errors = [line for line in tail if "rror" in line or "annot" in line]
    return scrub((errors or list(tail) or ["it ended"])[-1 if not errors else 0])
