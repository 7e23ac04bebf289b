"""What is learned of a path while it is used: its round trips, its chances, and so how long to wait."""

from collections.abc import Callable
from dataclasses import dataclass

from waythrough.net.deadline import Patience

SOFT_LEAST, SOFT_MOST = 1.2, 8.0  # seconds; one SYN retransmission (1 s) fits into the least
HARD_LEAST = 10.0
REPEAT_LEAST = 4.0
SHORT_QUEUE = 0.05


@dataclass(slots=True)
class Estimator:
    """Smoothed round trip of a path (RFC 6298) and Beta counts of its successes."""

    srtt: float | None = None
    rttvar: float = 0.0
    connects: float | None = None
    least_connect: float = 0.0
    successes: int = 0
    failures: int = 0

    def sample(self, seconds: float) -> None:
        """One phase that took one round trip, in seconds."""
        if self.srtt is None:
            self.srtt, self.rttvar = seconds, seconds / 2
            return
        self.rttvar += 0.25 * (abs(self.srtt - seconds) - self.rttvar)
        self.srtt += 0.125 * (seconds - self.srtt)

    def connected(self, seconds: float) -> None:
        """One bare connect to the path's first server: nothing but the line itself delays it."""
        if self.connects is None:
            self.connects = self.least_connect = seconds
            return
        self.connects += 0.125 * (seconds - self.connects)
        self.least_connect = min(self.least_connect, seconds)

    @property
    def crowding(self) -> float | None:
        """How many times its least the connect takes now; queues shorter than 50 ms count as none."""
        return None if self.connects is None else self.connects / max(self.least_connect, SHORT_QUEUE)

    def count(self, works: bool) -> None:
        """One finished cell."""
        if works:
            self.successes += 1
        else:
            self.failures += 1

    @property
    def promise(self) -> float:
        """Chance of success for each second that a cell of this path is likely to take: larger is better."""
        chance = (self.successes + 1) / (self.successes + self.failures + 2)
        return chance / (4 * (self.srtt if self.srtt is not None else 0.3) + 0.2)

    @property
    def soft(self) -> float:
        """Seconds without progress after which a check is parked."""
        if self.srtt is None:
            return 4.0
        return min(SOFT_MOST, max(SOFT_LEAST, 1.0 + 2 * (self.srtt + 4 * self.rttvar)))

    def patience(self, on_soft: Callable[[], None] | None = None) -> Patience:
        """How long to wait for each phase over this path."""
        return Patience(soft=self.soft, hard=max(HARD_LEAST, 3 * self.soft), on_soft=on_soft)

    def repeat_patience(self, on_soft: Callable[[], None] | None = None) -> Patience:
        """For repeats of a measurement whose first silence has been waited out in full: known round trips suffice."""
        return Patience(soft=self.soft, hard=max(REPEAT_LEAST, 3 * self.soft), on_soft=on_soft)
