"""The receiving half of a TCP connection: order out of what comes, within a bounded buffer (RFC 9293, 2018)."""

from bisect import bisect_left
from typing import Final

CAPACITY: Final = 512 * 1024
"""Bytes held for a reader, those that came out of order included."""


class Receiver:
    """Offsets count bytes from the peer's initial number and never wrap."""

    def __init__(self, first: int, capacity: int = CAPACITY) -> None:
        self.next = first
        self.ended = False
        self.changed = False  # whether an acknowledgement is due
        self._capacity = capacity
        self._edge = first + capacity
        self._ready: list[bytes] = []
        self._held = 0
        self._starts: list[int] = []  # of the pieces that came early; they do not overlap
        self._early: list[bytes] = []
        self._newest = 0
        self._fin: int | None = None

    @property
    def window(self) -> int:
        """How much the peer may still send. The right edge never moves back (RFC 9293, 3.8.6.2.1)."""
        self._edge = max(self._edge, self.next + self._capacity - self._held)
        return self._edge - self.next

    @property
    def gap(self) -> bool:
        """Whether something is missing before what came."""
        return bool(self._starts)

    @property
    def sacks(self) -> tuple[tuple[int, int], ...]:
        """What came beyond a gap, the newest first (RFC 2018, section 4)."""
        blocks: list[tuple[int, int]] = []
        for start, data in zip(self._starts, self._early, strict=True):
            if blocks and blocks[-1][1] == start:
                blocks[-1] = (blocks[-1][0], start + len(data))
            else:
                blocks.append((start, start + len(data)))
        newest = [block for block in blocks if block[0] <= self._newest < block[1]]
        return tuple(newest + [block for block in blocks if block not in newest])

    def accept(self, start: int, data: bytes, fin: bool) -> None:
        """Take what a segment brings, as far as it is new and fits."""
        end = start + len(data)
        if fin and self._fin is None:
            self._fin = end
        if end > self._edge:
            data, end = data[: max(0, self._edge - start)], self._edge
        if start < self.next:
            data, start = data[self.next - start :], self.next
        self.changed = True
        if start == self.next:
            if data:
                self._take(data)
            self._follow()
        elif data:
            self._keep(start, data)
        if self._fin == self.next and not self.ended:
            self.ended = True
            self.next += 1

    def read(self) -> bytes | None:
        """All bytes that are there, None when there are none."""
        if not self._ready:
            return None
        data = self._ready[0] if len(self._ready) == 1 else b"".join(self._ready)
        self._ready.clear()
        before = self._edge - self.next
        self._held = 0
        # tell of room again where less than half of it was left (RFC 9293, 3.8.6.2.2)
        if before < self._capacity // 2 and not self.ended:
            self.changed = True
        return data

    def _take(self, data: bytes) -> None:
        self._ready.append(data)
        self._held += len(data)
        self.next += len(data)

    def _follow(self) -> None:
        """What came early and is now next."""
        count = 0
        for start, data in zip(self._starts, self._early, strict=True):
            if start > self.next:
                break
            count += 1
            if start + len(data) > self.next:
                self._take(data[self.next - start :])
        del self._starts[:count], self._early[:count]

    def _keep(self, start: int, data: bytes) -> None:
        self._newest = start
        at = bisect_left(self._starts, start)
        if at:
            before = self._starts[at - 1] + len(self._early[at - 1])
            if before > start:
                data, start = data[before - start :], before
        while data and at < len(self._starts) and self._starts[at] < start + len(data):
            if self._starts[at] + len(self._early[at]) > start + len(data):
                data = data[: self._starts[at] - start]
                break
            del self._starts[at], self._early[at]  # wholly covered by the new piece
        if data:
            self._starts.insert(at, start)
            self._early.insert(at, data)
