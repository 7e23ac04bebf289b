"""The process that is the internet: every site, resolver and proxy of one world on one asyncio loop."""

import asyncio
import base64
import pickle
import socket
import ssl
import struct
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from . import cleartext, netns
from .interceptor import Opener
from .listening import Handler, Listeners
from .name_server import NameServer
from .proxy_exit import Exit
from .socks_server import Http, Socks
from .spec import EVERY, Health, Internet, Papers, Port, Proxy, Resolver, Site, Speech, Talk, Where
from .tls_contexts import Mint, context
from .web_server import Pages, Request, Response, http1

HTTP, HTTPS, DNS, DOT = 80, 443, 53, 853


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the process is started with."""

    internet: Internet
    papers: Papers


class Servers:
    """Opens every listener of an internet.

    `counts` tells what was served, under the names that Pages, NameServer, Exit and Opener give.
    """

    def __init__(self, setup: Setup, namespaces: dict[Where, int]) -> None:
        self._internet = setup.internet
        self._papers = setup.papers
        self._namespaces = namespaces
        self.counts: Counter[str] = Counter()
        self._names = NameServer(setup.internet, self.counts)
        self._listeners = Listeners()

    async def open(self) -> None:
        """Listen everywhere. Raises OSError."""
        for site in self._internet.sites:
            if site.health is Health.UP and not site.real:
                await self._site(site)
        for resolver in self._internet.resolvers:
            if not resolver.real:
                await self._resolver(resolver)
        for proxy in self._internet.proxies:
            if proxy.health is Health.UP:
                self._proxy(proxy)
        for each in self._internet.interceptors:
            opener = Opener(each, self._internet, self._mint(each.authority), self._papers.root, self.counts)
            self._listeners.serve_raw(self._listen(each.where, each.address, HTTPS), opener.serve)

    def close(self) -> None:
        """Stop listening."""
        self._listeners.close()

    def _listen(self, where: Where, address: str, port: int, *, udp: bool = False) -> socket.socket:
        return self._listeners.opened(self._namespaces[where], address, port, udp=udp)

    def _mint(self, authority: str) -> Mint:
        keys = {str(which): path for which, path in self._papers.keys.items()}
        return Mint(keys[authority], Path(self._papers.root).parent)

    async def _site(self, site: Site) -> None:
        pages = Pages(site, self._internet, self.counts)
        late = self._internet.late
        for address in site.addresses:
            if site.tls:
                secured = self._tls(site)
                handler = _http(site, pages, late)
                self._serve(site, address, HTTPS, handler, secured)
            answer = pages.plain if site.tls else pages.answer
            self._serve(site, address, HTTP, http1(answer, late), None)
            if site.h3:
                opened = self._listen(site.where, address, HTTPS, udp=True)
                from . import h3_server  # takes a third of a second, which few worlds need

                make = h3_server.endpoint(pages.answer, self._papers.chains[address], late)
                await self._listeners.endpoint(opened, make)
            for port in site.ports:
                await self._port(site, address, port)

    def _serve(
        self, site: Site, address: str, port: int, handler: Handler, tls: ssl.SSLContext | None
    ) -> None:
        self._listeners.serve(
            self._listen(site.where, address, port),
            handler,
            tls=tls,
            door=site.door,
            limit=site.limit,
            owner=site.names[0],
            alert=partial(self._alert, site) if tls and site.alert else None,
            wait=site.tls_wait if tls else 0.0,
        )

    async def _port(self, site: Site, address: str, port: Port) -> None:
        opened = self._listen(site.where, address, port.number, udp=port.udp)
        if port.udp:
            await self._listeners.datagrams(opened, partial(_datagram, port))
            return
        self._listeners.serve(opened, partial(_talk, port))

    def _tls(self, site: Site) -> ssl.SSLContext:
        alpn = ("h2", "http/1.1") if site.h2 else ("http/1.1",)
        made = context(self._papers.chains[site.addresses[0]], alpn)
        if site.tls12:
            made.maximum_version = ssl.TLSVersion.TLSv1_2
        return made

    def _alert(self, site: Site, hello: bytes) -> int:
        """The alert with which a site answers a hello, 0 for none."""
        seen = cleartext.read(hello)
        name = seen.sni if seen else ""
        meant = site.alert_names or (EVERY,)
        if (EVERY not in meant and name not in meant) or (not site.alert_names and name in site.names):
            return 0
        self.counts[f"alert {site.names[0]}"] += 1
        return site.alert

    def _proxy(self, proxy: Proxy) -> None:
        mint = self._mint(proxy.authority) if proxy.authority is not None else None
        way_out = Exit(
            proxy, self._internet.zone, self.counts, mint=mint, roots=self._papers.root if mint else ""
        )
        speaker = Socks(proxy, way_out) if proxy.speech is Speech.SOCKS5 else Http(proxy, way_out)
        listener = self._listen(Where.ABROAD, proxy.address, proxy.port)
        tls = context(self._papers.chains[proxy.address]) if proxy.speech is Speech.HTTPS else None
        self._listeners.serve(listener, speaker.serve, tls=tls, door=proxy.door)

    async def _resolver(self, resolver: Resolver) -> None:
        tls = context(self._papers.chains[resolver.address]) if resolver.doh_name else None
        answer = partial(self._names.answer, resolver)
        for address in resolver.addresses:
            opened = self._listen(resolver.where, address, DNS, udp=True)
            by_datagram = partial(self._names.cut, resolver) if resolver.truncates else answer
            await self._listeners.datagrams(opened, by_datagram, resolver.wait)
            by_stream = partial(self._by_stream, resolver)
            if resolver.tcp:
                self._listeners.serve(self._listen(resolver.where, address, DNS), by_stream)
            if resolver.dot:
                self._listeners.serve(self._listen(resolver.where, address, DOT), by_stream, tls=tls)
            if tls is not None:
                pages = http1(partial(self._doh, resolver), self._internet.late)
                self._listeners.serve(self._listen(resolver.where, address, HTTPS), pages, tls=tls)

    def _doh(self, resolver: Resolver, request: Request) -> Response:
        """RFC 8484, both methods."""
        message = request.body
        if request.method == "GET":
            text = parse_qs(urlsplit(request.target).query).get("dns", [""])[0]
            message = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        answer = self._names.answer(resolver, message)
        if urlsplit(request.target).path != "/dns-query" or answer is None:
            return Response(404, b"", {})
        return Response(200, answer, {"Content-Type": "application/dns-message"}, resolver.wait)

    async def _by_stream(
        self, resolver: Resolver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """RFC 7766, with or without TLS around it."""
        while True:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            answer = self._names.answer(resolver, await reader.readexactly(length))
            await asyncio.sleep(resolver.wait)
            if answer is not None:
                writer.write(struct.pack("!H", len(answer)) + answer)
                await writer.drain()


def _http(site: Site, pages: Pages, late: float) -> Handler:
    if not site.h2:
        return http1(pages.answer, late)
    from . import h2_server  # only for those who need it, as above

    return h2_server.http(pages.answer, late)


def _datagram(port: Port, data: bytes) -> bytes | None:
    return {Talk.ECHO: data, Talk.ANSWER: port.greeting}.get(port.talk)


async def _talk(port: Port, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if port.talk is not Talk.ANSWER and port.greeting:
        writer.write(port.greeting)
    while data := await reader.read(65536):
        if port.talk in (Talk.ECHO, Talk.ANSWER):
            writer.write(data if port.talk is Talk.ECHO else port.greeting)
            await writer.drain()


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Broken connections are the lab's business, and so is its end; anything else is a bug of the lab."""
    if not isinstance(context.get("exception"), OSError | asyncio.CancelledError | None):
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
        setup: Setup = pickle.loads(channel.recv(1 << 20))
        channel.setblocking(False)
        with netns.inside(abroad), asyncio.Runner() as runner:
            runner.run(_serve(setup, {Where.DOMESTIC: domestic, Where.ABROAD: abroad}, channel))
