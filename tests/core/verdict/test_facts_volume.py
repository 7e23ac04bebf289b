"""Transfers read as samples: rates without the slow start, handshakes, counts that lie close together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.verdict.facts_factory import Story, facts
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.verdict.facts_volume import (
    FLOOR,
    SLOW_START,
    Sample,
    alike,
    paces,
    rates,
    samples,
    samples_of,
    stalled,
)

PACE = Purpose.PACE


def one(**more: object) -> Sample:
    """The only sample of a story with one transfer."""
    rate = float(str(more.pop("rate", 100_000)))
    return samples(facts(Story().moved(PACE, rate, **more)), PACE)[0]  # type: ignore[arg-type]


def test_an_even_transfer_has_its_rate() -> None:
    seen = one(rate=100_000, received=200_000, handshake=0.3, connect=0.1)
    assert seen.rate == pytest.approx(100_000)
    assert (seen.received, seen.handshake, seen.connect, seen.whole, seen.silent) == (
        200_000,
        0.3,
        0.1,
        True,
        False,
    )


def test_the_slow_start_does_not_count() -> None:
    marks = ((5.0, SLOW_START), (6.0, SLOW_START + 50_000))
    assert one(received=SLOW_START + 50_000, marks=marks).rate == pytest.approx(50_000)


def test_the_slow_start_ends_between_two_marks_in_proportion() -> None:
    marks = ((1.0, 5_360), (2.0, 25_360), (3.0, 65_360))  # 15 360 bytes after one and a half seconds
    assert one(received=65_360, marks=marks).rate == pytest.approx(50_000 / 1.5)


def test_what_is_quicker_than_the_computer_is_exact_counts_alike() -> None:
    fast, faster = (one(received=65_536, marks=((took, 65_536),)).rate for took in (0.001, 0.0001))
    assert fast == faster == pytest.approx((65_536 - SLOW_START) / FLOOR)


@given(share=st.floats(0.3, 0.99), rate=st.floats(1e4, 1e6))
def test_marks_in_between_change_nothing_at_an_even_rate(share: float, rate: float) -> None:
    total = 200_000
    half = int(total * share)
    marks = ((half / rate, half), (total / rate, total))
    assert one(received=total, marks=marks).rate == pytest.approx(one(rate=rate, received=total).rate)


def test_too_few_bytes_have_no_rate_unless_they_took_all_the_time() -> None:
    assert one(received=20_000).rate is None
    assert one(received=20_000, capped=True, marks=((20.0, 20_000),)).rate == pytest.approx(1_000)
    assert one(received=8_000, fails=Kind.TIMEOUT, marks=((4.0, 8_000),)).rate == pytest.approx(2_000)


def test_nothing_at_all_and_broken_transfers_have_no_rate() -> None:
    assert one(received=0, fails=Kind.TIMEOUT).rate is None
    assert one(received=65_536, fails=Kind.RESET).rate is None


def test_many_short_answers_measure_round_trips_and_no_rate() -> None:
    assert one(received=65_536, requests=30).rate is None
    assert one(received=200_000, requests=3).rate is not None


def test_a_connection_that_did_not_open_is_a_sample_of_nothing() -> None:
    story = Story().tried(connect=Kind.TIMEOUT, purpose=PACE)
    seen = samples(facts(story), PACE)
    assert [(each.rate, each.connect, each.whole, each.received) for each in seen] == [(None, None, False, 0)]
    assert rates(seen) == paces(seen) == []


def test_samples_of_bare_observations_are_the_same() -> None:
    story = Story().moved(PACE, attempt=1).moved(PACE, attempt=2)
    assert samples_of(story.seen, PACE) == samples(facts(story), PACE)
    assert len(rates(samples_of(story.seen, PACE))) == len(paces(samples_of(story.seen, PACE))) == 2


@pytest.mark.parametrize(
    ("counts", "are"),
    [
        ((16_000, 17_000, 15_000), True),
        ((16_000, 11_000), False),
        ((1_000, 1_000), False),
        ((120_000, 120_000), False),
        ((), False),
    ],
)
def test_counts_that_one_limit_made(counts: tuple[int, ...], are: bool) -> None:
    assert alike(counts) is are


def test_only_silence_in_the_middle_is_a_stall() -> None:
    def last(end: Kind | Failure | None) -> bool:
        return stalled(facts(Story().moved(PACE, fails=end)).attempts(PACE)[-1])

    assert last(Kind.TIMEOUT)
    assert last(Failure(kind=Kind.BODY_CUT, text="timeout"))
    assert not last(Kind.EOF)
    assert not last(None)
    assert not stalled(facts(Story().tried(tls=Kind.TIMEOUT)).tries[-1])
