"""Reading the server name out of a TLS ClientHello, as a censor on the way does."""

from dataclasses import dataclass

HANDSHAKE = 22
APPLICATION_DATA = 23
CLIENT_HELLO = 1
SERVER_NAME = 0
HEADER = 5


@dataclass(frozen=True, slots=True)
class Look:
    """What the first bytes of a connection are: `complete` when enough came to decide."""

    complete: bool
    tls: bool = False
    server_name: str = ""


def look(data: bytes) -> Look:
    """Judge the first bytes of a client (RFC 8446 section 4.1.2, RFC 6066 section 3); never raises."""
    if not data:
        return Look(complete=False)
    if data[0] != HANDSHAKE:
        return Look(complete=True)
    hello = bytearray()
    place = 0
    while place + HEADER <= len(data) and data[place] == HANDSHAKE:
        length = int.from_bytes(data[place + 3 : place + 5])
        hello += data[place + HEADER : place + HEADER + length]
        place += HEADER + length
    if len(hello) < 4 or len(hello) < 4 + int.from_bytes(hello[1:4]):
        return Look(complete=False, tls=True)
    if hello[0] != CLIENT_HELLO:
        return Look(complete=True, tls=True)
    return Look(complete=True, tls=True, server_name=_server_name(bytes(hello[4:])))


def _server_name(body: bytes) -> str:
    place = 2 + 32
    place += 1 + _number(body, place, 1)  # session id
    place += 2 + _number(body, place, 2)  # cipher suites
    place += 1 + _number(body, place, 1)  # compression methods
    end = min(len(body), place + 2 + _number(body, place, 2))
    place += 2
    while place + 4 <= end:
        kind, length = _number(body, place, 2), _number(body, place + 2, 2)
        place += 4
        if kind == SERVER_NAME:
            size = _number(body, place + 3, 2)
            return body[place + 5 : place + 5 + size].decode("ascii", "replace").lower()
        place += length
    return ""


def _number(body: bytes, place: int, size: int) -> int:
    return int.from_bytes(body[place : place + size])
