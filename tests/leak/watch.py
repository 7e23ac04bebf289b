"""Every packet of one interface, and which of them tell of a target beside its way."""

import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import dns.exception
import dns.message

from tests.lab import netns, packets
from tests.lab.packets import ICMP, ICMP6, Packet

ALL_PROTOCOLS = 3  # ETH_P_ALL: what leaves as well as what comes
SO_RCVBUFFORCE = 33
HELD = 64 << 20  # bytes, so that nothing is lost before it is read
SOL_PACKET, PACKET_STATISTICS = 263, 6
IPV4, IPV6 = 0x0800, 0x86DD
NEIGHBOURS = range(130, 138)  # ICMPv6 types of a link's own talk (RFC 4861, RFC 3810)
MULTICAST_REPORT = 143


class Watch:
    """Keeps what passes an interface of a namespace from now on, both directions, until it is read."""

    def __init__(self, namespace: int, interface: str) -> None:
        with netns.inside(namespace):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL_PROTOCOLS))
            self._socket.bind((interface, ALL_PROTOCOLS))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, HELD)
        self._socket.setblocking(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def seen(self) -> list[Packet]:
        """What has passed since the last call. Fails when a packet was lost to this watch."""
        found: list[Packet] = []
        while True:
            try:
                raw, (_, protocol, *_) = self._socket.recvfrom(1 << 17)
            except BlockingIOError:
                break
            if protocol in (IPV4, IPV6) and (packet := _read(raw)) is not None:
                found.append(packet)
        _, dropped = struct.unpack("II", self._socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
        assert not dropped, f"{dropped} packets passed unseen"
        return found


def _read(raw: bytes) -> Packet | None:
    """A packet; a fragment as one without ports; None for the link's own talk between neighbours."""
    packet = packets.parse(raw)
    if packet is None:
        if raw[0] >> 4 == 6:
            src, dst = (socket.inet_ntop(socket.AF_INET6, raw[at : at + 16]) for at in (8, 24))
            own = dst.startswith("ff") or raw[6] == ICMP6
            return None if own else Packet(raw, raw[6], src, dst, payload=raw[40:])
        src, dst = socket.inet_ntoa(raw[12:16]), socket.inet_ntoa(raw[16:20])
        return Packet(raw, raw[9], src, dst, payload=raw[20:])
    talk = packet.protocol == ICMP6 and packet.payload[:1]
    return None if talk and (talk[0] in NEIGHBOURS or talk[0] == MULTICAST_REPORT) else packet


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A server of the way's own: whatever goes to it goes through the way."""

    protocol: int
    address: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What must not show on the line: `names` in any packet, and any address but those that are `known`.

    `known` are the machines that a run contacts for its own sake, and those of the ways.
    """

    names: tuple[str, ...]
    known: frozenset[str]
    client: frozenset[str]
    endpoints: frozenset[Endpoint]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """One packet that tells of a target, in words."""

    why: str
    protocol: int
    src: str
    dst: str
    port: int
    question: str = ""

    def __str__(self) -> str:
        asked = f", which asks {self.question}" if self.question else ""
        return f"{self.why}: protocol {self.protocol} {self.src} -> {self.dst} port {self.port}{asked}"


def leaks(seen: Iterable[Packet], secrets: Secrets) -> Iterator[Leak]:
    """The packets among them that tell of a target."""
    for packet in map(_meant, seen):
        near, far = packet.src in secrets.client, packet.dst in secrets.client
        other, port = (packet.dst, packet.dport) if near else (packet.src, packet.sport)
        if Endpoint(protocol=packet.protocol, address=other, port=port) in secrets.endpoints:
            continue
        why = ""
        if not (near or far) or other not in secrets.known:
            why = f"an address that nobody may speak to, {other}"
        elif name := next((one for one in secrets.names if _holds(packet.payload, one)), ""):
            why = f"the name {name}"
        if why:
            question = _question(packet.payload)
            yield Leak(
                why=why,
                protocol=packet.protocol,
                src=packet.src,
                dst=packet.dst,
                port=packet.dport,
                question=question,
            )


def _meant(packet: Packet) -> Packet:
    """The packet that an ICMP error is about, any other packet as it is."""
    if (packet.protocol == ICMP and packet.payload[:1] in (b"\3", b"\x0b")) or (
        packet.protocol == ICMP6 and packet.payload[:1] in (b"\1", b"\2", b"\3")
    ):
        quoted = packets.parse(packet.payload[8:])
        return quoted if quoted is not None and quoted.protocol != packet.protocol else packet
    return packet


def _holds(payload: bytes, name: str) -> bool:
    """Whether a name is in there as text (a hello, a request) or as the labels of a question."""
    low = payload.lower()
    labels = b"".join(bytes([len(one)]) + one.encode() for one in name.split("."))
    return name.encode() in low or labels in low


def _question(payload: bytes) -> str:
    try:
        return str(dns.message.from_wire(payload, ignore_trailing=True).question[0])
    except (dns.exception.DNSException, IndexError):
        return ""
