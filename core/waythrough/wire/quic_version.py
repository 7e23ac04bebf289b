"""The part of QUIC that all versions share (RFC 8999): asks a server which versions it speaks."""

from collections.abc import Callable
from typing import Final

LEAST_DATAGRAM: Final = 1200  # RFC 9000 section 14.1: a server need not answer a smaller one
_LONG: Final = 0x80
_INITIAL: Final = 0xC3  # as an Initial of version 1 with a packet number of four bytes
_NO_TOKEN: Final = b"\0"
_ID_SIZE: Final = 8
_RESERVED: Final = (
    0x0A0A0A0A  # versions 0x?a?a?a?a are kept free to provoke a negotiation (RFC 9000 section 15)
)


def version_question(random: Callable[[int], bytes], size: int = LEAST_DATAGRAM) -> bytes:
    """A datagram of `size` bytes in a version that nobody speaks; `random` gives that many random bytes.

    Filters for version 1 do not know it, and a server that takes part in QUIC has to answer with the versions
    that it speaks (RFC 9000 section 6.1): the answer proves the way there and back.
    """
    version = int.from_bytes(random(4)) & 0xF0F0F0F0 | _RESERVED
    ids = bytes([_ID_SIZE]) + random(_ID_SIZE) + bytes([_ID_SIZE]) + random(_ID_SIZE)
    head = bytes([_INITIAL]) + version.to_bytes(4) + ids + _NO_TOKEN
    # What follows the ids is free in an unknown version, but some servers read it as that of version 1 first.
    rest = size - len(head) - 2
    return head + (0x4000 | rest).to_bytes(2) + random(rest)


def read_versions(question: bytes, answer: bytes) -> tuple[int, ...] | None:
    """The versions that a Version Negotiation packet names, None for anything but the answer to `question`."""
    ids = question[5 : 7 + 2 * _ID_SIZE]
    ours, theirs = ids[: 1 + _ID_SIZE], ids[1 + _ID_SIZE :]
    head = 5 + len(ids)
    listed = answer[head:]
    if len(answer) < head or not answer[0] & _LONG or answer[1:5] != bytes(4):
        return None
    if answer[5:head] != theirs + ours or not listed or len(listed) % 4:
        return None
    return tuple(int.from_bytes(listed[at : at + 4]) for at in range(0, len(listed), 4))
