"""Connections that stop after a certain amount of bytes, and slow or lossy ones that only look so."""

import pytest

from tests.core.verdict.facts_factory import SITE, Page, Story, facts, judged, open_way, way
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.verdict import Action, Confidence, Label
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_volume import freeze

LARGE = Page(body=b"x" * 48_000)


def frozen(*counts: int, end: Kind | Failure = Kind.TIMEOUT) -> Story:
    story = Story().line(SITE).doh(SITE)
    for number, count in enumerate(counts, 1):
        story.tried(page=Page(cut=end, stopped_at=count), attempt=number)
    return story


CONTROL = way().tried("", page=LARGE)


@pytest.mark.parametrize("end", [Kind.TIMEOUT, Failure(kind=Kind.BODY_CUT, text="timeout")])
def test_three_fresh_connections_that_stop_alike_beside_a_control_that_gets_more(end: Kind | Failure) -> None:
    """THR-06."""
    said = judged(frozen(16_384, 17_000, 15_900, end=end), CONTROL)
    assert (said.label, said.confidence, said.action) == (
        Label.VOLUME_FREEZE,
        Confidence.LIKELY,
        Action.FREEZE,
    )
    assert (said.tries.seen, said.tries.of) == (3, 3)
    assert ("bytes", "17000") in said.params


def test_one_or_two_freezes_are_not_called_so() -> None:
    assert judged(frozen(16_384, 16_384), CONTROL).label is not Label.VOLUME_FREEZE
    assert judged(frozen(16_384), CONTROL).label is Label.INCONCLUSIVE


@pytest.mark.parametrize("counts", [(16_000, 40_000, 8_000), (900, 900, 900), (200_000, 200_000, 200_000)])
def test_unlike_or_unusual_counts_are_loss_or_pacing(counts: tuple[int, ...]) -> None:
    assert isinstance(freeze(facts(frozen(*counts), CONTROL)), NotThis)


@pytest.mark.parametrize("controls", [(), (open_way(),)])
def test_without_a_control_that_gets_more_the_origin_may_pace(controls: tuple[Story, ...]) -> None:
    assert isinstance(freeze(facts(frozen(16_384, 16_384, 16_384), *controls)), NotThis)


def test_a_body_that_the_server_ends_early_does_not_freeze() -> None:
    story = frozen(16_384, 16_384, 16_384, end=Failure(kind=Kind.BODY_CUT, text="eof"))
    assert isinstance(freeze(facts(story, CONTROL)), NotThis)


def test_a_page_that_came_through_once_does_not_freeze() -> None:
    story = frozen(16_384, 16_384, 16_384).tried(page=LARGE, attempt=4)
    assert isinstance(freeze(facts(story, CONTROL)), NotThis)


def test_connections_that_broke_before_the_page_do_not_freeze() -> None:
    story = Story().line(SITE).doh(SITE).tries(3, tls=Kind.TIMEOUT)
    assert isinstance(freeze(facts(story, CONTROL)), NotThis)
