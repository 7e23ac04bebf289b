"""What is said of a target that works, of one that works sometimes, and of one whose cause nobody could prove."""

import pytest

from tests.core.verdict.facts_factory import (
    HOST,
    SITE,
    Page,
    Story,
    facts,
    judged,
    open_way,
    target,
    tcp_target,
    way,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.platform import PassRule
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_last import line_trouble, mixed, works


def test_a_page_that_passes_its_rule_works() -> None:
    said = judged(Story().line(SITE).tried())
    assert (said.label, said.confidence, said.rule_id) == (Label.OK, Confidence.CONFIRMED, "http.works")
    assert (said.qualifier, said.locus, said.tries.seen, said.tries.of) == ("", Locus.DIRECT, 1, 1)
    assert judged(open_way()).locus is Locus.PATH


def test_a_tcp_target_works_when_its_port_speaks() -> None:
    assert judged(Story(tcp_target()).line(SITE).tried(exchange=True)).label is Label.OK
    silent = Story(tcp_target()).line(SITE).tried(exchange=Kind.TIMEOUT)
    assert judged(silent).label is Label.INCONCLUSIVE


def test_half_of_the_tries_suffice_and_are_called_flaky() -> None:
    story = Story().line(SITE).tried(tls=Kind.TIMEOUT).tried(attempt=2)
    said = judged(story)
    assert (said.label, said.qualifier, said.tries.seen, said.tries.of) == (Label.OK, "flaky", 1, 2)


def test_fewer_than_half_are_mixed_and_accuse_nobody() -> None:
    story = Story().line(SITE).doh(SITE).tries(2, tls=Kind.RESET).tried(attempt=3)
    story.neutral_name().target_name(tls=Kind.RESET)
    said = judged(story, open_way())
    assert (said.label, said.reason, said.confidence) == (Label.INCONCLUSIVE, "mixed", Confidence.NONE)
    assert (said.tries.seen, said.tries.of) == (2, 3)
    assert isinstance(mixed(facts(Story().line(SITE).tried(tls=Kind.RESET))), NotThis)
    assert isinstance(works(facts(story)), NotThis)


def test_a_slow_page_over_a_slow_way_is_the_ways_doing() -> None:
    """PATH-17, BEN-08: it works, and nobody is accused of slowing it down."""
    slow = way(seconds=7.0).tried("", took=3.0)
    said = judged(slow, Story().line(SITE).tried())
    assert (said.label, said.qualifier, said.layer, said.action) == (
        Label.NETWORK_TROUBLE,
        "slow",
        Layer.PATH,
        Action.SHAPE,
    )
    direct = Story(seconds=7.0).line(SITE).tried(took=3.0)
    assert (judged(direct).label, judged(direct).layer) == (Label.NETWORK_TROUBLE, Layer.TCP)


@pytest.mark.parametrize("neutral", [None, 0.5])
def test_a_slow_origin_on_a_quick_line_is_ok(neutral: float | None) -> None:
    """BEN-25."""
    assert judged(Story(seconds=neutral).line(SITE).tried(took=3.0)).label is Label.OK


def test_neutral_hosts_that_fail_in_the_same_minute_explain_a_failure() -> None:
    story = Story().line(SITE).tries(2, tls=Kind.TIMEOUT).still_there(connect=Kind.TIMEOUT)
    said = judged(story)
    assert (said.label, said.rule_id, said.locus) == (
        Label.NETWORK_TROUBLE,
        "tcp.line_trouble",
        Locus.DIRECT,
    )
    over = way().tried("", tls=Kind.TIMEOUT).still_there(tls=Kind.TIMEOUT)
    assert judged(over).locus is Locus.PATH
    assert isinstance(line_trouble(facts(Story().line(SITE).tried(tls=Kind.RESET).still_there())), NotThis)


def test_an_unproven_cause_says_why_it_stays_open() -> None:
    once = Story().line(SITE).tried(tls=Kind.RESET)
    assert judged(once, open_way()).reason == "n_small"
    twice = Story().line(SITE).tries(2, tls=Kind.RESET)
    assert judged(twice).reason == "no_control"
    said = judged(twice, open_way())
    assert (said.label, said.reason, said.confidence) == (Label.INCONCLUSIVE, "mixed", Confidence.NONE)
    assert ("host", HOST) in said.params
    assert ("failure", "reset") in said.params


def test_a_target_that_was_never_tried_is_interrupted() -> None:
    said = judged(Story().asked("doh:a.test", SITE))
    assert (said.label, said.reason, said.tries.of) == (Label.INCONCLUSIVE, "interrupted", 0)


def test_a_missed_rule_that_was_seen_live_is_told_with_its_step() -> None:
    about = target("http://news.test/", rule=PassRule(text=("News",), seen_live=True))
    said = judged(Story(about).line(SITE).tried(page=Page(200, b"else")))
    assert (said.label, ("step", "body") in said.params) == (Label.INCONCLUSIVE, True)
