"""Opens the listeners of a practice network: sites inside, doors of the direct line, resolvers, proxies."""

import asyncio
import socket
from dataclasses import dataclass

from waythrough.practice import certificates, loopback, pages, site
from waythrough.practice.censor import DirectLine
from waythrough.practice.dns_server import Lookup, UdpResolver
from waythrough.practice.http_server import Response, read_request, write_response
from waythrough.practice.proxies import PROXIES, Protocols, Proxy
from waythrough.practice.proxy_server import ProxyServer
from waythrough.practice.staff import Staff
from waythrough.practice.town import Door, Endpoint, Town
from waythrough.practice.world import ENCRYPTED, TLS_PROXY, Censor, Port


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Where the parts are that a profile names: UDP resolvers, and proxies by id."""

    line: Endpoint
    public: Endpoint
    proxies: dict[str, Endpoint]


@dataclass(frozen=True, slots=True)
class Builder:
    """Starts everything that `town` says; whatever it opens belongs to `staff`."""

    town: Town
    staff: Staff
    portal: bool

    async def build(self) -> Opened:
        """Open all listeners. Raises OSError when addresses or ports are missing."""
        foreign = self._interceptor(certificates.FOREIGN)
        portal = self._interceptor(certificates.PORTAL) if self.portal else None
        line = DirectLine(self.town, foreign, portal)
        for port in Port:
            self._doors(port, line)
        proxies = {p.id: self._proxy(n, p, foreign) for n, p in enumerate(PROXIES, start=1)}
        return Opened(
            line=await self._resolver(loopback.LINE_RESOLVER, self.town.censored),
            public=await self._resolver(f"{loopback.RESOLVERS}9", self.town.honest),
            proxies=proxies,
        )

    def _interceptor(self, certificate: str) -> Endpoint:
        """A TLS server for every name, with a certificate that nobody trusts."""

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            await write_response(writer, Response(body=pages.portal_page()))

        sock = self._bind(loopback.INSIDE)
        endpoint: Endpoint = sock.getsockname()
        self.staff.serve(sock, handle, certificate, certificates.server_context(certificate))
        return endpoint

    def _doors(self, port: Port, line: DirectLine) -> None:
        """The doors of one kind of port: all at the same number where every host has its own address."""
        doors = [Door(host, port) for host in self.town.hosts.values() if port in host.ports]
        sockets = loopback.bind_all([self.town.addresses[door.host.name] for door in doors])
        for door, sock in zip(doors, sockets, strict=True):
            self.town.numbers[door] = sock.getsockname()[1]
            self._inside(door)
            self._public(door, sock, line)

    def _inside(self, door: Door) -> None:
        """The true server of a door."""
        sock = self._bind(loopback.INSIDE)
        self.town.inside[door] = sock.getsockname()
        tls = certificates.server_context(door.host.domain) if door.port in ENCRYPTED else None
        handler = site.handler(door.host, door.port, self.town)
        self.staff.serve(sock, handler, f"site:{door.host.name}", tls)

    def _public(self, door: Door, sock: socket.socket, line: DirectLine) -> None:
        """The public address of a door, as the direct line sees it."""
        if door.host.censor is Censor.REFUSED:
            self.staff.keep(sock)
        elif door.host.censor is Censor.SILENT:
            self.staff.keep(sock)
            for filler in loopback.make_silent(sock):
                self.staff.keep(filler)
        else:
            self.staff.serve(sock, line.handler(door), f"door:{door.host.name}")

    async def _resolver(self, address: str, lookup: Lookup) -> Endpoint:
        sock = self._bind(address, socket.SOCK_DGRAM)
        endpoint: Endpoint = sock.getsockname()
        await self.staff.serve_datagrams(sock, UdpResolver(lookup))
        return endpoint

    def _proxy(self, number: int, proxy: Proxy, foreign: Endpoint) -> Endpoint:
        sock = self._bind(f"{loopback.PROXIES}{number}")
        endpoint: Endpoint = sock.getsockname()
        if proxy.protocol is Protocols.HTTPS:
            self.town.addresses[TLS_PROXY] = endpoint[0]
        if not proxy.up or self.portal:
            self.staff.keep(sock)
            return endpoint
        tls = certificates.server_context(TLS_PROXY) if proxy.protocol is Protocols.HTTPS else None
        server = ProxyServer(proxy, self.town, foreign)
        self.staff.serve(sock, server.handle, f"proxy:{proxy.id}", tls)
        return endpoint

    def _bind(self, address: str, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
        """A socket on its own address, or on the only one there is."""
        return loopback.bind(address if self.town.many else loopback.ONLY, kind=kind)
