from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import SITE, Page, Story, facts
from tests.core.verdict.leg_stories import FAR, NEAR, named, opened, page, pages, record, versions
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Layer, Verdict
from waythrough.verdict import rules_quic
from waythrough.verdict.legs import leg_results

SILENCE = (Kind.TIMEOUT,) * 3


def said(story: Story) -> Verdict:
    result = next(each for each in leg_results(facts(story)) if each.leg == "quic")
    assert not result.required
    return result.verdict


def works(story: Story) -> bool | None:
    return next(each for each in leg_results(facts(story)) if each.leg == "quic").works


def dead() -> Story:
    """The target is silent, neutral hosts are not."""
    story = pages(opened(), Purpose.QUIC, *SILENCE)
    page(story, Purpose.QUIC_NEUTRAL, 1, address=NEAR)
    return page(story, Purpose.QUIC_NEUTRAL, 2, address=FAR)


def test_the_offer_is_read_from_the_page_or_from_the_record() -> None:
    assert rules_quic.offer(facts(opened())) == 443
    assert rules_quic.offer(facts(opened(offered=False))) is None
    assert rules_quic.offer(facts(record(opened(offered=False), "doh:a", alpn=("h2", "h3")))) == 443
    elsewhere = Story().line(SITE).tried(page=Page(headers=(("alt-svc", 'h3=":8443"'),)))
    assert rules_quic.offer(facts(elsewhere)) == 8443


def test_what_is_not_offered_is_not_missing() -> None:
    story = record(opened(offered=False), "doh:a", end=Kind.NODATA)
    verdict = said(story)
    assert (verdict.label, verdict.reason) == (Label.INCONCLUSIVE, "not_offered")
    assert works(story) is None
    assert said(record(opened(), "doh:a", end=Kind.NODATA)).reason == "no_client"


def test_three_pages_are_a_leg_that_works() -> None:
    story = pages(opened(), Purpose.QUIC, None, None, None)
    verdict = said(story)
    assert (verdict.label, verdict.layer, verdict.tries.of) == (Label.OK, Layer.QUIC, 3)
    assert works(story) is True


def test_the_name_is_the_trigger() -> None:
    story = named(dead(), Purpose.QUIC_TARGET_NAME, Kind.TIMEOUT, Kind.TIMEOUT)
    named(story, Purpose.QUIC_LOW_PORT, None, None)
    named(story, Purpose.QUIC_LARGE, None, None)
    named(story, Purpose.QUIC_DUMMY, Kind.TIMEOUT, None)
    verdict = said(story)
    assert (verdict.label, verdict.qualifier, verdict.action) == (Label.QUIC_BLOCKING, "sni", Action.DROP)
    assert verdict.confidence is Confidence.LIKELY
    assert verdict.params == (("large_hello", "yes"), ("low_port", "yes"))
    assert (verdict.tries.seen, verdict.tries.of) == (3, 3)
    assert works(story) is False


def test_only_the_first_datagram_is_looked_at() -> None:
    story = named(dead(), Purpose.QUIC_TARGET_NAME, Kind.TIMEOUT, Kind.TIMEOUT)
    verdict = said(named(story, Purpose.QUIC_DUMMY, None, None))
    assert (verdict.qualifier, verdict.params) == ("first_datagram", (("dummy", "yes"),))


def test_without_its_own_name_at_the_neutral_server_there_is_no_comparison() -> None:
    story = page(pages(opened(), Purpose.QUIC, *SILENCE), Purpose.QUIC_NEUTRAL, 1, address=NEAR)
    story = named(story, Purpose.QUIC_TARGET_NAME, Kind.TIMEOUT, Kind.TIMEOUT)
    assert said(story).reason == "mixed"


def silent_neutrals() -> Story:
    story = pages(opened(), Purpose.QUIC, *SILENCE)
    page(story, Purpose.QUIC_NEUTRAL, 1, Kind.TIMEOUT, address=NEAR)
    return page(story, Purpose.QUIC_NEUTRAL, 2, Kind.TIMEOUT, address=FAR)


def test_version_1_is_closed_while_another_version_is_answered() -> None:
    story = versions(silent_neutrals(), Purpose.QUIC_VERSION, None, None)
    assert said(story).qualifier == "v1"


def test_nothing_at_all_comes_back() -> None:
    story = versions(silent_neutrals(), Purpose.QUIC_VERSION_NEUTRAL, Kind.TIMEOUT, Kind.TIMEOUT)
    assert said(story).qualifier == "all_udp443"
    assert said(silent_neutrals()).reason == "mixed"
    half = versions(silent_neutrals(), Purpose.QUIC_VERSION, None, Kind.TIMEOUT)
    assert said(half).reason == "mixed"
    assert said(pages(opened(), Purpose.QUIC, *SILENCE)).reason == "no_control"


def closed() -> Story:
    story = named(dead(), Purpose.QUIC_TARGET_NAME, None, None)
    versions(story, Purpose.QUIC_VERSION, Kind.TIMEOUT, Kind.TIMEOUT)
    return pages(story, Purpose.QUIC_NEUTRAL_NAME, Kind.TIMEOUT, Kind.TIMEOUT)


def test_the_address_is_silent_whatever_is_asked_of_it() -> None:
    verdict = said(closed())
    assert (verdict.label, verdict.qualifier, verdict.trigger) == (
        Label.QUIC_BLOCKING,
        "endpoint",
        "address",
    )


def test_an_address_that_answers_something_is_not_closed() -> None:
    story = named(dead(), Purpose.QUIC_TARGET_NAME, None, None)
    pages(story, Purpose.QUIC_NEUTRAL_NAME, Kind.TIMEOUT, Kind.TIMEOUT)
    assert said(versions(story, Purpose.QUIC_VERSION, None, Kind.TIMEOUT)).reason == "mixed"


@pytest.mark.parametrize("lost", [Purpose.TARGET, Purpose.QUIC_NEUTRAL, Purpose.QUIC_TARGET_NAME])
def test_each_condition_of_a_closed_address_is_needed(lost: Purpose) -> None:
    story = closed()
    story.seen = [each for each in story.seen if each.purpose is not lost]
    record(story, "doh:a", alpn=("h3",))
    assert said(story).label is Label.INCONCLUSIVE


def test_the_page_must_have_come_from_the_same_address() -> None:
    story = closed()
    story.seen = [
        replace(each, address=FAR) if each.purpose is Purpose.TARGET and each.address else each
        for each in story.seen
    ]
    assert said(story).label is Label.INCONCLUSIVE


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (Kind.REFUSED, "service_answers_otherwise"),
        (Kind.CERT_EXPIRED, "service_answers_otherwise"),
        (Kind.TLS_ALERT, "service_answers_otherwise"),
        (Kind.PERMISSION_DENIED, "instrument"),
    ],
)
def test_a_word_is_no_silence(end: Kind, reason: str) -> None:
    story = page(pages(opened(), Purpose.QUIC, end, end, end), Purpose.QUIC_NEUTRAL, 1, address=NEAR)
    assert said(story).reason == reason


def mix(failed: int, *, neutral: int = 8, lost: int = 0) -> Story:
    story = pages(opened(), Purpose.QUIC, *[Kind.TIMEOUT] * failed, *[None] * (8 - failed))
    ends = [Kind.TIMEOUT] * lost + [None] * (neutral - lost)
    return pages(story, Purpose.QUIC_NEUTRAL, *ends, address=NEAR)


def test_what_goes_both_ways_needs_many_tries_and_a_clean_neighbour() -> None:
    verdict = said(mix(5))
    assert (verdict.label, verdict.tries.seen, verdict.tries.of) == (Label.QUIC_BLOCKING, 5, 8)
    assert works(mix(5)) is None
    for story in (mix(3), mix(5, neutral=7), mix(5, lost=1)):
        assert (said(story).label, said(story).reason) == (Label.INCONCLUSIVE, "mixed")
