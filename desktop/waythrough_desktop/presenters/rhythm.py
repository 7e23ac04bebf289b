"""When the next check by itself is due: pure arithmetic on a clock and a source of chance that are handed in."""

import random
from enum import StrEnum

HOUR = 3600.0
JITTER = 0.2
"""Part by which every wait is longer or shorter, so that nobody on the line sees a clock at work."""

FIRST = (0.05, 1.0)
"""The first check comes after this part of the time between two: computers that start together do not check so."""

CONFIRM_AFTER = 300.0
CONFIRM_AT_MOST = 2
AFTER_WAKING = (60.0, 180.0)
AFTER_A_CHANGE = (20.0, 90.0)
LEAST_BETWEEN = 900.0
"""Seconds from the last check to one that a change of network asks for: a line that comes and goes is left alone."""


class Reason(StrEnum):
    """What a check by itself is for."""

    ROUND = "round"
    NETWORK = "network"
    CONFIRM = "confirm"


class Rhythm:
    """`due` is the time of the next check, None while none is; times are Unix seconds."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._hours = 0
        self._last: float | None = None
        self._confirmed = 0
        self.due: float | None = None
        self.reason = Reason.ROUND

    def begin(self, hours: int, now: float) -> None:
        """Check every so many hours from now on; 0 for never."""
        self._hours, self._confirmed = hours, 0
        self.reason = Reason.ROUND
        self.due = now + hours * HOUR * self._chance.uniform(*FIRST) if hours else None

    def resume(self, due: float | None, now: float) -> None:
        """Go on where another one stopped."""
        if due is not None:
            self.due = due
            self.woken(now)

    def over(self, now: float, *, doubtful: bool) -> None:
        """A run has ended, whoever began it; `doubtful`: a second one soon after should confirm what it saw."""
        self._last = now
        if doubtful and self._confirmed < CONFIRM_AT_MOST:
            self._confirmed += 1
            self.reason, self.due = Reason.CONFIRM, now + self._about(CONFIRM_AFTER)
            return
        self._confirmed = 0
        self.reason = Reason.ROUND
        self.due = now + self._about(self._hours * HOUR) if self._hours else None

    def network_changed(self, now: float) -> None:
        """This machine has settled on another network."""
        at = now + self._chance.uniform(*AFTER_A_CHANGE)
        if self._last is not None:
            at = max(at, min(self._last, now) + LEAST_BETWEEN)
        waits_longer = self.due is None or self.reason is Reason.CONFIRM or self.due > at
        if waits_longer:
            self.reason, self.due, self._confirmed = Reason.NETWORK, at, 0

    def woken(self, now: float) -> None:
        """The machine slept: what was missed is made up once, and not in the moment in which the line comes back."""
        if self.due is not None and self.due <= now + AFTER_WAKING[0]:
            self.due = now + self._chance.uniform(*AFTER_WAKING)

    def wait(self, now: float) -> float | None:
        """Seconds until the next check, None for never. A clock that was set back does not put it off for long."""
        if self.due is None:
            return None
        longest = max(self._hours * HOUR * (1 + JITTER), LEAST_BETWEEN)
        if self.due > now + longest:
            self.due = now + self._chance.uniform(0, longest)
        return max(0.0, self.due - now)

    def _about(self, seconds: float) -> float:
        return seconds * self._chance.uniform(1 - JITTER, 1 + JITTER)
