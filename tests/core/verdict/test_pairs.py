"""The statistics of throughput pairs: exact p values, properties, and how often chance alone would accuse."""

import random
from itertools import combinations
from math import comb, exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.verdict.pairs import (
    NOISY_PAIRS,
    PAIRS,
    Answer,
    clearly_alike,
    judged,
    pairs_due,
    rank_p,
    ratio,
    slower,
)

RATES = st.lists(st.sampled_from([1.0, 2.0, 3.0, 5.0, 8.0]) | st.floats(0.5, 1e7), min_size=1, max_size=5)


@pytest.mark.parametrize(("n", "p"), [(3, 0.05), (4, 0.0143), (5, 0.004), (6, 0.001)])
def test_the_smallest_p_of_n_against_n(n: int, p: float) -> None:
    found = rank_p(range(1, n + 1), range(n + 1, 2 * n + 1))
    assert found == pytest.approx(1 / comb(2 * n, n))
    assert found == pytest.approx(p, abs=6e-4)


def test_three_against_three_can_never_accuse() -> None:
    assert not slower([1.0, 1.1, 1.2], [100.0, 110.0, 120.0])
    assert slower([1.0, 1.1, 1.2], [100.0, 110.0, 120.0, 130.0, 140.0])


def test_the_worst_order_is_certain_and_equal_values_say_nothing() -> None:
    assert rank_p([9.0, 10.0], [1.0, 2.0]) == 1.0
    assert rank_p([4.0] * 5, [4.0] * 5) == 1.0


@pytest.mark.parametrize(("low", "high"), [([], [1.0]), ([1.0], [])])
def test_no_values_have_no_p(low: list[float], high: list[float]) -> None:
    with pytest.raises(ValueError, match="value"):
        rank_p(low, high)


@given(low=RATES, high=RATES)
def test_the_count_agrees_with_trying_every_split(low: list[float], high: list[float]) -> None:
    pooled = [*low, *high]
    order = sorted(pooled)
    rank = {each: order.index(each) + (order.count(each) + 1) / 2 for each in pooled}
    seen = sum(rank[each] for each in low)
    splits = list(combinations(pooled, len(low)))
    expected = sum(sum(rank[each] for each in split) <= seen for split in splits) / len(splits)
    assert rank_p(low, high) == pytest.approx(expected)


@given(low=RATES, high=RATES, factor=st.sampled_from([0.25, 2.0, 1024.0]))
def test_the_unit_of_the_rates_does_not_matter(low: list[float], high: list[float], factor: float) -> None:
    scaled = [each * factor for each in low], [each * factor for each in high]
    assert rank_p(*scaled) == rank_p(low, high)
    assert slower(*scaled) is slower(low, high)


@given(low=RATES, high=RATES)
def test_never_both_are_slower(low: list[float], high: list[float]) -> None:
    assert not (slower(low, high) and slower(high, low))


@given(low=RATES, high=RATES)
def test_slowing_down_further_never_excuses(low: list[float], high: list[float]) -> None:
    if slower(low, high):
        assert slower([each / 2 for each in low], high)


def test_a_steady_control_needs_five_pairs_an_unsteady_one_eight() -> None:
    assert pairs_due([100.0]) == PAIRS
    assert pairs_due([100.0, 110.0, 95.0]) == PAIRS
    assert pairs_due([100.0, 300.0, 40.0]) == NOISY_PAIRS


def test_two_clear_pairs_are_enough_to_stop() -> None:
    assert judged([1e6], [1e6]) is Answer.MORE
    assert judged([1e6, 1e6], [1e6, 1e6]) is Answer.LIKE
    assert clearly_alike([3e6], [1e6])


def test_it_goes_on_until_five_pairs_have_spoken() -> None:
    slow, quick = [1e5] * 5, [1e6] * 5
    for pairs in range(5):
        assert judged(slow[:pairs], quick[:pairs]) is Answer.MORE
    assert judged(slow, quick) is Answer.SLOW


def test_four_times_as_slow_without_rank_proof_asks_for_more_and_then_lets_go() -> None:
    slow, quick = [1e5, 1e5, 1e5, 2e6, 2e6], [1e6] * 5
    assert ratio(slow, quick) <= 1 / 3
    assert judged(slow, quick) is Answer.MORE
    unclear = [*slow, 1e5, 2e6, 1e5], [1e6, 1e6, 1e6, 1e6, 1e6, 5e4, 6e4, 7e4]
    assert judged(*unclear) is Answer.LIKE


def test_half_as_fast_is_not_called_throttled() -> None:
    assert judged([5e5] * 5, [1e6] * 5) is Answer.LIKE


def accused(truth: float, spread: float, pairs: int, trials: int) -> float:
    """How often the fixed rule accuses when the true ratio is `truth`, log-normal noise on both sides."""
    dice = random.Random(7)
    hits = 0
    for _ in range(trials):
        control = [exp(dice.gauss(0.0, spread)) for _ in range(pairs)]
        hits += slower([truth * exp(dice.gauss(0.0, spread)) for _ in range(pairs)], control)
    return hits / trials


def test_chance_alone_accuses_next_to_never() -> None:
    assert accused(1.0, 0.5, 5, 1500) <= 0.004
    assert accused(0.1, 0.2, 5, 200) >= 0.99


@pytest.mark.slow
@pytest.mark.parametrize(("spread", "most"), [(0.2, 0.0005), (0.5, 0.002), (0.8, 0.01)])
def test_false_positive_rates_of_five_pairs(spread: float, most: float) -> None:
    assert accused(1.0, spread, 5, 4_000) <= most


@pytest.mark.slow
@pytest.mark.parametrize(("truth", "spread", "least"), [(0.1, 0.5, 0.99), (0.1, 0.8, 0.9), (0.25, 0.2, 0.95)])
def test_power_of_five_pairs(truth: float, spread: float, least: float) -> None:
    assert accused(truth, spread, 5, 2_000) >= least
