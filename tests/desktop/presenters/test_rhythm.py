"""When checks begin by themselves: spread out, made up once, and never in a hurry after the network."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough_desktop.presenters import rhythm as rules
from waythrough_desktop.presenters.rhythm import HOUR, Reason, Rhythm

NOW = 1_800_000_000.0


def begun(hours: int = 6, seed: int = 1) -> Rhythm:
    made = Rhythm(random.Random(seed))
    made.begin(hours, NOW)
    return made


def wait(made: Rhythm, now: float = NOW) -> float:
    found = made.wait(now)
    assert found is not None
    return found


def test_without_hours_nothing_is_ever_due() -> None:
    made = begun(0)
    assert made.wait(NOW) is None
    made.over(NOW, doubtful=False)
    assert made.wait(NOW + 10**6) is None


@given(st.integers(0, 10**6), st.sampled_from([1, 3, 6, 12, 24]))
def test_every_wait_is_spread(seed: int, hours: int) -> None:
    made = begun(hours, seed)
    assert 0.05 * hours * HOUR <= wait(made) <= hours * HOUR
    made.over(NOW, doubtful=False)
    assert 0.8 * hours * HOUR <= wait(made) <= 1.2 * hours * HOUR
    made.over(NOW, doubtful=True)
    assert 240 <= wait(made) <= 360
    assert made.reason is Reason.CONFIRM
    made.network_changed(NOW + 3600)
    assert 20 <= wait(made, NOW + 3600) <= 90


def test_two_machines_do_not_check_at_the_same_time() -> None:
    assert len({round(wait(begun(6, seed))) for seed in range(50)}) > 45


def test_missed_rounds_are_made_up_once() -> None:
    made = begun(1)
    later = NOW + 30 * HOUR
    made.woken(later)
    assert 60 <= wait(made, later) <= 180
    made.over(later, doubtful=False)
    assert wait(made, later) >= 0.8 * HOUR


def test_waking_before_the_time_changes_nothing() -> None:
    made = begun(6)
    before = made.due
    made.woken(NOW + 60)
    assert made.due == before


def test_confirming_ends_after_two() -> None:
    made = begun()
    reasons = []
    for _run in range(4):
        made.over(NOW, doubtful=True)
        reasons.append(made.reason)
    assert reasons == [Reason.CONFIRM, Reason.CONFIRM, Reason.ROUND, Reason.CONFIRM]


def test_a_line_that_comes_and_goes_is_left_alone() -> None:
    made = begun(0)
    made.over(NOW, doubtful=False)
    for second in range(0, 600, 10):
        made.network_changed(NOW + second)
    assert made.due == pytest.approx(NOW + rules.LEAST_BETWEEN)


def test_another_network_overtakes_a_round_but_not_one_that_is_earlier() -> None:
    made = begun(24)
    made.network_changed(NOW)
    assert (made.reason, wait(made) <= 90) == (Reason.NETWORK, True)
    made.due = NOW + 5
    made.network_changed(NOW)
    assert made.due == NOW + 5


@given(st.floats(1, 10**8))
def test_a_clock_that_was_set_back_does_not_put_it_off(back: float) -> None:
    assert wait(begun(3), NOW - back) <= 3 * HOUR * 1.2
