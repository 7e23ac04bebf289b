"""The sending half of a TCP connection: what is in flight, what got lost, how much may go (RFC 5681, 6298, 6675)."""

from collections import deque
from typing import Final

INITIAL_SEGMENTS: Final = 10  # RFC 6928
LEAST_RTO: Final = 0.2
FIRST_RTO: Final = 1.0  # RFC 6298, section 2
MOST_RTO: Final = 8.0
"""Seconds; less than RFC 6298 has, since whoever looks whether a line carries does not wait for a minute."""
GRANULARITY: Final = 0.01
DUPLICATES: Final = 3
DELAYED_ACK: Final = 0.05
"""Seconds that a peer may hold the acknowledgement of a single segment back."""


class Flight:
    """One segment under way; `order` counts transmissions, so that of two the later one is known."""

    __slots__ = ("data", "end", "lost", "order", "resent", "sacked", "sent_at", "start")

    def __init__(self, start: int, data: bytes, order: int, now: float) -> None:
        self.start = start
        self.end = start + len(data)
        self.data = data
        self.order = order
        self.sent_at = now
        self.lost = self.sacked = self.resent = False


class Sender:
    """Offsets count bytes from our initial number and never wrap."""

    def __init__(self, first: int, mss: int, window: int, now: float, *, sack_ok: bool = True) -> None:
        self.una = self.next = first
        self.mss = mss
        self.window = window
        self.timeouts = 0
        self._sack_ok = sack_ok
        self._unsent: deque[memoryview] = deque()
        self._unsent_size = 0
        self._flights: deque[Flight] = deque()
        self._pipe = 0
        self._lost = 0
        self._order = self._delivered = 0
        self._cwnd = INITIAL_SEGMENTS * mss
        self._ssthresh = 1 << 40
        self._cut_below = first
        self._recovering = False
        self._urgent = False  # the first of a row of losses is repeated at once (RFC 6675, section 5)
        self._duplicates = 0
        self._srtt: float | None = None
        self._rttvar = 0.0
        self._rto = FIRST_RTO
        self._since = now  # the last progress or transmission that the timer counts from
        self._probed = False

    @property
    def waiting(self) -> int:
        """Bytes that have not been sent for the first time."""
        return self._unsent_size

    @property
    def empty(self) -> bool:
        """Whether everything has been acknowledged."""
        return not self._flights and not self._unsent_size

    def write(self, data: bytes) -> None:
        """Queue bytes."""
        if data:
            self._unsent.append(memoryview(bytes(data)))
            self._unsent_size += len(data)

    def sample(self, seconds: float) -> None:
        """A round trip was measured (RFC 6298)."""
        if self._srtt is None:
            self._srtt, self._rttvar = seconds, seconds / 2
        else:
            self._rttvar += (abs(self._srtt - seconds) - self._rttvar) / 4
            self._srtt += (seconds - self._srtt) / 8
        self._rto = max(LEAST_RTO, self._srtt + max(GRANULARITY, 4 * self._rttvar))

    def acknowledge(self, ack: int, window: int, sacks: tuple[tuple[int, int], ...], now: float) -> None:
        """Take an acknowledgement that is not older than the last one and not for what was never sent."""
        shut, same = not self.window, ack == self.una and window == self.window
        self.window = window
        self.timeouts = 0
        gained = ack - self.una
        if gained:
            self._advance(ack, now)
            self._duplicates = 0
        elif shut and window:
            for flight in self._flights:  # what asked whether the window is still shut was not taken
                self._lose_quietly(flight)
        elif same and self._flights and not self._sack_ok:
            self._count_duplicate()
        if self._mark(sacks):
            self._since, self._probed = now, False
        if self._sack_ok and (sacks or self._recovering):
            self._find_lost()
        if self._recovering and self.una >= self._cut_below:
            self._recovering = False
        if gained and not self._recovering:
            self._grow(gained)
        elif gained and not self._sack_ok and self._flights:
            self._lose(self._flights[0])  # a partial acknowledgement shows the next hole (RFC 6582)
            self._urgent = True

    def segments(self, now: float) -> list[tuple[int, bytes]]:
        """What may go out now, as (offset, data)."""
        out: list[tuple[int, bytes]] = []
        if self._lost:
            for flight in self._flights:
                if self._pipe >= self._cwnd and not self._urgent:
                    break
                if flight.lost:
                    self._urgent = False
                    self._resend(flight, now)
                    out.append((flight.start, flight.data))
        while self._unsent_size and self._pipe < self._cwnd:
            room = self.una + self.window - self.next
            size = min(self.mss, self._unsent_size, room)
            # a window smaller than a segment is left alone while anything is under way (RFC 9293, 3.8.6.2.1)
            if size <= 0 or (size < min(self.mss, self._unsent_size) and self._flights):
                break
            out.append(self._fly(size, now))
        return out

    def deadline(self) -> float | None:
        """When the timer rings; None while nothing waits for an answer."""
        if not self._flights and not self._unsent_size:
            return None
        if self._flights and not self._probed and self._srtt is not None and not self.timeouts:
            alone = DELAYED_ACK if len(self._flights) == 1 else 0.0
            return self._since + min(self._rto, max(GRANULARITY, 2 * self._srtt) + alone)
        return self._since + self._rto

    def expire(self, now: float) -> list[tuple[int, bytes]]:
        """The timer rang: what goes out for it."""
        self._since = now
        if not self._flights:  # the window is shut: one byte asks whether it still is (RFC 9293, 3.8.6.1)
            self._rto = min(2 * self._rto, MOST_RTO)
            return [self._fly(1, now)]
        if not self._probed and self._srtt is not None and not self.timeouts:
            # a tail loss probe (RFC 8985, section 7): the last segment again, whose acknowledgement shows the holes
            self._probed = True
            flight = self._flights[-1]
            if not flight.lost and not flight.sacked:
                self._pipe -= len(flight.data)
            flight.sacked = False
            self._resend(flight, now)
            return [(flight.start, flight.data)]
        self.timeouts += 1
        self._rto = min(2 * self._rto, MOST_RTO)
        self._ssthresh = max(self._pipe // 2, 2 * self.mss)
        self._cwnd = self.mss
        self._cut_below = self.next
        self._recovering = False
        for flight in self._flights:
            flight.lost, flight.sacked = True, False  # RFC 2018, section 8: the peer may have thrown it away
        self._lost, self._pipe = len(self._flights), 0
        return self.segments(now)

    def shrink(self, mss: int) -> None:
        """Smaller segments from now on; what is under way is cut anew."""
        if mss >= self.mss:
            return
        self.mss = mss
        whole, self._flights = self._flights, deque()
        self._pipe = self._lost = 0
        for flight in whole:
            for at in range(0, len(flight.data), mss):
                piece = Flight(flight.start + at, flight.data[at : at + mss], flight.order, flight.sent_at)
                piece.resent, piece.sacked, piece.lost = True, flight.sacked, not flight.sacked
                self._lost += piece.lost
                self._flights.append(piece)

    def _advance(self, ack: int, now: float) -> None:
        self.una = ack
        self._probed = False
        self._since = now
        newest: Flight | None = None
        clear = True
        while self._flights and self._flights[0].start < ack:
            flight = self._flights[0]
            size = min(ack, flight.end) - flight.start
            clear = clear and not flight.resent and not flight.lost
            if flight.lost:
                self._lost -= flight.end <= ack
            elif not flight.sacked:
                self._pipe -= size
            if flight.end > ack:
                flight.data, flight.start = flight.data[size:], ack
                break
            self._flights.popleft()
            if not flight.sacked:
                self._delivered = max(self._delivered, flight.order)
                newest = flight
        if newest is not None and clear:
            self.sample(
                now - newest.sent_at
            )  # not of what was sent twice (Karn), nor of what waited behind that
        elif self._srtt is not None:
            self._rto = max(LEAST_RTO, self._srtt + max(GRANULARITY, 4 * self._rttvar))

    def _mark(self, sacks: tuple[tuple[int, int], ...]) -> bool:
        """Note what arrived beyond gaps; whether any of it is news."""
        news = False
        for start, end in sacks:
            for flight in self._flights:
                if flight.end > end:
                    break
                if flight.start >= start and not flight.sacked:
                    flight.sacked = news = True
                    self._delivered = max(self._delivered, flight.order)
                    if flight.lost:
                        flight.lost = False
                        self._lost -= 1
                    else:
                        self._pipe -= len(flight.data)
        return news

    def _find_lost(self) -> None:
        """What was sent well before something that arrived, is lost; a lost repetition too (as RFC 8985 by time)."""
        patience = min(DUPLICATES, max(1, len(self._flights) - 1))
        for flight in self._flights:
            if not flight.sacked and not flight.lost and self._delivered - flight.order >= patience:
                self._lose(flight)

    def _count_duplicate(self) -> None:
        self._duplicates += 1
        if self._duplicates == DUPLICATES:
            self._lose(self._flights[0])

    def _lose(self, flight: Flight) -> None:
        if flight.start >= self._cut_below:
            self._ssthresh = self._cwnd = max(self._pipe // 2, 2 * self.mss)
            self._cut_below = self.next
            self._recovering = self._urgent = True
        self._lose_quietly(flight)

    def _lose_quietly(self, flight: Flight) -> None:
        if not flight.lost and not flight.sacked:
            flight.lost = True
            self._lost += 1
            self._pipe -= len(flight.data)

    def _grow(self, gained: int) -> None:
        if self._cwnd < self._ssthresh:
            self._cwnd += gained
        else:
            self._cwnd += max(1, self.mss * gained // self._cwnd)

    def _resend(self, flight: Flight, now: float) -> None:
        if flight.lost:
            flight.lost = False
            self._lost -= 1
        flight.resent = True
        self._order += 1
        flight.order, flight.sent_at = self._order, now
        self._pipe += len(flight.data)

    def _fly(self, size: int, now: float) -> tuple[int, bytes]:
        if not self._flights:
            self._since = now
            self._probed = False
        data = self._next_bytes(size)
        self._order += 1
        self._flights.append(Flight(self.next, data, self._order, now))
        self._pipe += size
        self.next += size
        return self.next - size, data

    def _next_bytes(self, size: int) -> bytes:
        self._unsent_size -= size
        first = self._unsent[0]
        if len(first) > size:
            self._unsent[0] = first[size:]
            return bytes(first[:size])
        parts: list[memoryview] = []
        while size:
            part = self._unsent.popleft()
            if len(part) > size:
                self._unsent.appendleft(part[size:])
                part = part[:size]
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
