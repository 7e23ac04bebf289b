"""The name: was the address told truly? A valid certificate at the answered address outranks any mismatch."""

from waythrough.model.failure import FailureKind
from waythrough.model.network import AddressPlan
from waythrough.model.observation import Observation, ResolveDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY, NotThis, Said

DNSSEC_ERRORS = frozenset({6, 7, 8, 9, 10})  # RFC 8914: the zone's own signatures are at fault
POLICY_ERRORS = frozenset({4, 15, 16, 17, 18})  # RFC 8914: forged, blocked, censored, filtered, prohibited
LOST = frozenset({FailureKind.TIMEOUT, FailureKind.SERVFAIL})
ABSENT = frozenset({FailureKind.NXDOMAIN, FailureKind.NODATA})

_ACTIONS = {
    FailureKind.TIMEOUT: Action.DROP,
    FailureKind.NXDOMAIN: Action.INJECT,
    FailureKind.NODATA: Action.INJECT,
    FailureKind.SERVFAIL: Action.REFUSE,
    FailureKind.DNS_REFUSED: Action.REFUSE,
}


def lie(facts: TargetFacts) -> Said:
    """The line's resolver misleads while the target proves itself at the address that others give.

    Proof without a control: the certificate is valid at the other resolver's address and at none of the line's.
    """
    answers = facts.line_answers
    if not answers:
        return NotThis(why="the line's resolver was not asked")
    if _validated_at_line_address(facts):
        return NotThis(why="the certificate is valid at the answered address")
    if any(_ede(each) in DNSSEC_ERRORS for each in answers):
        return NotThis(why="the zone's own signatures are at fault")
    if any(facts.trusted(each) for each in facts.line_addresses):
        return NotThis(why="somebody else vouches for the answered address")
    if not facts.line_addresses and not _silenced(facts):
        return NotThis(why="the resolver failed once only, or fails for an uncensored name as well")
    false = false_addresses(facts.line_addresses, facts.network.address_plan)
    proven = facts.validated_elsewhere
    if proven and not false and _only_unreachable(facts) and not _others_agree(facts):
        return NotThis(why="the answered address is only dead, and other resolvers do not agree on one")
    if proven:
        return _tampering(facts, proven_ids=tuple(each.id for each in proven), false=false, rule="dns.lie")
    if facts.controls_open and facts.line_addresses and facts.line_addresses <= facts.disowned:
        return _tampering(facts, proven_ids=_control_looks(facts), false=false, rule="dns.disowned_address")
    if facts.controls_open and (false or (_all_absent(answers) and _others_know(facts))):
        return _tampering(facts, proven_ids=(), false=false, rule="dns.lie_against_control")
    if false and facts.vouched - facts.line_addresses:
        return _tampering(facts, proven_ids=(), false=false, rule="dns.false_address")
    return NotThis(why="no other address of the target was proven by certificate, and no control contradicts")


def gone(facts: TargetFacts) -> Said:
    """Every resolver says that the name does not exist: the service's own doing."""
    answers = facts.line_answers
    if not facts.direct or not answers or not all(_absent(each) for each in answers):
        return NotThis(why="the line's resolver knows the name")
    if facts.controls_open:
        return NotThis(why="the name works over another way")
    asked = [each for each in facts.compared if each.ok or _absent(each)]
    if not asked or any(each.ok for each in asked):
        return NotThis(why="no other resolver agrees that the name is gone")
    agreed = len(asked) >= 2 or bool(facts.controls_fail)
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="dns.gone",
        confidence=Confidence.CONFIRMED if agreed else Confidence.LIKELY,
        locus=Locus.SERVICE,
        layer=Layer.DNS,
        tries=Tries(seen=len(answers), of=len(answers)),
        evidence=tuple(each.id for each in (*answers, *asked)),
        params=(("host", facts.subject), ("count", str(len(asked) + 1))),
    )


def zone_fault(facts: TargetFacts) -> Said:
    """The zone's signatures are broken, so every validating resolver refuses to answer (RFC 8914 codes 6-10)."""
    faulty = [each for each in (*facts.line_answers, *facts.compared) if _ede(each) in DNSSEC_ERRORS]
    if not faulty or facts.controls_open:
        return NotThis(why="no resolver reports broken signatures")
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="dns.zone_fault",
        confidence=Confidence.CONFIRMED if len(faulty) >= 2 else Confidence.LIKELY,
        locus=Locus.SERVICE,
        layer=Layer.DNS,
        tries=Tries(seen=len(faulty), of=len(facts.line_answers) + len(facts.compared)),
        evidence=tuple(each.id for each in faulty),
        params=(("host", facts.subject),),
    )


def resolver_trouble(facts: TargetFacts) -> Said:
    """The resolver fails for neutral names as well: an outage, aimed at nobody."""
    failing = [each for each in facts.line_answers if not each.ok and not _absent(each)]
    if not facts.direct or not failing or len(failing) < len(facts.line_answers):
        return NotThis(why="the line's resolver answered")
    now = [each for each in facts.observations if _asks_neutral(each)]
    before = [
        each
        for each in facts.network.observations
        if each.step is Step.RESOLVE and each.purpose in (Purpose.NEUTRAL, Purpose.CANARY)
    ]
    neutral = now or before
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


def false_addresses(addresses: frozenset[str], plan: AddressPlan) -> tuple[str, ...]:
    """The addresses that no honest answer for a public name holds."""
    return tuple(sorted(each for each in addresses if not plan.is_public(each)))


def _tampering(
    facts: TargetFacts, *, proven_ids: tuple[str, ...], false: tuple[str, ...], rule: str
) -> Verdict:
    answers = facts.line_answers
    failures = [each.failure.kind for each in answers if each.failure]
    policy = any(_ede(each) in POLICY_ERRORS for each in answers)
    artefact = bool(false) or policy or _overtaken(facts)
    told = false[0] if false else next(iter(sorted(facts.line_addresses)), "")
    sure = bool(facts.controls_open) and (artefact or len(answers) >= 2) and bool(proven_ids or artefact)
    return Verdict(
        label=Label.DNS_TAMPERING,
        rule_id=rule,
        confidence=Confidence.CONFIRMED if sure else Confidence.LIKELY,
        locus=Locus.DIRECT if facts.direct else Locus.LOCAL,
        layer=Layer.DNS,
        action=_ACTIONS.get(failures[0], Action.INJECT) if failures else Action.INJECT,
        trigger="name",
        qualifier="policy" if policy else "injected" if _overtaken(facts) else "",
        tries=Tries(seen=len(answers), of=len(answers)),
        evidence=tuple(each.id for each in answers) + proven_ids + tuple(each.id for each in facts.compared),
        params=(
            ("host", facts.subject),
            ("address", told),
            ("failure", failures[0].value if failures else ""),
        ),
    )


def _control_looks(facts: TargetFacts) -> tuple[str, ...]:
    return tuple(
        attempt.id
        for control in facts.others
        for attempt in control.attempts(Purpose.ADDRESS)
        if attempt.address in facts.line_addresses
    )


def _overtaken(facts: TargetFacts) -> bool:
    """Whether one question got two unlike answers: only an injector on the way does that."""
    return any(
        isinstance(each.detail, ResolveDetail)
        and any(set(late) != set(each.detail.addresses) for late in each.detail.late if late)
        for each in (*facts.line_answers, *facts.compared)
    )


def _validated_at_line_address(facts: TargetFacts) -> bool:
    return any(
        each.tls_validated
        and any(o.step is Step.TLS and o.ok and o.host == facts.subject for o in each.observations)
        for each in facts.tries
    )


def _silenced(facts: TargetFacts) -> bool:
    """Whether a missing answer is about this name: said outright, or repeated while an uncensored name is answered.

    One lost reply or one overloaded moment looks the same as a dropped question.
    """
    lost = [each for each in facts.line_answers if each.failure and each.failure.kind in LOST]
    if len(lost) < len(facts.line_answers):
        return True
    answered = [each.ok for each in facts.observations if _asks_neutral(each)]
    return len(lost) >= ENOUGH_FOR_LIKELY and bool(answered) and all(answered)


def _asks_neutral(observation: Observation) -> bool:
    return observation.step is Step.RESOLVE and observation.purpose is Purpose.NEUTRAL


def _only_unreachable(facts: TargetFacts) -> bool:
    """Whether nothing at the answered addresses spoke: a dead address alone is no lie (a CDN may have lost one)."""
    return bool(facts.line_addresses) and all(each.step is Step.CONNECT for each in facts.failed)


def _others_agree(facts: TargetFacts) -> bool:
    """Whether at least two other resolvers name a common address, or one question got two answers."""
    sets = [
        set(each.detail.addresses)
        for each in facts.compared
        if isinstance(each.detail, ResolveDetail) and each.detail.addresses
    ]
    return _overtaken(facts) or (len(sets) >= 2 and bool(set.intersection(*sets)))


def _all_absent(answers: tuple[Observation, ...]) -> bool:
    return all(not each.ok for each in answers)


def _others_know(facts: TargetFacts) -> bool:
    return any(each.ok for each in facts.compared) or bool(facts.controls_open)


def _absent(observation: Observation) -> bool:
    return observation.failure is not None and observation.failure.kind in ABSENT


def _ede(observation: Observation) -> int | None:
    return observation.detail.ede if isinstance(observation.detail, ResolveDetail) else None
