"""What a box on the path reads in the first bytes of a connection: hello, request, or DNS query."""

from dataclasses import dataclass

from . import dns

METHODS = (b"GET ", b"POST ", b"HEAD ", b"PUT ", b"OPTIONS ", b"CONNECT ")
HANDSHAKE, CLIENT_HELLO, SERVER_NAME = 22, 1, 0
ENOUGH = 16384  # a first message longer than this is let go unread
LENGTH = 2  # bytes that tell the length of a DNS message over TCP


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was found; all empty when the bytes are neither TLS nor HTTP nor DNS or say nothing.

    `hello` is the length of the ClientHello with its header, `records` how many TLS records carry it, `cut`
    that not all of it was there to see, `line` the request line and `body` what came of the request's body
    along with its head.
    """

    sni: str = ""
    host: str = ""
    hello: int = 0
    records: int = 0
    cut: bool = False
    extensions: frozenset[int] = frozenset()
    line: str = ""
    body: str = ""
    query: dns.Question | None = None


NOTHING = Seen()


def read(data: bytes, *, port: int = 0) -> Seen | None:
    """What the first bytes of a connection to a port say; None while more bytes are due."""
    if not data:
        return None
    if len(data) > ENOUGH:
        return NOTHING
    if port == 53:
        return _query(data)
    if data[0] == HANDSHAKE:
        return _records(data)
    if is_request(data):
        return _request(data)
    return NOTHING


def glance(data: bytes, *, port: int = 0) -> Seen:
    """What a single segment shows to a box that joins nothing; a hello cut off behind its name shows the name."""
    if data[:1] == bytes([HANDSHAKE]) and len(data) > 9 and port != 53:
        inside = data[5 : 5 + int.from_bytes(data[3:5])]
        return hello(inside, records=1) if inside[:1] == bytes([CLIENT_HELLO]) else NOTHING
    return read(data, port=port) or NOTHING


def is_request(data: bytes) -> bool:
    """Whether the bytes are the beginning of a plain HTTP request."""
    return any(data.startswith(method) or method.startswith(data) for method in METHODS)


def _query(data: bytes) -> Seen | None:
    size = int.from_bytes(data[:LENGTH])
    if len(data) < LENGTH + size:
        return None
    return Seen(query=dns.question(data[LENGTH : LENGTH + size]))


def _request(data: bytes) -> Seen | None:
    head, end, body = data.partition(b"\r\n\r\n")
    if not end:
        return None
    line, *fields = head.decode("latin-1").split("\r\n")
    host = ""
    for field in fields:
        name, _, value = field.partition(":")
        if name.strip().lower() == "host":
            host = value.strip().lower().partition(":")[0]
            break
    return Seen(host=host, line=line, body=body.decode("latin-1"))


def _records(data: bytes) -> Seen | None:
    """Join the handshake message that the first TLS records carry (RFC 8446, 5.1)."""
    message, at, records = b"", 0, 0
    while len(data) >= at + 5 and data[at] == HANDSHAKE:
        end = at + 5 + int.from_bytes(data[at + 3 : at + 5])
        message += data[at + 5 : end]
        at, records = end, records + 1
        if message and message[0] != CLIENT_HELLO:
            return NOTHING
        if len(message) >= 4 and len(message) >= 4 + int.from_bytes(message[1:4]):
            return hello(message, records=records)
    return NOTHING if at < len(data) and data[at] != HANDSHAKE else None


def hello(message: bytes, *, records: int = 0) -> Seen:
    """Read a ClientHello from its handshake header on (RFC 8446, 4.1.2), as far as it goes."""
    size = 4 + int.from_bytes(message[1:4])
    at = 38  # handshake header 4, version 2, random 32
    try:
        at += 1 + message[at]
        at += 2 + int.from_bytes(message[at : at + 2])
        at += 1 + message[at]
    except IndexError:
        return Seen(hello=size, records=records, cut=True)
    end = min(len(message), at + 2 + int.from_bytes(message[at : at + 2]))
    at += 2
    name, kinds = "", set()
    while at + 4 <= end:
        kind, length = int.from_bytes(message[at : at + 2]), int.from_bytes(message[at + 2 : at + 4])
        kinds.add(kind)
        if kind == SERVER_NAME and at + 4 + length <= end:
            name = message[at + 9 : at + 4 + length].decode("latin-1").lower()
        at += 4 + length
    cut = size > len(message)
    return Seen(sni=name, hello=size, records=records, cut=cut, extensions=frozenset(kinds))


def quic_version(datagram: bytes) -> int | None:
    """The version of a datagram with a QUIC long header (RFC 8999, 5.1); None for any other."""
    if len(datagram) < 7 or datagram[0] & 0x80 == 0:
        return None
    return int.from_bytes(datagram[1:5])


def looks_random(data: bytes) -> bool:
    """Whether a first payload looks fully encrypted (Wu et al., USENIX Security 2023, section 4).

    Exempt are: a mean of set bits per byte of 3.4 or less, or 4.6 or more; six printable bytes at the
    beginning; more than half printable; more than 20 printable in a row; TLS or HTTP.
    """
    if not data:
        return False
    bits = int.from_bytes(data).bit_count() / len(data)
    printable = [0x20 <= byte <= 0x7E for byte in data]
    run = longest = 0
    for one in printable:
        run = run + 1 if one else 0
        longest = max(longest, run)
    plain = all(printable[:6]) or sum(printable) * 2 > len(data) or longest > 20
    known = data[:2] in (b"\x16\x03", b"\x17\x03") or is_request(data)
    return 3.4 < bits < 4.6 and not plain and not known
