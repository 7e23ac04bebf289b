import struct
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.wireguard import ip
from waythrough.wire.wireguard.ip import ICMP, ICMP6, TCP, UDP, Echo, Packet, PacketError, Unreachable

FOUR = (ip_address("10.0.0.2").packed, ip_address("10.0.0.1").packed)
SIX = (ip_address("fd00::2").packed, ip_address("fd00::1").packed)
BOTH = pytest.mark.parametrize("ends", [FOUR, SIX])
Ends = tuple[bytes, bytes]


def words_sum(data: bytes) -> int:
    """RFC 1071 as it is written."""
    data += bytes(len(data) % 2)
    total: int = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return 0xFFFF - total


@given(st.binary(max_size=60))
def test_checksums_are_those_of_the_rfc(data: bytes) -> None:
    assert ip.checksum(data) == words_sum(data)


def test_a_known_header() -> None:
    header = bytes.fromhex("45000073000040004011 b861 c0a80001c0a800c7".replace(" ", ""))
    assert ip.checksum(header) == 0


@BOTH
def test_what_is_built_is_read(ends: Ends) -> None:
    packet = ip.build(TCP, *ends, b"hello")
    assert ip.parse(packet + bytes(11)) == Packet(TCP, *ends, b"hello")
    assert ip.packed(ip_address(ends[0])) == ends[0]


@BOTH
def test_datagrams_come_through(ends: Ends) -> None:
    packet = ip.parse(ip.build_udp(*ends, 5000, 53, b"question"))
    assert ip.parse_udp(packet) == (5000, 53, b"question")
    broken = packet._replace(payload=packet.payload[:-1] + b"?")
    with pytest.raises(PacketError, match="checksum"):
        ip.parse_udp(broken)
    unsummed = packet._replace(payload=packet.payload[:6] + b"\0\0" + packet.payload[8:])
    assert ip.parse_udp(unsummed) == (5000, 53, b"question")


@pytest.mark.parametrize("payload", [b"1234567", b"\0\1\0\1\0\7\0\0", b"\0\1\0\1\0\x09\0\0"])
def test_datagrams_of_wrong_lengths_are_refused(payload: bytes) -> None:
    with pytest.raises(PacketError):
        ip.parse_udp(Packet(UDP, *FOUR, payload))


@BOTH
def test_echoes_come_through(ends: Ends) -> None:
    packet = ip.parse(ip.build_echo(*ends, 7, 1, b"data"))
    assert ip.parse_icmp(packet) == Echo(False, 7, 1, b"data")
    with pytest.raises(PacketError, match="checksum"):
        ip.parse_icmp(packet._replace(payload=packet.payload[:-1] + b"?"))


def icmp(ends: Ends, kind: int, code: int, rest: bytes) -> Packet:
    """A message to us with a right checksum."""
    body = bytes((kind, code, 0, 0)) + rest
    v6 = len(ends[0]) == 16
    initial = ip.pseudo_sum(ends[1], ends[0], ICMP6) + len(body) if v6 else 0
    body = body[:2] + ip.checksum(body, initial).to_bytes(2, "big") + body[4:]
    return Packet(ICMP6 if v6 else ICMP, ends[1], ends[0], body)


@pytest.mark.parametrize(
    ("ends", "kind", "code", "big"),
    [(FOUR, 3, 4, True), (FOUR, 3, 1, False), (SIX, 2, 0, True), (SIX, 1, 4, False)],
)
def test_errors_tell_of_which_packet(ends: Ends, kind: int, code: int, big: bool) -> None:
    sent = ip.build_udp(*ends, 5000, 53, b"question")
    told = ip.parse_icmp(icmp(ends, kind, code, struct.pack(">HH", 0, 1280) + sent))
    version = 4 if ends is FOUR else 6
    assert told == Unreachable(version, kind, code, UDP, 5000, 53, ends[1], ends[1], 1280)
    assert told.too_big is big


@BOTH
def test_errors_about_an_echo_tell_its_number(ends: Ends) -> None:
    sent = ip.build_echo(*ends, 7, 2, b"")
    told = ip.parse_icmp(icmp(ends, 3, 1, bytes(4) + sent))
    assert isinstance(told, Unreachable)
    assert (told.source_port, told.target_port) == (7, 2)


@pytest.mark.parametrize(
    "inner", [b"", b"\x45", b"\x60" + bytes(20), b"\x45" + bytes(21), b"\x45" + bytes(26)]
)
def test_errors_about_nothing_of_ours_are_refused(inner: bytes) -> None:
    with pytest.raises(PacketError):
        ip.parse_icmp(icmp(FOUR, 3, 1, bytes(4) + inner))


def test_other_messages_are_passed_over() -> None:
    assert ip.parse_icmp(icmp(SIX, 136, 0, bytes(20))) is None
    assert ip.parse_icmp(icmp(FOUR, 13, 0, bytes(20))) is None
    with pytest.raises(PacketError):
        ip.parse_icmp(Packet(ICMP, *FOUR, b"short"))


def test_extension_headers_are_skipped() -> None:
    inner = bytes((TCP, 0)) + bytes(6) + b"hello"
    assert ip.parse(ip.build(60, *SIX, inner)) == Packet(TCP, *SIX, b"hello")


V4 = ip.build(TCP, *FOUR, b"hello")
V6 = ip.build(TCP, *SIX, b"hello")


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b"", "neither"),
        (b"\x50" + bytes(40), "neither"),
        (V4[:19], "short"),
        (V6[:39], "short"),
        (V4[:-1], "lengths"),
        (V6[:-1], "lengths"),
        (b"\x44" + V4[1:], "lengths"),
        (V4[:8] + b"\1" + V4[9:], "checksum"),
        (V4[:6] + b"\x20" + V4[7:], "fragment"),
        (ip.build(44, *SIX, bytes(16)), "fragment"),
        (ip.build(60, *SIX, bytes((6, 0))), "lengths"),
        (ip.build(60, *SIX, bytes((6, 9)) + bytes(6)), "lengths"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(packet: bytes, why: str) -> None:
    with pytest.raises(PacketError, match=why):
        ip.parse(packet)


@given(st.binary(max_size=100), st.sampled_from([b"", V4[:20], V6[:40]]))
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    try:
        packet = ip.parse(head + data)
        for read in (ip.parse_udp, ip.parse_icmp):
            read(packet)
    except PacketError:
        return
    assert packet.payload is not None
