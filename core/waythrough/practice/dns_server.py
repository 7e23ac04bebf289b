"""The resolvers of the practice network: DNS over UDP, and the answers that DNS over HTTPS hands out."""

import asyncio
import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import cast
from urllib.parse import parse_qs, urlsplit

from waythrough.practice.http_server import Request, Response

TYPE_A = 1
CLASS_IN = 1
NOERROR, FORMERR, NXDOMAIN = 0, 1, 3
TTL = 60
HEADER = 12
MEDIA_TYPE = "application/dns-message"

Lookup = Callable[[str], str | None]
"""A name in lower case -> its IPv4 address; None = no such name."""


@dataclass(frozen=True, slots=True)
class Question:
    """The one question of a message: name in lower case, record type, and its bytes as they came."""

    name: str
    type: int
    raw: bytes


def reply(message: bytes, lookup: Lookup) -> bytes | None:
    """The answer to a DNS message (RFC 1035 section 4); None when it is not even a header."""
    if len(message) < HEADER or message[2] & 0x80:
        return None
    question = _question(message)
    if question is None:
        return _message(message, FORMERR, b"", b"")
    address = lookup(question.name)
    if address is None:
        return _message(message, NXDOMAIN, question.raw, b"")
    if question.type != TYPE_A:
        return _message(message, NOERROR, question.raw, b"")
    fields = (0xC00C, TYPE_A, CLASS_IN)  # the name is a pointer to the question
    record = b"".join(number.to_bytes(2) for number in fields) + TTL.to_bytes(4)
    return _message(message, NOERROR, question.raw, record + b"\x00\x04" + IPv4Address(address).packed)


def reply_over_https(request: Request, lookup: Lookup) -> Response:
    """The answer of RFC 8484: POST with the message as body, or GET with `?dns=` in base64url."""
    message = request.body
    if request.method == "GET":
        values = parse_qs(urlsplit(request.target).query).get("dns", [""])
        try:
            message = base64.urlsafe_b64decode(values[0] + "=" * (-len(values[0]) % 4))
        except (binascii.Error, ValueError):
            message = b""
    answer = reply(message, lookup)
    if answer is None:
        return Response(status=400, headers=(("Content-Type", "text/plain"),), body=b"no DNS message\n")
    headers = (("Content-Type", MEDIA_TYPE), ("Cache-Control", f"max-age={TTL}"))
    return Response(headers=headers, body=answer)


class UdpResolver(asyncio.DatagramProtocol):
    """Answers every datagram by a table."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        answer = reply(data, self._lookup)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)


def _question(message: bytes) -> Question | None:
    if int.from_bytes(message[4:6]) != 1:
        return None
    labels = []
    place = HEADER
    while place < len(message) and (size := message[place]):
        if size > 63:
            return None
        labels.append(message[place + 1 : place + 1 + size].decode("latin-1").lower())
        place += 1 + size
    end = place + 5
    if end > len(message):
        return None
    kind = int.from_bytes(message[place + 1 : place + 3])
    return Question(name=".".join(labels), type=kind, raw=message[HEADER:end])


def _message(query: bytes, code: int, question: bytes, answer: bytes) -> bytes:
    flags = bytes((0x80 | (query[2] & 0x79), 0x80 | code))  # response; opcode and RD as asked; RA
    counts = (1 if question else 0, 1 if answer else 0, 0, 0)
    return query[:2] + flags + b"".join(n.to_bytes(2) for n in counts) + question + answer
