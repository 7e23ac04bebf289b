"""Observations arranged as rules want to read them."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import (
    FOREIGN,
    GENUINE,
    HOST,
    NETWORK,
    NEUTRAL_HOST,
    NEUTRAL_LEAF,
    OTHER_SITE,
    SITE,
    SOMEBODY,
    Page,
    Story,
    cert,
    facts,
    open_way,
    target,
    tcp_target,
    way,
)
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Certificate, TlsDetail
from waythrough.model.platform import PassRule
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage
from waythrough.verdict.facts import TargetFacts, covers, issuer_key


def tries_are(story: Story) -> list[bool]:
    known = facts(story)
    return [each not in known.failed for each in known.tries]


def test_an_attempt_ends_where_its_last_step_ended() -> None:
    attempt = facts(Story().line(SITE).tried(tls=Kind.RESET, took=0.5)).tries[0]
    assert (attempt.step, attempt.address, attempt.failure) == (Step.TLS, SITE, Failure(kind=Kind.RESET))
    assert attempt.id == attempt.last.id
    assert attempt.seconds == pytest.approx(1.1)
    assert (attempt.page, attempt.leaf) == (None, None)
    assert not attempt.tls_answered
    assert not attempt.tls_validated


def test_an_address_that_failed_before_another_went_on_does_not_count() -> None:
    story = Story().line(SITE, OTHER_SITE).tried(SITE, connect=Kind.TIMEOUT).tried(OTHER_SITE)
    attempt = facts(story).tries[0]
    assert (attempt.failure, attempt.address, attempt.tls_validated) == (None, OTHER_SITE, True)
    assert attempt.leaf is not None


@pytest.mark.parametrize("end", [Kind.CERT_EXPIRED, Kind.TLS_ALERT, Kind.CERT_NAME_MISMATCH])
def test_a_server_that_answered_in_tls_has_spoken(end: Kind) -> None:
    attempt = facts(Story().tried(tls=end)).tries[0]
    assert attempt.tls_answered
    assert not attempt.tls_validated


def test_a_page_is_the_last_one_that_came_whole() -> None:
    first = Story().tried(page=Page(302, b""))
    assert facts(first).tries[0].page is not None
    cut = facts(Story().tried(page=Page(cut=Kind.TIMEOUT))).tries[0]
    assert cut.page is not None, "its head was complete"
    hop = first.tried(hop=1, http=Kind.RESET)
    assert facts(hop).tries[0].page is None, "the redirect is not what the try ended with"
    assert facts(Story().tried(tls=Kind.RESET)).tries[0].page is None


def test_tries_are_told_apart_by_purpose_and_number() -> None:
    story = (
        Story().tried(tls=Kind.RESET).tried(attempt=2).neutral_name(2).at_address(SITE).at_address(OTHER_SITE)
    )
    known = facts(story)
    assert len(known.tries) == 2
    assert len(known.attempts(Purpose.NEUTRAL_NAME)) == 2
    assert [each.address for each in known.attempts(Purpose.ADDRESS)] == [SITE, OTHER_SITE]
    assert (known.usable_count, len(known.failed)) == (1, 1)
    assert known.usable is known.tries[1]
    assert known.last_failed is known.tries[0]
    assert facts(Story().tried()).last_failed is None


def test_a_try_works_by_its_answer_and_its_certificate() -> None:
    assert tries_are(Story().tried()) == [True]
    assert tries_are(Story().tried(page=Page(429, b""))) == [True], "a person can pass it"
    assert tries_are(Story().tried(page=Page(451, b""))) == [False]
    assert tries_are(Story().tried(page=Page(cut=Kind.TIMEOUT))) == [False]
    wanted = target(rule=PassRule(certificate_name="cdn.test"))
    assert tries_are(Story(wanted).tried()) == [False]
    assert tries_are(Story(wanted).tried(leaf=cert(HOST, "cdn.test"))) == [True]
    assert tries_are(Story(tcp_target()).tried(exchange=True)) == [True]


def test_controls_are_safe_ways_that_open_it() -> None:
    story = Story().tried(tls=Kind.RESET)
    unsafe = open_way(path="unsafe")
    unsafe.safe = False
    known = facts(story, open_way(), unsafe, way(path="third").tried("", tls=Kind.RESET))
    assert [each.path_id for each in known.controls_open] == ["way"]
    assert [each.path_id for each in known.controls_fail] == ["third"]


def test_a_control_has_read_beyond_the_place_at_which_the_page_broke() -> None:
    story = Story().tried(page=Page(cut=Kind.TIMEOUT, stopped_at=16_384))
    short = way().tried("", page=Page(200, b"x" * 6_000, short=True))
    far = way().tried("", page=Page(200, b"x" * 20_000, short=True))
    assert not facts(story, short).controls_open
    assert facts(story, far).controls_open
    assert facts(story, open_way()).controls_open, "a page that came whole has no further place to break at"
    assert facts(Story().tried(tls=Kind.RESET), short).controls_open


def test_a_way_that_fails_by_itself_is_no_failing_control() -> None:
    story = Story().tried(tls=Kind.RESET)
    broken = way().entry(Stage.AUTH, Kind.PROXY_AUTH)
    assert facts(broken).own_failure
    assert facts(story, broken).controls_fail == ()
    at_exit = way().entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT)
    assert not facts(at_exit).own_failure
    assert not facts(open_way()).own_failure
    assert len(facts(story, at_exit).controls_fail) == 1
    assert facts(story, way(healthy=None).tried("", tls=Kind.RESET)).controls_fail == ()


def test_the_subject_is_the_host_where_a_redirect_led() -> None:
    story = Story().line(SITE).tried(page=Page(302, b"")).line(SOMEBODY, name="www.else.test")
    story.tried(SOMEBODY, host="www.else.test", tls=Kind.RESET, hop=1)
    known = facts(story)
    assert known.subject == "www.else.test"
    assert known.line_addresses == frozenset({SOMEBODY})
    assert facts(Story().line(SITE).tried()).subject == HOST


# Addresses ------------------------------------------------------------------------------------------------


def test_only_an_authenticated_resolver_vouches() -> None:
    story = Story().line(SOMEBODY).asked("udp:9.9.9.9", SOMEBODY).asked("doh:a.test", SITE)
    known = facts(story)
    assert known.vouched == frozenset({SITE})
    assert known.trusted(SITE)
    assert not known.trusted(SOMEBODY)
    assert len(known.compared) == 2


@pytest.mark.parametrize(
    ("end", "leaf", "trusted"),
    [
        (None, GENUINE, True),
        (Kind.CERT_NAME_MISMATCH, GENUINE, True),
        (Kind.CERT_NAME_MISMATCH, cert("else.test"), False),
        (Kind.CERT_UNKNOWN_ISSUER, FOREIGN, False),
        (Kind.CERT_SELF_SIGNED, FOREIGN, False),
        (Kind.RESET, None, False),
    ],
)
def test_a_public_certificate_for_the_name_vouches_for_its_address(
    end: Kind | None, leaf: Certificate | None, trusted: bool
) -> None:
    story = Story().line(SITE).tried(tls=Kind.RESET)
    story.neutral_name(1, tls=end, leaf=leaf)
    assert facts(story).trusted(SITE) is trusted


def test_an_address_literal_is_its_own_address() -> None:
    about = target(f"https://{SITE}/")
    assert facts(Story(about).tried(SITE, tls=Kind.RESET)).trusted(SITE)


def test_a_control_that_proves_the_target_at_an_address_reaches_it() -> None:
    story = Story().line(SITE).tried(connect=Kind.TIMEOUT)
    proof = open_way().tried(SITE, purpose=Purpose.ADDRESS)
    refuted = open_way().tried(SITE, purpose=Purpose.ADDRESS, tls=Kind.RESET)
    assert facts(story, proof).reached_by_controls == frozenset({SITE})
    assert facts(story, proof).trusted(SITE)
    assert facts(story, refuted).reached_by_controls == frozenset()
    plain = Story(tcp_target()).line(SITE).tried(connect=Kind.TIMEOUT)
    control = way(about=tcp_target()).tried("").tried(SITE, purpose=Purpose.ADDRESS)
    assert facts(plain, control).reached_by_controls == frozenset({SITE})


def test_an_address_where_a_control_met_another_host_is_disowned() -> None:
    story = Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.RESET)
    control = open_way().tried(
        SOMEBODY, purpose=Purpose.ADDRESS, tls=Kind.CERT_NAME_MISMATCH, leaf=NEUTRAL_LEAF
    )
    assert facts(story, control).disowned == frozenset({SOMEBODY})
    assert facts(story, open_way()).disowned == frozenset()
    expired = open_way().tried(SOMEBODY, purpose=Purpose.ADDRESS, tls=Kind.CERT_EXPIRED)
    assert facts(story, expired).disowned == frozenset()  # it covers the name, so the address is the target's


def test_a_name_proven_at_an_address_that_the_line_did_not_give() -> None:
    story = Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.RESET).at_address(SITE).at_address(SOMEBODY)
    assert [each.address for each in facts(story).validated_elsewhere] == [SITE]


def test_neutral_leaves_are_those_that_were_validated() -> None:
    seen = (*Story().still_there().seen, *Story().still_there(tls=Kind.RESET).seen)
    network = replace(NETWORK, observations=seen)
    assert dict(network.neutral_leaves) == {NEUTRAL_HOST: NEUTRAL_LEAF}


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("news.test", True),
        ("NEWS.test.", True),
        ("www.news.test", True),
        ("a.b.news.test", False),
        ("else.test", False),
        ("test", False),
    ],
)
def test_names_of_a_leaf(host: str, covered: bool) -> None:
    assert covers(GENUINE, host) is covered


def test_the_key_of_an_issuer_is_the_last_of_the_chain() -> None:
    detail = TlsDetail(server_name=HOST, chain=(GENUINE, FOREIGN))
    assert issuer_key(detail) == FOREIGN.key_fingerprint
    assert issuer_key(TlsDetail(server_name=HOST)) == ""


def test_facts_are_values() -> None:
    assert isinstance(facts(Story().tried()), TargetFacts)
