"""Round trips, chances, and the patience that follows from them."""

import pytest

from waythrough.engine.estimator import HARD_LEAST, SOFT_LEAST, SOFT_MOST, Estimator


def sampled(*seconds: float) -> Estimator:
    estimator = Estimator()
    for each in seconds:
        estimator.sample(each)
    return estimator


def test_the_first_sample_starts_the_smoothing() -> None:
    """RFC 6298, section 2: SRTT = R, RTTVAR = R / 2, then gains of 1/8 and 1/4."""
    estimator = sampled(0.4)
    assert (estimator.srtt, estimator.rttvar) == (0.4, 0.2)
    estimator.sample(0.8)
    assert estimator.srtt == pytest.approx(0.45)
    assert estimator.rttvar == pytest.approx(0.2 + 0.25 * (0.4 - 0.2))


def test_patience_follows_the_round_trip_within_its_bounds() -> None:
    assert Estimator().soft == 4.0
    assert sampled(*[0.001] * 50).soft == SOFT_LEAST
    assert sampled(30.0).soft == SOFT_MOST
    near, far = sampled(*[0.05] * 50), sampled(*[0.8] * 50)
    assert SOFT_LEAST <= near.soft < far.soft < SOFT_MOST
    assert near.patience().hard == HARD_LEAST
    assert sampled(30.0).patience().hard == 3 * SOFT_MOST


def test_repeats_of_a_silence_are_waited_for_less_long() -> None:
    near = sampled(*[0.05] * 50)
    assert near.repeat_patience().hard < near.patience().hard
    assert near.repeat_patience().soft == near.patience().soft


def test_a_parked_check_is_told_by_both_kinds_of_patience() -> None:
    told: list[int] = []
    for patience in (
        Estimator().patience(lambda: told.append(1)),
        Estimator().repeat_patience(lambda: told.append(2)),
    ):
        assert patience.on_soft is not None
        patience.on_soft()
    assert told == [1, 2]


def test_a_quick_and_lucky_path_promises_more() -> None:
    lucky, unlucky = sampled(0.1), sampled(0.1)
    for _ in range(5):
        lucky.count(True)
        unlucky.count(False)
    assert lucky.promise > sampled(0.1).promise > unlucky.promise
    assert sampled(0.1).promise > sampled(1.0).promise
    assert Estimator().promise > 0


def test_crowding_is_how_much_longer_a_connect_takes_than_at_its_best() -> None:
    estimator = Estimator()
    assert estimator.crowding is None
    estimator.connected(0.2)
    assert estimator.crowding == pytest.approx(1.0)
    for _ in range(60):
        estimator.connected(1.0)
    assert estimator.crowding == pytest.approx(5.0, rel=0.01)
    assert estimator.least_connect == 0.2


def test_short_queues_count_as_none() -> None:
    estimator = Estimator()
    for each in (0.001, 0.01, 0.02):
        estimator.connected(each)
    assert estimator.crowding is not None
    assert estimator.crowding < 1
