"""Hellos that differ in their looks, their number or their length alone."""

from typing import Any

import pytest

from tests.core.verdict.facts_factory import (
    HOST,
    NEUTRAL,
    SITE,
    Page,
    Story,
    cell,
    facts,
    judged,
    open_way,
    tcp_target,
    way,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation
from waythrough.model.platform import Target
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Locus
from waythrough.verdict.network import masks
from waythrough.verdict.rules_hello import large_hello, opens_for_browsers


def only_ours(
    count: int = 3, *, about: Target | None = None, neutral: dict[str, Any] | None = None, **ends: Any
) -> Story:
    """Every hello of ours is lost, whatever its name; a browser's fares as told."""
    story = Story(about) if about else Story()
    story.line(SITE).doh(SITE).tries(count, tls=Kind.TIMEOUT)
    if neutral is None or neutral:
        story.neutral_name(**(neutral or {"tls": Kind.TIMEOUT}))
    for number in (1, 2):
        story.tried(purpose=Purpose.BROWSER_HELLO, attempt=number, **ends)
    return story


def test_a_browser_passes_where_programs_do_not() -> None:
    said = judged(only_ours())
    assert (said.label, said.qualifier, said.rule_id) == (
        Label.PROTOCOL_BLOCKING,
        "fingerprint",
        "tls.only_ours",
    )
    assert (said.confidence, said.locus, said.action) == (Confidence.LIKELY, Locus.DIRECT, Action.DROP)
    assert dict(said.params)["host"] == HOST
    assert (said.tries.seen, said.tries.of) == (3, 3)
    assert judged(only_ours(), open_way()).confidence is Confidence.CONFIRMED


def test_what_a_browser_opens_works() -> None:
    seen = cell(only_ours())
    assert (seen.works, seen.verdict.label) == (True, Label.PROTOCOL_BLOCKING)


def test_a_bare_safe_line_needs_no_page() -> None:
    chat = tcp_target(port=443, tls=True)
    assert cell(only_ours(about=chat)).works is True
    assert cell(only_ours(about=chat, tls=Kind.TIMEOUT)).works is False


@pytest.mark.parametrize(
    "story",
    [
        only_ours(tls=Kind.TIMEOUT),
        only_ours(http=Kind.TIMEOUT),
        only_ours(page=Page(503, b"down")),
        only_ours(neutral={}),
        only_ours(neutral={"tls": Kind.CERT_NAME_MISMATCH}),
        only_ours(1),
        only_ours().tried(attempt=4),
        only_ours().tried(attempt=4, http=Kind.RESET),
        only_ours().tried(purpose=Purpose.BROWSER_HELLO, attempt=3, tls=Kind.TIMEOUT),
    ],
    ids=["lost too", "no page", "a fault", "no name", "by name", "once", "came", "later", "not always"],
)
def test_anything_else_proves_nothing_of_looks(story: Story) -> None:
    assert not opens_for_browsers(facts(story))
    assert judged(story).label is not Label.PROTOCOL_BLOCKING


# Several at once ----------------------------------------------------------------------------------------------


def together(story: Story, purpose: Purpose, *ends: Kind | None) -> Story:
    for number, end in enumerate(ends, start=1):
        address = NEUTRAL if purpose is Purpose.PARALLEL_NEUTRAL else SITE
        story.tried(address, purpose=purpose, attempt=number, tls=end)
    return story


SIX = (None,) * 6


def crowded(*ends: Kind | None, neutral: tuple[Kind | None, ...] = SIX) -> Story:
    """A target that opens each time; of several connections at once some end as told."""
    story = together(Story().line(SITE).tries(3), Purpose.PARALLEL_NEUTRAL, *neutral)
    return together(story, Purpose.PARALLEL, *ends)


def over_a_way(*ends: Kind | None, safe: bool = True) -> Story:
    return together(way(safe=safe).tried(""), Purpose.PARALLEL, *ends)


STALLED = (None, None, None, Kind.TIMEOUT, Kind.TIMEOUT, Kind.TIMEOUT)
CUT = (None, None, None, Kind.RESET, Kind.RESET, Kind.RESET)


@pytest.mark.parametrize(
    ("story", "others"),
    [
        (crowded(*STALLED), ()),
        (crowded(*STALLED), (over_a_way(*SIX),)),
        (crowded(*CUT), (over_a_way(*SIX),)),
    ],
)
def test_connections_that_are_stopped_only_together(story: Story, others: tuple[Story, ...]) -> None:
    seen = cell(story, *others)
    said = seen.verdict
    assert (seen.works, said.label, said.qualifier) == (True, Label.PROTOCOL_BLOCKING, "parallel")
    assert (said.rule_id, said.confidence, said.locus) == ("tls.crowd", Confidence.LIKELY, Locus.DIRECT)
    assert (said.tries.seen, said.tries.of) == (3, 6)


@pytest.mark.parametrize("ends", [STALLED, CUT])
def test_a_server_that_limits_its_visitors_does_so_over_every_way(ends: tuple[Kind | None, ...]) -> None:
    seen = cell(crowded(*ends), over_a_way(*CUT))
    said = seen.verdict
    assert (seen.works, said.label, said.qualifier) == (True, Label.ACCESS_CHALLENGE, "connections")
    assert (said.rule_id, said.locus) == ("tls.connection_limit", Locus.SERVICE)


@pytest.mark.parametrize(
    ("story", "others"),
    [
        (crowded(*SIX), ()),
        (crowded(*(Kind.TIMEOUT,) * 6), ()),
        (crowded(None, None, Kind.TIMEOUT), ()),
        (crowded(*STALLED, neutral=()), ()),
        (crowded(*STALLED, neutral=STALLED), ()),
        (crowded(*STALLED).tried(attempt=4, tls=Kind.RESET), ()),
        (crowded(*CUT), ()),
        (crowded(*CUT), (over_a_way(None, Kind.RESET),)),
        (crowded(*CUT), (over_a_way(*SIX, safe=False),)),
    ],
    ids=["all pass", "none does", "one", "no neutral", "it too", "flaky", "cut", "unclear way", "unsafe way"],
)
def test_what_may_have_another_cause_changes_nothing(story: Story, others: tuple[Story, ...]) -> None:
    seen = cell(story, *others)
    assert (seen.works, seen.verdict.label) == (True, Label.OK)


# Long ones ----------------------------------------------------------------------------------------------------


def greeted(*ends: Kind | None, after: tuple[Kind | None, ...] = (None,)) -> list[Observation]:
    """Neutral hosts with the hello of a browser, then with ours; one host after another."""
    story = Story()
    told = [(Purpose.BROWSER_NEUTRAL, end) for end in ends] + [(Purpose.NEUTRAL, end) for end in after]
    for number, (purpose, end) in enumerate(told, start=1):
        name = f"n{number}.test"
        story.tried(NEUTRAL, purpose=purpose, attempt=number, host=name, server=name, secure=True, tls=end)
    return story.seen


def test_a_line_that_loses_long_hellos_gets_a_note() -> None:
    said = large_hello(greeted(Kind.TIMEOUT, Kind.TIMEOUT))
    assert said is not None
    assert (said.label, said.qualifier, said.locus) == (Label.NETWORK_TROUBLE, "large_hello", Locus.DIRECT)
    assert (said.tries.seen, said.tries.of, len(said.evidence)) == (2, 2, 3)
    assert masks((said,)) is None


@pytest.mark.parametrize(
    "seen",
    [
        [],
        greeted(None),
        greeted(Kind.TIMEOUT),
        greeted(Kind.RESET, Kind.RESET),
        greeted(Kind.TIMEOUT, Kind.TIMEOUT, None),
        greeted(Kind.TIMEOUT, Kind.TIMEOUT, after=()),
        greeted(Kind.TIMEOUT, Kind.TIMEOUT, after=(None, Kind.TIMEOUT)),
    ],
)
def test_nothing_else_is_said_of_long_hellos(seen: list[Observation]) -> None:
    assert large_hello(seen) is None
