"""What of the hello itself does not get through: its looks, its length or how many there are at once."""

from typing import Final

from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Label, Layer, Locus, Verdict
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.matrix import arm, broke
from waythrough.verdict.rule import (
    ENOUGH_FOR_LIKELY,
    NotThis,
    Said,
    action_of,
    confidence,
    evidence,
    tries_of,
)

FINGERPRINT: Final = "fingerprint"
"""Qualifier of a block that meets the hellos of some programs only (net4people/bbs#546)."""


def any_hello_breaks(facts: TargetFacts) -> bool:
    """Whether every hello of ours to the target's address broke, also the one with an uncensored name."""
    there = arm(facts.attempts(Purpose.NEUTRAL_NAME))
    return (
        facts.direct
        and facts.needs_tls
        and len(facts.tries) >= ENOUGH_FOR_LIKELY
        and all(each.step is Step.TLS and broke(each) for each in facts.tries)
        and there.all_broke
    )


def opens_for_browsers(facts: TargetFacts) -> bool:
    """Whether no hello of ours gets through and each one of a browser is followed by a page of the proven target."""
    asked = facts.attempts(Purpose.BROWSER_HELLO)
    came = [each for each in asked if _came(facts, each)]
    return len(came) >= ENOUGH_FOR_LIKELY and len(came) == len(asked) and any_hello_breaks(facts)


def only_ours(facts: TargetFacts) -> Said:
    """Hellos that differ in their looks alone: those of programs like this one break, a browser's gets through."""
    if not opens_for_browsers(facts):
        return NotThis(why="nothing shows that the hello of a browser passes where others break")
    return Verdict(
        label=Label.PROTOCOL_BLOCKING,
        rule_id="tls.only_ours",
        confidence=confidence(facts, len(facts.failed)),
        locus=Locus.DIRECT,
        layer=Layer.TLS,
        action=action_of(facts.failed[-1].failure),
        trigger="hello",
        qualifier=FINGERPRINT,
        tries=tries_of(facts),
        evidence=evidence(facts.failed, facts.attempts(Purpose.BROWSER_HELLO)),
        params=(("host", facts.subject),),
    )


def _came(facts: TargetFacts, attempt: Attempt) -> bool:
    if not facts.target.url:
        return attempt.failure is None and attempt.tls_validated
    page = attempt.page
    return page is not None and page.validated and (page.status or 400) < 400
