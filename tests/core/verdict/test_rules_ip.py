"""No way to the address: blocked from here, dead for everybody, or only not reachable over IPv6?"""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import (
    HOST,
    NETWORK,
    OTHER_SITE,
    SITE,
    SOMEBODY,
    Story,
    cell,
    facts,
    judged,
    open_way,
    target,
    tcp_target,
    way,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import CENSOR_LABELS, Action, Confidence, Label, Locus, Stage
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_ip import any_name, blocked_address, down_everywhere


def unreachable(count: int = 3, end: Kind = Kind.TIMEOUT, address: str = SITE) -> Story:
    story = Story().doh(address)
    for number in range(1, count + 1):
        story.line(address, attempt=number).tried(address, connect=end, attempt=number)
    return story


def control_at(address: str = SITE) -> Story:
    """A way over which the very address serves the target."""
    return open_way().tried(address, purpose=Purpose.ADDRESS)


def control_that_fails_at(address: str = SITE) -> Story:
    """A way that opens the target by name, but cannot reach this address either."""
    story = open_way().entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT, purpose=Purpose.ADDRESS)
    story.seen[-1] = replace(story.seen[-1], address=address)
    return story


@pytest.mark.parametrize(
    ("end", "action"),
    [(Kind.TIMEOUT, Action.DROP), (Kind.REFUSED, Action.RESET), (Kind.HOST_UNREACHABLE, Action.REFUSE)],
)
def test_an_address_that_the_control_reaches_is_blocked_here(end: Kind, action: Action) -> None:
    said = judged(unreachable(3, end), control_at())
    assert (said.label, said.confidence, said.rule_id) == (
        Label.IP_BLOCKING,
        Confidence.CONFIRMED,
        "ip.control_reaches",
    )
    assert (said.action, said.locus, said.trigger) == (action, Locus.DIRECT, "address")
    assert (said.tries.seen, said.tries.of) == (3, 3)
    assert ("address", SITE) in said.params


def test_fewer_than_three_failures_are_likely_at_most() -> None:
    assert judged(unreachable(2), control_at()).confidence is Confidence.LIKELY


def test_a_control_that_opens_it_by_name_makes_a_vouched_address_likely() -> None:
    said = judged(unreachable(3), open_way())
    assert (said.label, said.confidence, said.rule_id) == (
        Label.IP_BLOCKING,
        Confidence.LIKELY,
        "ip.control_opens",
    )


def test_a_tcp_target_is_reached_by_its_control_too() -> None:
    about = tcp_target()
    story = Story(about).line(SITE).doh(SITE).tries(3, connect=Kind.TIMEOUT)
    control = way(about=about).tried("").tried(SITE, purpose=Purpose.ADDRESS)
    assert judged(story, control).rule_id == "ip.control_reaches"


# Honest look-alikes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [Kind.TIMEOUT, Kind.REFUSED])
def test_without_a_control_a_dead_server_looks_the_same(end: Kind) -> None:
    said = judged(unreachable(3, end))
    assert (said.label, said.reason) == (Label.INCONCLUSIVE, "no_control")


@pytest.mark.parametrize("end", [Kind.TIMEOUT, Kind.REFUSED])
def test_a_server_that_is_down_for_everybody(end: Kind) -> None:
    """BEN-01, BEN-02."""
    other = (
        way()
        .entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT)
        .entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT, attempt=2)
    )
    said = judged(unreachable(2, end), other)
    assert (said.label, said.rule_id, said.confidence) == (
        Label.SERVER_FAULT,
        "ip.down_everywhere",
        Confidence.CONFIRMED,
    )
    assert said.locus is Locus.SERVICE
    assert judged(unreachable(1, end), other).confidence is Confidence.LIKELY
    assert judged(other, unreachable(2, end)).label is Label.SERVER_FAULT


def test_an_address_that_is_dead_at_the_control_too_is_not_blocked() -> None:
    """BEN-30: the regional addresses of a CDN are dead from everywhere, its others are fine."""
    said = judged(unreachable(3), control_that_fails_at(SITE))
    assert said.label not in CENSOR_LABELS
    assert judged(unreachable(3), control_that_fails_at(OTHER_SITE)).label is Label.IP_BLOCKING


@pytest.mark.parametrize("end", [Kind.NETWORK_UNREACHABLE, Kind.HOST_UNREACHABLE])
def test_a_line_without_ipv6_blocks_nobody(end: Kind) -> None:
    """BEN-09, ooni/probe#2284."""
    said = judged(unreachable(3, end, "2001:db8::7"), open_way(), control_at("2001:db8::7"))
    assert said.label not in CENSOR_LABELS


def test_an_address_that_nobody_vouches_for_is_no_evidence() -> None:
    story = Story().line(SOMEBODY).tries(3, SOMEBODY, connect=Kind.TIMEOUT)
    assert isinstance(blocked_address(facts(story, open_way())), NotThis)


def test_an_unsafe_way_is_no_control() -> None:
    control = open_way()
    control.safe = False
    assert judged(unreachable(3), control).label not in CENSOR_LABELS


def test_only_the_direct_line_is_judged_by_address() -> None:
    assert isinstance(blocked_address(facts(way().tried("", tls=Kind.RESET))), NotThis)
    assert isinstance(any_name(facts(way().tried("", tls=Kind.RESET))), NotThis)


# Any name -------------------------------------------------------------------------------------------------


def serves_no_name(end: Kind = Kind.RESET) -> Story:
    return Story().line(SITE).doh(SITE).tries(2, tls=end).neutral_name(2, tls=end)


def test_an_address_that_serves_no_name_while_the_targets_name_passes_elsewhere() -> None:
    """IP-09, IP-16: reset once data flows, whatever the name (ooni/data#139); never read as a name filter."""
    said = judged(serves_no_name().target_name(2), open_way())
    assert (said.label, said.rule_id, said.qualifier) == (Label.IP_BLOCKING, "ip.any_name", "endpoint")
    assert said.confidence is Confidence.LIKELY
    assert ("host", HOST) in said.params


@pytest.mark.parametrize("controls", [(), (way().tried("", tls=Kind.RESET),)])
def test_dead_tls_without_a_control_accuses_nobody(controls: tuple[Story, ...]) -> None:
    assert judged(serves_no_name().target_name(2), *controls).label not in CENSOR_LABELS


def test_a_name_that_fails_elsewhere_too_is_not_a_matter_of_the_address() -> None:
    story = serves_no_name().target_name(2, tls=Kind.RESET)
    assert isinstance(any_name(facts(story, open_way())), NotThis)


def test_one_try_of_the_neutral_name_is_not_enough() -> None:
    story = Story().line(SITE).doh(SITE).tries(2, tls=Kind.RESET).neutral_name(1, tls=Kind.RESET)
    assert isinstance(any_name(facts(story, open_way())), NotThis)


def test_a_served_neutral_name_clears_the_address() -> None:
    story = Story().line(SITE).doh(SITE).tries(2, tls=Kind.RESET).neutral_name(2)
    assert isinstance(any_name(facts(story, open_way())), NotThis)


# Down everywhere ------------------------------------------------------------------------------------------


def test_unlike_failures_do_not_make_a_dead_server() -> None:
    story = Story().line(SITE).tries(2, connect=Kind.TIMEOUT)
    assert isinstance(down_everywhere(facts(story, way().tried("", tls=Kind.RESET))), NotThis)


def _vague(path: str = "four") -> Story:
    """A SOCKS4 way: 0x5B means "refused" as well as "failed"."""
    story = way(path=path).entry(Stage.REQUEST, Kind.PROXY_ERROR)
    return story.entry(Stage.REQUEST, Kind.PROXY_ERROR, attempt=2)


def test_a_word_of_socks4_for_everything_proves_no_dead_server() -> None:
    assert isinstance(down_everywhere(facts(_vague(), _vague("other"))), NotThis)
    assert isinstance(down_everywhere(facts(unreachable(2), _vague())), NotThis)
    dead = way().entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT)
    assert isinstance(down_everywhere(facts(_vague(), dead)), NotThis), "one clear word is not enough"
    both = down_everywhere(
        facts(_vague(), dead, way(path="more").entry(Stage.EXIT_CONNECT, Kind.EXIT_REFUSED))
    )
    assert not isinstance(both, NotThis)
    beside = down_everywhere(facts(unreachable(2), dead, _vague()))
    assert not isinstance(beside, NotThis), "it contradicts nobody either"


def test_a_way_that_is_not_healthy_proves_no_dead_server() -> None:
    sick = way(healthy=None).entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT)
    assert isinstance(down_everywhere(facts(unreachable(2), sick)), NotThis)
    broken = way().entry(Stage.CONNECT, Kind.REFUSED)
    assert isinstance(down_everywhere(facts(unreachable(2), broken)), NotThis)


def test_a_target_that_opens_somewhere_is_not_down() -> None:
    assert isinstance(down_everywhere(facts(unreachable(2), open_way())), NotThis)
    assert isinstance(down_everywhere(facts(Story(target()).line(SITE).tried())), NotThis)


def test_another_way_without_any_failed_try_proves_nothing() -> None:
    """A way whose tries all passed the connection but only asked other questions."""
    other = way().tried(SITE, connect=Kind.TIMEOUT, purpose=Purpose.ADDRESS)
    assert isinstance(down_everywhere(facts(unreachable(2), other)), NotThis)


def test_one_failure_beside_a_control_that_was_not_asked_for_the_address_is_not_enough() -> None:
    assert isinstance(blocked_address(facts(unreachable(1), open_way())), NotThis)
    assert judged(unreachable(1), open_way()).label is Label.INCONCLUSIVE


# Ports and boxes that answer for all ----------------------------------------------------------------------


def at_other_port(story: Story, end: Kind | None = None, address: str = SITE) -> Story:
    return story.tried(address, connect=end, purpose=Purpose.OTHER_PORT, secure=False, http=Kind.EOF)


def connects(story: Story, purpose: Purpose, address: str = SITE) -> Story:
    """A bare connection that opened."""
    story.tried(address, purpose=purpose)
    while story.seen[-1].step is not Step.CONNECT:
        story.seen.pop()
    return story


def test_another_port_of_the_address_that_opens_names_the_port() -> None:
    """IP-05."""
    said = judged(connects(unreachable(3), Purpose.OTHER_PORT), control_at())
    assert (said.label, said.qualifier) == (Label.IP_BLOCKING, "port")


@pytest.mark.parametrize("where", [SITE, SOMEBODY])
def test_a_closed_port_or_one_of_another_address_names_none(where: str) -> None:
    story = unreachable(3)
    if where == SITE:
        story = at_other_port(story, Kind.TIMEOUT)
    else:
        story = connects(story, Purpose.OTHER_PORT, where)
    assert judged(story, control_at()).qualifier == ""


HOLLOW = replace(NETWORK, hollow=True)


def test_where_a_box_answers_for_everybody_no_address_is_blamed() -> None:
    """TCP-06: the connection is cut, by whatever it was that took it."""
    story = serves_no_name().target_name(2)
    assert judged(story, open_way()).label is Label.IP_BLOCKING
    assert judged(story, open_way(), network=HOLLOW).label is Label.CONN_INTERFERENCE
    ported = connects(unreachable(3), Purpose.OTHER_PORT)
    assert judged(ported, control_at(), network=HOLLOW).qualifier == ""


def test_an_open_connection_proves_nothing_where_a_box_answers_for_everybody() -> None:
    bare = connects(Story(tcp_target()).line(SITE), Purpose.TARGET)
    assert cell(bare).works is True
    said = cell(bare, network=HOLLOW)
    assert (said.works, said.verdict.label, said.verdict.reason) == (None, Label.INCONCLUSIVE, "hollow")
    silent = Story(tcp_target()).line(SITE).tried(connect=Kind.TIMEOUT)
    assert cell(silent, network=HOLLOW).works is False
    assert cell(Story(tcp_target(send=b"x")).line(SITE).tried(exchange=True), network=HOLLOW).works is True


def test_an_address_that_took_a_connection_before_was_not_closed_from_the_start() -> None:
    """A penalty that follows the target's name and lies on the address afterwards."""
    story = Story().doh(SITE).line(SITE).tried(SITE, tls=Kind.TIMEOUT)
    story.line(SITE, attempt=2).tried(SITE, connect=Kind.TIMEOUT, attempt=2)
    assert isinstance(blocked_address(facts(story, control_at())), NotThis)
    story.baseline(1).target_name(1, tls=Kind.TIMEOUT).baseline(1, after=True, connect=Kind.TIMEOUT)
    story.neutral_name(2, connect=Kind.TIMEOUT)
    said = judged(story, control_at())
    assert (said.label, said.qualifier) == (Label.SNI_FILTERING, "residual")


def mute(story: Story, *, address: str = SITE) -> Story:
    """A server that takes connections and breaks every handshake, whatever the name."""
    story.tried(address, tls=Kind.RESET).tried(address, attempt=2, tls=Kind.RESET)
    return story.neutral_name(2, address=address, tls=Kind.RESET)


def test_a_server_that_speaks_to_nobody_is_at_fault_itself() -> None:
    here, there = mute(Story().doh(SITE).line(SITE)), mute(way(), address="")
    said = judged(here, there)
    assert (said.label, said.rule_id, said.locus) == (
        Label.SERVER_FAULT,
        "ip.down_everywhere",
        Locus.SERVICE,
    )
    unasked = way().tried("", tls=Kind.RESET)
    assert isinstance(down_everywhere(facts(here, unasked)), NotThis), "another name may pass there"
