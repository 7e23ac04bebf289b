"""What breaks only now and then: the fractions of many tries decide, never their majority."""

from collections.abc import Collection

import pytest

from tests.core.verdict.facts_factory import (
    NEUTRAL,
    PLAIN_URL,
    SITE,
    Page,
    Story,
    facts,
    judged,
    open_way,
    target,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.model.verdict import Confidence, Label, Layer
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_odds import sometimes, wants_more


def now_and_then(of: int = 8, passes: Collection[int] = (3, 6), *, vouched: bool = True) -> Story:
    story = Story().line(SITE)
    if vouched:
        story.doh(SITE)
    for number in range(1, of + 1):
        story.tried(attempt=number, tls=None if number in passes else Kind.RESET)
    return story


def test_fractions_that_differ_at_both_addresses_name_the_name() -> None:
    story = now_and_then().neutral_name(8).target_name(8, tls=Kind.RESET).baseline(8).baseline(8, after=True)
    said = judged(story)
    assert (said.label, said.qualifier, said.confidence) == (
        Label.SNI_FILTERING,
        "sometimes",
        Confidence.LIKELY,
    )
    assert (said.tries.seen, said.tries.of, said.trigger) == (6, 8, "sni")


def test_where_the_name_passes_elsewhere_the_trigger_stays_open() -> None:
    story = now_and_then().neutral_name(8).target_name(8).baseline(8)
    assert judged(story).label is Label.INCONCLUSIVE, "no control"
    said = judged(story, open_way())
    assert (said.label, said.layer, said.trigger) == (Label.CONN_INTERFERENCE, Layer.TCP, "")


def test_a_host_that_breaks_now_and_then() -> None:
    story = Story(target(PLAIN_URL)).line(SITE).doh(SITE)
    for number in range(1, 9):
        story.tried(attempt=number, http=None if number == 4 else Kind.RESET)
    story.other_host(8, page=Page(404, b"-")).target_host(8, http=Kind.RESET)
    story.baseline(8, secure=False, page=Page(204, b""))
    said = judged(story)
    assert (said.label, said.trigger, said.layer) == (Label.HTTP_FILTERING, "host", Layer.HTTP)


def test_a_line_on_which_uncensored_names_break_too_accuses_nobody() -> None:
    lame = now_and_then().neutral_name(8).target_name(8, tls=Kind.RESET).baseline(8)
    for story in (
        now_and_then().neutral_name(8).neutral_name(1, tls=Kind.RESET),
        lame.still_there(tls=Kind.TIMEOUT),
    ):
        assert isinstance(sometimes(facts(story, open_way())), NotThis)


@pytest.mark.parametrize(
    "story",
    [
        now_and_then(3, (2,)).neutral_name(3),
        now_and_then(8, ()).neutral_name(8).target_name(8, tls=Kind.RESET).baseline(8),
        now_and_then(8, (1, 2, 3, 4)).neutral_name(8),
        now_and_then(vouched=False, passes=()).neutral_name(8),
    ],
    ids=["few", "always", "chance", "nothing mixed"],
)
def test_what_is_not_said(story: Story) -> None:
    assert isinstance(sometimes(facts(story, open_way())), NotThis)


def test_an_address_that_nobody_vouches_for_says_nothing() -> None:
    story = now_and_then(8, (), vouched=False).neutral_name(8, tls=Kind.TLS_ALERT)
    for number in range(1, 9):
        end = Kind.RESET if number % 2 else Kind.TLS_ALERT
        story.tried(NEUTRAL, purpose=Purpose.TARGET_NAME, attempt=number, tls=end)
    said = sometimes(facts(story, open_way()))
    assert said == NotThis(why="nobody vouches for the address")


@pytest.mark.parametrize(
    ("of", "passes", "more"),
    [(3, (2,), True), (3, (), False), (8, (3, 6), False), (8, (1, 2, 3, 4), True), (12, range(1, 9), False)],
)
def test_mixed_results_ask_for_more_tries(of: int, passes: Collection[int], more: bool) -> None:
    assert wants_more(facts(now_and_then(of, passes).neutral_name(of))) is more


def test_without_a_comparison_more_tries_would_tell_nothing() -> None:
    assert not wants_more(facts(now_and_then(3, (2,))))
