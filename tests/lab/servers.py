"""The process that is the internet: every site, resolver and proxy of one world on one asyncio loop."""

import asyncio
import base64
import contextlib
import pickle
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from email.utils import formatdate
from functools import partial
from ipaddress import ip_address, ip_network
from typing import cast
from urllib.parse import parse_qs, urlsplit

from . import dns, netns, socks_server
from .spec import Health, Internet, Page, Papers, Resolver, Site, Where

HTTP, HTTPS, DNS = 80, 443, 53
IDLE_S = 30.0
PIECE = 4096  # the size of a TLS record, so that a client sees a long page arrive bit by bit
REASONS = {
    200: "OK",
    204: "No Content",
    301: "Moved Permanently",
    302: "Found",
    451: "Unavailable For Legal Reasons",
}
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the process is started with."""

    internet: Internet
    papers: Papers


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as far as the lab cares."""

    method: str
    target: str
    host: str
    peer: str
    last: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str]


Answerer = Callable[[Request], Response]


class Servers:
    """Opens every listener of an internet.

    `counts` tells what was served: "hit NAME", "451 NAME", "lie NAME", "asked ADDRESS".
    """

    def __init__(self, setup: Setup, namespaces: dict[Where, int]) -> None:
        self._internet = setup.internet
        self._papers = setup.papers
        self._namespaces = namespaces
        self.counts: Counter[str] = Counter()
        self._open: list[asyncio.Server] = []
        self._datagrams: list[asyncio.DatagramTransport] = []

    async def open(self) -> None:
        """Listen everywhere. Raises OSError."""
        for site in self._internet.sites:
            if site.health is Health.UP:
                await self._site(site)
        for resolver in self._internet.resolvers:
            await self._resolver(resolver)
        for one in self._internet.proxies:
            proxy = socks_server.Proxy(one.address, self._internet.zone)
            listener = self._listen(one.where, one.address, one.port)
            self._open.append(await asyncio.start_server(proxy.serve, sock=listener))

    def close(self) -> None:
        """Stop listening."""
        for server in self._open:
            server.close()
        for transport in self._datagrams:
            transport.close()

    def _listen(self, where: Where, address: str, port: int, kind: int = socket.SOCK_STREAM) -> socket.socket:
        with netns.inside(self._namespaces[where]):
            listener = socket.socket(socket.AF_INET, kind)
        listener.setblocking(False)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        if kind == socket.SOCK_STREAM:
            listener.listen(512)
        return listener

    async def _web(self, where: Where, address: str, port: int, answer: Answerer) -> None:
        context = _context(self._papers.chains[address]) if port == HTTPS else None

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with _closing(writer):
                while (request := await _request(reader, writer)) is not None:
                    await _send(writer, request, answer(request))
                    if request.last:
                        break

        listener = self._listen(where, address, port)
        self._open.append(await asyncio.start_server(serve, sock=listener, ssl=context))

    async def _site(self, site: Site) -> None:
        def page(request: Request) -> Response:
            self.counts[f"hit {site.names[0]}"] += 1
            if any(ip_address(request.peer) in ip_network(one) for one in site.refused):
                self.counts[f"451 {site.names[0]}"] += 1
                return _render(site, Page(status=451, text="Not available in your country."))
            return _render(site, site.pages.get(urlsplit(request.target).path, site.page))

        def upgrade(request: Request) -> Response:
            return Response(301, b"", {"Location": f"https://{site.names[0]}{request.target}"})

        if site.tls:
            await self._web(site.where, site.address, HTTPS, page)
        await self._web(site.where, site.address, HTTP, upgrade if site.tls else page)

    async def _resolver(self, resolver: Resolver) -> None:
        listener = self._listen(resolver.where, resolver.address, DNS, socket.SOCK_DGRAM)
        endpoint = _Datagrams(lambda message: self._resolve(resolver, message))
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: endpoint, sock=listener)
        self._datagrams.append(transport)
        if resolver.doh_name:
            await self._web(resolver.where, resolver.address, HTTPS, partial(self._doh, resolver))

    def _doh(self, resolver: Resolver, request: Request) -> Response:
        """RFC 8484, both methods."""
        message = request.body
        if request.method == "GET":
            text = parse_qs(urlsplit(request.target).query).get("dns", [""])[0]
            message = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        answer = self._resolve(resolver, message)
        if urlsplit(request.target).path != "/dns-query" or answer is None:
            return Response(404, b"", {})
        return Response(200, answer, {"Content-Type": "application/dns-message"})

    def _resolve(self, resolver: Resolver, message: bytes) -> bytes | None:
        asked = dns.question(message)
        if asked is None:
            return None
        self.counts[f"asked {resolver.address}"] += 1
        if resolver.dead:
            return None
        lie = resolver.lies.get(asked.name, resolver.lies.get("*"))
        if lie is not None:
            self.counts[f"lie {asked.name}"] += 1
            return dns.reply(message, asked, lie)
        known = self._internet.zone.get(asked.name)
        return dns.reply(message, asked, known or (), dns.Rcode.NOERROR if known else dns.Rcode.NXDOMAIN)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # 3.11 has a class of its own for it

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        answer = self._answer(data)
        if answer is not None:
            self._transport.sendto(answer, addr)


def _context(chain: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _render(site: Site, page: Page) -> Response:
    text = page.text
    if page.size:
        title = f"<!doctype html><html><head><title>{site.names[0]}</title></head><body>"
        text = (title + " ".join(f"{site.names[0]} {line}" for line in range(page.size // 8)))[: page.size]
    return Response(page.status, text.encode(), {"Content-Type": "text/html; charset=utf-8", **page.headers})


async def _request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    """The next request of a connection; None at its end."""
    try:
        async with asyncio.timeout(IDLE_S):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = head.split("\r\n")
            pairs = (line.partition(":") for line in lines[1:])
            fields = {name.lower(): value.strip() for name, _, value in pairs}
            body = await reader.readexactly(int(fields.get("content-length", "0")))
            method, target, _ = lines[0].split(" ")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ValueError):
        return None
    last = fields.get("connection", "").lower() == "close"
    return Request(method, target, fields.get("host", ""), writer.get_extra_info("peername")[0], last, body)


async def _send(writer: asyncio.StreamWriter, request: Request, response: Response) -> None:
    fields = {"Date": formatdate(usegmt=True), **response.headers}
    if response.status != 204:
        fields["Content-Length"] = str(len(response.body))
    lines = [f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Status')}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    for start in () if request.method == "HEAD" else range(0, len(response.body), PIECE):
        writer.write(response.body[start : start + PIECE])
        await writer.drain()


@contextlib.contextmanager
def _closing(writer: asyncio.StreamWriter) -> Iterator[None]:
    """Close a connection at the end; that the client or the censor broke it is no fault of the lab."""
    try:
        with contextlib.suppress(OSError, ssl.SSLError):
            yield
    finally:
        writer.close()


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Broken connections are the lab's business, and so is its end; anything else is a bug of the lab."""
    if not isinstance(context.get("exception"), OSError | asyncio.CancelledError):
        loop.default_exception_handler(context)


async def _serve(setup: Setup, namespaces: dict[Where, int], control: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_quiet)
    servers = Servers(setup, namespaces)
    await servers.open()
    try:
        await loop.sock_sendall(control, b"ready")
        while await loop.sock_recv(control, 1024):
            await loop.sock_sendall(control, pickle.dumps(dict(servers.counts)))
    finally:
        servers.close()


def main(control: int, domestic: int, abroad: int) -> None:
    """Entry of the process: lives abroad, also listens at home, until the control socket closes."""
    with socket.socket(fileno=control) as channel:
        setup: Setup = pickle.loads(channel.recv(1 << 18))
        channel.setblocking(False)
        with netns.inside(abroad), asyncio.Runner() as runner:
            runner.run(_serve(setup, {Where.DOMESTIC: domestic, Where.ABROAD: abroad}, channel))
