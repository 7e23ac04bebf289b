"""IPv4, IPv6, ICMP and UDP packets, built and read (RFC 791, 8200, 792, 4443, 768)."""

import struct
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

TCP: Final = 6
UDP: Final = 17
ICMP: Final = 1
ICMP6: Final = 58
HOP_LIMIT: Final = 64
_EXTENSIONS: Final = frozenset({0, 43, 60})  # hop-by-hop, routing, destination options
_FRAGMENT: Final = 44
_V4: Final = struct.Struct(">BBHHHBBH4s4s")
_V6: Final = struct.Struct(">IHBB16s16s")


class PacketError(ValueError):
    """A packet that cannot be used; its words say why."""


class Packet(NamedTuple):
    """A whole packet. Addresses are 4 or 16 bytes."""

    protocol: int
    source: bytes
    target: bytes
    payload: bytes


class Echo(NamedTuple):
    """An ICMP echo; `reply` tells answer from question."""

    reply: bool
    ident: int
    number: int
    data: bytes


class Unreachable(NamedTuple):
    """What ICMP says of a packet of ours: its type and code, the ports it had, the MTU that it did not fit into.

    `version` is the IP version, whose types differ; `target` where the packet went, `reporter` who says so.
    """

    version: int
    type: int
    code: int
    protocol: int
    source_port: int
    target_port: int
    target: bytes
    reporter: bytes
    mtu: int

    @property
    def too_big(self) -> bool:
        """Whether a smaller packet would have passed."""
        return (self.type, self.code) == (3, 4) if self.version == 4 else self.type == 2


def packed(address: IPv4Address | IPv6Address) -> bytes:
    """An address as it stands in packets."""
    return address.packed


def checksum(data: bytes, initial: int = 0) -> int:
    """The Internet checksum (RFC 1071). Sums of 16-bit words with end-around carry are sums modulo 0xFFFF."""
    total = (int.from_bytes(data, "big") << (8 if len(data) % 2 else 0)) + initial
    rest = total % 0xFFFF
    return 0xFFFF - rest if rest or not total else 0  # a sum that is not nothing is never zero but 0xFFFF


def pseudo_sum(source: bytes, target: bytes, protocol: int) -> int:
    """The pseudo header's part of a checksum, without the length (RFC 9293, 3.1; RFC 8200, 8.1)."""
    return int.from_bytes(source + target, "big") % 0xFFFF + protocol


def build(protocol: int, source: bytes, target: bytes, payload: bytes) -> bytes:
    """A whole packet."""
    size = len(payload)
    if len(target) == 16:
        return _V6.pack(6 << 28, size, protocol, HOP_LIMIT, source, target) + payload
    # the flag says: do not fragment, tell us the MTU instead
    head = _V4.pack(0x45, 0, 20 + size, 0, 0x4000, HOP_LIMIT, protocol, 0, source, target)
    return head[:10] + checksum(head).to_bytes(2, "big") + head[12:] + payload


def parse(packet: bytes) -> Packet:
    """Read a packet, whatever padding follows it. Raises PacketError."""
    version = packet[0] >> 4 if packet else 0
    if version == 4:
        return _parse4(packet)
    if version == 6:
        return _parse6(packet)
    raise PacketError("neither IPv4 nor IPv6")


def _parse4(packet: bytes) -> Packet:
    if len(packet) < 20:
        raise PacketError("short header")
    first, _, total, _, fragment, _, protocol, _, source, target = _V4.unpack_from(packet)
    head = (first & 15) * 4
    if not 20 <= head <= total <= len(packet):
        raise PacketError("lengths do not fit")
    if fragment & 0x3FFF:
        raise PacketError("fragment")
    if checksum(packet[:head]):
        raise PacketError("header checksum")
    return Packet(protocol, source, target, packet[head:total])


def _parse6(packet: bytes) -> Packet:
    if len(packet) < 40:
        raise PacketError("short header")
    _, size, protocol, _, source, target = _V6.unpack_from(packet)
    end, at = 40 + size, 40
    if end > len(packet):
        raise PacketError("lengths do not fit")
    while protocol in _EXTENSIONS:
        if at + 8 > end:
            raise PacketError("lengths do not fit")
        protocol, at = packet[at], at + 8 + packet[at + 1] * 8
    if protocol == _FRAGMENT:
        raise PacketError("fragment")
    if at > end:
        raise PacketError("lengths do not fit")
    return Packet(protocol, source, target, packet[at:end])


def build_udp(source: bytes, target: bytes, source_port: int, target_port: int, data: bytes) -> bytes:
    """A packet with one UDP datagram."""
    size = 8 + len(data)
    head = struct.pack(">HHHH", source_port, target_port, size, 0)
    total = checksum(head + data, pseudo_sum(source, target, UDP) + size) or 0xFFFF
    return build(UDP, source, target, head[:6] + total.to_bytes(2, "big") + data)


def parse_udp(packet: Packet) -> tuple[int, int, bytes]:
    """Source port, target port and data. Raises PacketError."""
    payload = packet.payload
    if len(payload) < 8:
        raise PacketError("short header")
    source_port, target_port, size, given = struct.unpack_from(">HHHH", payload)
    if not 8 <= size <= len(payload):
        raise PacketError("lengths do not fit")
    if given and checksum(payload[:size], pseudo_sum(packet.source, packet.target, UDP) + size):
        raise PacketError("checksum")
    return source_port, target_port, payload[8:size]


def build_echo(source: bytes, target: bytes, ident: int, number: int, data: bytes) -> bytes:
    """A packet with an ICMP echo request."""
    v6 = len(target) == 16
    body = struct.pack(">BBHHH", 128 if v6 else 8, 0, 0, ident, number) + data
    initial = pseudo_sum(source, target, ICMP6) + len(body) if v6 else 0
    body = body[:2] + checksum(body, initial).to_bytes(2, "big") + body[4:]
    return build(ICMP6 if v6 else ICMP, source, target, body)


def parse_icmp(packet: Packet) -> Echo | Unreachable | None:
    """An echo or an error about a packet of ours; None for other messages. Raises PacketError."""
    v6, payload = packet.protocol == ICMP6, packet.payload
    if len(payload) < 8:
        raise PacketError("short header")
    initial = pseudo_sum(packet.source, packet.target, ICMP6) + len(payload) if v6 else 0
    if checksum(payload, initial):
        raise PacketError("checksum")
    kind, code, _, high, low = struct.unpack_from(">BBHHH", payload)
    if kind in ((128, 129) if v6 else (8, 0)):
        return Echo(kind in (129, 0), high, low, payload[8:])
    if kind not in ((1, 2, 3, 4) if v6 else (3, 11)):
        return None
    mtu = high << 16 | low if v6 else low
    return _unreachable(payload[8:], kind, code, packet.source, mtu)


def _unreachable(inner: bytes, kind: int, code: int, reporter: bytes, mtu: int) -> Unreachable:
    """The packet of ours in an ICMP error is cut short, so it is read with less strictness."""
    version = inner[0] >> 4 if inner else 0
    if version == 4 and len(inner) >= 20:
        head, protocol, target = (inner[0] & 15) * 4, inner[9], inner[16:20]
    elif version == 6 and len(inner) >= 40:
        head, protocol, target = 40, inner[6], inner[24:40]
    else:
        raise PacketError("no packet of ours")
    if len(inner) < head + 8:
        raise PacketError("no packet of ours")
    first, second = struct.unpack_from(">HH", inner, head)
    if protocol in (ICMP, ICMP6):
        first, second = struct.unpack_from(">HH", inner, head + 4)  # identifier and number
    return Unreachable(version, kind, code, protocol, first, second, target, reporter, mtu)
