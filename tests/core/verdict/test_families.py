"""IPv4 and IPv6 apart: one that works carries the service, one that the line lacks accuses nobody."""

from dataclasses import replace
from typing import Any

import pytest

from tests.core.verdict.facts_factory import NETWORK, SITE, Story, cell, facts, open_way, target, way
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label
from waythrough.verdict.facts import NetworkFacts
from waythrough.verdict.families import carried, dead_family, family_of, offered, views

SITE6 = "2001:db8::7"
NEUTRAL6 = "2001:db8::1"


def line(**carries: bool) -> NetworkFacts:
    """A line of which it is known which families neutral hosts open over."""
    return replace(NETWORK, families={int(name[1]): state for name, state in carries.items()})


BOTH = line(v4=True, v6=True)


def side(story: Story, address: str, count: int = 1, **ends: Any) -> Story:
    for number in range(1, count + 1):
        story.tried(address, purpose=Purpose.FAMILY, attempt=number, **ends)
    return story


def only_v6(tries: int = 3) -> Story:
    """IPv4 is silent, IPv6 opens in the same try; IPv4 is tried again by itself."""
    story = Story().doh(SITE).line(SITE, SITE6).tried(connect=Kind.TIMEOUT).tried(SITE6)
    return side(story, SITE, tries - 1, connect=Kind.TIMEOUT)


def only_v4(tries: int = 3, **ends: Any) -> Story:
    return side(Story().doh(SITE, SITE6).line(SITE, SITE6).tried(), SITE6, tries, **ends)


def neutral(host: str, address: str, end: Kind | None = None) -> list[Observation]:
    story = Story(target(f"https://{host}/")).tried(address, purpose=Purpose.NEUTRAL, connect=end, host=host)
    return story.seen


def hosts(address: str, *ends: Kind | None) -> list[Observation]:
    return [each for number, end in enumerate(ends) for each in neutral(f"n{number}.test", address, end)]


# What the line carries ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        ((None, None, None), True),
        ((None, None, Kind.TIMEOUT), True),
        ((None, Kind.TIMEOUT, Kind.TIMEOUT), False),
        ((Kind.NETWORK_UNREACHABLE,), False),
    ],
)
def test_a_family_that_fails_for_most_neutral_hosts_is_masked(
    ends: tuple[Kind | None, ...], state: bool
) -> None:
    assert carried(hosts(NEUTRAL6, *ends)) == {6: state}


def test_a_family_that_nobody_was_asked_over_is_not_known() -> None:
    assert carried([*hosts("198.51.100.1", None), *Story().tried(SITE6).seen]) == {4: True}
    assert family_of("") == 0


def test_silence_over_ipv6_is_a_note_for_the_line_and_a_missing_route_is_none() -> None:
    """BEN-09: the family is masked in both cases."""
    note = dead_family(hosts(NEUTRAL6, Kind.TIMEOUT, Kind.TIMEOUT, Kind.NETWORK_UNREACHABLE))
    assert note is not None
    assert (note.label, note.qualifier, note.tries.seen) == (Label.NETWORK_TROUBLE, "ipv6", 3)
    assert dead_family(hosts(NEUTRAL6, *[Kind.NETWORK_UNREACHABLE] * 3)) is None
    assert dead_family(hosts(NEUTRAL6, None, None)) is None


# Views ----------------------------------------------------------------------------------------------------


def test_each_family_sees_its_own_share_of_a_try() -> None:
    both = views(facts(only_v6(), network=BOTH))
    assert [(len(each.tries), each.usable is not None) for each in both.values()] == [(3, False), (1, True)]
    assert all(each.address == SITE for each in both[4].tries)
    assert all(each.line_addresses == {SITE, SITE6} for each in both.values())


def test_what_follows_the_connection_stays_with_it() -> None:
    story = Story().line(SITE, SITE6).tried(connect=Kind.TIMEOUT).tried(SITE6, tls=Kind.RESET)
    both = views(facts(story))
    assert [each.last_failed and each.last_failed.step.value for each in both.values()] == ["connect", "tls"]


def test_a_try_that_never_went_over_a_family_is_no_try_of_it() -> None:
    story = only_v4(2, connect=Kind.TIMEOUT).tried(attempt=2).neutral_name(1)
    both = views(facts(story))
    assert [len(each.tries) for each in both.values()] == [2, 2]
    assert [len(each.attempts(Purpose.NEUTRAL_NAME)) for each in both.values()] == [1, 0]


def test_side_tries_stand_alone_where_no_try_was_made() -> None:
    story = side(side(Story(), SITE, 1), SITE6, 1)
    assert [each.tries == () or len(each.tries) for each in views(facts(story)).values()] == [1, 1]


def test_one_family_alone_and_ways_have_no_views() -> None:
    assert not views(facts(Story().line(SITE).tried()))
    assert not views(facts(way().tried("").tried(SITE).tried(SITE6)))


def test_the_addresses_that_a_name_offers() -> None:
    assert offered(facts(Story().line(SITE, SITE6).tried())) == {4: SITE, 6: SITE6}
    assert offered(facts(Story().line("203.0.113.1", SITE).tried(SITE))) == {4: SITE}


# Cells ----------------------------------------------------------------------------------------------------


def test_ipv4_is_closed_and_ipv6_opens() -> None:
    """IP-08: partial; the cause needs a control that reaches the very address."""
    control = open_way().tried(SITE, purpose=Purpose.ADDRESS)
    said = cell(only_v6(), control, network=BOTH)
    assert (said.works, said.verdict.label, said.verdict.qualifier) == (True, Label.PARTIAL, "ip_blocking")
    assert said.verdict.confidence is Confidence.CONFIRMED
    assert ("family", "4") in said.verdict.params
    assert [(each.family, each.works, each.required) for each in said.targets] == [
        (6, True, True),
        (4, False, False),
    ]
    assert [each.label for each in said.findings] == [Label.IP_BLOCKING]


def test_without_a_control_the_closed_family_has_no_cause() -> None:
    said = cell(only_v6(), network=BOTH)
    assert (said.works, said.verdict.label, said.verdict.qualifier) == (True, Label.PARTIAL, "inconclusive")
    assert said.findings == ()


def test_one_silence_over_ipv4_is_not_yet_partial() -> None:
    said = cell(only_v6(1), network=BOTH)
    assert (said.works, said.verdict.label) == (True, Label.OK)
    assert [each.verdict.reason for each in said.targets] == ["", "n_small"]


def test_ipv6_interfered_with_is_a_finding_beside_a_service_that_works() -> None:
    story = only_v4(3, connect=Kind.TIMEOUT)
    said = cell(story, open_way().tried(SITE6, purpose=Purpose.ADDRESS), network=BOTH)
    assert (said.works, said.verdict.label) == (True, Label.OK)
    assert [each.label for each in said.findings] == [Label.IP_BLOCKING]


@pytest.mark.parametrize(
    ("network", "label"), [(line(v4=True, v6=False), Label.NETWORK_TROUBLE), (NETWORK, Label.INCONCLUSIVE)]
)
def test_a_family_that_the_line_does_not_carry_is_masked(network: NetworkFacts, label: Label) -> None:
    """BEN-09: ok by IPv4, never partial."""
    said = cell(only_v4(3, connect=Kind.TIMEOUT), open_way(), network=network)
    assert (said.works, said.verdict.label, said.findings) == (True, Label.OK, ())
    assert [(each.works, each.verdict.label) for each in said.targets] == [(True, Label.OK), (None, label)]


def test_both_families_open() -> None:
    said = cell(only_v4(1), network=BOTH)
    assert [(each.family, each.works) for each in said.targets] == [(4, True), (6, True)]
    assert (said.verdict.label, said.findings) == (Label.OK, ())


def test_a_service_that_fails_over_ipv4_and_opens_over_ipv6_opens() -> None:
    story = Story().doh(SITE).line(SITE, SITE6).tries(2, tls=Kind.RESET)
    said = cell(side(story, SITE6), network=BOTH)
    assert (said.works, said.verdict.label) == (True, Label.PARTIAL)
    assert said.targets[0].family == 6


def test_a_dead_family_does_not_hide_what_the_other_one_shows() -> None:
    story = Story().doh(SITE)
    for number in (1, 2, 3):
        story.line(SITE, SITE6, attempt=number).tried(connect=Kind.TIMEOUT, attempt=number)
        story.tried(SITE6, connect=Kind.TIMEOUT, attempt=number)
    control = open_way().tried(SITE, purpose=Purpose.ADDRESS)
    for network in (line(v4=True, v6=False), BOTH):
        said = cell(story, control, network=network)
        assert (said.works, said.verdict.label) == (False, Label.IP_BLOCKING)
        assert ("address", SITE) in said.verdict.params


def test_two_dead_families_accuse_nobody() -> None:
    story = Story().line(SITE, SITE6).tried(connect=Kind.TIMEOUT).tried(SITE6, connect=Kind.TIMEOUT)
    said = cell(story, network=line(v4=False, v6=False))
    assert said.works is False
    assert said.verdict.label not in CENSOR_LABELS
