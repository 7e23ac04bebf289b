"""A way's own failure, and what happens at its far end: nothing is said of a platform while the way itself fails."""

from collections.abc import Sequence
from dataclasses import replace

from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation, PathDetail
from waythrough.model.step import Step
from waythrough.model.tunnel import TunnelWord
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Stage, Tries, Verdict
from waythrough.verdict.facts import ENTRY_STAGES, Attempt, TargetFacts, next_hop, vague
from waythrough.verdict.path_words import DATA_SILENT, JUNK_HELPED, rule_of
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY, NotThis, Said, evidence, tries_of

EXIT_FAILURES = frozenset(
    {
        FailureKind.EXIT_DNS,
        FailureKind.EXIT_REFUSED,
        FailureKind.EXIT_TIMEOUT,
        FailureKind.EXIT_UNREACHABLE,
    }
)


def own_failure(facts: TargetFacts) -> Said:
    """The way broke before anything could be asked of the target."""
    if facts.direct or not facts.own_failure:
        return NotThis(why="the way itself did not fail")
    last = facts.failed[-1]
    chained = bool(next_hop(last, facts.path_hops))
    if last.last.stage is Stage.REQUEST and facts.path_is_healthy and last.failure and not chained:
        return _denied(facts, last)
    return path_verdict(facts.failed, tries_of(facts), hops=facts.path_hops)


def _denied(facts: TargetFacts, last: Attempt) -> Said:
    """A healthy proxy that will not carry this one target."""
    if facts.usable_count:
        return NotThis(why="the proxy carried the target in other tries")
    return path_verdict(facts.failed, tries_of(facts), qualifier="this_target")


def path_verdict(failed: tuple[Attempt, ...], tries: Tries, qualifier: str = "", hops: int = 1) -> Verdict:
    """The verdict of a way that fails by itself, with the stage, the proxy's own words, and the server of a chain.

    A server of a chain that the one before it cannot reach is the one that is named.
    """
    last = failed[-1].last
    detail = last.detail
    agreed = isinstance(detail, PathDetail) and detail.agreed
    contradicted = isinstance(detail, PathDetail) and detail.agreed is False
    said = last.failure is not None and last.failure.code is not None
    rule_id = rule_of(detail) or f"path.{last.stage or Stage.DATA}"
    if rule_id == DATA_SILENT:
        return _data_filtered(failed, tries, hops)
    return Verdict(
        label=Label.PATH_FAILURE,
        rule_id=rule_id,
        confidence=Confidence.LIKELY
        if contradicted or not (agreed or said or tries.seen >= ENOUGH_FOR_LIKELY)
        else Confidence.CONFIRMED,
        locus=Locus.PATH_ENTRY if last.stage in (Stage.RESOLVE, Stage.CONNECT) else Locus.PATH,
        layer=Layer.PATH,
        stage=last.stage or Stage.DATA,
        qualifier=qualifier,
        reason=last.failure.kind.value if last.failure else "",
        tries=tries,
        evidence=evidence(failed),
        params=_params(failed[-1], hops),
    )


def _data_filtered(failed: tuple[Attempt, ...], tries: Tries, hops: int) -> Verdict:
    """The greeting passes and nothing after it, not even the sign of life that every server owes.

    (WireGuard paper, section 6.5; amnezia-vpn/amneziawg-go#75.)
    """
    return Verdict(
        label=Label.PROTOCOL_BLOCKING,
        rule_id=DATA_SILENT,
        confidence=Confidence.LIKELY,
        locus=Locus.PATH_ENTRY,
        layer=Layer.PATH,
        action=Action.DROP,
        stage=Stage.DATA,
        trigger="protocol",
        tries=tries,
        evidence=evidence(failed),
        params=_params(failed[-1], hops),
    )


def helped_by_junk(seen: Sequence[Observation]) -> Verdict | None:
    """The usual greeting of a tunnel was lost each time, and passed behind datagrams without meaning."""
    greetings = [
        each
        for each in seen
        if isinstance(each.detail, PathDetail) and each.stage is Stage.HANDSHAKE and each.step is Step.PATH
    ]
    if not greetings or not greetings[-1].ok:
        return None
    last = greetings[-1].detail
    if not isinstance(last, PathDetail) or last.reply_text != TunnelWord.JUNK_HELPED:
        return None
    lost = [each for each in greetings[:-1] if not each.ok]
    return Verdict(
        label=Label.PROTOCOL_BLOCKING,
        rule_id=JUNK_HELPED,
        confidence=Confidence.LIKELY,
        locus=Locus.PATH_ENTRY,
        layer=Layer.PATH,
        action=Action.DROP,
        trigger="protocol",
        qualifier="junk",
        tries=Tries(seen=len(lost), of=len(lost)),
        evidence=tuple(each.id for each in greetings),
    )


def burdened(facts: TargetFacts) -> Said:
    """The target opens over a way that carries traffic only under a condition, which is said in its place."""
    attempt, found = facts.usable, facts.path_found
    if facts.direct or found is None or found.label is Label.VOLUME_FREEZE:
        return NotThis(why="nothing burdens short pages on the line or way")
    if attempt is None or facts.usable_count * 2 < len(facts.tries):
        return NotThis(why="the target opened in fewer than half of the tries")
    if found.label is Label.PARTIAL and not any(":" in each for each in facts.line_addresses):
        return NotThis(why="the target has no address of the family that the way does not carry")
    words = (("host", facts.subject), ("seconds", f"{attempt.seconds:.1f}"))
    return replace(found, evidence=(attempt.id, *found.evidence), params=(*words, *found.params))


def stopped(facts: TargetFacts) -> Said:
    """The page stops midway over a way that stops every long page."""
    found, last = facts.path_found, facts.last_failed
    if found is None or found.label is not Label.VOLUME_FREEZE:
        return NotThis(why="long pages pass over the line or way")
    if last is None or last.step is not Step.BODY:
        return NotThis(why="the page did not stop midway")
    return replace(
        found,
        tries=tries_of(facts),
        evidence=tuple(dict.fromkeys((*evidence(facts.failed), *found.evidence))),
        params=(("host", facts.subject), *found.params),
    )


def unproven(facts: TargetFacts) -> Said:
    """A way that has not shown that it carries ordinary traffic says nothing about a target."""
    if facts.direct or facts.path_is_healthy is not None:
        return NotThis(why="the line or way has shown that it carries ordinary traffic")
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="path.unproven",
        confidence=Confidence.NONE,
        locus=Locus.PATH,
        layer=Layer.PATH,
        reason="path_unhealthy",
        tries=tries_of(facts),
        evidence=evidence(facts.failed),
        params=(("host", facts.subject),),
    )


def unreachable_from_exit(facts: TargetFacts) -> Said:
    """The far end of a healthy way cannot reach this target, which opens elsewhere."""
    if facts.direct:
        return NotThis(why="this is the direct line")
    failed = [each for each in facts.failed if _at_exit(each)]
    if not failed or len(failed) < len(facts.failed):
        return NotThis(why="the far end reached the target")
    last = failed[-1]
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="path.exit_cannot_reach",
        confidence=Confidence.NONE,
        locus=Locus.PATH_EXIT,
        layer=Layer.PATH,
        stage=last.last.stage,
        reason="exit_cannot_reach",
        tries=tries_of(facts),
        evidence=evidence(failed),
        params=(("host", facts.subject), ("failure", last.failure.kind.value if last.failure else "")),
    )


def _at_exit(attempt: Attempt) -> bool:
    failure = attempt.failure
    if attempt.step is not Step.PATH or failure is None:
        return False
    return vague(attempt) or (attempt.last.stage not in ENTRY_STAGES and failure.kind in EXIT_FAILURES)


def _params(attempt: Attempt, hops: int) -> tuple[tuple[str, str], ...]:
    detail = attempt.last.detail
    kind = attempt.failure.kind.value if attempt.failure else ""
    reply = detail.reply if isinstance(detail, PathDetail) else None
    own = str(detail.hop + 1) if isinstance(detail, PathDetail) else "1" if hops > 1 else ""
    hop = str(next_hop(attempt, hops) or own)
    words = (("failure", kind), ("reply", "" if reply is None else str(reply)), ("hop", hop))
    return (*words, ("hops", str(hops))) if hops > 1 else words
