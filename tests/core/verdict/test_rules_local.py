"""What happens on the user's own machine or network is laid to nobody else's charge."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import (
    FALSE,
    HOST,
    NETWORK,
    SITE,
    SOMEBODY,
    Story,
    facts,
    judged,
    open_way,
    way,
)
from tests.core.verdict.names_stories import deaf
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.verdict import CENSOR_LABELS, Action, Confidence, Label, Layer, Locus
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_local import hosts_file, local_resolver, own_system


def test_a_refusal_of_the_own_system_is_its_own_firewall() -> None:
    """LOC-04."""
    said = judged(Story().line(SITE).tries(2, connect=Kind.PERMISSION_DENIED), open_way())
    assert (said.label, said.confidence, said.rule_id) == (
        Label.LOCAL_INTERCEPTION,
        Confidence.CONFIRMED,
        "local.own_firewall",
    )
    assert (said.locus, said.layer) == (Locus.LOCAL, Layer.LOCAL)


def test_a_machine_without_descriptors_measures_nothing() -> None:
    """LOC-11."""
    story = Story().line(SITE).tried(connect=Kind.NO_RESOURCES).tried(connect=Kind.TIMEOUT, attempt=2)
    said = judged(story, open_way())
    assert (said.label, said.reason) == (Label.INCONCLUSIVE, "instrument")


def test_a_refusal_among_other_failures_is_not_called_a_firewall() -> None:
    story = Story().line(SITE).tried(connect=Kind.PERMISSION_DENIED).tried(connect=Kind.TIMEOUT, attempt=2)
    assert isinstance(own_system(facts(story)), NotThis)


def test_a_name_in_the_hosts_file_was_changed_here() -> None:
    """LOC-03."""
    network = replace(NETWORK, hosts_file=frozenset({HOST}))
    story = Story().line(FALSE).tried(FALSE, connect=Kind.REFUSED).doh(SITE).at_address(SITE)
    said = judged(story, open_way(), network=network)
    assert (said.label, said.confidence, said.rule_id) == (
        Label.LOCAL_INTERCEPTION,
        Confidence.CONFIRMED,
        "local.hosts_file",
    )
    assert (said.layer, said.action, ("address", FALSE) in said.params) == (Layer.DNS, Action.INJECT, True)
    assert isinstance(hosts_file(facts(way().tried("", tls=Kind.RESET), network=network)), NotThis)
    assert isinstance(hosts_file(facts(story)), NotThis)


def test_a_hosts_entry_that_works_is_no_matter() -> None:
    network = replace(NETWORK, hosts_file=frozenset({HOST}))
    assert judged(Story().line(SITE).tried(), network=network).label is Label.OK


HOME = replace(NETWORK, local_resolver=True)


@pytest.mark.parametrize("nowhere", ["0.0.0.0", "::"])
def test_a_filter_at_home_answers_with_nowhere(nowhere: str) -> None:
    """LOC-16: a filter on the user's own network; only its "nowhere" is sure to be its own."""
    story = Story().line(nowhere).doh(SITE).at_address(SITE)
    said = judged(story, network=HOME)
    assert (said.label, said.rule_id, said.confidence) == (
        Label.LOCAL_INTERCEPTION,
        "local.resolver_filter",
        Confidence.LIKELY,
    )
    assert judged(Story().line(nowhere), open_way(), network=HOME).label is Label.LOCAL_INTERCEPTION


def test_the_same_answer_of_the_providers_resolver_is_the_providers() -> None:
    story = Story().line("0.0.0.0").doh(SITE).at_address(SITE)
    assert judged(story).label is Label.DNS_TAMPERING


def test_a_filter_at_home_that_says_so_is_believed() -> None:
    """LOC-16: RFC 8914 codes 15 and 17 from a resolver of the user's own network."""
    story = Story().line(fails=Kind.NXDOMAIN, ede=17, ede_text="family").doh(SITE).at_address(SITE)
    said = judged(story, network=HOME)
    assert (said.label, said.confidence) == (Label.LOCAL_INTERCEPTION, Confidence.CONFIRMED)
    assert judged(story).label is Label.DNS_TAMPERING, "the provider's resolver"


def test_a_page_beside_the_resolver_itself_is_the_routers_own() -> None:
    near = replace(HOME, nameservers=("10.10.34.1", "fd00::1"))
    story = Story().line(FALSE).doh(SITE).at_address(SITE)
    assert judged(story, network=near).label is Label.LOCAL_INTERCEPTION
    loop = replace(HOME, nameservers=("127.0.0.53",))
    assert judged(Story().line("127.0.0.1").doh(SITE).at_address(SITE), network=loop).label in CENSOR_LABELS


def test_a_resolver_that_was_chosen_to_filter_does_what_it_is_asked_to() -> None:
    chosen = replace(NETWORK, filtering=True)
    story = Story().line(SOMEBODY).tried(SOMEBODY, tls=Kind.EOF).doh(SITE).at_address(SITE)
    assert judged(story, network=chosen).label is Label.LOCAL_INTERCEPTION
    injected = replace(story, seen=list(story.seen))
    assert judged(deaf(injected, mine=SOMEBODY), network=chosen).label is Label.DNS_TAMPERING
    vouched = Story().line(SITE).tried(SITE, tls=Kind.EOF).doh(SITE)
    assert judged(vouched, network=chosen).label is Label.INCONCLUSIVE


@pytest.mark.parametrize("answer", [FALSE, SITE])
def test_another_answer_of_a_local_resolver_may_come_from_behind_it(answer: str) -> None:
    assert isinstance(local_resolver(facts(Story().line(answer).doh(SITE), network=HOME)), NotThis)


def test_nowhere_without_anybody_who_knows_better_proves_nothing() -> None:
    assert isinstance(local_resolver(facts(Story().line("0.0.0.0"), network=HOME)), NotThis)
    assert isinstance(local_resolver(facts(Story().line(fails=Kind.NXDOMAIN), network=HOME)), NotThis)
