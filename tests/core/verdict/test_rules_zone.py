"""Names that fail without a liar, each beside the censor's twin that looks like it."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import (
    HOST,
    NETWORK,
    OTHER_SITE,
    SITE,
    SOMEBODY,
    Page,
    Story,
    cell,
    cert,
    facts,
    judged,
    open_way,
    target,
    way,
)
from tests.core.verdict.names_stories import asks, control, deaf, landing
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.platform import PassRule
from waythrough.model.step import Purpose
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label, Locus, Stage
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_zone import STALE, dead_addresses, gone, injection, zone_fault

ABSENT = Kind.NXDOMAIN


def forged_for_a_dead_name() -> Story:
    story = (
        Story()
        .line(SOMEBODY, late=((),))
        .tried(SOMEBODY, tls=Kind.CERT_NAME_MISMATCH, leaf=cert("else.test"))
    )
    return story.asked("doh:a.test", fails=ABSENT).asked("doh:b.test", fails=ABSENT, attempt=2)


def test_an_answer_forged_for_a_name_that_is_gone_harms_nobody() -> None:
    """DNS-17 (ooni/probe#2308)."""
    said = cell(forged_for_a_dead_name())
    assert (said.verdict.label, said.verdict.rule_id, said.verdict.qualifier) == (
        Label.SERVER_FAULT,
        "dns.gone",
        "injected",
    )
    assert said.works is False
    assert [(each.label, each.rule_id) for each in said.findings] == [(Label.DNS_TAMPERING, "dns.injection")]
    assert ("count", "2") in said.verdict.params


def test_a_name_that_one_authenticated_resolver_misses_only_is_not_gone() -> None:
    story = Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.RESET).asked("doh:a.test", fails=ABSENT)
    assert isinstance(gone(facts(story)), NotThis)
    assert isinstance(gone(facts(story.asked("doh:b.test", SITE, attempt=2))), NotThis)
    assert isinstance(gone(facts(way().tried("", tls=Kind.RESET))), NotThis)


def test_a_wildcard_for_dead_names_is_no_injection() -> None:
    story = Story().line(SOMEBODY).tried(SOMEBODY, connect=Kind.TIMEOUT)
    story.asked("doh:a.test", fails=ABSENT).asked("doh:b.test", fails=ABSENT, attempt=2)
    said = cell(story)
    assert (said.verdict.rule_id, said.verdict.qualifier, said.findings) == ("dns.gone", "", ())


def test_the_far_end_of_a_way_that_finds_no_such_name_is_told_the_same() -> None:
    denied = Story().line(fails=ABSENT).asked("doh:a.test", fails=ABSENT)
    denied.asked("doh:b.test", fails=ABSENT, attempt=2)
    said = judged(way().entry(Stage.EXIT_CONNECT, Kind.EXIT_UNREACHABLE), denied)
    assert (said.label, said.rule_id) == (Label.SERVER_FAULT, "dns.gone")
    assert (said.tries.seen, said.tries.of) == (1, 1)
    known = Story().line(SITE).doh(SITE).tried(tls=Kind.RESET)
    assert judged(way().entry(Stage.EXIT_CONNECT, Kind.EXIT_UNREACHABLE), known).rule_id != "dns.gone"


# Signatures -----------------------------------------------------------------------------------------------


def test_resolvers_that_all_fail_at_one_name_blame_its_zone() -> None:
    """BEN-27 without a word of explanation."""
    story = Story().line(fails=Kind.SERVFAIL).asked("doh:a.test", fails=Kind.SERVFAIL)
    story.asked("udp:9.9.9.9", fails=Kind.SERVFAIL, attempt=2)
    assert isinstance(zone_fault(facts(story)), NotThis), "nobody showed that the resolver answers for others"
    said = judged(control(story, None, None))
    assert (said.label, said.rule_id, said.confidence) == (
        Label.SERVER_FAULT,
        "dns.zone_fault",
        Confidence.LIKELY,
    )


def test_an_answer_without_checks_confirms_it_even_when_a_way_opens_the_name() -> None:
    story = Story().line(fails=Kind.SERVFAIL).asked("doh:a.test", fails=Kind.SERVFAIL)
    asks(story, Purpose.UNCHECKED, SITE)
    for others in ((), (open_way(),)):
        said = judged(story, *others)
        assert (said.label, said.confidence) == (Label.SERVER_FAULT, Confidence.CONFIRMED)


def test_another_resolver_without_checks_says_nothing_of_the_zone() -> None:
    """It would have answered with checks as well: the line's resolver fails at this name by itself."""
    story = Story().line(fails=Kind.SERVFAIL).asked("doh:a.test", SITE)
    asks(story, Purpose.UNCHECKED, SITE, resolver="doh:a.test")
    assert isinstance(zone_fault(facts(story)), NotThis)


def test_a_resolver_that_alone_blames_the_signatures_is_not_believed_against_a_way() -> None:
    """A liar may send any code; resolvers that nobody can speak for cannot be made to."""
    story = Story().line(fails=Kind.SERVFAIL, ede=6)
    assert isinstance(zone_fault(facts(story, open_way())), NotThis)
    story.asked("doh:a.test", fails=Kind.SERVFAIL, ede=6)
    assert judged(story, open_way()).label is Label.SERVER_FAULT


def test_resolvers_that_fail_alike_make_no_liar() -> None:
    story = Story().line(fails=Kind.SERVFAIL).line(fails=Kind.SERVFAIL, attempt=2)
    story.asked("doh:a.test", fails=Kind.SERVFAIL).asked("udp:9.9.9.9", SITE, attempt=2).at_address(SITE)
    assert judged(control(story, None, None)).label not in CENSOR_LABELS


def test_a_busy_resolver_fails_for_uncensored_names_too() -> None:
    story = Story().line(fails=Kind.SERVFAIL).line(fails=Kind.SERVFAIL, attempt=2).doh(SITE).at_address(SITE)
    said = judged(control(story, Kind.SERVFAIL, None))
    assert (said.label, said.rule_id) == (Label.NETWORK_TROUBLE, "dns.resolver_trouble")


# Dead addresses -------------------------------------------------------------------------------------------


def regional() -> Story:
    return Story().line(SITE).asked("doh:a.test", SITE).tries(3, connect=Kind.TIMEOUT).at_address(OTHER_SITE)


def unreached(address: str = SITE) -> Story:
    return open_way().tried(address, connect=Kind.TIMEOUT, purpose=Purpose.ADDRESS)


def test_addresses_that_are_dead_for_everybody_are_the_services_own() -> None:
    """BEN-30: a content network lost the machines of one region."""
    said = judged(regional(), unreached())
    assert (said.label, said.rule_id, said.qualifier, said.locus) == (
        Label.SERVER_FAULT,
        "ip.dead_addresses",
        "partial",
        Locus.SERVICE,
    )
    assert ("address", SITE) in said.params


def test_dead_addresses_need_a_way_that_met_the_same() -> None:
    assert isinstance(dead_addresses(facts(regional(), open_way())), NotThis)
    assert isinstance(dead_addresses(facts(regional(), unreached(SOMEBODY))), NotThis)
    broken = way(healthy=False).entry(Stage.CONNECT, Kind.TIMEOUT, purpose=Purpose.ADDRESS)
    assert isinstance(dead_addresses(facts(regional(), broken)), NotThis)


def test_dead_addresses_that_an_injector_gave_are_no_fault_of_the_service() -> None:
    story = deaf(Story().line(SOMEBODY).tried(SOMEBODY, connect=Kind.TIMEOUT), mine=SOMEBODY)
    story.doh(SITE).at_address(SITE)
    assert isinstance(dead_addresses(facts(story, unreached(SOMEBODY))), NotThis)
    assert judged(story, unreached(SOMEBODY)).label is Label.DNS_TAMPERING
    notice = landing(Story().line(SOMEBODY).tried(SOMEBODY, connect=Kind.REFUSED), SOMEBODY, b"no", b"no")
    assert isinstance(dead_addresses(facts(notice.doh(SITE).at_address(SITE), unreached(SOMEBODY))), NotThis)


def test_an_address_that_took_the_connection_is_not_dead() -> None:
    story = Story().line(SITE).tried(SITE, tls=Kind.RESET).at_address(OTHER_SITE)
    assert isinstance(dead_addresses(facts(story, unreached())), NotThis)


# Retired parts --------------------------------------------------------------------------------------------

OTHER = target("https://media.news.test/", rule=PassRule(seen_live=True))


def gone_part(about: str = "https://media.news.test/") -> Story:
    story = Story(target(about)).line(fails=ABSENT)
    return story.asked("doh:a.test", fails=ABSENT).asked("doh:b.test", fails=ABSENT, attempt=2)


def test_a_part_that_the_service_took_away_makes_the_instrument_stale() -> None:
    """BEN-28."""
    said = cell(Story().line(SITE).tried(), gone_part())
    assert (said.works, said.verdict.label, said.verdict.reason) == (None, Label.INCONCLUSIVE, STALE)
    assert ("host", "media.news.test") in said.verdict.params


@pytest.mark.parametrize(
    ("status", "reason"), [(404, STALE), (410, STALE), (418, "service_answers_otherwise")]
)
def test_a_page_that_was_taken_away_counts_alike(status: int, reason: str) -> None:
    missing = Story(OTHER).line(SITE).tried(page=Page(status, b"no such page"))
    said = cell(Story().line(SITE).tried(), missing)
    assert (said.verdict.label is Label.INCONCLUSIVE) is (reason == STALE)
    assert said.verdict.reason == reason


def test_a_service_of_which_nothing_opens_is_not_stale() -> None:
    assert cell(gone_part()).verdict.label is Label.SERVER_FAULT
    assert cell(Story().line(SITE).tried(tls=Kind.RESET), gone_part()).verdict.reason != STALE


# The finding ----------------------------------------------------------------------------------------------


def test_a_right_address_that_was_injected_is_a_finding_beside_a_page_that_opens() -> None:
    """DNS-15: the certificate is valid at the injected address (net4people/bbs#451)."""
    said = cell(deaf(Story().line(SITE).tried(), mine=SITE))
    assert (said.works, said.verdict.label) == (True, Label.OK)
    assert [each.label for each in said.findings] == [Label.DNS_TAMPERING]


def test_nothing_is_found_without_an_injector_or_over_a_way() -> None:
    assert cell(Story().line(SITE).tried()).findings == ()
    assert injection(facts(way().line(SOMEBODY, late=((SITE,),)))) == ()
    assert facts(Story().line(SITE), network=replace(NETWORK)).subject == HOST


def test_what_the_word_itself_says_is_no_finding_beside_it() -> None:
    story = deaf(Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.RESET), mine=SOMEBODY).doh(SITE)
    said = cell(story.at_address(SITE))
    assert (said.verdict.label, said.findings) == (Label.DNS_TAMPERING, ())
