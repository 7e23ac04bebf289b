"""The name was answered falsely, or only looks so: every case beside its honest twin."""

from dataclasses import replace

from tests.core.verdict.facts_factory import (
    FALSE,
    HOST,
    NETWORK,
    NEUTRAL,
    OTHER_SITE,
    SITE,
    SOMEBODY,
    Story,
    cert,
    facts,
    judged,
    open_way,
    way,
)
from tests.core.verdict.names_stories import control, deaf, landing
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation, ResolveDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import CENSOR_LABELS, Action, Confidence, Label, Locus, Stage
from waythrough.verdict.facts import NetworkFacts
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_dns import lie
from waythrough.verdict.rules_zone import gone, resolver_trouble, zone_fault


def told_a_private_address() -> Story:
    return Story().line(FALSE).tried(FALSE, connect=Kind.TIMEOUT).doh(SITE).at_address(SITE)


def test_a_false_address_is_proven_by_the_certificate_elsewhere_and_likely_without_a_control() -> None:
    said = judged(told_a_private_address())
    assert (said.label, said.confidence, said.rule_id) == (
        Label.DNS_TAMPERING,
        Confidence.LIKELY,
        "dns.lie",
    )
    assert (said.locus, said.action, said.trigger) == (Locus.DIRECT, Action.INJECT, "name")
    assert ("address", FALSE) in said.params


def test_with_a_control_a_false_address_is_confirmed() -> None:
    said = judged(told_a_private_address(), open_way())
    assert (said.label, said.confidence) == (Label.DNS_TAMPERING, Confidence.CONFIRMED)


def test_the_evidence_names_the_answers_and_the_proof() -> None:
    story = told_a_private_address()
    said = judged(story)
    ids = {each.id for each in story.seen}
    assert set(said.evidence) <= ids
    assert {each.id for each in story.seen if each.step is Step.RESOLVE} <= set(said.evidence)
    assert story.seen[-1].id in said.evidence


def test_a_name_denied_here_and_served_elsewhere_is_a_lie() -> None:
    story = Story().line(fails=Kind.NXDOMAIN).line(fails=Kind.NXDOMAIN, attempt=2)
    said = judged(story.doh(SITE).at_address(SITE))
    assert (said.label, said.confidence) == (Label.DNS_TAMPERING, Confidence.LIKELY)
    assert said.tries.seen == said.tries.of == 2
    assert ("failure", "nxdomain") in said.params


def test_a_resolver_that_names_a_policy_is_quoted_as_such() -> None:
    story = Story().line(fails=Kind.DNS_REFUSED, ede=16).doh(SITE).at_address(SITE)
    said = judged(story, open_way())
    assert (said.label, said.qualifier, said.action) == (Label.DNS_TAMPERING, "policy", Action.REFUSE)
    assert said.confidence is Confidence.CONFIRMED


def test_two_unlike_answers_to_one_question_come_from_an_injector() -> None:
    story = Story().line(SOMEBODY, late=((SITE,),))
    story.tried(SOMEBODY, tls=Kind.CERT_NAME_MISMATCH, leaf=cert("else.test")).doh(SITE).at_address(SITE)
    said = judged(story, open_way())
    assert (said.label, said.qualifier, said.confidence) == (
        Label.DNS_TAMPERING,
        "injected",
        Confidence.CONFIRMED,
    )


def test_a_control_contradicts_a_false_address_when_nothing_else_was_asked() -> None:
    said = judged(Story().line(FALSE).tried(FALSE, connect=Kind.TIMEOUT), open_way())
    assert (said.label, said.rule_id) == (Label.DNS_TAMPERING, "dns.lie_against_control")


def test_a_control_contradicts_a_name_that_is_denied() -> None:
    said = judged(Story().line(fails=Kind.NXDOMAIN), open_way())
    assert (said.label, said.rule_id) == (Label.DNS_TAMPERING, "dns.lie_against_control")
    assert said.confidence is Confidence.LIKELY


def test_a_false_address_beside_another_one_by_doh_is_likely_even_when_that_one_is_cut_off_too() -> None:
    story = Story().line(FALSE).doh(SITE).at_address(SITE, connect=Kind.TIMEOUT)
    said = judged(story)
    assert (said.label, said.confidence, said.rule_id) == (
        Label.DNS_TAMPERING,
        Confidence.LIKELY,
        "dns.false_address",
    )


def test_a_control_that_meets_another_host_at_the_answered_address_disowns_it() -> None:
    story = Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.RESET)
    control = open_way().tried(
        SOMEBODY, tls=Kind.CERT_NAME_MISMATCH, leaf=cert("else.test"), purpose=Purpose.ADDRESS
    )
    said = judged(story, control)
    assert (said.label, said.rule_id) == (Label.DNS_TAMPERING, "dns.disowned_address")
    assert control.seen[-1].id in said.evidence
    control.safe = False
    assert judged(story, control).label not in CENSOR_LABELS


def test_a_lie_that_a_way_was_told_by_the_line_is_placed_on_this_side() -> None:
    """PATH-06: names resolved here and handed to the proxy as addresses."""
    story = way().line(FALSE).entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT)
    said = judged(story, open_way(path="second"))
    assert (said.label, said.locus) == (Label.DNS_TAMPERING, Locus.LOCAL)


# Honest look-alikes ---------------------------------------------------------------------------------------


def test_unlike_addresses_with_a_valid_certificate_are_a_cdn() -> None:
    """BEN-11: the certificate for the name at the answered address outranks every mismatch."""
    story = Story().line(SOMEBODY).tried(SOMEBODY, page=None, tls=None).doh(SITE)
    assert judged(story, open_way()).label is Label.OK
    story = Story().line(SOMEBODY).tried(SOMEBODY, http=Kind.RESET).doh(SITE).at_address(SITE)
    assert isinstance(lie(facts(story)), NotThis)


def test_a_false_address_that_the_control_sees_too_is_the_zones_own_mistake() -> None:
    story = Story().line(FALSE).tried(FALSE, connect=Kind.TIMEOUT).doh(FALSE)
    assert isinstance(lie(facts(story)), NotThis)
    assert judged(story).label not in CENSOR_LABELS


def test_broken_signatures_are_the_zones_own_fault() -> None:
    """BEN-27: validating resolvers refuse, and say so by RFC 8914 codes 6 to 10."""
    story = Story().line(fails=Kind.SERVFAIL, ede=7).asked("udp:9.9.9.9", fails=Kind.SERVFAIL, ede=6)
    said = judged(story)
    assert (said.label, said.rule_id, said.confidence) == (
        Label.SERVER_FAULT,
        "dns.zone_fault",
        Confidence.CONFIRMED,
    )
    assert (said.tries.seen, said.tries.of) == (2, 2)
    assert judged(Story().line(fails=Kind.SERVFAIL, ede=9)).confidence is Confidence.LIKELY
    assert isinstance(lie(facts(story.at_address(SITE))), NotThis)


def test_a_dead_address_of_a_cdn_alone_is_no_lie() -> None:
    story = Story().line(SOMEBODY).tried(SOMEBODY, connect=Kind.TIMEOUT)
    story.asked("doh:a.test", SITE).asked("doh:b.test", OTHER_SITE, attempt=2).at_address(SITE)
    assert isinstance(lie(facts(story)), NotThis)
    assert judged(story).label not in CENSOR_LABELS


def test_a_dead_address_that_all_others_contradict_may_be_a_regional_one() -> None:
    """BEN-30: a content network gives each resolver its own machines, and may have lost some."""
    story = Story().line(SOMEBODY).tried(SOMEBODY, connect=Kind.TIMEOUT).doh(SITE).at_address(SITE)
    assert judged(story).label is Label.INCONCLUSIVE


def test_a_vouched_address_is_not_questioned() -> None:
    story = Story().line(SITE).tried(SITE, tls=Kind.RESET).doh(SITE, OTHER_SITE).at_address(OTHER_SITE)
    assert isinstance(lie(facts(story)), NotThis)


def test_without_proof_or_control_a_mismatch_says_nothing() -> None:
    story = Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.RESET).asked("udp:9.9.9.9", SITE)
    assert isinstance(lie(facts(story)), NotThis)
    assert judged(story).label is Label.INCONCLUSIVE


def test_a_lie_needs_an_answer_and_the_direct_line() -> None:
    assert isinstance(lie(facts(Story().tried("203.0.113.7", tls=Kind.RESET))), NotThis)
    assert isinstance(lie(facts(way().tried("", tls=Kind.RESET))), NotThis)


# A name that is gone --------------------------------------------------------------------------------------


def test_a_name_that_nobody_knows_is_the_services_own_doing() -> None:
    """BEN-03: a real NXDOMAIN is unanimous."""
    story = Story().line(fails=Kind.NXDOMAIN)
    story.asked("doh:a.test", fails=Kind.NXDOMAIN).asked("doh:b.test", fails=Kind.NODATA, attempt=2)
    said = judged(story)
    assert (said.label, said.rule_id, said.confidence) == (
        Label.SERVER_FAULT,
        "dns.gone",
        Confidence.CONFIRMED,
    )
    assert ("count", "3") in said.params


def test_one_other_resolver_makes_a_gone_name_likely() -> None:
    story = Story().line(fails=Kind.NXDOMAIN).asked("doh:a.test", fails=Kind.NXDOMAIN)
    assert judged(story).confidence is Confidence.LIKELY


def test_a_name_that_one_other_resolver_knows_is_not_gone() -> None:
    story = Story().line(fails=Kind.NXDOMAIN)
    story.asked("doh:a.test", fails=Kind.NXDOMAIN).asked("udp:9.9.9.9", SOMEBODY)
    assert isinstance(gone(facts(story)), NotThis)
    assert judged(story).label is Label.INCONCLUSIVE


def test_silence_of_other_resolvers_is_no_agreement() -> None:
    story = Story().line(fails=Kind.NXDOMAIN).asked("doh:a.test", fails=Kind.TIMEOUT)
    assert isinstance(gone(facts(story)), NotThis)


def test_a_name_that_works_over_a_way_is_not_gone() -> None:
    story = Story().line(fails=Kind.NXDOMAIN).asked("doh:a.test", fails=Kind.NXDOMAIN)
    assert isinstance(gone(facts(story, open_way())), NotThis)
    assert isinstance(zone_fault(facts(Story().line(fails=Kind.SERVFAIL, ede=7), open_way())), NotThis)


# The resolver itself --------------------------------------------------------------------------------------


def neutral_answers(*fails: Kind | None) -> NetworkFacts:
    """What the gate heard of the same resolver for neutral names."""
    heard = tuple(
        replace(
            Story().line(SITE, fails=end, name=f"n{number}.test").seen[0],
            purpose=Purpose.NEUTRAL,
            target=f"n{number}.test",
        )
        for number, end in enumerate(fails)
    )
    assert all(isinstance(each.detail, ResolveDetail) and isinstance(each, Observation) for each in heard)
    return replace(NETWORK, observations=heard)


def test_a_resolver_that_fails_for_neutral_names_too_is_aimed_at_nobody() -> None:
    network = neutral_answers(Kind.SERVFAIL, Kind.TIMEOUT)
    story = Story().line(fails=Kind.SERVFAIL).doh(SITE).at_address(SITE)
    for controls in ((), (open_way(),)):
        said = judged(story, *controls, network=network)
        assert (said.label, said.rule_id) == (Label.NETWORK_TROUBLE, "dns.resolver_trouble")
        assert said.locus is Locus.DIRECT


def test_a_resolver_that_answers_for_neutral_names_is_not_in_trouble() -> None:
    story = Story().line(fails=Kind.SERVFAIL)
    assert isinstance(resolver_trouble(facts(story, network=neutral_answers(None, None))), NotThis)
    assert isinstance(resolver_trouble(facts(story)), NotThis)
    assert isinstance(resolver_trouble(facts(Story().line(fails=Kind.NXDOMAIN))), NotThis)


def test_the_target_is_named_in_every_verdict_on_its_name() -> None:
    for story in (told_a_private_address(), Story().line(fails=Kind.SERVFAIL, ede=7)):
        assert ("host", HOST) in judged(story).params


def lost(count: int) -> Story:
    story = Story()
    for attempt in range(1, count + 1):
        story = story.line(fails=Kind.TIMEOUT, attempt=attempt)
    return story.doh(SITE).at_address(SITE)


def neutral_is(story: Story, ends: Kind | None) -> Story:
    asked = Story().line(NEUTRAL) if ends is None else Story().line(fails=ends)
    return replace(story, seen=[*story.seen, replace(asked.seen[0], id="n1", purpose=Purpose.NEUTRAL)])


def test_a_lost_reply_is_no_lie() -> None:
    assert judged(lost(1)).label is Label.INCONCLUSIVE
    assert judged(neutral_is(lost(1), None)).label is Label.INCONCLUSIVE


def test_a_question_dropped_three_times_beside_an_answered_one_is() -> None:
    said = judged(neutral_is(lost(3), None))
    assert (said.label, said.action) == (Label.DNS_TAMPERING, Action.DROP)


def test_a_resolver_that_died_in_the_middle_accuses_nobody() -> None:
    assert judged(neutral_is(lost(3), Kind.TIMEOUT)).label is Label.NETWORK_TROUBLE
    assert judged(neutral_is(lost(3), Kind.TIMEOUT), open_way()).label is Label.NETWORK_TROUBLE


# By what means --------------------------------------------------------------------------------------------


def test_a_resolvers_own_word_is_confirmed_and_quoted_also_where_the_site_is_cut_off_elsewhere() -> None:
    """DNS-09."""
    story = Story().line(fails=Kind.DNS_REFUSED, ede=16, ede_text="court order 7")
    story.doh(SITE).at_address(SITE, tls=Kind.RESET)
    said = judged(story)
    assert (said.label, said.rule_id, said.confidence) == (
        Label.DNS_TAMPERING,
        "dns.policy",
        Confidence.CONFIRMED,
    )
    assert {("code", "16"), ("words", "court order 7")} <= set(said.params)


def test_an_injector_on_the_way_is_shown() -> None:
    """DNS-06."""
    story = Story().line(SOMEBODY).tried(SOMEBODY, connect=Kind.TIMEOUT).doh(SITE).at_address(SITE)
    said = judged(deaf(story, mine=SOMEBODY))
    assert (said.label, said.qualifier, said.confidence) == (
        Label.DNS_TAMPERING,
        "injected",
        Confidence.LIKELY,
    )
    assert {each.id for each in story.seen if each.purpose is Purpose.DEAF} <= set(said.evidence)


def test_an_injector_needs_no_proof_by_certificate_beside_an_authenticated_answer() -> None:
    story = deaf(Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.RESET).doh(SITE), mine=SOMEBODY)
    assert judged(story.at_address(SITE, tls=Kind.RESET)).rule_id == "dns.injected"


def test_a_redirect_of_all_questions_is_shown() -> None:
    """DNS-07."""
    story = Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.EOF).doh(SITE).at_address(SITE)
    assert judged(deaf(story, mine=SOMEBODY, control=SITE)).qualifier == "redirected"


def test_a_notice_in_the_services_place_is_shown_with_its_name() -> None:
    """DNS-20."""
    story = Story().line(SOMEBODY, cnames=("notice.isp.test",)).tried(SOMEBODY, connect=Kind.REFUSED)
    landing(story, SOMEBODY, b"closed", b"closed").doh(SITE).at_address(SITE)
    said = judged(story)
    assert (said.label, said.qualifier) == (Label.DNS_TAMPERING, "block_page")
    assert {("alias", "notice.isp.test"), ("address", SOMEBODY)} <= set(said.params)


def test_a_notice_needs_somebody_who_knows_the_true_address() -> None:
    story = Story().line(SOMEBODY).tried(SOMEBODY, connect=Kind.REFUSED)
    landing(story, SOMEBODY, b"closed", b"closed")
    assert judged(story).label is Label.INCONCLUSIVE
    assert judged(story, open_way()).rule_id == "dns.notice"


def test_how_often_the_uncensored_name_was_answered_is_told() -> None:
    """DNS-10: 3 of 3 lost, 3 of 3 answered for a name beside it."""
    said = judged(control(lost(3), None, None, None))
    assert (said.label, said.action) == (Label.DNS_TAMPERING, Action.DROP)
    assert ("control", "3/3") in said.params
    assert judged(control(lost(3), None, Kind.TIMEOUT, None)).label not in CENSOR_LABELS


def test_a_race_that_the_truth_wins_at_times_is_still_a_race() -> None:
    story = Story().line(SOMEBODY, late=((SITE,),)).line(SITE, attempt=2).line(SOMEBODY, attempt=3)
    for number in (1, 3):
        story.tried(SOMEBODY, tls=Kind.CERT_NAME_MISMATCH, leaf=cert("else.test"), attempt=number)
    said = judged(story.doh(SITE).at_address(OTHER_SITE))
    assert (said.label, said.tries.seen, said.tries.of) == (Label.DNS_TAMPERING, 2, 3)


def test_answers_that_vary_without_an_injector_accuse_nobody() -> None:
    story = Story().line(SOMEBODY).line(SITE, attempt=2).tries(2, SOMEBODY, tls=Kind.EOF)
    assert isinstance(lie(facts(story.doh(SITE).at_address(OTHER_SITE))), NotThis)


def test_an_address_from_a_resolver_over_a_way_proves_the_lie_here() -> None:
    """DNS-13: no honest resolver is heard on the line."""
    story = Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.EOF).at_address(SITE)
    said = judged(story, open_way().asked("doh:a.test", SITE))
    assert (said.label, said.rule_id, said.confidence) == (Label.DNS_TAMPERING, "dns.lie", Confidence.LIKELY)


def test_an_address_that_cuts_every_connection_is_judged_as_an_answer_not_as_a_filter() -> None:
    """DNS-16: the address was never trusted, so its reset says nothing about the name in the hello."""
    story = Story().line(SOMEBODY).tries(3, SOMEBODY, tls=Kind.RESET).doh(SITE).at_address(SITE)
    assert judged(story.target_name(tls=Kind.RESET)).label is Label.DNS_TAMPERING


def test_a_resolver_that_says_there_is_nothing_while_others_know() -> None:
    """DNS-14; a missing AAAA alone is none of it."""
    story = Story().line(fails=Kind.NODATA).line(fails=Kind.NODATA, attempt=2).doh(SITE).at_address(SITE)
    assert judged(story).label is Label.DNS_TAMPERING
    assert judged(Story().line(SITE).tried().doh(SITE, "2001:db8::1")).label is Label.OK
