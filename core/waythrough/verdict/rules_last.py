"""What is said when a target works, and when no cause could be proven."""

from waythrough.model.failure import CERT_FAILURES
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.facts_volume import samples
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY, NotThis, Said, evidence, locus_of, tries_of
from waythrough.verdict.rules_throughput import slow_so_far

SLOW = 5.0
"""Seconds to a usable page beyond which people take it for broken (a word for users, not a sign of throttling)."""


def works(facts: TargetFacts) -> Said:
    """The target opened, by its pass rule, in at least half of the tries."""
    if facts.proves_nothing:
        return NotThis(why="a box on the way takes connections for every address: an open one proves nothing")
    attempt = facts.usable
    if attempt is None or facts.usable_count * 2 < len(facts.tries):
        return NotThis(why="the target opened in fewer than half of the tries")
    slow = attempt.seconds > SLOW and facts.path_seconds is not None and facts.path_seconds > SLOW
    return Verdict(
        label=Label.NETWORK_TROUBLE if slow else Label.OK,
        rule_id="http.slow_way" if slow else "http.works",
        confidence=Confidence.CONFIRMED,
        locus=Locus.DIRECT if facts.direct else Locus.PATH,
        layer=Layer.PATH if slow and not facts.direct else Layer.TCP if slow else None,
        qualifier="slow" if slow else "flaky" if facts.failed else "",
        action=Action.SHAPE if slow else None,
        tries=Tries(seen=facts.usable_count, of=len(facts.tries)),
        evidence=(attempt.id,),
        params=(
            ("host", facts.subject),
            ("seconds", f"{attempt.seconds:.1f}"),
            *_speed(facts, attempt.seconds),
        ),
    )


def _speed(facts: TargetFacts, seconds: float) -> tuple[tuple[str, str], ...]:
    """What was measured of speed and volume, though it accuses nobody: KB that came whole, a slow server."""
    own, control = samples(facts, Purpose.PACE), samples(facts, Purpose.PACE_CONTROL)
    whole = [each.received for each in own if each.whole]
    late = facts.path_seconds is not None and facts.path_seconds <= SLOW < seconds
    slow = late or slow_so_far(own, control)
    tested = (("tested", str(max(whole) // 1024)),) if whole else ()
    return (*tested, *((("slow_server", "yes"),) if slow else ()))


def mixed(facts: TargetFacts) -> Said:
    """It opened sometimes, but in fewer than half of the tries."""
    if not facts.usable_count or facts.proves_nothing:
        return NotThis(why="the target never opened, or an open connection proves nothing here")
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="tcp.mixed",
        confidence=Confidence.NONE,
        locus=locus_of(facts),
        reason="mixed",
        tries=tries_of(facts),
        evidence=evidence(facts.tries),
        params=(("host", facts.subject),),
    )


def line_trouble(facts: TargetFacts) -> Said:
    """Neutral hosts failed in the same minute over the same path: the line, not the target."""
    neutral = facts.attempts(Purpose.NEUTRAL)
    bad = [each for each in neutral if each.failure and each.failure.kind not in CERT_FAILURES]
    if not bad:
        return NotThis(why="neutral hosts opened in the same minute")
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id="tcp.line_trouble",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT if facts.direct else Locus.PATH,
        layer=Layer.TCP,
        tries=tries_of(facts),
        evidence=evidence(facts.failed, bad),
        params=(("host", facts.subject),),
    )


def cause_unknown(facts: TargetFacts) -> Said:
    """It does not open, and what was seen proves no cause."""
    last = facts.last_failed
    failure = last.failure.kind.value if last and last.failure else ""
    asked = any(each.tries for each in facts.others)
    reason = "mixed" if facts.controls_open else "ways_fail" if asked else "no_control"
    if len(facts.tries) < ENOUGH_FOR_LIKELY:
        reason = "n_small"
    if facts.proves_nothing:
        reason = "hollow"
    if not facts.tries:
        reason = "interrupted"
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="tcp.cause_unknown",
        confidence=Confidence.NONE,
        locus=locus_of(facts),
        reason=reason,
        tries=tries_of(facts),
        evidence=evidence(facts.failed),
        params=(("host", facts.subject), ("failure", failure), ("step", last.step.value if last else "")),
    )
