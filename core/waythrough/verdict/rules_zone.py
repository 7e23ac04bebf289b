"""Names that fail without a liar: gone, wrongly signed, asked of a resolver in trouble, or told with dead addresses."""

from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import ENTRY_STAGES, TargetFacts
from waythrough.verdict.name_facts import (
    DNSSEC_ERRORS,
    absent,
    asked,
    authenticated,
    broken,
    detail_of,
    injected,
    line_words,
    notice_address,
)
from waythrough.verdict.rule import NotThis, Said, evidence, tries_of
from waythrough.verdict.rules_dns import asks_neutral

STALE = "stale"
"""Reason of a verdict: the service has changed, the list of its parts has not."""
UNANIMOUS = 2  # resolvers besides the line's that must agree before a word is final


def gone(facts: TargetFacts) -> Said:
    """Every resolver that nobody can speak for says that the name does not exist: the service's own doing.

    A censor may go on forging answers for a name that is gone (ooni/probe#2308); that changes nothing for the user.
    """
    answers = facts.line_answers
    if not answers and (facts.direct or not _ended_at_exit(facts)):
        return NotThis(why="the line's resolver was not asked")
    if facts.controls_open:
        return NotThis(why="the name works over another way")
    denied = bool(answers) and all(absent(each) for each in answers)
    words = tuple(each for each in facts.compared if each.ok or absent(each))
    if not denied:
        words = tuple(each for each in authenticated(facts) if each.ok or absent(each))
        if len(words) < UNANIMOUS or any(facts.trusted(each) for each in facts.line_addresses):
            return NotThis(why="the line's resolver knows the name")
    if not words or any(each.ok for each in words):
        return NotThis(why="no other resolver agrees that the name is gone")
    agreed = len(words) >= UNANIMOUS or bool(facts.controls_fail)
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="dns.gone",
        confidence=Confidence.CONFIRMED if agreed else Confidence.LIKELY,
        locus=Locus.SERVICE,
        layer=Layer.DNS,
        qualifier="injected" if not denied and injected(facts) else "",
        tries=Tries(seen=len(answers), of=len(answers)) if answers else tries_of(facts),
        evidence=tuple(each.id for each in (*answers, *words)),
        params=(("host", facts.subject), ("count", str(len(words) + int(denied)))),
    )


def _ended_at_exit(facts: TargetFacts) -> bool:
    """Whether the far end of a way was given the name and found nobody there."""
    return bool(facts.failed) and all(each.step is Step.PATH for each in facts.failed)


def zone_fault(facts: TargetFacts) -> Said:
    """The zone's signatures are broken, so that validating resolvers refuse to answer.

    They say so (RFC 8914 codes 6-10), or all fail alike, or answer once they are asked not to check (CD=1).
    """
    everybody = (*line_words(facts), *facts.compared)
    told = [each for each in everybody if detail_of(each).ede in DNSSEC_ERRORS]
    failing = [each for each in everybody if broken(each)]
    checked = [each for each in authenticated(facts) if broken(each)]
    # An answer without checks blames the signatures only where the same resolver fails with them.
    blaming = {detail_of(each).resolver for each in failing}
    unchecked = [
        each for each in asked(facts, Purpose.UNCHECKED) if each.ok and detail_of(each).resolver in blaming
    ]
    if facts.controls_open and not any(each in checked for each in told) and not (unchecked and checked):
        return NotThis(
            why="the name works over another way, and no authenticated resolver blames its signatures"
        )
    if not told and not (failing and unchecked) and not _all_fail(facts):
        return NotThis(why="no resolver reports broken signatures")
    others = [each for each in failing if each not in facts.line_answers]
    sure = len(told) >= UNANIMOUS or bool(unchecked and others)
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="dns.zone_fault",
        confidence=Confidence.CONFIRMED if sure else Confidence.LIKELY,
        locus=Locus.SERVICE,
        layer=Layer.DNS,
        tries=Tries(seen=len({each.id for each in (*told, *failing)}), of=len(everybody)),
        evidence=tuple(dict.fromkeys(each.id for each in (*told, *failing, *unchecked))),
        params=(("host", facts.subject),),
    )


def _all_fail(facts: TargetFacts) -> bool:
    """Whether the line's resolver and at least two others fail at the name while uncensored names are answered."""
    others = [each for each in facts.compared if each.ok or absent(each) or broken(each)]
    alike = facts.line_answers and all(broken(each) for each in (*facts.line_answers, *others))
    return bool(alike) and len(others) >= UNANIMOUS and any(each.ok for each in asks_neutral(facts))


def resolver_trouble(facts: TargetFacts) -> Said:
    """The resolver fails for neutral names as well: an outage, aimed at nobody."""
    failing = [each for each in facts.line_answers if not each.ok and not absent(each)]
    if not facts.direct or not failing or len(failing) < len(facts.line_answers):
        return NotThis(why="the line's resolver answered")
    before = tuple(
        each
        for each in facts.network.observations
        if each.step is Step.RESOLVE and each.purpose in (Purpose.NEUTRAL, Purpose.CANARY)
    )
    neutral = asks_neutral(facts) or before
    bad = [each for each in neutral if not each.ok]
    if not bad or len(bad) * 2 < len(neutral):
        return NotThis(why="the same resolver answers for neutral names")
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id="dns.resolver_trouble",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.DNS,
        tries=Tries(seen=len(failing), of=len(facts.line_answers)),
        evidence=tuple(each.id for each in (*failing, *bad)),
        params=(("host", facts.subject),),
    )


def dead_addresses(facts: TargetFacts) -> Said:
    """The addresses given here are dead for everybody, other addresses of the service open from here.

    A content network lost the machines that it shows to this region: nobody stands in the way.
    """
    failed = [each for each in facts.failed if each.step is Step.CONNECT]
    if not facts.direct or not failed or len(failed) < len(facts.failed):
        return NotThis(why="the addresses took the connection, or were never tried")
    elsewhere = facts.validated_elsewhere
    if not elsewhere or injected(facts) or notice_address(facts):
        return NotThis(why="no other address of the service opens from here, or the answer is suspect itself")
    looks = [
        attempt
        for control in facts.others
        if control.path_is_healthy
        for attempt in control.attempts(Purpose.ADDRESS)
        if attempt.failure is not None and attempt.last.stage not in ENTRY_STAGES
    ]
    if not {each.address for each in failed} <= {each.address for each in looks}:
        return NotThis(why="no other way was asked for these very addresses, or it reaches them")
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="ip.dead_addresses",
        confidence=Confidence.LIKELY,
        locus=Locus.SERVICE,
        layer=Layer.IP,
        qualifier="partial",
        tries=tries_of(facts),
        evidence=evidence(failed, looks, elsewhere),
        params=(("host", facts.subject), ("address", failed[-1].address)),
    )


def retired(verdict: Verdict) -> bool:
    """Whether a part of a service is not merely down but taken away: no such name, or no such page, for anybody."""
    if verdict.rule_id == "dns.gone":
        return verdict.confidence is Confidence.CONFIRMED
    return verdict.rule_id == "http.other_answer" and dict(verdict.params).get("status") in ("404", "410")


def stale(verdict: Verdict, host: str) -> Verdict:
    """The word on a service of which only retired parts fail: the instrument is outdated, not the service down."""
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="local.stale_part",
        confidence=Confidence.NONE,
        locus=Locus.LOCAL,
        layer=verdict.layer,
        reason=STALE,
        tries=verdict.tries,
        evidence=verdict.evidence,
        params=(("host", host),),
    )


def injection(facts: TargetFacts) -> tuple[Verdict, ...]:
    """A finding: answers for the name are forged on the way, whether or not that keeps anybody from the service."""
    if not facts.direct or not injected(facts):
        return ()
    shown: list[Observation] = [*line_words(facts), *facts.compared, *asked(facts, Purpose.DEAF)]
    forged = [each for each in shown if detail_of(each).late or each.purpose is Purpose.DEAF]
    return (
        Verdict(
            label=Label.DNS_TAMPERING,
            rule_id="dns.injection",
            confidence=Confidence.LIKELY,
            locus=Locus.DIRECT,
            layer=Layer.DNS,
            action=Action.INJECT,
            trigger="name",
            qualifier="injected",
            tries=Tries(seen=len(forged), of=len(shown)),
            evidence=tuple(each.id for each in forged),
            params=(("host", facts.subject),),
        ),
    )
