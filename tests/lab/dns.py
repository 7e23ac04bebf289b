"""As much DNS as the lab's resolvers, its forger and its raw checks need (RFC 1035)."""

import socket
import struct
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

TTL_S = 60


class Rcode(IntEnum):
    """Answer codes."""

    NOERROR = 0
    SERVFAIL = 2
    NXDOMAIN = 3
    REFUSED = 5


class Kind(IntEnum):
    """Record types; others are answered as "no such data"."""

    A = 1
    AAAA = 28


class Question(NamedTuple):
    """What a query asks: `name` in lower case, `end` the offset behind the question section."""

    id: int
    name: str
    kind: int
    end: int


class Answer(NamedTuple):
    """What a message answers."""

    id: int
    rcode: int
    addresses: tuple[str, ...]


def query(name: str, number: int, kind: int = Kind.A) -> bytes:
    """A recursive query."""
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.rstrip(".").split("."))
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!BHH", 0, kind, 1)


def question(message: bytes) -> Question | None:
    """The question of a query; None when the bytes are not one query with one question."""
    try:
        number, flags, count = struct.unpack_from("!HHH", message)
        name, at = _name(message, 12)
        kind, _ = struct.unpack_from("!HH", message, at)
    except (struct.error, IndexError, UnicodeDecodeError):
        return None
    if flags & 0x8000 or count != 1:
        return None
    return Question(number, name, kind, at + 4)


def _name(message: bytes, at: int) -> tuple[str, int]:
    labels: list[str] = []
    while (length := message[at]) and length < 0xC0:
        labels.append(message[at + 1 : at + 1 + length].decode("ascii").lower())
        at += 1 + length
    return ".".join(labels), at + (2 if length else 1)


def reply(message: bytes, asked: Question, addresses: Sequence[str], rcode: int = Rcode.NOERROR) -> bytes:
    """The answer to a query; addresses are given only to a question for A."""
    known = addresses if asked.kind == Kind.A else ()
    head = struct.pack("!HHHHHH", asked.id, 0x8180 | rcode, 1, len(known), 0, 0)
    records = (struct.pack("!HHHIH", 0xC00C, Kind.A, 1, TTL_S, 4) + socket.inet_aton(one) for one in known)
    return head + message[12 : asked.end] + b"".join(records)


def read(message: bytes) -> Answer:
    """The id, code and A addresses of an answer. Raises struct.error or IndexError for a broken message."""
    number, flags, questions, answers = struct.unpack_from("!HHHH", message)
    at = 12
    for _ in range(questions):
        at = _name(message, at)[1] + 4
    found: list[str] = []
    for _ in range(answers):
        at = _name(message, at)[1]
        kind, _, _, length = struct.unpack_from("!HHIH", message, at)
        at += 10
        if kind == Kind.A:
            found.append(socket.inet_ntoa(message[at : at + length]))
        at += length
    return Answer(number, flags & 15, tuple(found))
