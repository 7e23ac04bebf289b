"""The two interfaces: what their errors carry."""

import pytest

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, StreamError, StreamFacts

REFUSED = Failure(kind=FailureKind.REFUSED, code=111)


def leg(stage: Stage | None, failure: Failure | None = None) -> Leg:
    return Leg(stage=stage, host="proxy.test", port=1080, started=0.0, duration=0.1, failure=failure)


def test_the_last_leg_says_why_a_dial_failed() -> None:
    legs = (leg(Stage.CONNECT), leg(Stage.HANDSHAKE, REFUSED))
    error = DialError(legs)
    assert error.legs == legs
    assert error.failure is REFUSED


def test_a_dial_error_without_a_failure_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        assert DialError((leg(Stage.CONNECT),)).failure


def test_a_stream_error_carries_its_failure_and_no_host() -> None:
    error = StreamError(REFUSED)
    assert error.failure is REFUSED
    assert "proxy.test" not in str(error)


def test_facts_of_two_streams_are_apart() -> None:
    first, second = StreamFacts(), StreamFacts()
    first.extra["end"] = "fin"
    assert second.extra == {}
