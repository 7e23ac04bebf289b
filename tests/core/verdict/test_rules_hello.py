"""Hellos that differ in their looks alone."""

from typing import Any

import pytest

from tests.core.verdict.facts_factory import (
    HOST,
    SITE,
    Page,
    Story,
    cell,
    facts,
    judged,
    open_way,
    tcp_target,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.platform import Target
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Locus
from waythrough.verdict.rules_hello import opens_for_browsers


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
