"""The control channel of OpenVPN, client's side: its reset, its acknowledgements, and TLS carried in order."""

import struct
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from waythrough.wire.openvpn_keys import HEAD, BadPacketError, Guard

CHUNK: Final = 1100  # bytes of TLS in one packet; OpenVPN keeps them below 1250 with all that is around
IN_FLIGHT: Final = 4  # packets sent and not acknowledged
_AHEAD: Final = 16  # packets kept that came before their turn
_ACKS: Final = 4  # last messages of the server that every packet acknowledges
_EARLY: Final = 0x0F000001  # first packet number of clients that know early negotiation (tls-crypt-v2)
_RESEND_KEY: Final = bytes.fromhex(
    "000100020001"
)  # type 1 (flags), 2 bytes, the wrapped key is to be sent again


class Opcode(IntEnum):
    """The upper five bits of a packet's first byte (OpenVPN wire protocol, section 4)."""

    CONTROL = 4
    ACK = 5
    RESET_CLIENT = 7
    RESET_SERVER = 8
    RESET_CLIENT_KEY = 10  # with a wrapped key behind it
    CONTROL_KEY = 11  # likewise


class Reply(StrEnum):
    """What became of knocking at a server, in one word."""

    ANSWERED = "answered"  # it took our reset: an OpenVPN server, and our key fits
    SILENT = "silent"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    BAD_REPLY = "bad_reply"  # something else than OpenVPN answered
    WRONG_KEY = "wrong_key"  # an answer, but not by the profile's key
    CLOSED = "closed"  # the connection ended without an answer
    TLS_OK = "tls_ok"  # it proved itself by the profile's authority
    TLS_FAILED = "tls_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One packet, unprotected. `acks` are for `to`, the session of whoever is told; `number` is None in a pure ACK."""

    opcode: Opcode
    session: bytes
    acks: tuple[int, ...] = ()
    to: bytes = b""
    number: int | None = None
    payload: bytes = b""


def head_of(opcode: Opcode, session: bytes) -> bytes:
    """The part of a packet that is never encrypted; the key id is 0, that of the first key."""
    return bytes((opcode << 3,)) + session


def body_of(
    *, acks: tuple[int, ...] = (), to: bytes = b"", number: int | None, payload: bytes = b""
) -> bytes:
    """The part of a packet that a guard protects."""
    told = struct.pack(f"!B{len(acks)}I", len(acks), *acks)
    return told + (to if acks else b"") + (b"" if number is None else struct.pack("!I", number)) + payload


def parse_packet(data: bytes, guard: Guard) -> Packet:
    """A packet of a server. Raises BadPacketError."""
    if len(data) < HEAD:
        raise BadPacketError("too short for a packet")
    if data[0] >> 3 not in (Opcode.CONTROL, Opcode.ACK, Opcode.RESET_SERVER):
        raise BadPacketError("not a packet that a server sends here")
    opcode, body = Opcode(data[0] >> 3), guard.unwrap(data)
    count = body[0] if body else 0
    rest = 1 + 4 * count + (8 if count else 0)
    least = rest + (0 if opcode is Opcode.ACK else 4)
    if not body or len(body) < least:
        raise BadPacketError("a packet that ends too early")
    return Packet(
        opcode=opcode,
        session=data[1:HEAD],
        acks=struct.unpack_from(f"!{count}I", body, 1),
        to=body[rest - 8 : rest] if count else b"",
        number=None if opcode is Opcode.ACK else int.from_bytes(body[rest:least], "big"),
        payload=body[least:],
    )


@dataclass(slots=True)
class ControlChannel:
    """One session, sans-IO: feed it what came, send what it gives.

    `session` are 8 random bytes; `now` are Unix seconds for the stamps, the same all along: the numbers beside them
    rise, which is what counts. `wrapped_key` is that of tls-crypt-v2.
    """

    guard: Guard = field(repr=False)
    session: bytes
    now: int
    wrapped_key: bytes = field(default=b"", repr=False)
    answered: bool = False
    _peer: bytes = b""
    _stamp: int = 0
    _number: int = 0  # of our next message
    _wanted: int = 0  # the server's next message
    _waiting: dict[int, tuple[Opcode, bytes]] = field(default_factory=dict)  # messages not acknowledged yet
    _sent: set[int] = field(default_factory=set)
    _early: dict[int, bytes] = field(default_factory=dict)
    _acks: deque[int] = field(default_factory=lambda: deque(maxlen=_ACKS))
    _owed: bool = False
    _key_again: bool = False

    def __post_init__(self) -> None:
        self._stamp = _EARLY if self.wrapped_key else 1
        self._queue(Opcode.RESET_CLIENT_KEY if self.wrapped_key else Opcode.RESET_CLIENT, b"")

    def send(self, data: bytes) -> None:
        """Take bytes of TLS to be sent; `packets` gives them."""
        for start in range(0, len(data), CHUNK):
            key_again, self._key_again = self._key_again, False
            opcode = Opcode.CONTROL_KEY if key_again else Opcode.CONTROL
            self._queue(opcode, data[start : start + CHUNK])

    def packets(self, *, again: bool = False) -> list[bytes]:
        """What is to be sent now; `again`: also what was sent and has not been acknowledged."""
        due = [each for each in list(self._waiting)[:IN_FLIGHT] if again or each not in self._sent]
        self._sent.update(due)
        found = [self._packet(*self._waiting[each], number=each) for each in due]
        if self._owed and not found:
            found.append(self._packet(Opcode.ACK, b"", number=None))
        self._owed = False
        return found

    def receive(self, data: bytes) -> bytes:
        """Take one packet; the bytes of TLS that are in order now. Raises BadPacketError, which changes nothing."""
        packet = parse_packet(data, self.guard)
        if packet.acks and packet.to != self.session:
            raise BadPacketError("a packet for another session")
        if packet.opcode is Opcode.RESET_SERVER and not self.answered and packet.acks:
            self.answered, self._peer = True, packet.session
            self._key_again = bool(self.wrapped_key) and _RESEND_KEY in packet.payload
        if packet.session != self._peer:
            raise BadPacketError("a packet of another session")
        for each in packet.acks:
            self._waiting.pop(each, None)
        if packet.number is None or packet.number >= self._wanted + _AHEAD:
            return b""
        if packet.number not in self._acks:
            self._acks.append(packet.number)
        self._owed = True
        if packet.number >= self._wanted:
            self._early[packet.number] = b"" if packet.opcode is Opcode.RESET_SERVER else packet.payload
        return self._in_order()

    def _in_order(self) -> bytes:
        data = b""
        while self._wanted in self._early:
            data += self._early.pop(self._wanted)
            self._wanted += 1
        return data

    def _queue(self, opcode: Opcode, payload: bytes) -> None:
        self._waiting[self._number] = (opcode, payload)
        self._number += 1

    def _packet(self, opcode: Opcode, payload: bytes, *, number: int | None) -> bytes:
        """Acknowledgements are repeated in every packet, since a server without memory wants to see its own again."""
        acks = tuple(self._acks)
        body = body_of(acks=acks, to=self._peer, number=number, payload=payload)
        stamp = struct.pack("!II", self._stamp, self.now)
        self._stamp += 1
        key = self.wrapped_key if opcode in (Opcode.RESET_CLIENT_KEY, Opcode.CONTROL_KEY) else b""
        return self.guard.wrap(head_of(opcode, self.session), stamp, body) + key
