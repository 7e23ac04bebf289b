"""Whether one of two interleaved series is targeted: exact rank test, ratio of medians, early stop for "no"."""

from collections.abc import Sequence
from enum import StrEnum
from math import comb, log
from statistics import median, stdev
from typing import Final

PAIRS: Final = 5
"""Interleaved pairs on a steady line; 3 against 3 cannot get below p = .05, 5 against 5 reach .004."""
NOISY_PAIRS: Final = 8
NOISY: Final = 0.4
"""Standard deviation of the control's log goodput from which on the larger number is due."""
SLOWDOWN: Final = 3.0
"""A median ratio of at least this much counts; smaller ones cannot be told from chance in so few pairs.

Up to four times may still be missed by them: then it is "not excluded", never "none".
"""
HANDSHAKE_DELAY: Final = 5.0
MOST_P: Final = 0.02

_H0, _H1, _SPREAD = log(0.7), log(0.2), 0.8
_OK_BELOW: Final = log(0.05 / (1 - 0.01))  # Wald's lower bound for alpha .01, beta .05


class Answer(StrEnum):
    """What a series of pairs comes to so far."""

    MORE = "more"  # pairs are due before anything may be said
    LIKE = "like"  # nothing points to a slow-down of 4 times or more
    SLOW = "slow"


def rank_p(low: Sequence[float], high: Sequence[float]) -> float:
    """Exact one-sided p of the rank-sum test: how often chance alone ranks `low` as low as this, or lower.

    Every split of the pooled values is counted, ties with their middle rank. Raises ValueError for no values.
    """
    if not low or not high:
        raise ValueError("both series need a value")
    pooled = sorted((*low, *high))
    # Twice the middle rank, so that ties stay whole numbers: first place + last place of the value.
    double = {each: 2 * pooled.index(each) + pooled.count(each) + 1 for each in pooled}
    ways = [[0] * (sum(double[each] for each in pooled) + 1) for _ in range(len(low) + 1)]
    ways[0][0] = 1
    for each in pooled:
        rank = double[each]
        for taken in range(len(low), 0, -1):
            for total in range(len(ways[0]) - 1, rank - 1, -1):
                ways[taken][total] += ways[taken - 1][total - rank]
    seen = sum(double[each] for each in low)
    return sum(ways[len(low)][: seen + 1]) / comb(len(pooled), len(low))


def ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """Median of the first series over the median of the second; values are above 0."""
    return median(these) / median(those)


def slower(rates: Sequence[float], control: Sequence[float], *, by: float = SLOWDOWN) -> bool:
    """The rule: the control is `by` times as fast or more, and the ranks say that this is no chance."""
    return ratio(rates, control) <= 1 / by and rank_p(rates, control) <= MOST_P


def pairs_due(control: Sequence[float]) -> int:
    """How many pairs may accuse: five, or eight where the control itself is unsteady."""
    logs = [log(each) for each in control]
    return NOISY_PAIRS if len(logs) > 1 and stdev(logs) >= NOISY else PAIRS


def clearly_alike(rates: Sequence[float], control: Sequence[float]) -> bool:
    """Wald's sequential test on the log ratios of the pairs, asked only whether to stop because all is well.

    Against a slow-down of five times, for a ratio of .7 or more; it is not used to accuse, for at a true ratio
    of .7 it would accuse far too often.
    """
    step = (_H1 - _H0) / _SPREAD**2
    middle = (_H0 + _H1) / 2
    weight = sum(step * (log(a / b) - middle) for a, b in zip(rates, control, strict=False))
    return weight <= _OK_BELOW


def judged(rates: Sequence[float], control: Sequence[float]) -> Answer:
    """What the pairs so far come to. `rates` and `control` are in the order of the pairs, as bytes a second."""
    pairs = min(len(rates), len(control))
    if pairs and clearly_alike(rates, control):
        return Answer.LIKE
    if pairs < pairs_due(control):
        return Answer.MORE
    if slower(rates, control):
        return Answer.SLOW
    unsure = ratio(rates, control) <= 1 / SLOWDOWN and pairs < NOISY_PAIRS
    return Answer.MORE if unsure else Answer.LIKE
