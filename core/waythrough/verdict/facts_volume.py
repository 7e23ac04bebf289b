"""Transfers as the rules on speed and volume want to read them: rates, handshakes, and where each one stopped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation, TransferDetail
from waythrough.model.step import Purpose, Step
from waythrough.verdict.facts import Attempt, TargetFacts, attempts_of

SLOW_START: Final = 15 * 1024  # bytes that every connection begins with at its own pace, left out of rates
LEAST_RATED: Final = 16 * 1024  # bytes beyond them that a rate needs
LEAST_OBJECT: Final = (
    32 * 1024
)  # of a page that is fetched again: below, the round trips are measured, not the rate
FLOOR: Final = 0.02  # seconds; differences of quicker transfers are the computer's and not the network's
LEAST_FROZEN, MOST_FROZEN = 2 * 1024, 110 * 1024  # bytes; outside of it other causes are likelier
SPREAD: Final = 0.30  # of the largest count
FRESH: Final = 3  # connections


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One transfer. Times in seconds, `received` and `sent` in bytes inside TLS, None for what did not happen."""

    id: str
    host: str
    received: int = 0
    sent: int = 0
    requests: int = 0
    status: int | None = None
    rate: float | None = None
    connect: float | None = None
    handshake: float | None = None
    silent: bool = False
    whole: bool = False


def samples(facts: TargetFacts, purpose: Purpose) -> tuple[Sample, ...]:
    """The transfers of a kind, in the order of their attempts."""
    return tuple(_sample(each) for each in facts.attempts(purpose))


def samples_of(observations: Sequence[Observation], purpose: Purpose) -> tuple[Sample, ...]:
    """The transfers of a kind among observations."""
    return tuple(_sample(each) for each in attempts_of(observations, purpose))


def rates(of: Iterable[Sample]) -> list[float]:
    """The bytes a second of those that have a rate."""
    return [each.rate for each in of if each.rate is not None]


def paces(of: Iterable[Sample]) -> list[float]:
    """Handshakes a second, so that here as well less is slower."""
    return [1 / max(each.handshake, FLOOR) for each in of if each.handshake is not None]


def alike(counts: Sequence[int]) -> bool:
    """Whether byte counts lie so close together, and where they must, that one limit made them."""
    return within(counts) and max(counts) - min(counts) <= SPREAD * max(counts)


def within(counts: Sequence[int]) -> bool:
    """Whether byte counts lie where limits of volume were seen."""
    return bool(counts) and min(counts) >= LEAST_FROZEN and max(counts) <= MOST_FROZEN


def stalled(attempt: Attempt) -> bool:
    """Whether bytes came and then none any more, while the connection stood."""
    failure = attempt.failure
    return failure is not None and failure.silence and attempt.step in (Step.BODY, Step.TRANSFER)


def rate(observation: Observation, detail: TransferDetail) -> float | None:
    """Bytes a second beyond the slow start; None when too little came to tell."""
    if not detail.marks or observation.duration <= 0:
        return None
    end_at, end = detail.marks[-1]
    if detail.requests and end < LEAST_OBJECT * (detail.requests + 1):
        return None  # short answers, each of which waits for a request
    if end - SLOW_START < LEAST_RATED:
        # Still trickling, or silent for long after a trickle: what came in all that time is the rate.
        slow = detail.capped or observation.failure is not None
        return max(end, 1) / observation.duration if slow else None
    silence = observation.duration - end_at if observation.failure is not None else 0.0
    return (end - SLOW_START) / max(end_at + silence - _begun(detail.marks), FLOOR)


def _begun(marks: Sequence[tuple[float, int]]) -> float:
    """When the slow start was over, between two marks in proportion to the bytes."""
    late = next(place for place, (_, count) in enumerate(marks) if count >= SLOW_START)
    at, count = marks[late]
    before_at, before = marks[late - 1] if late else (0.0, 0)
    return before_at + (SLOW_START - before) / (count - before) * (at - before_at)


def _sample(attempt: Attempt) -> Sample:
    last, detail = attempt.last, attempt.last.detail
    took = {each.step: each.duration for each in attempt.observations if each.ok}
    connect, handshake = took.get(Step.CONNECT), took.get(Step.TLS)
    if not isinstance(detail, TransferDetail):
        return Sample(id=last.id, host=last.host, connect=connect, handshake=handshake)
    silent = last.failure is not None and last.failure.kind is FailureKind.TIMEOUT
    return Sample(
        id=last.id,
        host=last.host,
        received=last.bytes_received,
        sent=last.bytes_sent,
        requests=detail.requests,
        status=detail.status,
        rate=rate(last, detail) if last.failure is None or silent else None,
        connect=connect,
        handshake=handshake,
        silent=silent,
        whole=last.failure is None,
    )
