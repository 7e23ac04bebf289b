"""Cuts a first ClientHello in two within the name that it carries: into TLS records, and into what is sent at once.

The handshake stays the same to the bit (RFC 8446, 5.1: a message may be parted among records). A box that reads names
out of single segments or single records finds neither half of the name.
"""

from enum import StrEnum
from typing import Final

_HEADER: Final = 5  # of a record: type, version, length (RFC 8446, 5.1)
_HANDSHAKE: Final = 22
_CLIENT_HELLO: Final = 1
_SERVER_NAME: Final = 0  # both the extension and the type of its only entry (RFC 6066, 3)


class Cut(StrEnum):
    """How a hello is cut: not at all, into TCP segments, into TLS records, or into records with a segment each."""

    NONE = "none"
    TCP = "tcp"
    RECORD = "record"
    BOTH = "both"


def cut(data: bytes, how: Cut) -> tuple[bytes, ...]:
    """What to send one after the other in place of `data`, the first bytes of a connection.

    Anything but one whole record with a ClientHello that carries a name goes as it is.
    """
    found = server_name(data)
    if how is Cut.NONE or found is None:
        return (data,)
    at = (found[0] + found[1]) // 2
    if how is Cut.TCP:
        return data[:at], data[at:]
    length = _HEADER + int.from_bytes(data[3:5])
    head = data[:3]
    first, second = data[_HEADER:at], data[at:length]
    records = tuple(head + len(part).to_bytes(2) + part for part in (first, second))
    rest = data[length:]
    if how is Cut.RECORD:
        return (b"".join(records) + rest,)
    return records[0], records[1] + rest


def server_name(data: bytes) -> tuple[int, int] | None:
    """Where the server name begins and ends in a record with a ClientHello (RFC 8446, 4.1.2); None without one."""
    if len(data) < _HEADER + 4 or data[0] != _HANDSHAKE or data[1] != 3 or data[_HEADER] != _CLIENT_HELLO:
        return None
    end = _HEADER + int.from_bytes(data[3:5])
    if len(data) < end:
        return None
    place = _HEADER + 4 + 2 + 32  # message header, legacy version, random
    for size in (1, 2, 1):  # session id, cipher suites, compression methods
        place += size + _number(data, place, size)
    place += 2  # length of all extensions
    while place + 4 <= end:
        kind, length = _number(data, place, 2), _number(data, place + 2, 2)
        place += 4
        if kind == _SERVER_NAME:
            begin = place + 5
            stop = begin + _number(data, place + 3, 2)
            return (begin, stop) if begin + 1 < stop <= min(end, place + length) else None
        place += length
    return None


def _number(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size])
