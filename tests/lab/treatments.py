"""What each action does with the packets of the flow that it was decided for."""

from collections.abc import Callable

from . import packets
from .flow import HERE, THERE, Flow, Move, Moves
from .packets import ACK, FIN, INJECTED_TTL, PSH, RST, SYN, TCP, Packet
from .rules import Drop, End, Freeze, Pretend, Reset, Unreachable, Way
from .spec import ROUTER, ROUTER6

Count = Callable[[], None]  # called by those that act later than they are decided


class Silent:
    """`Drop`: nothing passes, or nothing of one side, perhaps only some packets after the trigger."""

    def __init__(self, action: Drop) -> None:
        self._way = action.way
        self._left = action.after + 1 if action.after else 0  # the trigger itself is not counted

    def _passes(self, packet: Packet, there: bool, other: Way) -> Moves:
        if self._left:
            self._left -= 1
            return [Move(there, packet.raw)]
        return [Move(there, packet.raw)] if self._way is other else []

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """Lost unless only the server's packets are."""
        return self._passes(packet, THERE, Way.DOWN)

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """Lost unless only the client's packets are."""
        return self._passes(packet, HERE, Way.UP)


class Barred:
    """`Unreachable`: an ICMP error to each packet of the client."""

    def __init__(self, action: Unreachable) -> None:
        self._why = action.why

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """An error."""
        router = ROUTER6 if ":" in packet.src else ROUTER
        return [Move(HERE, packets.unreachable(router, packet, self._why))]

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """Nothing passes."""
        return []


class Torn:
    """`Reset`: RST to one side or both, at once or upon the server's first bytes."""

    def __init__(self, action: Reset, count: Count) -> None:
        self._action = action
        self._count = count
        self._waits = action.upon_answer
        self._done = False

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """RST for whatever the client sends; it may not have heard the first one."""
        if self._waits or (self._done and self._action.way is Way.UP):
            return [Move(THERE, packet.raw)]
        if packet.protocol != TCP or packet.flags & RST:
            return []
        self._done = True
        return self._tear(flow, packet, up=True)

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """The server's first bytes tear if they were waited for; else nothing passes."""
        if self._waits:
            if not packet.payload:
                return [Move(HERE, packet.raw)]
            self._waits, self._done = False, True
            self._count()
            return self._tear(flow, packet, up=False)
        return [Move(HERE, packet.raw)] if self._action.way is Way.UP else []

    def _tear(self, flow: Flow, packet: Packet, *, up: bool) -> Moves:
        """RST to both ends, each with the number that its end expects next."""
        ttl = flow.ttl if self._action.alike and flow.ttl else INJECTED_TTL
        kinds = [RST | ACK] * self._action.copies + [RST] * self._action.bare
        sender, other = (packet.src, packet.sport), (packet.dst, packet.dport)
        moves: Moves = []
        for side, there in ((Way.DOWN, HERE), (Way.UP, THERE)):
            if self._action.way not in (side, Way.BOTH) or (there is THERE and packet.flags & SYN):
                continue
            load = self._action.payload if side is Way.DOWN else b""
            for kind in kinds:
                if there is up:  # along with the packet, in the sender's name
                    raw = packets.tcp(
                        *sender, *other, seq=packet.seq, ack=packet.ack, flags=kind, payload=load, ttl=ttl
                    )
                else:
                    raw = packets.tcp(
                        *other, *sender, seq=packet.ack, ack=packet.end, flags=kind, payload=load, ttl=ttl
                    )
                moves.append(Move(there, raw))
        return moves


class Answered:
    """`Notice` and `Close`: stand in for the server with a page and FIN, or a mere FIN."""

    def __init__(self, response: bytes, trigger: Packet) -> None:
        self._response = response
        self._from = trigger.ack

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """The page and FIN upon the request, an ACK upon the client's FIN; the server gets RST."""
        moves: Moves = []
        if packet.flags & RST:
            return moves
        if packet.payload:
            flags = PSH | ACK | FIN
            moves.append(Move(HERE, reply(packet, self._from, flags, self._response)))
            source, target = (packet.src, packet.sport), (packet.dst, packet.dport)
            back = packets.tcp(*source, *target, seq=packet.seq, ack=packet.ack, flags=RST | ACK)
            moves.append(Move(THERE, back))
        elif packet.flags & FIN:
            moves.append(Move(HERE, reply(packet, self._from + len(self._response) + 1, ACK)))
        return moves

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """Nothing passes."""
        return []


class Pretending:
    """`Pretend`: the box is the server until the client says something."""

    def __init__(self, action: Pretend, trigger: Packet) -> None:
        self._end = action.end
        self._isn = (trigger.seq ^ 0x5BD1E995) & 0xFFFFFFFF

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """SYN/ACK to a SYN, the end upon anything said."""
        if packet.protocol != TCP or packet.flags & RST:
            return []
        if packet.flags & SYN:
            return [Move(HERE, reply(packet, self._isn, SYN | ACK))]
        if packet.payload:
            flags = {End.FIN: FIN | ACK, End.RESET: RST | ACK, End.SILENCE: ACK}[self._end]
            return [Move(HERE, reply(packet, self._isn + 1, flags))]
        if packet.flags & FIN:
            ours = packet.ack  # whether it has our FIN already or not, this is where we are
            return [Move(HERE, reply(packet, ours, ACK if ours != self._isn + 1 else FIN | ACK))]
        return []

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """The server was never asked."""
        return []


class Frozen:
    """`Freeze`: silence once the flow has carried too much."""

    def __init__(self, action: Freeze, count: Count) -> None:
        self._action = action
        self._count = count
        self._frozen = False

    def _passes(self, flow: Flow, packet: Packet, there: bool) -> Moves:
        limits = self._action
        if not self._frozen:
            full = (
                (limits.after and flow.down > limits.after)
                or (limits.up and flow.up > limits.up)
                or (limits.packets and flow.packets > limits.packets)
            )
            if not full:
                return [Move(there, packet.raw)]
            self._frozen = True
            self._count()
        return []

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """Passes until it is too much."""
        return self._passes(flow, packet, THERE)

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """Passes until it is too much."""
        return self._passes(flow, packet, HERE)


class Stalled:
    """`Stall`: from the first application data of the client on everything is lost.

    The client's Finished of TLS 1.3 looks like application data (RFC 8446, 5.2), so one such record belongs to
    the handshake, unless a key exchange showed the handshake to be one of TLS 1.2.
    """

    def __init__(self, behind_hello: int, count: Count) -> None:
        self._count = count
        self._due = behind_hello
        self._head = b""
        self._skip = 0
        self._finished = 1  # how many records of type 23 still belong to the handshake
        self._limit: int | None = None

    def up(self, flow: Flow, packet: Packet) -> Moves:
        """Passes up to the limit, a segment that goes beyond it in part."""
        known = (self._due - packet.seq) & 0xFFFFFFFF
        if self._limit is None and packet.payload:
            if known > 1 << 31:
                return []  # before its turn
            if known < len(packet.payload):
                self._read(packet.payload[known:])
                self._due = packet.end
        if self._limit is None:
            return [Move(THERE, packet.raw)]
        allowed = (self._limit - packet.seq) & 0xFFFFFFFF
        if not packet.payload or not 0 < allowed < 1 << 31:
            return []
        return [Move(THERE, packets.shortened(packet, allowed))]

    def down(self, flow: Flow, packet: Packet) -> Moves:
        """Passes until the client has gone beyond the handshake."""
        return [Move(HERE, packet.raw)] if self._limit is None else []

    def _read(self, data: bytes) -> None:
        """Walk over TLS records; `_due` is still where these bytes begin."""
        at = 0
        while at < len(data):
            if self._skip:
                step = min(self._skip, len(data) - at)
                self._skip -= step
                at += step
                continue
            need = 6 - len(self._head)  # the record's header and the first byte of its content
            self._head += data[at : at + need]
            at += min(need, len(data) - at)
            if len(self._head) < 6:
                continue
            kind, size, message = self._head[0], int.from_bytes(self._head[3:5]), self._head[5]
            self._head, self._skip = b"", size - 1
            if kind == 22 and message != 1:
                self._finished = 0
            elif kind == 23:
                if not self._finished:
                    self._limit = (self._due + at - 6) & 0xFFFFFFFF
                    self._count()
                    return
                self._finished -= 1


def reply(packet: Packet, seq: int, flags: int, payload: bytes = b"") -> bytes:
    """A segment to the client in the server's name."""
    here, there = (packet.src, packet.sport), (packet.dst, packet.dport)
    return packets.tcp(*there, *here, seq=seq, ack=packet.end, flags=flags, payload=payload)
