"""The lab's proxies as SOCKS5 (RFC 1928, RFC 1929) and as HTTP proxies (RFC 9110): greeting and request."""

import asyncio
import base64
import contextlib
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import IntEnum
from urllib.parse import urlsplit

from . import spec
from .proxy_exit import Exit, Goal, Refusal
from .web_server import Request, Response, head_of, read_request

CONNECT, IPV4, DOMAIN, IPV6 = 1, 1, 3, 4
NO_METHOD, PASSWORD = 255, 2
DENIAL = b"<html><title>Proxy</title><body>Not allowed.</body></html>"


class Reply(IntEnum):
    """Answers of RFC 1928, section 6."""

    DONE = 0
    FAILURE = 1
    NOT_ALLOWED = 2
    NO_ROUTE = 3
    NO_HOST = 4
    REFUSED = 5
    NO_COMMAND = 7
    NO_ADDRESS_TYPE = 8


_REPLIES = {
    Refusal.DENIED: Reply.NOT_ALLOWED,
    Refusal.UNKNOWN: Reply.NO_HOST,
    Refusal.SILENT: Reply.NO_HOST,
    Refusal.REFUSED: Reply.REFUSED,
    Refusal.NO_ROUTE: Reply.NO_ROUTE,
    Refusal.FAILED: Reply.FAILURE,
}


class Socks:
    """A SOCKS5 proxy: CONNECT only."""

    def __init__(self, proxy: spec.Proxy, way_out: Exit) -> None:
        self._own = proxy
        self._exit = way_out

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, from greeting to the end of both directions."""
        with _closing(writer):
            await self._serve(reader, writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await self._greet(reader, writer):
            goal = await self._asked(reader)
            if isinstance(goal, Reply):
                writer.write(_reply(goal))
                await writer.drain()
                return
            far = await self._exit.open(goal)
            if isinstance(far, Refusal):
                writer.write(_reply(_REPLIES[far]))
                await writer.drain()
                return
            with contextlib.closing(far[1]):  # also when the client is gone before it hears of it
                if self._exit.opens(goal):
                    _hold(writer)
                writer.write(_reply(Reply.DONE))
                await writer.drain()
                await self._exit.carry((reader, writer), far, goal)

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        version, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        wanted = PASSWORD if self._own.user else 0
        fits = version == 5 and wanted in methods
        writer.write(bytes([5, wanted if fits else NO_METHOD]))
        if not fits:
            await writer.drain()
            return False
        if wanted != PASSWORD:
            return True
        await reader.readexactly(1)
        user = await reader.readexactly((await reader.readexactly(1))[0])
        password = await reader.readexactly((await reader.readexactly(1))[0])
        right = (user.decode(), password.decode()) == (self._own.user, self._own.password)
        writer.write(b"\x01\x00" if right else b"\x01\x01")
        await writer.drain()
        return right

    async def _asked(self, reader: asyncio.StreamReader) -> Goal | Reply:
        _, command, _, kind = await reader.readexactly(4)
        if kind == IPV4:
            host = socket.inet_ntop(socket.AF_INET, await reader.readexactly(4))
        elif kind == IPV6:
            host = socket.inet_ntop(socket.AF_INET6, await reader.readexactly(16))
        elif kind == DOMAIN:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode("ascii").lower()
        else:
            return Reply.NO_ADDRESS_TYPE
        port = int.from_bytes(await reader.readexactly(2))
        return Goal(host, port) if command == CONNECT else Reply.NO_COMMAND


def open_proxy(address: str, zone: Mapping[str, tuple[str, ...]]) -> Socks:
    """An ordinary open proxy at an address."""
    proxy = spec.Proxy(address=address)
    return Socks(proxy, Exit(proxy, zone, Counter()))


@contextlib.contextmanager
def _closing(writer: asyncio.StreamWriter) -> Iterator[None]:
    """Close a connection at its end, also one that broke."""
    try:
        with contextlib.suppress(OSError, EOFError, ExceptionGroup):
            yield
    finally:
        writer.close()


def _hold(writer: asyncio.StreamWriter) -> None:
    """Read nothing more until TLS takes over: its first bytes must not get lost in our buffer."""
    assert isinstance(writer.transport, asyncio.ReadTransport)
    writer.transport.pause_reading()


def _reply(code: Reply) -> bytes:
    return bytes([5, code, 0, IPV4, 0, 0, 0, 0, 0, 0])


_GATEWAY = {Refusal.SILENT: 504, Refusal.UNKNOWN: 502, Refusal.REFUSED: 502}


class Http:
    """An HTTP proxy: CONNECT, and absolute-form requests one to a connection."""

    def __init__(self, proxy: spec.Proxy, way_out: Exit) -> None:
        self._own = proxy
        self._exit = way_out

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client."""
        with _closing(writer):
            while (request := await read_request(reader, writer)) is not None:
                if not self._allowed(request):
                    challenge = {"Proxy-Authenticate": 'Basic realm="proxy"'}
                    await self._say(writer, Response(407, b"", challenge), request)
                    continue
                if request.method == "CONNECT":
                    await self._tunnel(request, reader, writer)
                    return
                await self._fetch(request, reader, writer)
                return

    def _allowed(self, request: Request) -> bool:
        if not self._own.user:
            return True
        word = base64.b64encode(f"{self._own.user}:{self._own.password}".encode()).decode()
        return request.fields.get("proxy-authorization", "") == f"Basic {word}"

    async def _say(self, writer: asyncio.StreamWriter, response: Response, request: Request) -> None:
        told = replace(response, headers={**response.headers, "Via": self._own.via})
        writer.write(head_of(told, 0.0))
        writer.write(b"" if request.method == "HEAD" else response.body)
        await writer.drain()

    async def _refuse(self, writer: asyncio.StreamWriter, why: Refusal, request: Request) -> None:
        status, body, headers = _GATEWAY.get(why, 502), b"", {"Proxy-Status": f"proxy.lab; error={why}"}
        if why is Refusal.DENIED:
            status, body = 403, DENIAL
            headers = {"Content-Type": "text/html", **headers}
        await self._say(writer, Response(status, body, headers, last=True), request)

    async def _tunnel(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self._own.connect != 200:
            page = Response(self._own.connect, b"CONNECT is not possible here.\n", {}, last=True)
            await self._say(writer, page, request)
            return
        host, _, port = request.target.rpartition(":")
        goal = Goal(host.strip("[]").lower(), int(port))
        far = await self._exit.open(goal)
        if isinstance(far, Refusal):
            await self._refuse(writer, far, request)
            return
        with contextlib.closing(far[1]):
            if self._exit.opens(goal):
                _hold(writer)
            writer.write(f"HTTP/1.1 200 Connection established\r\nVia: {self._own.via}\r\n\r\n".encode())
            await writer.drain()
            await self._exit.carry((reader, writer), far, goal)

    async def _fetch(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        parts = urlsplit(request.target)
        goal = Goal((parts.hostname or "").lower(), parts.port or 80)
        far = await self._exit.open(goal)
        if isinstance(far, Refusal):
            await self._refuse(writer, far, request)
            return
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        hop = ("proxy-authorization", "proxy-connection", "connection")
        fields = {name: value for name, value in request.fields.items() if name not in hop}
        lines = [f"{request.method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        with contextlib.closing(far[1]):
            far[1].write("\r\n".join([*lines, "connection: close", "", ""]).encode() + request.body)
            await far[1].drain()
            await self._exit.carry((reader, writer), far, goal, asked=True, via=self._own.via)
