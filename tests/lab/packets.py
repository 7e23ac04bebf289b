"""IPv4 and IPv6, TCP, UDP and ICMP as bytes: what a router reads and what a censor writes."""

import socket
import struct
from enum import IntFlag
from typing import NamedTuple

from .rules import Why

ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58
TTL = 64
INJECTED_TTL = 197  # unlike that of any server of the lab
SKIPPED = frozenset((0, 43, 60))  # IPv6 extension headers that are read over (RFC 8200, 4.1)
WHY6 = {Why.NETWORK: 0, Why.ADMIN: 1, Why.HOST: 3, Why.PORT: 4}  # RFC 4443, 3.1
QUOTED6 = 1232  # so that the whole error stays within 1280 bytes


class Flag(IntFlag):
    """TCP control bits, for building; `Packet.flags` is a plain integer, which is quicker to ask."""

    FIN = 1
    SYN = 2
    RST = 4
    PSH = 8
    ACK = 16


NO_FLAGS = 0
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
Endpoint = tuple[str, int]


class Packet(NamedTuple):
    """One packet; ports are 0 where the protocol has none, `payload` is what the transport carries.

    `header` is the length of the TCP header, `start` the offset of the transport in `raw`.
    """

    raw: bytes
    protocol: int
    src: str
    dst: str
    sport: int = 0
    dport: int = 0
    seq: int = 0
    ack: int = 0
    flags: int = NO_FLAGS
    payload: bytes = b""
    header: int = 0
    start: int = 20

    @property
    def end(self) -> int:
        """The sequence number after this segment; SYN and FIN count one each (RFC 9293, 3.4)."""
        length = len(self.payload) + bool(self.flags & SYN) + (self.flags & FIN)
        return (self.seq + length) & 0xFFFFFFFF

    @property
    def ttl(self) -> int:
        """Time to live, or hop limit."""
        return self.raw[8] if self.raw[0] >> 4 == 4 else self.raw[7]

    @property
    def options(self) -> bytes:
        """The TCP options."""
        return self.raw[self.start + 20 : self.start + self.header]


def checksum(data: bytes) -> int:
    """The Internet checksum of RFC 1071."""
    number = int.from_bytes(data + b"\0" if len(data) % 2 else data)
    return 0xFFFF - (number % 0xFFFF or 0xFFFF) if number else 0xFFFF


def parse(raw: bytes) -> Packet | None:
    """Read a packet; None for fragments, for multicast and for what is too short to be true."""
    if len(raw) >= 20 and raw[0] >> 4 == 4:
        if int.from_bytes(raw[6:8]) & 0x3FFF:
            return None
        raw = raw[: int.from_bytes(raw[2:4])]
        src, dst = socket.inet_ntoa(raw[12:16]), socket.inet_ntoa(raw[16:20])
        return _parsed(raw, raw[9], src, dst, (raw[0] & 15) * 4)
    if len(raw) < 40 or raw[0] >> 4 != 6 or raw[24] == 0xFF:
        return None
    raw = raw[: 40 + int.from_bytes(raw[4:6])]
    protocol, start = raw[6], 40
    while protocol in SKIPPED and len(raw) >= start + 8:
        protocol, start = raw[start], start + 8 * (raw[start + 1] + 1)
    if protocol == 44:  # a fragment
        return None
    src, dst = socket.inet_ntop(socket.AF_INET6, raw[8:24]), socket.inet_ntop(socket.AF_INET6, raw[24:40])
    return _parsed(raw, protocol, src, dst, start)


def _parsed(raw: bytes, protocol: int, src: str, dst: str, start: int) -> Packet:
    if protocol == TCP and len(raw) >= start + 20:
        sport, dport, seq, ack, offset, flags = struct.unpack_from("!HHIIBB", raw, start)
        header = (offset >> 4) * 4
        body = raw[start + header :]
        return Packet(raw, TCP, src, dst, sport, dport, seq, ack, flags & 31, body, header, start)
    if protocol == UDP and len(raw) >= start + 8:
        sport, dport = struct.unpack_from("!HH", raw, start)
        return Packet(raw, UDP, src, dst, sport, dport, 0, 0, NO_FLAGS, raw[start + 8 :], 0, start)
    return Packet(raw, protocol, src, dst, payload=raw[start:], start=start)


def _ip(protocol: int, src: str, dst: str, body: bytes, ttl: int = TTL) -> bytes:
    if ":" in src:
        ends = socket.inet_pton(socket.AF_INET6, src) + socket.inet_pton(socket.AF_INET6, dst)
        return struct.pack("!IHBB", 6 << 28, len(body), protocol, ttl) + ends + body
    source, target = socket.inet_aton(src), socket.inet_aton(dst)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 0, 0x4000, ttl, protocol, 0, source, target)
    return head[:10] + checksum(head).to_bytes(2) + head[12:] + body


def _transport(protocol: int, src: str, dst: str, body: bytes, at: int, ttl: int = TTL) -> bytes:
    """Fill in the checksum at `at` over the pseudo header and put the IP header in front."""
    if ":" in src:
        ends = socket.inet_pton(socket.AF_INET6, src) + socket.inet_pton(socket.AF_INET6, dst)
        pseudo = ends + struct.pack("!II", len(body), protocol)
    else:
        pseudo = socket.inet_aton(src) + socket.inet_aton(dst) + struct.pack("!BBH", 0, protocol, len(body))
    total = checksum(pseudo + body[:at] + b"\0\0" + body[at + 2 :])
    if protocol == UDP and total == 0:
        total = 0xFFFF  # RFC 768: zero would mean that there is no checksum
    return _ip(protocol, src, dst, body[:at] + total.to_bytes(2) + body[at + 2 :], ttl)


def tcp(
    src: str,
    sport: int,
    dst: str,
    dport: int,
    *,
    seq: int,
    ack: int = 0,
    flags: int = NO_FLAGS,
    payload: bytes = b"",
    options: bytes = b"",
    ttl: int = TTL,
) -> bytes:
    """A TCP segment; `options` are a multiple of four bytes."""
    numbers = (seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50 + (len(options) << 2), int(flags), 65535, 0, 0)
    head = struct.pack("!HHIIBBHHH", sport, dport, *numbers) + options
    return _transport(TCP, src, dst, head + payload, 16, ttl)


def udp(src: str, sport: int, dst: str, dport: int, payload: bytes) -> bytes:
    """A UDP datagram."""
    head = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0)
    return _transport(UDP, src, dst, head + payload, 6)


def unreachable(router: str, packet: Packet, why: Why = Why.ADMIN) -> bytes:
    """An error about a packet, quoting its first bytes (RFC 792, RFC 4443), from a router of its family."""
    if ":" in packet.src:
        body = struct.pack("!BBHI", 1, WHY6[why], 0, 0) + packet.raw[:QUOTED6]
        return _transport(ICMP6, router, packet.src, body, 2)
    body = struct.pack("!BBHI", 3, why, 0, 0) + packet.raw[: packet.start + 8]
    body = body[:2] + checksum(body).to_bytes(2) + body[4:]
    return _ip(ICMP, router, packet.src, body)


def readdress(
    packet: Packet, source: Endpoint, target: Endpoint, *, seq: int | None = None, ack: int | None = None
) -> bytes:
    """The same TCP or UDP packet with another source and destination, checksums renewed.

    `seq` and `ack`, where given, are the TCP numbers it gets instead of its own.
    """
    body = struct.pack("!HH", source[1], target[1]) + packet.raw[packet.start + 4 :]
    if seq is not None or ack is not None:
        numbers = (packet.seq if seq is None else seq, packet.ack if ack is None else ack)
        body = body[:4] + struct.pack("!II", *(number & 0xFFFFFFFF for number in numbers)) + body[12:]
    return _transport(packet.protocol, source[0], target[0], body, 16 if packet.protocol == TCP else 6)


def shortened(packet: Packet, length: int) -> bytes:
    """The same TCP segment with only the first bytes of its payload, without FIN."""
    body = packet.raw[packet.start : packet.start + packet.header] + packet.payload[:length]
    body = body[:13] + bytes([body[13] & ~FIN]) + body[14:]
    return _transport(TCP, packet.src, packet.dst, body, 16)
