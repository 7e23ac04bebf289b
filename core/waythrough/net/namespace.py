"""A network namespace of one way: sockets made inside it, interfaces moved into it, gone with its owner."""

import array
import asyncio
import json
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

from waythrough.net import namespace_agent
from waythrough.net.process import Child, Command
from waythrough.net.programs import find_program
from waythrough.net.rights import is_administrator, on_linux

_WAIT: Final = 8.0  # seconds for one request; the agent gives the program ip five
_LONGEST: Final = 64 * 1024


class NamespaceError(OSError):
    """The namespace could not be made, or did not do what it was asked for."""


def can_make_namespaces() -> bool:
    """Whether this program may make namespaces here; a frozen one has no Python for the agent."""
    return on_linux() and is_administrator() and not getattr(sys, "frozen", False)


class Namespace:
    """Sockets (see net.sockets) that live in a namespace of their own; made by `create`, ended by `aclose`.

    This process itself never enters it: an agent does, and hands sockets out (SCM_RIGHTS). The namespace has no name
    and lives as long as the agent, which dies with this process.
    """

    def __init__(self, channel: socket.socket, agent: Child) -> None:
        self._channel = channel
        self._agent = agent
        self._turn = asyncio.Lock()
        self._asked = 0

    @classmethod
    async def create(cls) -> Self:
        """A namespace with nothing but its own loopback. Raises NamespaceError, OSError, TimeoutError."""
        ip = find_program("ip")
        if ip is None:
            raise NamespaceError("the program ip is not installed")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            ours.setblocking(False)
            agent = await Child.start(
                Command(
                    arguments=(
                        *(sys.executable, "-I", "-S", str(Path(namespace_agent.__file__))),
                        *(str(theirs.fileno()), str(ip)),
                    ),
                    descriptors=(theirs.fileno(),),
                )
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        namespace = cls(ours, agent)
        try:
            async with asyncio.timeout(_WAIT):
                answer, _ = await namespace._hear()
            _check(answer)
        except BaseException:
            await namespace.aclose()
            raise
        return namespace

    @property
    def pid(self) -> int:
        """The agent's process id: what interfaces are moved to."""
        return self._agent.pid

    async def make(self, family: socket.AddressFamily, kind: socket.SocketKind) -> socket.socket:
        """See Sockets."""
        answer, rights = await self._ask({"do": "socket", "family": int(family), "kind": int(kind)})
        _check(answer)
        sock = socket.socket(fileno=rights[0])
        sock.setblocking(False)
        return sock

    async def adopt(self, device: str) -> None:
        """Move an interface of this computer into the namespace. Raises OSError."""
        ip = find_program("ip")
        mover = await Child.start(
            Command(arguments=(str(ip), "link", "set", "dev", device, "netns", str(self.pid)))
        )
        try:
            async with asyncio.timeout(_WAIT):
                await mover.ended.wait()
            if mover.code:
                raise NamespaceError("the interface could not be moved: " + " ".join(mover.tail(1)))
        except TimeoutError:
            raise NamespaceError("the interface could not be moved in time") from None
        finally:
            await mover.stop()

    async def configure(self, lines: Sequence[str]) -> None:
        """Lines of ip(8), done inside. Raises NamespaceError."""
        answer, _ = await self._ask({"do": "ip", "lines": "".join(f"{line}\n" for line in lines)})
        _check(answer)

    async def packets(self, device: str) -> int:
        """How many packets an interface inside has received so far."""
        answer, _ = await self._ask({"do": "packets", "device": device})
        _check(answer)
        return int(answer["packets"])

    async def aclose(self) -> None:
        """End the agent, and with it the namespace and all that is in it; safe to call twice."""
        self._channel.close()
        await self._agent.stop()

    async def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        """One request. An answer that nobody waits for any more is thrown away by the next one."""
        async with self._turn:
            if self._channel.fileno() < 0:
                raise NamespaceError("the namespace is gone")
            self._asked += 1
            number = self._asked
            try:
                async with asyncio.timeout(_WAIT):
                    message = json.dumps({**request, "id": number}).encode()
                    await asyncio.get_running_loop().sock_sendall(self._channel, message)
                    while True:
                        answer, rights = await self._hear()
                        if answer.get("id") == number:
                            return answer, rights
                        _drop(rights)
            except TimeoutError:
                raise NamespaceError("the namespace does not answer") from None

    async def _hear(self) -> tuple[dict[str, Any], list[int]]:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()
        loop.add_reader(self._channel, _set, ready)
        try:
            await ready
        finally:
            loop.remove_reader(self._channel)
        room = socket.CMSG_SPACE(array.array("i").itemsize)
        data, ancillary, _, _ = self._channel.recvmsg(_LONGEST, room, socket.MSG_CMSG_CLOEXEC)
        rights = array.array("i")
        for level, kind, content in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                rights.frombytes(content[: len(content) - len(content) % rights.itemsize])
        if not data:
            raise NamespaceError("the namespace is gone")
        return json.loads(data), list(rights)


def _set(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)


def _check(answer: dict[str, Any]) -> None:
    if code := answer["error"]:
        raise NamespaceError(code, answer.get("text") or os.strerror(code))


def _drop(rights: list[int]) -> None:
    for number in rights:
        os.close(number)
