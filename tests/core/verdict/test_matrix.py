"""Arms of a comparison: what counts as broken, as passed, and when two of them differ by more than chance."""

import pytest

from tests.core.verdict.facts_factory import SITE, Page, Story, facts
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.verdict.facts import Attempt
from waythrough.verdict.matrix import SOON, Arm, arm, broke, broke_late, by_chance, clearly_worse


def attempts(**ends: object) -> tuple[Attempt, ...]:
    return facts(Story().tried(**ends)).tries  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ends", "breaks", "late"),
    [
        ({"tls": Kind.RESET}, True, False),
        ({"tls": Kind.CERT_NAME_MISMATCH}, False, False),
        ({"connect": Kind.TIMEOUT}, False, False),
        ({"http": Kind.TIMEOUT}, True, True),
        ({"page": Page(cut=Kind.TIMEOUT, stopped_at=SOON - 1)}, True, True),
        ({"page": Page(cut=Kind.TIMEOUT, stopped_at=SOON)}, False, False),
        ({}, False, False),
    ],
)
def test_what_breaks_a_connection(ends: dict[str, object], breaks: bool, late: bool) -> None:
    (attempt,) = attempts(**ends)
    assert (broke(attempt), broke_late(attempt)) == (breaks, late)


def test_an_arm_leaves_out_tries_that_never_reached_the_server() -> None:
    story = Story().tried(connect=Kind.TIMEOUT).tried(attempt=2, tls=Kind.RESET).tried(attempt=3)
    found = arm(facts(story).tries)
    assert (len(found.broken), len(found.passed), found.count) == (1, 1, 2)
    assert found.mixed
    assert not found.all_broke
    assert not found.all_passed
    assert arm(()).count == 0
    assert not arm(()).all_broke
    assert not arm(()).all_passed


def test_a_hello_passes_where_a_whole_page_is_not_asked_for() -> None:
    hello = facts(Story().neutral_name(1)).attempts(Purpose.NEUTRAL_NAME)
    assert arm(hello).all_passed
    assert arm(hello, whole=True).count == 0


def arm_of(broken: int, passed: int) -> Arm:
    (bad,), (good,) = attempts(tls=Kind.RESET), attempts()
    return Arm(broken=(bad,) * broken, passed=(good,) * passed)


@pytest.mark.parametrize(
    ("worse", "better", "chance"),
    [((5, 3), (0, 8), 0.0128), ((4, 4), (0, 8), 0.0385), ((8, 0), (0, 8), 0.0001), ((0, 8), (0, 8), 1.0)],
)
def test_what_chance_alone_would_do(worse: tuple[int, int], better: tuple[int, int], chance: float) -> None:
    assert by_chance(arm_of(*worse), arm_of(*better)) == pytest.approx(chance, abs=1e-4)


def test_three_of_eight_against_eight_of_eight_is_clear() -> None:
    assert clearly_worse(arm_of(5, 3), arm_of(0, 8))
    assert not clearly_worse(arm_of(4, 4), arm_of(0, 8))
    assert not clearly_worse(arm_of(0, 8), arm_of(5, 3))
    assert not clearly_worse(arm_of(5, 3), arm_of(0, 0))
    assert not clearly_worse(arm_of(0, 0), arm_of(0, 8))


def test_the_site_is_where_it_is_told() -> None:
    assert attempts()[0].address == SITE


def test_an_address_that_is_known_to_answer_breaks_what_does_not_open() -> None:
    tries = attempts(connect=Kind.TIMEOUT)
    assert arm(tries).count == 0
    assert arm(tries, taken=True).all_broke
