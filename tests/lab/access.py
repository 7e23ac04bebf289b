"""The user's own access line: what it loses, how long it takes, what fits through."""

import random
from collections import Counter

from . import packets
from .flow import HERE, THERE, Move, Moves
from .packets import ACK, RST, TCP, Packet
from .rules import Line, Shape
from .weather import Shaping


class Losses:
    """Which packets the user's line loses: each remote endpoint has a seeded series of its own per direction.

    So the fate of one server's packets does not depend on how the traffic of others happens to interleave.
    """

    def __init__(self, seed: int) -> None:
        self.count = 0
        self._seed = seed
        self._series: dict[tuple[bool, int, str, int], random.Random] = {}

    def lost(self, share: float, packet: Packet, *, up: bool) -> bool:
        """Whether this packet is lost; each one that is counts."""
        gone = bool(share) and self.draw(packet, up=up) < share
        self.count += gone
        return gone

    def draw(self, packet: Packet, *, up: bool) -> float:
        """The next number of a packet's series, in [0, 1)."""
        far = (packet.dst, packet.dport) if up else (packet.src, packet.sport)
        key = (up, packet.protocol, *far)
        if key not in self._series:
            self._series[key] = random.Random(f"{self._seed}/{up}/{packet.protocol}/{far}")
        return self._series[key].random()


class Access:
    """One line; `counts` tells what it lost ("lost", "outage", "overflow") and tore ("line resets")."""

    def __init__(self, line: Line, seed: int, born: float) -> None:
        self._losses = Losses(seed)
        self._jitter = random.Random(f"{seed}/jitter")
        self._resets = Losses(seed + 1)
        self._born = born
        self._counts: Counter[str] = Counter()
        self.change(line)

    def change(self, line: Line) -> None:
        """From now on the line is this one; queues are empty again."""
        self._line = line
        self._half = line.rtt / 2
        self._fine = not (line.loss or line.jitter or line.outage or line.kbit or line.flow_kbit)
        self._whole = Shaping(Shape(kbit=line.kbit, queue=line.queue)) if line.kbit else None
        self._flows: dict[tuple[int, str, int, int], Shaping] = {}
        self._last = {True: 0.0, False: 0.0}

    @property
    def counts(self) -> Counter[str]:
        """What the line did so far."""
        return self._counts + Counter({"lost": self._losses.count})

    def crossing(self, packet: Packet, now: float, *, up: bool) -> float | None:
        """Seconds that a packet takes; None when the line loses it."""
        if self._fine:
            return self._half
        line = self._line
        if line.outage and (now - self._born) % line.outage_every >= line.outage_every - line.outage:
            self._counts["outage"] += 1
            return None
        if self._losses.lost(line.loss, packet, up=up):
            return None
        queued = self._queued(packet, now, up)
        if queued is None:
            self._counts["overflow"] += 1
            return None
        if not line.jitter:
            return self._half + queued
        arrival = now + self._half + queued + self._jitter.uniform(0, line.jitter)
        self._last[up] = max(arrival, self._last[up])
        return self._last[up] - now

    def _queued(self, packet: Packet, now: float, up: bool) -> float | None:
        line, wait = self._line, 0.0
        if line.flow_kbit:
            far, near = (packet.dst, packet.dport), packet.sport
            if not up:
                far, near = (packet.src, packet.sport), packet.dport
            key = (packet.protocol, *far, near)
            if key not in self._flows:
                self._flows[key] = Shaping(Shape(kbit=line.flow_kbit, queue=line.queue))
            own = self._flows[key].hold(packet, now, up=up)
            if own is None:
                return None
            wait = own
        whole = self._whole.hold(packet, now, up=up) if self._whole else 0.0
        return None if whole is None else max(wait, whole)

    def torn(self, packet: Packet) -> Moves:
        """RST to both sides instead of a client's segment, when the line's odds want it; else nothing."""
        share = self._line.resets
        if not share or packet.protocol != TCP or not packet.payload:
            return []
        if self._resets.draw(packet, up=True) >= share:
            return []
        self._counts["line resets"] += 1
        client, server = (packet.src, packet.sport), (packet.dst, packet.dport)
        back = packets.tcp(*server, *client, seq=packet.ack, ack=packet.end, flags=RST | ACK)
        on = packets.tcp(*client, *server, seq=packet.seq, ack=packet.ack, flags=RST | ACK)
        return [Move(HERE, back), Move(THERE, on)]
