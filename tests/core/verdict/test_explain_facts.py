"""What is known of a way, in words."""

from dataclasses import replace

import pytest

from tests.core.report.samples import PATHS
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import NamesAt, PathInfo, WayFacts
from waythrough.verdict.explain_facts import fact_lines

WAY = replace(PATHS[1], usable=True)


def told(info: PathInfo) -> str:
    return " ".join(map(str, fact_lines(info)))


def test_what_could_not_be_told_is_said_to_be_unknown() -> None:
    assert told(replace(WAY, facts=WayFacts())) == "The country of its far end is not known."


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (WayFacts(country="de", same_country=False), "Its far end is in DE, by the registers"),
        (WayFacts(country="de"), "Its far end is in DE, by the registers"),
        (WayFacts(country="ir", same_country=True), "in the same country as your own line (IR)"),
        (WayFacts(names=NamesAt.HERE), "your provider can read which ones"),
        (WayFacts(names=NamesAt.FAR_END), "found at its far end"),
        (WayFacts(names=NamesAt.TUNNEL), "inside the tunnel"),
        (WayFacts(names=NamesAt.OWN_RESOLVER), "encrypted DNS"),
        (WayFacts(ipv6=True), "IPv6 goes through it."),
        (WayFacts(ipv6=False), "IPv6 does not go through it."),
        (WayFacts(interface="tun0"), "by tun0"),
        (WayFacts(unchecked=True), "can pass for it"),
        (WayFacts(ipv6_outside=True), "leaves IPv6 outside"),
    ],
)
def test_every_fact_has_a_sentence(facts: WayFacts, words: str) -> None:
    assert words in told(replace(WAY, facts=facts))


def test_dangers_come_first() -> None:
    lines = fact_lines(replace(WAY, facts=WayFacts(country="de", unchecked=True, ipv6_outside=True)))
    assert "pass for it" in str(lines[0])
    assert "IPv6 outside" in str(lines[1])


def test_nothing_is_said_of_the_line_itself_and_of_ways_that_fail() -> None:
    facts = WayFacts(country="de", names=NamesAt.HERE)
    assert told(replace(WAY, id=DIRECT_ID, facts=facts)) == ""
    assert told(replace(WAY, usable=False, facts=facts)) == ""
    assert told(WAY) == ""
    assert "far end" not in told(replace(WAY, kind="tricks", facts=facts))
