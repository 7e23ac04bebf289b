"""A client and a server on either side of a middlebox without a network: what tests of the box speak with."""

import ssl
from dataclasses import dataclass

from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection

from . import packets
from .middlebox import Middlebox
from .packets import ACK, FIN, PSH, RST, SYN, Endpoint, Packet
from .rules import Rule
from .spec import CLIENT, CLIENT6

SERVER: Endpoint = ("203.0.113.10", 443)
SERVER6: Endpoint = ("2001:db8:2::10", 443)
TIMESTAMPS = b"\x01\x01\x08\x0a" + bytes(8)
MSS = b"\x02\x04\x05\xb4"


@dataclass(frozen=True, slots=True)
class Got:
    """A packet that left the box, and after how many seconds."""

    packet: Packet
    wait: float


class Box:
    """A middlebox with a clock that stands until it is moved."""

    def __init__(self, *rules: Rule, seed: int = 1) -> None:
        self.middle = Middlebox(rules, seed=seed)
        self.now = 0.0
        self.home: list[Got] = []  # what reached the client since the last step
        self.away: list[Got] = []  # what went on to the servers

    def up(self, raw: bytes) -> None:
        """The client sends."""
        self._step(raw, up=True)

    def down(self, raw: bytes) -> None:
        """A server sends."""
        self._step(raw, up=False)

    def _step(self, raw: bytes, *, up: bool) -> None:
        packet = packets.parse(raw)
        assert packet is not None
        self.home, self.away = [], []
        moves = self.middle.outbound(packet, self.now) if up else self.middle.inbound(packet, self.now)
        for there, sent, wait in moves:
            read = packets.parse(sent)
            assert read is not None
            (self.away if there else self.home).append(Got(read, wait))

    @property
    def passed(self) -> bool:
        """Whether something, and nothing but one packet, came through in the direction of the last step."""
        return len(self.home) + len(self.away) == 1


class Tcp:
    """A TCP connection through a box; every byte is counted as a real stack would."""

    def __init__(
        self, box: Box, server: Endpoint = SERVER, *, sport: int = 40000, options: bytes = TIMESTAMPS
    ) -> None:
        self.box = box
        self.client: Endpoint = (CLIENT6 if ":" in server[0] else CLIENT, sport)
        self.server = server
        self.options = options
        self.mine, self.yours = 1000, 5000

    def send(self, payload: bytes = b"", flags: int = ACK, *, options: bytes | None = None) -> None:
        """A segment of the client."""
        flags |= PSH if payload else 0
        used = self.options if options is None else options
        self.box.up(
            packets.tcp(
                *self.client,
                *self.server,
                seq=self.mine,
                ack=self.yours if flags & ACK else 0,
                flags=flags,
                payload=payload,
                options=used,
            )
        )
        self.mine += len(payload) + bool(flags & SYN) + bool(flags & FIN)

    def receive(self, payload: bytes = b"", flags: int = ACK) -> bool:
        """A segment of the server; whether it came through as it was."""
        ends = (*self.server, *self.client)
        raw = packets.tcp(*ends, seq=self.yours, ack=self.mine, flags=flags, payload=payload)
        self.yours += len(payload) + bool(flags & SYN) + bool(flags & FIN)
        self.box.down(raw)
        return [got.packet.raw for got in self.box.home] == [raw] and not self.box.away

    def open(self) -> "Tcp":
        """The three-way handshake, as far as the box lets it."""
        self.send(flags=SYN, options=MSS + self.options)
        if self.box.away:
            self.receive(flags=SYN | ACK)
            self.send()
        return self

    def say(self, payload: bytes) -> bool:
        """Send data; whether exactly that went on to the server."""
        self.send(payload)
        return [got.packet.payload for got in self.box.away] == [payload] and not self.box.home

    def close(self) -> None:
        """FIN of the client."""
        self.send(flags=FIN | ACK)


def hello(name: str, *, h2: bool = False) -> bytes:
    """A real ClientHello."""
    context = ssl.create_default_context()
    if h2:
        context.set_alpn_protocols(["h2", "http/1.1"])
    outgoing = ssl.MemoryBIO()
    tls = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=name)
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake without a peer")


def with_extension(data: bytes, kind: int, body: bytes = b"") -> bytes:
    """The same hello, in one record, with one more extension."""
    message = data[5:]
    at = 38
    at += 1 + message[at]
    at += 2 + int.from_bytes(message[at : at + 2])
    at += 1 + message[at]
    extensions = message[at + 2 :] + kind.to_bytes(2) + len(body).to_bytes(2) + body
    rest = message[4:at] + len(extensions).to_bytes(2) + extensions
    whole = message[:1] + len(rest).to_bytes(3) + rest
    return data[:3] + len(whole).to_bytes(2) + whole


def in_records(data: bytes, size: int) -> bytes:
    """The same hello spread over several TLS records."""
    pieces = (data[start : start + size] for start in range(5, len(data), size))
    return b"".join(data[:3] + len(piece).to_bytes(2) + piece for piece in pieces)


def initials(name: str, *, padding: int = 0) -> list[bytes]:
    """The datagrams with which a QUIC client begins; `padding` lengthens its hello."""
    protocols = ["h3", *(f"{number:08}" for number in range(padding // 9))]
    configuration = QuicConfiguration(is_client=True, server_name=name, alpn_protocols=protocols)
    client = QuicConnection(configuration=configuration)
    client.connect(("203.0.113.10", 443), now=0.0)
    return [data for data, _ in client.datagrams_to_send(0.0)]


def request(host: str, path: str = "/", body: bytes = b"") -> bytes:
    """A plain HTTP request."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() + body


def udp(payload: bytes, server: Endpoint = SERVER, *, sport: int = 40000) -> bytes:
    """A datagram of the client."""
    return packets.udp(CLIENT6 if ":" in server[0] else CLIENT, sport, *server, payload)


def answer(payload: bytes, server: Endpoint = SERVER, *, sport: int = 40000) -> bytes:
    """A datagram of the server."""
    return packets.udp(*server, CLIENT6 if ":" in server[0] else CLIENT, sport, payload)


def resets(got: list[Got]) -> list[int]:
    """The flags of the RSTs among packets."""
    return [one.packet.flags for one in got if one.packet.flags & RST]
