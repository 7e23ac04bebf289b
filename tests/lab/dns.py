"""As much DNS as the lab's forger and its raw checks need (RFC 1035)."""

import ipaddress
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
    CNAME = 5
    AAAA = 28
    HTTPS = 65


class Question(NamedTuple):
    """What a query asks: `name` in lower case, `end` the offset behind the question section."""

    id: int
    name: str
    kind: int
    end: int


class Answer(NamedTuple):
    """What a message answers; `kinds` are the record types of the answer section in their order."""

    id: int
    rcode: int
    addresses: tuple[str, ...]
    kinds: tuple[int, ...] = ()


def encoded(name: str) -> bytes:
    """A name as labels."""
    parts = [part for part in name.rstrip(".").split(".") if part]
    return b"".join(bytes([len(part)]) + part.encode() for part in parts) + b"\0"


def query(name: str, number: int, kind: int = Kind.A) -> bytes:
    """A recursive query."""
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + encoded(name) + struct.pack("!HH", kind, 1)


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


def of_kind(addresses: Sequence[str], kind: int) -> list[str]:
    """The addresses that answer a question of this kind."""
    return [one for one in addresses if kind == (Kind.AAAA if ":" in one else Kind.A)]


def reply(
    message: bytes,
    asked: Question,
    addresses: Sequence[str],
    rcode: int = Rcode.NOERROR,
    *,
    cname: str = "",
    ttl: int = TTL_S,
) -> bytes:
    """The answer to a query; addresses are given only to a question of their family, behind the `cname`."""
    packed = [ipaddress.ip_address(one).packed for one in of_kind(addresses, asked.kind)]
    owner, records = b"\xc0\x0c", b""
    if cname:
        alias = encoded(cname)
        records = owner + struct.pack("!HHIH", Kind.CNAME, 1, ttl, len(alias)) + alias
        owner = alias
    for one in packed:
        records += owner + struct.pack("!HHIH", asked.kind, 1, ttl, len(one)) + one
    head = struct.pack("!HHHHHH", asked.id, 0x8180 | rcode, 1, len(packed) + bool(cname), 0, 0)
    return head + message[12 : asked.end] + records


def read(message: bytes) -> Answer:
    """The id, code and addresses of an answer. Raises struct.error or IndexError for a broken message."""
    number, flags, questions, answers = struct.unpack_from("!HHHH", message)
    at = 12
    for _ in range(questions):
        at = _name(message, at)[1] + 4
    found: list[str] = []
    kinds: list[int] = []
    for _ in range(answers):
        at = _name(message, at)[1]
        kind, _, _, length = struct.unpack_from("!HHIH", message, at)
        at += 10
        kinds.append(kind)
        if kind in (Kind.A, Kind.AAAA):
            family = socket.AF_INET if kind == Kind.A else socket.AF_INET6
            found.append(socket.inet_ntop(family, message[at : at + length]))
        at += length
    return Answer(number, flags & 15, tuple(found), tuple(kinds))
