"""What of the hello itself does not get through: its looks, its length or how many there are at once."""

from collections.abc import Sequence
from typing import Final

from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
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

PARALLEL: Final = "parallel"
"""Qualifier of a block that meets connections as soon as there are several at once."""

CONNECTIONS: Final = "connections"
"""Qualifier of a service that takes a few connections at once from one visitor."""

LARGE_HELLO: Final = "large_hello"
"""Qualifier of a line that loses hellos too long for one segment."""


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


def crowd(facts: TargetFacts) -> Said:
    """One connection opens, of several at once some do not, while as many to a neutral host do.

    Where another way meets the same, or the ends could be the server's own, the service limits its visitors
    (XTLS/Xray-core#6293 tells of a censor that counts, hyperion-cs/dpi-checkers of how to see it).
    """
    own, neutral = (arm(facts.attempts(each)) for each in (Purpose.PARALLEL, Purpose.PARALLEL_NEUTRAL))
    if len(own.broken) < ENOUGH_FOR_LIKELY or not own.passed:
        return NotThis(why="several connections at once were not tried, passed, or none of them did")
    if facts.failed or not facts.direct:
        return NotThis(why="a single connection does not always open either")
    if not neutral.all_passed:
        return NotThis(why="several connections at once to a neutral host do not all open either")
    controls = [arm(each.attempts(Purpose.PARALLEL)) for each in facts.others if each.path_is_safe]
    alike = [each for each in controls if len(each.broken) >= ENOUGH_FOR_LIKELY]
    silent = all(each.failure and each.failure.kind is FailureKind.TIMEOUT for each in own.broken)
    if not alike and not silent and not any(each.all_passed for each in controls):
        return NotThis(why="the server itself may have cut them, and no other way tells")
    seen = (own.broken, own.passed, neutral.passed, *(each.broken + each.passed for each in controls))
    return Verdict(
        label=Label.ACCESS_CHALLENGE if alike else Label.PROTOCOL_BLOCKING,
        rule_id="tls.connection_limit" if alike else "tls.crowd",
        confidence=Confidence.LIKELY,
        locus=Locus.SERVICE if alike else Locus.DIRECT,
        layer=Layer.TLS,
        action=action_of(own.broken[-1].failure),
        trigger="connections",
        qualifier=CONNECTIONS if alike else PARALLEL,
        tries=Tries(seen=len(own.broken), of=own.count),
        evidence=evidence(*seen),
        params=(("host", facts.subject),),
    )


def large_hello(observations: Sequence[Observation]) -> Verdict | None:
    """A note for the whole line: a hello too long for one segment gets no answer from hosts that answer a short one.

    Boxes at home and in companies do that to the hellos of new browsers (golang/go#80573); it is aimed at nobody.
    """
    hellos = [
        each for each in observations if each.purpose is Purpose.BROWSER_NEUTRAL and each.step is Step.TLS
    ]
    silent = [each for each in hellos if each.failure and each.failure.kind is FailureKind.TIMEOUT]
    if len({each.host for each in silent}) < ENOUGH_FOR_LIKELY or len(silent) < len(hellos):
        return None
    since = silent[-1].started
    after = [
        each
        for each in observations
        if each.purpose is Purpose.NEUTRAL and each.step is Step.TLS and each.started > since
    ]
    if not after or not all(each.ok for each in after):
        return None
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id="tls.large_hello",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.TLS,
        action=Action.DROP,
        trigger="size",
        qualifier=LARGE_HELLO,
        tries=Tries(seen=len(silent), of=len(hellos)),
        evidence=tuple(each.id for each in (*silent, *after)),
    )


def _came(facts: TargetFacts, attempt: Attempt) -> bool:
    if not facts.target.url:
        return attempt.failure is None and attempt.tls_validated
    page = attempt.page
    return page is not None and page.validated and (page.status or 400) < 400
