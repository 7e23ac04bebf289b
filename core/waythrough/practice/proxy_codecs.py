"""The server side of the proxy protocols: what the client asks for, and how a refusal is worded."""

import asyncio
import base64
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Protocol

from waythrough.practice.http_server import Request, Response, parse_head, read_head, write_response
from waythrough.practice.proxies import Protocols, Proxy
from waythrough.practice.relay import Pair

HANDSHAKE_TIME = 30.0  # seconds that a client has for all of its handshake
TEXT = ("Content-Type", "text/plain")


class Refusal(StrEnum):
    """Why a proxy does not connect."""

    RULE = "rule"
    NO_NAME = "no_name"
    CLOSED = "closed"


SOCKS5_REPLIES = {Refusal.RULE: 2, Refusal.NO_NAME: 4, Refusal.CLOSED: 5}
HTTP_ANSWERS = {
    Refusal.RULE: (403, "http_request_denied"),
    Refusal.NO_NAME: (502, "dns_error"),
    Refusal.CLOSED: (502, "connection_refused"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a client wants to go: a name or an IPv4 address, and a port."""

    host: str
    port: int


class Codec(Protocol):
    """One proxy protocol."""

    async def ask(self, client: Pair) -> Wish | None:
        """Talk until the client has said where to; None when it was sent away."""
        ...

    async def tell(self, client: Pair, refusal: Refusal | None) -> None:
        """Say whether the way is open."""
        ...


def codec(proxy: Proxy) -> Codec:
    """The codec of a proxy."""
    match proxy.protocol:
        case Protocols.SOCKS4A:
            return Socks4()
        case Protocols.SOCKS5:
            return Socks5(proxy.user, proxy.password)
        case Protocols.HTTP | Protocols.HTTPS:
            return HttpConnect(proxy.user, proxy.password)


class Socks4:
    """SOCKS4 and 4a: a name comes when the address is 0.0.0.x with x not 0."""

    async def ask(self, client: Pair) -> Wish | None:
        async with asyncio.timeout(HANDSHAKE_TIME):
            version, command, *rest = await client.reader.readexactly(8)
            await client.reader.readuntil(b"\0")
            address = bytes(rest[2:])
            host = str(IPv4Address(address))
            if address[:3] == b"\0\0\0" and address[3]:
                host = (await client.reader.readuntil(b"\0"))[:-1].decode("latin-1").lower()
        if version != 4 or command != 1:
            await self.tell(client, Refusal.RULE)
            return None
        return Wish(host, int.from_bytes(bytes(rest[:2])))

    async def tell(self, client: Pair, refusal: Refusal | None) -> None:
        client.writer.write(bytes((0, 0x5A if refusal is None else 0x5B)) + bytes(6))
        await client.writer.drain()


class Socks5:
    """RFC 1928 with RFC 1929; a user name of "" means that nobody is asked."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password

    async def ask(self, client: Pair) -> Wish | None:
        async with asyncio.timeout(HANDSHAKE_TIME):
            version, count = await client.reader.readexactly(2)
            methods = await client.reader.readexactly(count)
            wanted = 2 if self._user else 0
            if version != 5 or wanted not in methods:
                client.writer.write(b"\x05\xff")
                await client.writer.drain()
                return None
            client.writer.write(bytes((5, wanted)))
            if wanted and not await self._log_in(client):
                return None
            return await self._wish(client)

    async def tell(self, client: Pair, refusal: Refusal | None) -> None:
        await self._reply(client, SOCKS5_REPLIES[refusal] if refusal else 0)

    async def _log_in(self, client: Pair) -> bool:
        _, size = await client.reader.readexactly(2)
        user = await client.reader.readexactly(size)
        (size,) = await client.reader.readexactly(1)
        password = await client.reader.readexactly(size)
        good = (user, password) == (self._user.encode(), self._password.encode())
        client.writer.write(bytes((1, 0 if good else 1)))
        await client.writer.drain()
        return good

    async def _wish(self, client: Pair) -> Wish | None:
        _, command, _, kind = await client.reader.readexactly(4)
        host = ""
        if kind == 1:
            host = str(IPv4Address(await client.reader.readexactly(4)))
        elif kind == 3:
            (size,) = await client.reader.readexactly(1)
            host = (await client.reader.readexactly(size)).decode("latin-1").lower()
        else:
            await self._reply(client, 8)
            return None
        port = int.from_bytes(await client.reader.readexactly(2))
        if command != 1:
            await self._reply(client, 7)
            return None
        return Wish(host, port)

    async def _reply(self, client: Pair, code: int) -> None:
        client.writer.write(bytes((5, code, 0, 1)) + bytes(6))
        await client.writer.drain()


class HttpConnect:
    """CONNECT of RFC 9110 section 9.3.6 with basic auth; refusals carry Proxy-Status (RFC 9209)."""

    def __init__(self, user: str, password: str) -> None:
        self._known = "basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""

    async def ask(self, client: Pair) -> Wish | None:
        request = parse_head(await read_head(client.reader))
        if request is None or request.method != "CONNECT":
            await write_response(client.writer, Response(status=405, headers=(TEXT, ("Allow", "CONNECT"))))
            return None
        if not self._may(request):
            headers = (TEXT, ("Proxy-Authenticate", 'Basic realm="practice"'))
            await write_response(client.writer, Response(status=407, headers=headers, body=b"Who are you?\n"))
            return None
        host, _, port = request.target.rpartition(":")
        if not port.isdecimal():
            await write_response(client.writer, Response(status=400, headers=(TEXT,)))
            return None
        return Wish(host.lower(), int(port))

    async def tell(self, client: Pair, refusal: Refusal | None) -> None:
        if refusal is None:
            client.writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await client.writer.drain()
            return
        status, error = HTTP_ANSWERS[refusal]
        headers = (TEXT, ("Proxy-Status", f"practice; error={error}"))
        await write_response(client.writer, Response(status=status, headers=headers, body=b"No.\n"))

    def _may(self, request: Request) -> bool:
        said = request.headers.get("proxy-authorization", "")
        scheme, _, token = said.partition(" ")
        return not self._known or f"{scheme.lower()} {token.strip()}" == self._known
