"""What all rules share: actions, loci, counts, evidence, and the caps of confidence."""

import pytest

from tests.core.verdict.facts_factory import SITE, Story, facts, open_way, way
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Locus, Tries
from waythrough.verdict.rule import action_of, confidence, evidence, interrupted_at, locus_of, tries_of


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        (Kind.TIMEOUT, Action.DROP),
        (Kind.RESET, Action.RESET),
        (Kind.EOF, Action.FIN),
        (Kind.NOT_TLS, Action.INJECT),
        (Kind.TLS_ALERT, Action.ALERT),
        (Kind.RULE_UNMET, None),
    ],
)
def test_what_a_failure_looks_like(kind: Kind, action: Action | None) -> None:
    assert action_of(Failure(kind=kind)) is action
    assert action_of(None) is None


@pytest.mark.parametrize("repeats", range(6))
def test_confirmed_takes_a_live_control_and_three_repeats(repeats: int) -> None:
    story = Story().line(SITE).tried(tls=Kind.RESET)
    wanted = Confidence.CONFIRMED if repeats >= 3 else Confidence.LIKELY
    assert confidence(facts(story, open_way()), repeats) is wanted
    assert confidence(facts(story), repeats) is Confidence.LIKELY
    failing = way().tried("", tls=Kind.RESET)
    assert confidence(facts(story, failing), repeats) is Confidence.LIKELY


def test_k_of_n_counts_the_tries_that_failed() -> None:
    story = Story().line(SITE).tries(2, tls=Kind.RESET).tried(attempt=3)
    assert tries_of(facts(story)) == Tries(seen=2, of=3)


def test_interference_is_placed_on_the_line_or_at_the_far_end() -> None:
    assert locus_of(facts(Story().line(SITE).tried())) is Locus.DIRECT
    assert locus_of(facts(open_way())) is Locus.PATH_EXIT


def test_evidence_is_in_order_and_without_repeats() -> None:
    tries = facts(Story().tries(3, tls=Kind.RESET)).tries
    assert evidence(tries, tries[1:]) == tuple(each.id for each in tries)


def test_attempts_that_ended_before_the_step_were_not_interrupted_in_it() -> None:
    arm = facts(Story().target_name(2, tls=Kind.RESET)).attempts(Purpose.TARGET_NAME)
    assert interrupted_at(Step.TLS, arm)
    assert not interrupted_at(Step.TLS, ())
    late = facts(Story().target_name(1, tls=Kind.RESET).tried(connect=Kind.TIMEOUT, attempt=2)).tries
    assert not interrupted_at(Step.TLS, (*arm, *late))
    assert not interrupted_at(Step.TLS, facts(Story().target_name(1)).attempts(Purpose.TARGET_NAME))
