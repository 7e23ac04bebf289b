"""A WireGuard server of the tests' own on loopback, with a scripted Internet behind it."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from tests.core.wire.wireguard import tcp_pair
from tests.core.wire.wireguard.responder import CLIENT_KEY, SERVER_KEY, Responder
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.wireguard_dial import TunnelEnd
from waythrough.net.wireguard_open import Ladder
from waythrough.paths.wireguard import settings_of
from waythrough.wire.wireguard import ip, segment
from waythrough.wire.wireguard.amnezia import PLAIN, Amnezia, Kind
from waythrough.wire.wireguard.noise import public_key
from waythrough.wire.wireguard.tcp import Connection

EXIT, CLIENT = "10.0.0.1", "10.0.0.2"
ROUTER = ip_address("10.0.0.99").packed
ECHO, DROP, REFUSE, UNREACHABLE, INNER = 7, 9, 10, 11, 51820
NAMES = {"echo.test": EXIT, "drop.test": "10.0.0.9", "long.test": EXIT}
SHORT = Patience(soft=0.5, hard=1.5, total=5.0)
QUICK = Patience(soft=0.2, hard=0.9, total=5.0)
"""For what is meant to fail: a third of it for each greeting."""


@dataclass
class Server(asyncio.DatagramProtocol):
    """What it does is set by its fields; `packets` are what came out of the tunnel."""

    psk: bytes = bytes(32)
    dress: Amnezia = PLAIN
    silent: bool = False
    deaf_ports: int = 0  # from how many source ports nothing is heard
    wants_junk: bool = False
    says: bytes = b""  # instead of an answer
    drops_data: bool = False
    keepalives_only: bool = False
    pings: bool = True
    resolves: bool = True
    most: int = 10_000  # bytes of the largest packet that passes
    drop: Callable[[bytes], bool] = lambda packet: False
    inner: "Server | None" = None  # at its own port behind the tunnel
    packets: list[ip.Packet] = field(default_factory=list)
    answers: Responder = field(init=False)
    connections: dict[tuple[int, int], Connection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.answers = Responder(self.psk, self.dress)
        self._ports: dict[Any, int] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self._client: Any = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: Any) -> None:
        assert self._transport is not None
        known = self.dress.unwrap(data)
        self._ports.setdefault(addr, 0)
        self._ports[addr] += known is None
        deaf = list(self._ports).index(addr) < self.deaf_ports
        if self.silent or deaf or known is None or (self.wants_junk and not self._ports[addr]):
            return
        if self.says:
            self._transport.sendto(self.says, addr)
            return
        if self.drops_data and known[0] is Kind.TRANSPORT:
            return
        self._client = addr
        back, packet = self.answers.receive(data)
        for each in back:
            self._transport.sendto(each, addr)
        if packet:
            if self.keepalives_only:
                self.send(b"")
            else:
                self._behind(packet)

    def send(self, packet: bytes) -> None:
        """A packet to the client."""
        assert self._transport is not None
        if not self.drop(packet):
            self._transport.sendto(self.answers.seal(packet), self._client)

    def _behind(self, data: bytes) -> None:
        packet = ip.parse(data)
        self.packets.append(packet)
        if len(data) > self.most and len(data.rstrip(b"\0")) + 100 > self.most:
            return
        if packet.protocol == ip.ICMP and self.pings:
            body = bytearray(packet.payload)
            body[0], body[2:4] = 0, b"\0\0"
            body[2:4] = ip.checksum(bytes(body)).to_bytes(2, "big")
            self.send(ip.build(ip.ICMP, packet.target, packet.source, bytes(body)))
        elif packet.protocol == ip.UDP:
            self._datagram(packet)
        elif packet.protocol == ip.TCP and packet.target == ip_address(EXIT).packed:
            self._segment(packet)

    def _datagram(self, packet: ip.Packet) -> None:
        source, target, data = ip.parse_udp(packet)
        reply = None
        if target == 53 and self.resolves:
            reply = _resolve(data, whole=False)
        elif target == ECHO:
            reply = data
        elif target == UNREACHABLE:
            self._prohibit(packet)
        elif target == INNER and self.inner is not None:
            self.inner._transport = _Within(self, packet, source)  # type: ignore[assignment]
            self.inner.datagram_received(data, (CLIENT, source))
        if reply is not None:
            self.send(ip.build_udp(packet.target, packet.source, target, source, reply))

    def _segment(self, packet: ip.Packet) -> None:
        part = segment.parse(packet)
        if part.target == DROP:
            return
        if part.target == UNREACHABLE:
            self._prohibit(packet)
            return
        key = (part.source, part.target)
        pseudo = ip.pseudo_sum(packet.source, packet.target, ip.TCP)
        now = asyncio.get_running_loop().time()
        if part.target == REFUSE:
            refusal = segment.Segment(part.target, part.source, 0, part.seq + 1, segment.RST | segment.ACK, 0)
            self._send_segments(packet, [segment.build(refusal, pseudo)])
            return
        if part.flags & segment.SYN:
            made = Connection(part.target, part.source, mss=1380, pseudo=pseudo)
            self.connections[key] = made
            tcp_pair.answer(made, part, now)
        elif key in self.connections:
            made = self.connections[key]
            made.receive(part, now)
            data = made.read()
            if data:
                made.write(_resolve_stream(data) if part.target == 53 else data, now)
            if made.receiver.ended or made.end is not None:
                made.abort()
                del self.connections[key]
        else:
            return
        self._send_segments(packet, made.output())

    def _send_segments(self, packet: ip.Packet, segments: list[bytes]) -> None:
        for each in segments:
            self.send(ip.build(ip.TCP, packet.target, packet.source, each))

    def _prohibit(self, packet: ip.Packet) -> None:
        """ICMP "administratively prohibited", by a router."""
        whole = ip.build(packet.protocol, packet.source, packet.target, packet.payload)
        body = bytes((3, 13, 0, 0)) + bytes(4) + whole[:28]
        body = body[:2] + ip.checksum(body).to_bytes(2, "big") + body[4:]
        self.send(ip.build(ip.ICMP, ROUTER, packet.source, body))


@dataclass
class _Within:
    """In place of a socket: what an inner server says goes into the outer tunnel."""

    outer: Server
    packet: ip.Packet
    port: int

    def sendto(self, data: bytes, addr: object) -> None:
        """To the one client."""
        self.outer.send(ip.build_udp(self.packet.target, self.packet.source, INNER, self.port, data))


def _resolve(data: bytes, *, whole: bool) -> bytes:
    asked = dns.message.from_wire(data)
    reply = dns.message.make_response(asked)
    question = asked.question[0]
    name = question.name.to_text(omit_final_dot=True)
    if name == "long.test" and not whole:
        reply.flags |= dns.flags.TC
    elif name in NAMES:
        if question.rdtype == 1:
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", "A", NAMES[name]))
    elif name != ".":
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()


def _resolve_stream(data: bytes) -> bytes:
    reply = _resolve(data[2:], whole=True)
    return struct.pack(">H", len(reply)) + reply


@asynccontextmanager
async def running(**fields: Any) -> AsyncIterator[Server]:
    """A server with these manners."""
    server = Server(**fields)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: server, local_addr=("127.0.0.1", 0))
    try:
        yield server
    finally:
        transport.close()
        await asyncio.sleep(0)


async def until(condition: Callable[[], object]) -> None:
    """Let the loop turn until it is so."""
    async with asyncio.timeout(10):
        while True:
            if condition():
                return
            await asyncio.sleep(0)


def b64(key: bytes) -> str:
    """A key as people have it."""
    import base64

    return base64.b64encode(key).decode()


def spec(port: int, **changes: FieldValue) -> PathSpec:
    """The way to a server at this port."""
    fields: dict[str, FieldValue] = {
        "host": "127.0.0.1",
        "port": port,
        "private_key": Secret(b64(CLIENT_KEY)),
        "public_key": b64(public_key(SERVER_KEY)),
        "address": f"{CLIENT}/32",
        "dns": EXIT,
    }
    return PathSpec(id="wg", kind="wireguard", fields=MappingProxyType({**fields, **changes}))


@asynccontextmanager
async def tunnel(port: int, patience: Patience = SHORT, **changes: FieldValue) -> AsyncIterator[TunnelEnd]:
    """An open tunnel."""
    settings = settings_of(spec(port, **changes))
    end, _ = await Ladder(settings=settings, datagrams=UdpDialer(), resolver=None, patience=patience).climb()
    try:
        yield end
    finally:
        await end.tunnel.aclose()
        assert end.tunnel.streams == 0
