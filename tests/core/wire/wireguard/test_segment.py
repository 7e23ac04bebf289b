from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.wireguard.ip import TCP, Packet, PacketError, checksum, pseudo_sum
from waythrough.wire.wireguard.segment import ACK, MOST_SACKS, SYN, Segment, build, parse

ENDS = (bytes((10, 0, 0, 1)), bytes((10, 0, 0, 2)))
PSEUDO = pseudo_sum(*ENDS, TCP)
PLAIN = Segment(80, 5000, 1, 2, ACK, 500, b"hello")


def packet(payload: bytes) -> Packet:
    return Packet(TCP, *ENDS, payload)


def with_options(options: bytes, data: bytes = b"") -> Packet:
    """A segment with options as given, padded, and a right checksum."""
    options += bytes(-len(options) % 4)
    head = bytearray(build(Segment(80, 5000, 1, 2, ACK, 500), PSEUDO))
    head[12], head[16:18] = (20 + len(options)) << 2, b"\0\0"
    body = bytes(head) + options + data
    total = checksum(body, PSEUDO + len(body)).to_bytes(2, "big")
    return packet(body[:16] + total + body[18:])


@pytest.mark.parametrize(
    "segment",
    [
        PLAIN,
        Segment(1, 2, 3, 4, SYN, 5, b"", 1380, 7, True),
        Segment(1, 2, 3, 4, ACK, 5, b"x", sacks=((10, 20), (30, 40))),
    ],
)
def test_what_is_built_is_read(segment: Segment) -> None:
    assert parse(packet(build(segment, PSEUDO))) == segment


def test_no_more_blocks_than_fit() -> None:
    segment = PLAIN._replace(sacks=tuple((n, n + 1) for n in range(9)))
    assert parse(packet(build(segment, PSEUDO))).sacks == segment.sacks[:MOST_SACKS]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (b"\x01\x01\x02\x04\x05\xb4", (1460, None, False)),
        (b"\x03\x03\x0f", (None, 14, False)),
        (b"\x04\x02\x00\x02\x04\x05\xb4", (None, None, True)),
        (b"\x08\x0a" + bytes(8) + b"\x02\x04\x05\xb4", (1460, None, False)),
        (b"\x04\x02\x02\x00", (None, None, True)),
        (b"\x04\x02\x02\x09", (None, None, True)),
        (b"\x01\x01\x01\x02", (None, None, False)),
        (b"\x02\x03\x01\x03\x02\x04\x03\x01\x05\x03\x01", (None, None, False)),
    ],
)
def test_options_are_read_as_far_as_they_make_sense(
    options: bytes, expected: tuple[int | None, int | None, bool]
) -> None:
    found = parse(with_options(options, b"data"))
    assert (found.mss, found.scale, found.sack_ok, found.data) == (*expected, b"data")


@pytest.mark.parametrize(
    "payload",
    [
        bytes(19),
        build(PLAIN, PSEUDO)[:-1],
        build(PLAIN, PSEUDO)[:12] + b"\x40" + build(PLAIN, PSEUDO)[13:],
        build(PLAIN, PSEUDO)[:12] + b"\xf0" + build(PLAIN, PSEUDO)[13:],
    ],
)
def test_broken_segments_are_refused(payload: bytes) -> None:
    with pytest.raises(PacketError):
        parse(packet(payload))


@given(st.binary(max_size=40), st.binary(max_size=20))
def test_any_options_are_read(options: bytes, data: bytes) -> None:
    assert parse(with_options(options, data)).data == data


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    with suppress(PacketError):
        assert len(parse(packet(payload)).data) <= len(payload) - 20
