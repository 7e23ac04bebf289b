"""The errors that dialers and streams raise keep what happened."""

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import DialError, Leg, StreamError, StreamFacts

REFUSED = Failure(kind=FailureKind.REFUSED, code=111)


def leg(failure: Failure | None) -> Leg:
    return Leg(stage=None, host="192.0.2.1", port=443, started=0.0, duration=0.1, failure=failure)


def test_a_dial_error_carries_all_legs_and_the_failure_of_the_last() -> None:
    error = DialError((leg(None), leg(REFUSED)))
    assert error.failure is REFUSED
    assert [each.failure for each in error.legs] == [None, REFUSED]


def test_a_stream_error_carries_its_failure() -> None:
    assert StreamError(REFUSED).failure is REFUSED


def test_facts_of_two_streams_are_apart() -> None:
    one, two = StreamFacts(), StreamFacts()
    one.extra["end"] = "fin"
    assert two.extra == {}
