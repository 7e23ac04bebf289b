"""What a box on the path reads in the first bytes of a connection: the SNI or the Host."""

from typing import NamedTuple

METHODS = (b"GET ", b"POST ", b"HEAD ", b"PUT ", b"OPTIONS ", b"CONNECT ")
HANDSHAKE, CLIENT_HELLO, SERVER_NAME = 22, 1, 0
ENOUGH = 16384  # a first message longer than this is let go unread


class Seen(NamedTuple):
    """Names found; both empty when the bytes are neither TLS nor HTTP or carry no name."""

    sni: str = ""
    host: str = ""


def read(data: bytes) -> Seen | None:
    """Names in the first bytes of a connection; None while more bytes are due."""
    if not data:
        return None
    if len(data) > ENOUGH:
        return Seen()
    if data[0] == HANDSHAKE:
        return _hello(data)
    if any(data.startswith(method) or method.startswith(data) for method in METHODS):
        return _request(data)
    return Seen()


def _request(data: bytes) -> Seen | None:
    head, end, _ = data.partition(b"\r\n\r\n")
    if not end:
        return None
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"host":
            return Seen(host=value.strip().decode("latin-1").lower().partition(":")[0])
    return Seen()


def _hello(data: bytes) -> Seen | None:
    """RFC 8446, 4.1.2; a ClientHello spread over several records counts as unreadable."""
    if len(data) < 9 or len(data) < 5 + int.from_bytes(data[3:5]):
        return None
    if data[5] != CLIENT_HELLO or int.from_bytes(data[6:9]) + 4 > int.from_bytes(data[3:5]):
        return Seen()
    at = 43  # record 5, handshake 4, version 2, random 32
    at += 1 + data[at]
    at += 2 + int.from_bytes(data[at : at + 2])
    at += 1 + data[at]
    end = min(len(data), at + 2 + int.from_bytes(data[at : at + 2]))
    at += 2
    while at + 4 <= end:
        kind, length = int.from_bytes(data[at : at + 2]), int.from_bytes(data[at + 2 : at + 4])
        if kind == SERVER_NAME:
            return Seen(sni=data[at + 9 : at + 4 + length].decode("latin-1").lower())
        at += 4 + length
    return Seen()
