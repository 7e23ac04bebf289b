"""The safe line breaks or shows a strange certificate: whose doing is it?"""

from dataclasses import replace
from typing import Any

import pytest

from tests.core.verdict.facts_factory import (
    FOREIGN,
    GENUINE,
    HOST,
    NETWORK,
    NEUTRAL_LEAF,
    SITE,
    SOMEBODY,
    Page,
    Story,
    cert,
    facts,
    judged,
    open_way,
    target,
    way,
)
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Certificate, TlsDetail
from waythrough.model.step import Purpose
from waythrough.model.verdict import CENSOR_LABELS, Action, Confidence, Label, Locus
from waythrough.verdict.facts import NetworkFacts, issuer_key
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_tls import (
    interception,
    interference,
    origin_alert,
    origin_certificate,
    sni_matrix,
)


def cut_off(count: int = 2, end: Kind = Kind.RESET) -> Story:
    """The handshake with the target's name breaks at an address that DoH vouches for."""
    return Story().line(SITE).doh(SITE).tries(count, tls=end)


# The A/B matrix -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "action"),
    [
        (Kind.RESET, Action.RESET),
        (Kind.TIMEOUT, Action.DROP),
        (Kind.EOF, Action.FIN),
        (Kind.NOT_TLS, Action.INJECT),
    ],
)
def test_the_name_alone_makes_the_difference(end: Kind, action: Action) -> None:
    """TLS-01, 02, 05, 06: the name fails at both addresses, the neutral one at neither; no control is needed."""
    said = judged(cut_off(2, end).neutral_name().target_name(tls=end))
    assert (said.label, said.confidence, said.rule_id) == (
        Label.SNI_FILTERING,
        Confidence.LIKELY,
        "tls.sni_matrix",
    )
    assert (said.action, said.trigger, said.qualifier, said.locus) == (action, "sni", "", Locus.DIRECT)
    assert (said.tries.seen, said.tries.of) == (2, 2)


def test_three_clean_repeats_beside_a_control_are_confirmed() -> None:
    story = cut_off(3).neutral_name(3).target_name(3, tls=Kind.RESET)
    assert judged(story, open_way()).confidence is Confidence.CONFIRMED
    assert judged(story).confidence is Confidence.LIKELY


@pytest.mark.parametrize("shy", [(2, 3, 3), (3, 2, 3), (3, 3, 2)])
def test_any_arm_with_fewer_repeats_is_likely_at_most(shy: tuple[int, int, int]) -> None:
    story = cut_off(shy[0]).neutral_name(shy[1]).target_name(shy[2], tls=Kind.RESET)
    assert judged(story, open_way()).confidence is Confidence.LIKELY


def test_a_name_that_only_fails_at_its_own_address_needs_a_control() -> None:
    """BEN-18: a server may dislike its own name for reasons of its own."""
    story = cut_off(3).neutral_name(3).target_name(3)
    assert judged(story).label not in CENSOR_LABELS
    said = judged(story, open_way())
    assert (said.label, said.qualifier, said.confidence) == (
        Label.SNI_FILTERING,
        "address",
        Confidence.LIKELY,
    )


def test_a_neutral_server_that_is_not_reached_proves_nothing_about_the_name() -> None:
    story = cut_off(2).neutral_name().target_name(connect=Kind.TIMEOUT)
    assert judged(story).label not in CENSOR_LABELS


def test_an_uncensored_name_that_fails_as_well_clears_the_name() -> None:
    story = cut_off(2).neutral_name(tls=Kind.RESET).target_name(tls=Kind.RESET)
    assert isinstance(sni_matrix(facts(story, open_way())), NotThis)


def test_a_name_that_passed_once_is_not_filtered() -> None:
    story = cut_off(3).tried(attempt=4)
    story.neutral_name().target_name(tls=Kind.RESET)
    assert isinstance(sni_matrix(facts(story)), NotThis)
    assert judged(story).label is Label.INCONCLUSIVE


def test_an_untrusted_address_says_nothing_about_the_name() -> None:
    """DNS-16: a poisoned address that takes the connection and resets reads like a name filter."""
    story = Story().line(SOMEBODY).tries(2, SOMEBODY, tls=Kind.RESET)
    story.neutral_name(address=SOMEBODY, tls=None, leaf=NEUTRAL_LEAF).target_name(tls=Kind.RESET)
    assert isinstance(sni_matrix(facts(story)), NotThis)


def test_no_matrix_without_its_arms() -> None:
    assert isinstance(sni_matrix(facts(cut_off())), NotThis)
    assert isinstance(sni_matrix(facts(Story().line(SITE).tried(connect=Kind.TIMEOUT))), NotThis)


def test_an_exit_behind_the_same_censor_is_named_as_the_exit() -> None:
    """PATH-15."""
    story = (
        way().tries(2, "", tls=Kind.RESET).neutral_name(address="").target_name(address="", tls=Kind.RESET)
    )
    said = judged(story, cut_off())
    assert (said.label, said.locus) == (Label.SNI_FILTERING, Locus.PATH_EXIT)


# Interference without a known trigger ---------------------------------------------------------------------


@pytest.mark.parametrize("where", ["tls", "http", "body"])
def test_broken_connections_beside_a_control_are_interference_of_unknown_trigger(where: str) -> None:
    ends: dict[str, Any] = {
        "tls": {"tls": Kind.RESET},
        "http": {"http": Kind.RESET},
        "body": {"page": Page(cut=Kind.BODY_CUT)},
    }
    said = judged(Story().line(SITE).doh(SITE).tries(2, **ends[where]), open_way())
    assert (said.label, said.confidence, said.rule_id) == (
        Label.CONN_INTERFERENCE,
        Confidence.LIKELY,
        "tcp.interference",
    )


def test_interference_needs_a_control_and_two_tries_and_an_address() -> None:
    assert judged(cut_off(2)).label is Label.INCONCLUSIVE
    assert judged(cut_off(1), open_way()).label is Label.INCONCLUSIVE
    untrusted = Story().line(SOMEBODY).tries(2, SOMEBODY, tls=Kind.RESET)
    assert judged(untrusted, open_way()).label is Label.INCONCLUSIVE
    assert isinstance(interference(facts(cut_off(2).tried(attempt=3), open_way())), NotThis)


def test_a_line_on_which_neutral_hosts_fail_too_accuses_nobody() -> None:
    """BEN-08, BEN-29."""
    said = judged(cut_off(3, Kind.TIMEOUT).still_there(tls=Kind.TIMEOUT), open_way())
    assert said.label is Label.NETWORK_TROUBLE


# Somebody else's certificate ------------------------------------------------------------------------------


def intercepted(count: int = 2, leaf: Certificate = FOREIGN) -> Story:
    return Story().line(SITE).doh(SITE).tries(count, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=leaf)


def test_another_key_than_the_control_saw_is_interception() -> None:
    """TLS-08, TLS-09."""
    said = judged(intercepted(2), open_way())
    assert (said.label, said.confidence, said.rule_id) == (
        Label.TLS_MITM,
        Confidence.CONFIRMED,
        "tls.interception",
    )
    assert (said.action, said.locus) == (Action.INTERCEPT, Locus.DIRECT)
    assert ("issuer", "Ministry Root") in said.params
    assert judged(intercepted(1), open_way()).confidence is Confidence.LIKELY


def test_the_name_alone_meets_the_foreign_issuer_at_its_own_and_at_a_neutral_address() -> None:
    story = intercepted(2).neutral_name().target_name(tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    said = judged(story)
    assert (said.label, said.confidence, said.rule_id) == (
        Label.TLS_MITM,
        Confidence.LIKELY,
        "tls.interception_by_name",
    )
    assert said.trigger == "sni"
    assert judged(story, open_way()).confidence is Confidence.CONFIRMED


def one_issuer_for_several() -> NetworkFacts:
    """The gate saw an honest neutral host; two unlike platforms met one unknown issuer."""
    detail = intercepted(1).seen[-1].detail
    assert isinstance(detail, TlsDetail)
    neutral = Story().still_there().seen
    return replace(NETWORK, foreign_keys=frozenset({issuer_key(detail)}), observations=tuple(neutral))


def test_one_unknown_issuer_for_unlike_platforms_while_neutral_hosts_keep_theirs() -> None:
    said = judged(intercepted(2), network=one_issuer_for_several())
    assert (said.label, said.confidence, said.rule_id) == (
        Label.TLS_MITM,
        Confidence.LIKELY,
        "tls.interception_by_issuer",
    )
    no_neutral = replace(one_issuer_for_several(), observations=())
    assert judged(intercepted(2), network=no_neutral).label is Label.INCONCLUSIVE


def test_an_unsafe_way_intercepts_whatever_it_shows() -> None:
    story = way(safe=False).tried("", tls=Kind.CERT_SELF_SIGNED, leaf=FOREIGN)
    said = judged(story)
    assert (said.label, said.confidence, said.locus) == (
        Label.TLS_MITM,
        Confidence.CONFIRMED,
        Locus.PATH_EXIT,
    )


def test_a_way_that_shows_another_key_than_the_direct_line_intercepts() -> None:
    """PATH-04."""
    story = way().tried("", tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    said = judged(story, Story().line(SITE).tried())
    assert (said.label, said.locus, said.confidence) == (
        Label.TLS_MITM,
        Locus.PATH_EXIT,
        Confidence.CONFIRMED,
    )


# Bad certificates of the service itself -------------------------------------------------------------------


@pytest.mark.parametrize("end", [Kind.CERT_SELF_SIGNED, Kind.CERT_UNKNOWN_ISSUER, Kind.CERT_INVALID])
def test_a_bad_certificate_that_the_control_sees_too_is_the_services_own(end: Kind) -> None:
    own = cert(HOST, issuer=HOST)
    story = Story().line(SITE).doh(SITE).tries(2, tls=end, leaf=own)
    said = judged(story, way().tries(1, "", tls=end, leaf=own))
    assert (said.label, said.confidence, said.rule_id) == (
        Label.SERVER_FAULT,
        Confidence.CONFIRMED,
        "tls.origin_certificate",
    )


def test_a_key_that_the_control_validates_is_no_interception() -> None:
    story = Story().line(SITE).doh(SITE).tries(2, tls=Kind.CERT_INVALID, leaf=cert(HOST))
    assert isinstance(interception(facts(story, open_way())), NotThis)


def test_an_own_certificate_at_a_shared_hoster_is_no_interception() -> None:
    """The hoster's other names have public certificates, and the name meets an honest chain elsewhere."""
    story = Story().line(SITE).doh(SITE).tries(3, tls=Kind.CERT_SELF_SIGNED, leaf=cert(HOST, issuer=HOST))
    said = judged(story.neutral_name(3, leaf=cert("hoster.test")).target_name(3))
    assert said.label not in CENSOR_LABELS


@pytest.mark.parametrize("end", [Kind.CERT_EXPIRED, Kind.CERT_NOT_YET_VALID])
def test_an_expired_certificate_is_no_interception(end: Kind) -> None:
    """BEN-21."""
    story = Story().line(SITE).doh(SITE).tries(2, tls=end, leaf=GENUINE)
    said = judged(story)
    assert (said.label, said.confidence) == (Label.SERVER_FAULT, Confidence.LIKELY)
    assert judged(story, open_way()).label not in CENSOR_LABELS


@pytest.mark.parametrize("direct", [True, False])
def test_an_honest_certificate_of_another_host_is_no_interception(direct: bool) -> None:
    other: dict[str, Any] = {"tls": Kind.CERT_NAME_MISMATCH, "leaf": cert("other.test")}
    story = Story().line(SITE).tries(3, **other) if direct else way().tries(3, "", **other)
    control = open_way(path="second") if direct else Story().line(SITE).tried()
    assert judged(story, control).label not in CENSOR_LABELS


def test_an_unknown_issuer_alone_is_not_enough() -> None:
    assert judged(intercepted(3)).label is Label.INCONCLUSIVE
    assert judged(intercepted(3).neutral_name(3)).label is Label.INCONCLUSIVE


def test_a_certificate_that_was_not_kept_proves_nothing() -> None:
    story = Story().line(SITE).tried(tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    story.seen[-1] = replace(story.seen[-1], detail=TlsDetail(server_name=HOST))
    assert isinstance(interception(facts(story, open_way())), NotThis)


def test_certificates_that_open_elsewhere_are_not_the_services_fault() -> None:
    assert isinstance(origin_certificate(facts(intercepted(2), open_way())), NotThis)
    assert isinstance(origin_certificate(facts(intercepted(2))), NotThis)
    assert isinstance(origin_certificate(facts(Story().line(SITE).tried())), NotThis)


# Alerts ---------------------------------------------------------------------------------------------------


def test_the_same_alert_over_another_way_is_the_services_own() -> None:
    """BEN-18."""
    alert = Failure(kind=Kind.TLS_ALERT, code=112)
    story = Story().line(SITE).doh(SITE).tries(2, tls=alert, alert=112)
    said = judged(story, way().tries(1, "", tls=alert, alert=112))
    assert (said.label, said.rule_id, said.action) == (Label.SERVER_FAULT, "tls.origin_alert", Action.ALERT)
    other = Failure(kind=Kind.TLS_ALERT, code=40)
    assert isinstance(origin_alert(facts(story, way().tried("", tls=other))), NotThis)


@pytest.mark.parametrize("controls", [(), (open_way(),)])
def test_an_alert_alone_accuses_nobody(controls: tuple[Story, ...]) -> None:
    alert = Failure(kind=Kind.TLS_ALERT, code=112)
    story = Story().line(SITE).doh(SITE).tries(3, tls=alert, alert=112).neutral_name(3)
    assert judged(story.target_name(3, tls=alert), *controls).label not in CENSOR_LABELS


# What the target's name leaves behind ----------------------------------------------------------------------


def test_a_penalty_that_lingers_is_the_names_not_the_addresss() -> None:
    """TLS-19: after the target's name every name fails at that address, and so it does at a neutral one."""
    story = cut_off(2, Kind.TIMEOUT).neutral_name(2, tls=Kind.TIMEOUT).baseline(1)
    story.target_name(1, tls=Kind.TIMEOUT).baseline(1, after=True, tls=Kind.TIMEOUT)
    said = judged(story, open_way())
    assert (said.label, said.qualifier) == (Label.SNI_FILTERING, "residual")
    assert judged(story).label is Label.SNI_FILTERING, "the neutral address alone proves it"


def test_an_address_that_serves_no_name_does_not_hide_a_name_that_fails_elsewhere_too() -> None:
    story = cut_off(2).neutral_name(2, tls=Kind.RESET).baseline(2).target_name(2, tls=Kind.RESET)
    assert judged(story.baseline(2, after=True)).label is Label.SNI_FILTERING
    once = cut_off(2).neutral_name(2, tls=Kind.RESET).baseline(1).target_name(1, tls=Kind.RESET)
    assert judged(once.baseline(1, after=True)).label not in CENSOR_LABELS


def test_a_neutral_server_that_dislikes_foreign_names_proves_nothing() -> None:
    story = cut_off(3).neutral_name(3).baseline(3, tls=Kind.RESET).target_name(3, tls=Kind.RESET)
    assert judged(story).label not in CENSOR_LABELS


def stalls(count: int = 2, **ends: Any) -> Story:
    return Story().line(SITE).doh(SITE).tries(count, **(ends or {"http": Kind.TIMEOUT}))


@pytest.mark.parametrize("ends", [{"http": Kind.TIMEOUT}, {"page": Page(cut=Kind.TIMEOUT, stopped_at=900)}])
def test_what_stops_after_the_handshake_is_compared_by_pages(ends: dict[str, Any]) -> None:
    """TLS-03, TLS-22: inside sessions that the neutral host itself vouched for, the name makes the difference."""
    story = stalls(**ends).neutral_name().baseline(2, page=Page()).target_name(2, http=Kind.TIMEOUT)
    said = judged(story.baseline(2, after=True, page=Page()))
    assert (said.label, said.qualifier, said.action) == (Label.SNI_FILTERING, "", Action.DROP)


def test_a_slow_page_is_no_name_filter() -> None:
    """BEN-25: the handshake passes for every name; only the page is late."""
    slow = stalls().neutral_name().baseline(2, page=Page()).target_name(2, page=Page())
    assert isinstance(sni_matrix(facts(slow, open_way())), NotThis)
    assert isinstance(sni_matrix(facts(stalls().neutral_name().target_name(), open_way())), NotThis)


def test_a_plain_page_has_no_name_in_a_hello() -> None:
    story = Story(target("http://news.test/")).line(SITE).doh(SITE).tries(2, http=Kind.RESET)
    assert isinstance(sni_matrix(facts(story)), NotThis)


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [(None, None, "passes"), (Kind.RESET, None, "filtered"), (Kind.TIMEOUT, Kind.TIMEOUT, "lost")],
)
def test_what_becomes_of_a_hello_in_two_pieces(own: Kind | None, other: Kind | None, told: str) -> None:
    """TLS-20: where pieces are lost for every name, cutting the hello is no remedy."""
    story = cut_off(2).neutral_name().target_name(tls=Kind.RESET)
    for purpose, end in ((Purpose.SPLIT_HELLO, own), (Purpose.SPLIT_NEUTRAL, other)):
        story.tried(purpose=purpose, tls=end)
    assert ("split", told) in judged(story).params


def test_a_page_that_a_reset_ended_accuses_nobody() -> None:
    """A server that closes in haste takes back what is still under way; losses make that happen each time."""
    cut = Page(cut=Kind.RESET)
    story = Story().line(SITE).doh(SITE).tried(page=cut).tried(attempt=2, page=cut).tried(attempt=3, page=cut)
    assert isinstance(interference(facts(story, open_way())), NotThis)
