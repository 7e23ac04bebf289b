"""Child programs: started without a shell, listened to, waited for, and never left behind."""

import asyncio
import os
import re
import shutil
import signal
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

from waythrough.model.secret import MASK
from waythrough.net import child_guard

T = TypeVar("T")

GRACE: Final = 2.0  # seconds between the request to end and the kill
_REAP: Final = 5.0  # a killed process that is not gone by then hangs in the kernel
_LAST_WORDS: Final = 0.3  # seconds granted to what still lies in the pipe of a program that has ended
_LINES: Final = 200
_LINE: Final = 500
_KEPT: Final = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ")
_POSIX: Final = os.name == "posix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is started: the program and its arguments, one string each.

    `environment` is added to the little that every child gets (no proxy variables, no home but `folder`);
    `stdin` is written, then closed; `secrets` are masked in its log. `family`: it may start programs of its own.
    `descriptors` are handed on under their numbers.
    Secrets belong into `stdin` or a private file: arguments can be read by every user of the computer.
    """

    arguments: tuple[str, ...] = field(repr=False)
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    folder: Path | None = None
    stdin: bytes = field(default=b"", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    family: bool = False
    descriptors: tuple[int, ...] = ()


def unheard(line: str) -> None:
    """For programs whose lines are looked at later, if at all."""


class ChildEndedError(Exception):
    """A program ended although it was still needed; `tail` are the last lines that it said."""

    def __init__(self, code: int, tail: tuple[str, ...]) -> None:
        super().__init__(f"ended with code {code}")
        self.code = code
        self.tail = tail


class Child(asyncio.SubprocessProtocol):
    """A running program; `start` makes it, `stop` ends it with everything that it has started. `heard` gets each line.

    It leads a process group of its own. When this process dies without a word (kill -9) the child is killed too:
    on Linux by the kernel (setpriv), elsewhere and for families by a guard that holds a pipe to us. On Windows
    the guard is missing: there only `stop` ends a child, and only itself.
    """

    def __init__(self, command: Command, heard: Callable[[str], None]) -> None:
        self.ended = asyncio.Event()
        self._heard = heard
        self.code: int | None = None
        self.heard: Callable[[str], None] = _unheard
        self._secrets = sorted(filter(None, command.secrets), key=len, reverse=True)
        self._transport: asyncio.SubprocessTransport | None = None
        self._lifeline: int | None = None
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._said = 0
        self._part = b""
        self._silent = asyncio.Event()
        self._news = asyncio.Event()

    @classmethod
    async def start(cls, command: Command, heard: Callable[[str], None] = unheard) -> Self:
        """Start a program; `heard` is told each of its lines. Raises OSError when that cannot be done."""
        child = cls(command, heard)
        if shutil.which(command.arguments[0]) is None:
            raise FileNotFoundError(f"{Path(command.arguments[0]).name} is not an executable program")
        read_end = child._make_lifeline() if _guarded(command) else None
        try:
            await asyncio.get_running_loop().subprocess_exec(
                lambda: child,
                *_wrapped(command, read_end),
                stdin=asyncio.subprocess.PIPE if command.stdin else asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.STDOUT,
                env=_environment(command),
                cwd=command.folder,
                start_new_session=_POSIX,
                pass_fds=(*command.descriptors, *(() if read_end is None else (read_end,))),
            )
        except BaseException:
            child._end_group()
            child._close()
            raise
        finally:
            if read_end is not None:
                os.close(read_end)
        child._feed(command.stdin)
        return child

    @property
    def pid(self) -> int:
        """Its process id, which is that of its group too."""
        assert self._transport is not None
        return self._transport.get_pid()

    def tail(self, count: int = 20) -> tuple[str, ...]:
        """The last lines that it said, without the secrets."""
        return tuple(self._lines)[-count:]

    async def until(self, wanted: Coroutine[Any, Any, T], seconds: float) -> T:
        """What `wanted` returns. Raises ChildEndedError when the program ends before, TimeoutError when it is late."""
        loop = asyncio.get_running_loop()
        waiting = loop.create_task(wanted, name="wanted of a child")
        ended = loop.create_task(self.ended.wait(), name="end of a child")
        try:
            async with asyncio.timeout(seconds):
                await asyncio.wait((waiting, ended), return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    await self.said_all()
                    raise ChildEndedError(self.code or 0, self.tail())
                return await waiting
        finally:
            for task in (waiting, ended):
                task.cancel()
            await asyncio.gather(waiting, ended, return_exceptions=True)

    async def line(self, pattern: str) -> re.Match[str]:
        """The first line, of those kept and those to come, in which the pattern is found."""
        seen = 0
        while True:
            fresh = min(self._said - seen, len(self._lines))
            for line in list(self._lines)[len(self._lines) - fresh :]:
                if found := re.search(pattern, line):
                    return found
            seen = self._said
            self._news.clear()
            await self._news.wait()

    async def stop(self, grace: float = GRACE) -> None:
        """End it: asked first, then killed with its whole group. Returns when it is gone; safe to call twice."""
        if self._transport is None:
            return
        try:
            if not self.ended.is_set():
                self._signal(signal.SIGTERM)
                with suppress(TimeoutError):
                    async with asyncio.timeout(grace):
                        await self.ended.wait()
        finally:
            self._end_group()
            try:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_REAP):
                        await self.ended.wait()
            finally:
                self._close()

    # -- asyncio.SubprocessProtocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.SubprocessTransport)
        self._transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        *lines, self._part = (self._part + data).split(b"\n")
        for line in lines:
            self._keep(line)
        if len(self._part) > 8 * _LINE:  # who never ends a line does not fill the memory
            self._keep(self._part)
            self._part = b""

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == 1:
            if self._part:
                self._keep(self._part)
            self._part = b""
            self._silent.set()

    def process_exited(self) -> None:
        assert self._transport is not None
        self.code = self._transport.get_returncode()
        self.ended.set()

    # -- inside

    def _keep(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip()
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        self._lines.append(text[:_LINE])
        self._heard(text)
        self._said += 1
        self.heard(text[:_LINE])
        self._news.set()

    async def said_all(self) -> None:
        """Return when a program that has ended has been heard to its end, or after a moment."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS):
                await self._silent.wait()

    def _make_lifeline(self) -> int:
        read_end, self._lifeline = os.pipe()
        return read_end

    def _feed(self, data: bytes) -> None:
        assert self._transport is not None
        pipe = self._transport.get_pipe_transport(0)
        if isinstance(pipe, asyncio.WriteTransport):
            pipe.write(data)
            pipe.close()

    def _signal(self, number: int) -> None:
        if self._transport is None:
            return
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                self._transport.terminate()
            else:
                os.killpg(self.pid, number)

    def _end_group(self) -> None:
        """Kill what is left of the group; the program itself may be gone already, its children not."""
        self._signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    def _close(self) -> None:
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        if self._transport is not None:
            self._transport.close()
            self._transport = None


async def port_opens(port: int, host: str = "127.0.0.1") -> None:
    """Return as soon as something listens on a port of this computer."""
    pause = 0.02
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.25)
        else:
            writer.transport.abort()
            return


async def becomes(true: Callable[[], Awaitable[bool]]) -> None:
    """Return as soon as `true` says so; it is asked again and again, at rising distances."""
    pause = 0.02
    while not await true():
        await asyncio.sleep(pause)
        pause = min(2 * pause, 0.25)


def _unheard(line: str) -> None:
    """Nobody listens: the lines are kept all the same."""


def _guarded(command: Command) -> bool:
    """Whether a guard has to watch over it: a frozen program has no Python to run one with."""
    return (
        _POSIX and not getattr(sys, "frozen", False) and (command.family or shutil.which("setpriv") is None)
    )


def _wrapped(command: Command, read_end: int | None) -> tuple[str, ...]:
    if read_end is not None:
        guard = (sys.executable, "-I", "-S", str(Path(child_guard.__file__)), str(read_end))
        return (*guard, *command.arguments)
    if sys.platform == "linux" and (setpriv := shutil.which("setpriv")):
        return (setpriv, "--pdeathsig", "KILL", "--", *command.arguments)
    return command.arguments


def _environment(command: Command) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    home = {} if command.folder is None else {"HOME": str(command.folder)}
    return kept | {"LANG": "C.UTF-8"} | home | dict(command.environment)
