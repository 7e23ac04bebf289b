"""IPv4, TCP, UDP and ICMP as bytes: what a router reads and what a censor writes."""

import socket
import struct
from enum import IntFlag
from typing import NamedTuple

ICMP, TCP, UDP = 1, 6, 17
TTL = 64
ADMIN_PROHIBITED = 13  # RFC 1812, 5.2.7.1


class Flag(IntFlag):
    """TCP control bits."""

    FIN = 1
    SYN = 2
    RST = 4
    PSH = 8
    ACK = 16


NO_FLAGS = Flag(0)


class Packet(NamedTuple):
    """One IPv4 packet; ports are 0 where the protocol has none, `payload` is what the transport carries."""

    raw: bytes
    protocol: int
    src: str
    dst: str
    sport: int = 0
    dport: int = 0
    seq: int = 0
    ack: int = 0
    flags: Flag = NO_FLAGS
    payload: bytes = b""

    @property
    def end(self) -> int:
        """The sequence number after this segment; SYN and FIN count one each (RFC 9293, 3.4)."""
        length = len(self.payload) + bool(self.flags & Flag.SYN) + bool(self.flags & Flag.FIN)
        return (self.seq + length) & 0xFFFFFFFF


def checksum(data: bytes) -> int:
    """The Internet checksum of RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def parse(raw: bytes) -> Packet | None:
    """Read a packet; None for IPv6, for fragments and for what is too short to be true."""
    if len(raw) < 20 or raw[0] >> 4 != 4 or int.from_bytes(raw[6:8]) & 0x3FFF:
        return None
    start, protocol = (raw[0] & 15) * 4, raw[9]
    raw = raw[: int.from_bytes(raw[2:4])]
    src, dst = socket.inet_ntoa(raw[12:16]), socket.inet_ntoa(raw[16:20])
    if protocol == TCP and len(raw) >= start + 20:
        sport, dport, seq, ack, offset, flags = struct.unpack_from("!HHIIBB", raw, start)
        body = raw[start + (offset >> 4) * 4 :]
        return Packet(raw, protocol, src, dst, sport, dport, seq, ack, Flag(flags & 31), body)
    if protocol == UDP and len(raw) >= start + 8:
        sport, dport = struct.unpack_from("!HH", raw, start)
        return Packet(raw, protocol, src, dst, sport, dport, payload=raw[start + 8 :])
    return Packet(raw, protocol, src, dst, payload=raw[start:])


def _ip(protocol: int, src: bytes, dst: bytes, body: bytes) -> bytes:
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 0, 0x4000, TTL, protocol, 0, src, dst)
    return head[:10] + checksum(head).to_bytes(2) + head[12:] + body


def _transport(protocol: int, src: str, dst: str, body: bytes, at: int) -> bytes:
    """Fill in the checksum at `at` over the pseudo header and put the IP header in front."""
    source, target = socket.inet_aton(src), socket.inet_aton(dst)
    pseudo = source + target + struct.pack("!BBH", 0, protocol, len(body))
    total = checksum(pseudo + body[:at] + b"\0\0" + body[at + 2 :])
    if protocol == UDP and total == 0:
        total = 0xFFFF  # RFC 768: zero would mean that there is no checksum
    return _ip(protocol, source, target, body[:at] + total.to_bytes(2) + body[at + 2 :])


def tcp(
    src: str,
    sport: int,
    dst: str,
    dport: int,
    *,
    seq: int,
    ack: int = 0,
    flags: Flag = NO_FLAGS,
    payload: bytes = b"",
) -> bytes:
    """A TCP segment without options."""
    head = struct.pack("!HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack, 0x50, int(flags), 65535, 0, 0)
    return _transport(TCP, src, dst, head + payload, 16)


def udp(src: str, sport: int, dst: str, dport: int, payload: bytes) -> bytes:
    """A UDP datagram."""
    head = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0)
    return _transport(UDP, src, dst, head + payload, 6)


def unreachable(router: str, packet: Packet, code: int = ADMIN_PROHIBITED) -> bytes:
    """An ICMP "destination unreachable" about a packet, quoting its first bytes (RFC 792)."""
    body = struct.pack("!BBHI", 3, code, 0, 0) + packet.raw[:28]
    body = body[:2] + checksum(body).to_bytes(2) + body[4:]
    return _ip(ICMP, socket.inet_aton(router), socket.inet_aton(packet.src), body)


def readdress(packet: Packet, source: tuple[str, int], target: tuple[str, int]) -> bytes:
    """The same TCP or UDP packet with another source and destination (address, port), checksums renewed."""
    start = (packet.raw[0] & 15) * 4
    body = struct.pack("!HH", source[1], target[1]) + packet.raw[start + 4 :]
    return _transport(packet.protocol, source[0], target[0], body, 16 if packet.protocol == TCP else 6)
