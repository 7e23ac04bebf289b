"""Loss, delay and limits of speed, for flows that a rule found and for the user's own line."""

import random

from .packets import ACK, TCP, Packet
from .rules import Delay, DropLarge, Lose, Police, Shape, Way


def _meets(way: Way, up: bool) -> bool:
    return way is Way.BOTH or (way is Way.UP) is up


class TooLarge:
    """`DropLarge`."""

    def __init__(self, action: DropLarge) -> None:
        self._action = action

    def hold(self, packet: Packet, now: float, *, up: bool) -> float | None:
        """Lost when it is too long."""
        return None if len(packet.raw) > self._action.over and _meets(self._action.way, up) else 0.0


class Losing:
    """`Lose`, by a seeded series."""

    def __init__(self, action: Lose, series: str) -> None:
        self._action = action
        self._random = random.Random(series)

    def hold(self, packet: Packet, now: float, *, up: bool) -> float | None:
        """Lost by the odds."""
        if not _meets(self._action.way, up):
            return 0.0
        bare_ack = packet.protocol == TCP and packet.flags == ACK and not packet.payload
        if self._action.acks and not bare_ack:
            return 0.0
        return None if self._random.random() < self._action.share else 0.0


class Delaying:
    """`Delay`."""

    def __init__(self, action: Delay) -> None:
        self._action = action

    def hold(self, packet: Packet, now: float, *, up: bool) -> float | None:
        """The same for each."""
        return self._action.seconds if _meets(self._action.way, up) else 0.0


class Policing:
    """`Police`: a bucket of tokens for each direction."""

    def __init__(self, action: Police) -> None:
        self._action = action
        self._rate = action.kbit * 125
        self._left = {True: float(action.burst), False: float(action.burst)}
        self._last: dict[bool, float] = {}

    def hold(self, packet: Packet, now: float, *, up: bool) -> float | None:
        """Lost when the bucket does not hold enough."""
        if not _meets(self._action.way, up):
            return 0.0
        gained = (now - self._last.get(up, now)) * self._rate
        left = min(self._action.burst, self._left[up] + gained)
        self._last[up] = now
        enough = left >= len(packet.raw)
        self._left[up] = left - len(packet.raw) if enough else left
        return 0.0 if enough else None


class Shaping:
    """`Shape`: a queue for each direction that empties at a steady rate."""

    def __init__(self, action: Shape) -> None:
        self._action = action
        self._rate = action.kbit * 125
        self._free = {True: 0.0, False: 0.0}

    def hold(self, packet: Packet, now: float, *, up: bool) -> float | None:
        """Waits for those before it; lost when the queue is full."""
        if not _meets(self._action.way, up):
            return 0.0
        begin = max(now, self._free[up])
        if (begin - now) * self._rate + len(packet.raw) > self._action.queue:
            return None
        self._free[up] = begin + len(packet.raw) / self._rate
        return self._free[up] - now
