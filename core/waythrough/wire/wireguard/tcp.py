"""A client's TCP connection without input or output: segments in, segments out, the clock passed in (RFC 9293)."""

import secrets
from enum import StrEnum
from typing import Final

from waythrough.wire.wireguard.receiving import CAPACITY, Receiver
from waythrough.wire.wireguard.segment import ACK, FIN, PSH, RST, SYN, Segment, build
from waythrough.wire.wireguard.sending import FIRST_RTO, MOST_RTO, Sender

SCALE: Final = 5
"""Our window scale: 16 bits of 32 bytes hold the whole buffer."""
DEFAULT_MSS: Final = 536
MOST_TIMEOUTS: Final = 8
_WRAP: Final = 1 << 32
_UNSCALED: Final = 0xFFFF


class End(StrEnum):
    """Why a connection is over."""

    REFUSED = "refused"
    RESET = "reset"
    TIMEOUT = "timeout"
    ABORTED = "aborted"


class Connection:
    """One connection to one port. `output` gives what is to go out after each `receive`, `expire` and `write`.

    `mss` is what fits into the tunnel; `pseudo` what `pseudo_sum` gives for the two addresses; `end` is None while
    it lives.
    """

    def __init__(self, source: int, target: int, *, mss: int, pseudo: int, iss: int | None = None) -> None:
        self.source = source
        self.target = target
        self.open = False
        self.end: End | None = None
        self.receiver = Receiver(0, 0)
        self.sender: Sender | None = None
        self._mss = mss
        self._pseudo = pseudo
        self._iss = secrets.randbits(32) if iss is None else iss
        self._irs = 0
        self._peer_scale = 0
        self._scaled = self._sack_ok = False
        self._asked_at = 0.0
        self._tries = 0
        self._out: list[bytes] = []

    # -- what the user of the connection does

    def connect(self, now: float) -> None:
        """Ask for the connection."""
        self._asked_at = now
        self._tries += 1
        window = min(CAPACITY, _UNSCALED)
        self._emit(Segment(
            self.source, self.target, self._iss, 0, SYN, window, b"", self._mss, SCALE, True
        ))  # fmt: skip

    def write(self, data: bytes, now: float) -> None:
        """Send bytes as soon as the peer takes them."""
        assert self.sender is not None, "not open yet"
        self.sender.write(data)
        self._send_more(now)

    def read(self) -> bytes | None:
        """The next bytes, None when there are none yet (or no more, see `receiver.ended`)."""
        data = self.receiver.read()
        if self.end is None and self.receiver.changed:
            self._acknowledge()
        return data

    def abort(self) -> None:
        """Give up: a reset where words are unanswered, else a plain end; nothing is kept in both cases.

        What the peer still says afterwards is answered by `reset_for`, so that it keeps nothing either.
        """
        if self.end is None and self.sender is not None:
            if self.sender.empty:
                self._emit(self._segment(self.sender.next, FIN | ACK))
            else:
                self._emit(self._segment(self.sender.next, RST | ACK))
        elif self.end is None:
            self._emit(Segment(self.source, self.target, self._iss + 1, 0, RST, 0))
        self._finish(End.ABORTED)

    def shrink(self, mss: int, now: float) -> None:
        """Segments do not fit through: smaller ones from now on (RFC 1191)."""
        if self.sender is not None and mss >= DEFAULT_MSS:
            self.sender.shrink(mss)
            self._send_more(now)

    # -- what comes in

    def receive(self, segment: Segment, now: float) -> None:
        """One segment of the peer."""
        if self.end is not None:
            return
        if self.sender is None:
            self._answer_to_syn(segment, now)
        else:
            self._receive_open(segment, self.sender, now)

    def _answer_to_syn(self, segment: Segment, now: float) -> None:
        """RFC 9293, 3.10.7.3."""
        acceptable = segment.flags & ACK and segment.ack == (self._iss + 1) % _WRAP
        if segment.flags & ACK and not acceptable:
            if not segment.flags & RST:
                # an old connection of these ports still stands there: end it, and ask again at once
                self._emit(Segment(self.source, self.target, segment.ack, 0, RST, 0))
                self.connect(now)
        elif segment.flags & RST:
            if acceptable:
                self._finish(End.REFUSED)
        elif segment.flags & SYN and acceptable:
            self.accept(segment, now)
            if self._tries == 1 and self.sender is not None:
                self.sender.sample(now - self._asked_at)
            self._acknowledge()

    def accept(self, segment: Segment, now: float) -> None:
        """Both sides have agreed: what the peer's SYN says holds from now on."""
        self._irs = segment.seq
        self._scaled = segment.scale is not None
        self._peer_scale = segment.scale or 0
        self._sack_ok = segment.sack_ok
        mss = min(self._mss, max(segment.mss or DEFAULT_MSS, 64))
        capacity = CAPACITY if self._scaled else _UNSCALED
        self.receiver = Receiver(1, capacity)
        self.sender = Sender(1, mss, segment.window, now, sack_ok=self._sack_ok)
        self.open = True

    def _receive_open(self, segment: Segment, sender: Sender, now: float) -> None:
        seq = _unwrap(segment.seq - self._irs, self.receiver.next)
        if segment.flags & RST:
            if seq == self.receiver.next:
                self._finish(End.RESET)
            elif 0 <= seq - self.receiver.next < self.receiver.window:
                self._acknowledge()  # whoever guesses has to guess right (RFC 5961, 3.2)
            return
        if segment.flags & SYN:
            self._acknowledge()  # our acknowledgement got lost, or somebody guesses (RFC 5961, 4.2)
            return
        if not segment.flags & ACK:
            return
        ack = _unwrap(segment.ack - self._iss, sender.una)
        if ack > sender.next:
            self._acknowledge()
            return
        if ack >= sender.una:
            base, sacks = sender.una, segment.sacks
            edges = tuple((_unwrap(a - self._iss, base), _unwrap(b - self._iss, base)) for a, b in sacks)
            sender.acknowledge(ack, segment.window << self._peer_scale, edges, now)
        if segment.data or segment.flags & FIN:
            self.receiver.accept(seq, segment.data, bool(segment.flags & FIN))
        elif seq < self.receiver.next - 1 or (seq == self.receiver.next - 1 and not self.receiver.ended):
            self.receiver.changed = True  # a keep-alive asks whether we are still there (RFC 9293, 3.8.4)
        self._send_more(now)

    # -- time

    def deadline(self) -> float | None:
        """When `expire` has something to do."""
        if self.end is not None:
            return None
        if self.sender is None:
            return self._asked_at + min(FIRST_RTO * 2.0 ** (self._tries - 1), MOST_RTO)
        return self.sender.deadline()

    def expire(self, now: float) -> None:
        """A deadline has passed."""
        due = self.deadline()
        if due is None or now < due:
            return
        if self.sender is None:
            self.connect(now)
            return
        segments = self.sender.expire(now)
        if self.sender.timeouts > MOST_TIMEOUTS:
            self._finish(End.TIMEOUT)
            return
        for offset, data in segments:
            self._emit(self._segment(offset, ACK | PSH, data))

    # -- what goes out

    def output(self) -> list[bytes]:
        """The segments that are to go out, an acknowledgement among them where one is due."""
        if self.end is None and self.receiver.changed:
            self._acknowledge()
        out, self._out = self._out, []
        return out

    def _send_more(self, now: float) -> None:
        assert self.sender is not None
        for offset, data in self.sender.segments(now):
            last = not self.sender.waiting
            self._emit(self._segment(offset, ACK | PSH if last else ACK, data))

    def _acknowledge(self) -> None:
        assert self.sender is not None
        sacks: tuple[tuple[int, int], ...] = ()
        if self._sack_ok:
            sacks = tuple(
                ((a + self._irs) % _WRAP, (b + self._irs) % _WRAP) for a, b in self.receiver.sacks[:3]
            )
        self._emit(self._segment(self.sender.next, ACK)._replace(sacks=sacks))
        self.receiver.changed = False

    def _segment(self, offset: int, flags: int, data: bytes = b"") -> Segment:
        receiver = self.receiver
        receiver.changed = receiver.changed and receiver.gap  # data carries no word about gaps
        window = receiver.window >> (SCALE if self._scaled else 0)
        seq, ack = (offset + self._iss) % _WRAP, (receiver.next + self._irs) % _WRAP
        return Segment(self.source, self.target, seq, ack, flags, min(window, _UNSCALED), data)

    def _emit(self, segment: Segment) -> None:
        self._out.append(build(segment, self._pseudo))

    def _finish(self, end: End) -> None:
        if self.end is None:
            self.end = end


def reset_for(segment: Segment) -> Segment | None:
    """What a segment to no connection of ours is answered with (RFC 9293, 3.10.7.1)."""
    if segment.flags & RST:
        return None
    if segment.flags & ACK:
        return Segment(segment.target, segment.source, segment.ack, 0, RST, 0)
    length = len(segment.data) + bool(segment.flags & SYN) + bool(segment.flags & FIN)
    ack = (segment.seq + length) % _WRAP
    return Segment(segment.target, segment.source, 0, ack, RST | ACK, 0)


def _unwrap(offset: int, near: int) -> int:
    """The offset whose low 32 bits these are and that lies nearest to another."""
    return near + (offset - near + (_WRAP >> 1)) % _WRAP - (_WRAP >> 1)
