"""TCP segments, built and read, with the options that a client needs (RFC 9293, 7323, 2018)."""

import struct
from typing import Final, NamedTuple

from waythrough.wire.wireguard.ip import TCP, Packet, PacketError, checksum, pseudo_sum

FIN: Final = 0x01
SYN: Final = 0x02
RST: Final = 0x04
PSH: Final = 0x08
ACK: Final = 0x10
MOST_SACKS: Final = 4
_HEAD: Final = struct.Struct(">HHIIBBHHH")


_NONE: Final[tuple[tuple[int, int], ...]] = ()


class Segment(NamedTuple):
    """One segment. `mss` and `scale` are None, `sack_ok` False where the option is absent."""

    source: int
    target: int
    seq: int
    ack: int
    flags: int
    window: int
    data: bytes = b""
    mss: int | None = None
    scale: int | None = None
    sack_ok: bool = False
    sacks: tuple[tuple[int, int], ...] = ()


def parse(packet: Packet) -> Segment:
    """Read the segment in a packet. Raises PacketError."""
    payload = packet.payload
    if len(payload) < 20:
        raise PacketError("short header")
    source, target, seq, ack, offset, flags, window, _, _ = _HEAD.unpack_from(payload)
    head = (offset >> 4) * 4
    if not 20 <= head <= len(payload):
        raise PacketError("lengths do not fit")
    if checksum(payload, pseudo_sum(packet.source, packet.target, TCP) + len(payload)):
        raise PacketError("checksum")
    if head == 20:
        return Segment(source, target, seq, ack, flags, window, payload[20:])
    mss, scale, sack_ok, sacks = _options(payload[20:head])
    return Segment(source, target, seq, ack, flags, window, payload[head:], mss, scale, sack_ok, sacks)


def _options(data: bytes) -> tuple[int | None, int | None, bool, tuple[tuple[int, int], ...]]:
    mss: int | None = None
    scale: int | None = None
    sack_ok, sacks = False, _NONE
    at = 0
    while at < len(data) and data[at] != 0:
        if data[at] == 1:
            at += 1
            continue
        size = data[at + 1] if at + 1 < len(data) else 0
        body = data[at + 2 : at + size]
        if size < 2 or at + size > len(data):
            break  # RFC 9293 leaves it open; what came before is kept
        match data[at]:
            case 2 if size == 4:
                mss = int.from_bytes(body, "big")
            case 3 if size == 3:
                scale = min(body[0], 14)  # RFC 7323, 2.3
            case 4 if size == 2:
                sack_ok = True
            case 5 if size % 8 == 2:
                edges = struct.unpack(f">{len(body) // 4}I", body)
                sacks = tuple(zip(edges[::2], edges[1::2], strict=True))
        at += size
    return mss, scale, sack_ok, sacks


def build(segment: Segment, pseudo: int) -> bytes:
    """A segment's bytes; `pseudo` is what `pseudo_sum` gives for its addresses."""
    options = b""
    if segment.mss is not None:
        options += struct.pack(">BBH", 2, 4, segment.mss)
    if segment.scale is not None:
        options += bytes((1, 3, 3, segment.scale))
    if segment.sack_ok:
        options += b"\x01\x01\x04\x02"
    if segment.sacks:
        blocks = segment.sacks[:MOST_SACKS]
        options += bytes((1, 1, 5, 2 + 8 * len(blocks)))
        options += b"".join(struct.pack(">II", *block) for block in blocks)
    offset = (20 + len(options)) << 2
    head = _HEAD.pack(
        segment.source, segment.target, segment.seq, segment.ack, offset, segment.flags, segment.window, 0, 0
    )
    body = head + options + segment.data
    total = checksum(body, pseudo + len(body))
    return body[:16] + total.to_bytes(2, "big") + body[18:]
