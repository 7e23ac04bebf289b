"""A WireGuard tunnel in this process: packets of our own connections in, everything that comes to its owner out."""

import asyncio
import errno
import secrets
from collections.abc import Container
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.tunnel import TunnelWord
from waythrough.net.base import StreamFacts
from waythrough.net.wireguard_link import InnerLink
from waythrough.net.wireguard_peer import PeerLine
from waythrough.net.wireguard_stream import ABORTED, InnerStream
from waythrough.wire.wireguard import ip, segment
from waythrough.wire.wireguard.settings import Address, Settings
from waythrough.wire.wireguard.tcp import Connection, reset_for

FIRST_PORT: Final = 32768
DIED: Final = Failure(kind=FailureKind.TIMEOUT, text=TunnelWord.DIED.value)
_Key = tuple[bytes, int, int]
"""The other side's address and port, and our port."""


class NoRouteError(Exception):
    """The tunnel does not lead to an address; its words say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How packets get to one address: from which address of ours, and to which server."""

    source: bytes
    target: bytes
    line: PeerLine


class Tunnel:
    """Owns its servers' lines and everything opened through it; after `aclose` nothing of it is left."""

    def __init__(self, settings: Settings, lines: list[PeerLine]) -> None:
        self.settings = settings
        self.lines = lines
        self.dropped: dict[str, int] = {}
        self._ours = {4: b"", 16: b""}
        for address in reversed(settings.addresses):
            self._ours[len(address.packed)] = address.packed
        self._mine = frozenset(each.packed for each in settings.addresses)
        self._streams: dict[_Key, tuple[InnerStream, Route]] = {}
        self._links: dict[_Key, InnerLink] = {}
        self._echoes: dict[tuple[int, int], asyncio.Future[bool]] = {}
        self._dirty: set[InnerStream] = set()
        self._loop = asyncio.get_running_loop()
        self._closed = False
        for line in lines:
            line.deliver, line.settle, line.died = self._deliver, self._settle, self._died

    @property
    def streams(self) -> int:
        """How many connections it keeps."""
        return len(self._streams)

    def route(self, address: Address) -> Route:
        """Raises NoRouteError."""
        source = self._ours[len(address.packed)]
        if not source:
            raise NoRouteError(f"the tunnel has no IPv{address.version} address")
        best, line = -1, None
        for each in self.lines:
            for network in each.machine.peer.allowed_ips:
                if network.version == address.version and network.prefixlen > best and address in network:
                    best, line = network.prefixlen, each
        if line is None or self._closed:
            raise NoRouteError("no server of the tunnel carries this address")
        return Route(source=source, target=address.packed, line=line)

    def stream(self, route: Route, port: int, facts: StreamFacts) -> InnerStream:
        """A connection that has not been asked for yet."""
        own = self._free_port(route, port, self._streams)
        headers = 40 if len(route.target) == 4 else 60
        connection = Connection(
            own,
            port,
            mss=self.settings.mtu - headers,
            pseudo=ip.pseudo_sum(route.source, route.target, ip.TCP),
        )
        key = (route.target, port, own)
        transmit = partial(self._transmit, route)
        stream = InnerStream(connection, facts, transmit, lambda: self._forget(key))
        self._streams[key] = (stream, route)
        return stream

    def link(self, route: Route, port: int) -> InnerLink:
        """Datagrams to one port."""
        own = self._free_port(route, port, self._links)
        key = (route.target, port, own)

        def transmit(data: bytes) -> None:
            route.line.send(ip.build_udp(route.source, route.target, own, port, data))
            route.line.flush()

        headers = 28 if len(route.target) == 4 else 48
        link = InnerLink(transmit, lambda: self._forget_link(key), self.settings.mtu - headers)
        self._links[key] = link
        return link

    async def ping(self, route: Route, seconds: float, size: int = 64) -> bool | None:
        """Whether an echo of so many bytes (headers included) came back; False: it was refused, None: silence."""
        head = 28 if len(route.target) == 4 else 48
        ident, number = secrets.randbits(16), secrets.randbits(16)
        waiter: asyncio.Future[bool] = self._loop.create_future()
        self._echoes[ident, number] = waiter
        route.line.send(ip.build_echo(route.source, route.target, ident, number, bytes(max(0, size - head))))
        route.line.flush()
        try:
            async with asyncio.timeout(seconds):
                return await waiter
        except TimeoutError:
            return None
        finally:
            del self._echoes[ident, number]

    async def aclose(self) -> None:
        """End everything that goes through it, then the lines; safe to call twice."""
        self._closed = True
        for stream, _ in tuple(self._streams.values()):
            stream.fail(ABORTED)
        for link in tuple(self._links.values()):
            link.refuse(errno.ECONNABORTED)
            link.close()
        for line in self.lines:
            await line.aclose()

    # -- what goes out

    def _transmit(self, route: Route, segments: list[bytes]) -> None:
        for each in segments:
            route.line.send(ip.build(ip.TCP, route.source, route.target, each))
        route.line.flush()

    def _free_port(self, route: Route, port: int, taken: Container[_Key]) -> int:
        while True:  # at random: gateways remember for a while who had a port before
            own = FIRST_PORT + secrets.randbelow(0x10000 - FIRST_PORT)
            if (route.target, port, own) not in taken:
                return own

    def _forget(self, key: _Key) -> None:
        self._streams.pop(key, None)

    def _forget_link(self, key: _Key) -> None:
        self._links.pop(key, None)

    # -- what comes in

    def _deliver(self, line: PeerLine, data: bytes) -> None:
        try:
            packet = ip.parse(data)
            if packet.target not in self._mine:
                raise ip.PacketError("not for us")
            self._take(line, packet)
        except ip.PacketError as error:
            self.dropped[str(error)] = self.dropped.get(str(error), 0) + 1

    def _take(self, line: PeerLine, packet: ip.Packet) -> None:
        if packet.protocol == ip.TCP:
            self._segment(line, packet)
        elif packet.protocol == ip.UDP:
            source, target, data = ip.parse_udp(packet)
            link = self._links.get((packet.source, source, target))
            if link is not None:
                link.hear(data)
        elif packet.protocol in (ip.ICMP, ip.ICMP6):
            told = ip.parse_icmp(packet)
            if isinstance(told, ip.Echo) and told.reply:
                self._echoed(told.ident, told.number, came=True)
            elif isinstance(told, ip.Unreachable):
                self._unreachable(told)

    def _segment(self, line: PeerLine, packet: ip.Packet) -> None:
        part = segment.parse(packet)
        found = self._streams.get((packet.source, part.source, part.target))
        if found is not None and found[1].line is line:
            stream = found[0]
            stream.connection.receive(part, self._loop.time())
            self._dirty.add(stream)
            return
        answer = reset_for(part)
        if answer is not None:
            data = segment.build(answer, ip.pseudo_sum(packet.target, packet.source, ip.TCP))
            line.send(ip.build(ip.TCP, packet.target, packet.source, data))

    def _settle(self) -> None:
        dirty, self._dirty = self._dirty, set()
        for stream in dirty:
            stream.settle()

    def _echoed(self, ident: int, number: int, *, came: bool) -> None:
        waiter = self._echoes.get((ident, number))
        if waiter is not None and not waiter.done():
            waiter.set_result(came)

    def _unreachable(self, told: ip.Unreachable) -> None:
        key = (told.target, told.target_port, told.source_port)
        if told.protocol == ip.TCP and key in self._streams:
            stream, _ = self._streams[key]
            if told.too_big:
                stream.connection.shrink(told.mtu - (40 if told.version == 4 else 60), self._loop.time())
                self._dirty.add(stream)
            elif not stream.connection.open:
                stream.fail(_unreachable(told))
        elif told.protocol == ip.UDP and key in self._links and not told.too_big:
            port = (told.version, told.type, told.code) in ((4, 3, 3), (6, 1, 4))
            self._links[key].refuse(errno.ECONNREFUSED if port else errno.EHOSTUNREACH)
        elif told.protocol in (ip.ICMP, ip.ICMP6):
            self._echoed(told.source_port, told.target_port, came=False)

    def _died(self, line: PeerLine) -> None:
        """What hangs on a server that answers no more has failed by the tunnel, not by its target."""
        for stream, route in tuple(self._streams.values()):
            if route.line is line:
                stream.fail(DIED)


def _unreachable(told: ip.Unreachable) -> Failure:
    reporter = "the target" if told.reporter == told.target else "a router behind the tunnel"
    code = told.type << 8 | told.code
    return Failure(kind=FailureKind.EXIT_UNREACHABLE, code=code, text=f"{reporter} says so")


def literal(host: str) -> Address | None:
    """The address that a host is, None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None
