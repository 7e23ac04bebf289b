"""The arms of an A/B comparison: which tries broke, which passed, and whether two arms differ by more than chance."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

from waythrough.model.failure import FailureKind
from waythrough.model.step import Step
from waythrough.verdict.facts import Attempt
from waythrough.verdict.rule import INTERRUPTIONS, turned_away

SOON = 8 * 1024
"""Bytes of a page before which a break belongs to what began the connection, not to its volume (that is 14 KB on)."""

CLEAR = 0.02
"""Two arms that differ by chance alone as often as this or less do not differ by chance."""

ENOUGH_TRIES = 8  # of each arm, before a mixed result is interpreted
MOST_TRIES = 12

_BREAKS = INTERRUPTIONS | {FailureKind.BODY_CUT}
_STEPS = (Step.TLS, Step.HTTP, Step.BODY)


def broke(attempt: Attempt) -> bool:
    """Whether the connection broke between the hello (or the request) and the first kilobytes of the page."""
    failure = attempt.failure
    if failure is None or failure.kind not in _BREAKS or attempt.step not in _STEPS:
        return False
    return attempt.step is not Step.BODY or attempt.last.bytes_received < SOON


def broke_late(attempt: Attempt) -> bool:
    """Whether it broke when the handshake was done or there was none."""
    return broke(attempt) and attempt.step is not Step.TLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """The tries of one arm that reached its server; others say nothing of it."""

    broken: tuple[Attempt, ...]
    passed: tuple[Attempt, ...]

    @property
    def count(self) -> int:
        return len(self.broken) + len(self.passed)

    @property
    def all_broke(self) -> bool:
        return bool(self.broken) and not self.passed

    @property
    def all_passed(self) -> bool:
        return bool(self.passed) and not self.broken

    @property
    def mixed(self) -> bool:
        return bool(self.broken) and bool(self.passed)


def arm(attempts: Iterable[Attempt], *, whole: bool = False, taken: bool = False) -> Arm:
    """Sort the tries of one arm.

    `whole`: the handshake alone is not enough, a page must have come. `taken`: the address is known to take
    connections, so that a connection that does not open is broken as well (a penalty may lie on the address).
    """
    tries = tuple(attempts)
    return Arm(
        broken=tuple(each for each in tries if broke(each) or (taken and turned_away(each))),
        passed=tuple(each for each in tries if not broke(each) and _passed(each, whole)),
    )


def _passed(attempt: Attempt, whole: bool) -> bool:
    return attempt.page is not None or (not whole and attempt.tls_answered)


def by_chance(worse: Arm, better: Arm) -> float:
    """How likely chance alone puts so many of all the breaks into the worse arm (Fisher's exact test, one-sided)."""
    first, second = worse.count, better.count
    breaks = len(worse.broken) + len(better.broken)
    ways = comb(first + second, breaks)
    least, most = len(worse.broken), min(first, breaks)
    return sum(comb(first, k) * comb(second, breaks - k) for k in range(least, most + 1)) / ways


def clearly_worse(worse: Arm, better: Arm) -> bool:
    """Whether one arm broke more often than the other by more than chance."""
    return bool(worse.count and better.count) and by_chance(worse, better) <= CLEAR
