"""The name: was the address told truly? A valid certificate at the answered address outranks any mismatch."""

from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.name_facts import (
    DNSSEC_ERRORS,
    asked,
    authenticated,
    broken,
    detail_of,
    false_addresses,
    foreign_alias,
    injected,
    led_elsewhere,
    line_words,
    lost,
    notice_address,
    policy,
)
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY, NotThis, Said

_ACTIONS = {
    FailureKind.TIMEOUT: Action.DROP,
    FailureKind.NXDOMAIN: Action.INJECT,
    FailureKind.NODATA: Action.INJECT,
    FailureKind.SERVFAIL: Action.REFUSE,
    FailureKind.DNS_REFUSED: Action.REFUSE,
}


def lie(facts: TargetFacts) -> Said:
    """The line's resolver misleads while the target proves itself at the address that others give.

    Proof without a control: the certificate is valid at the other resolver's address and at none of the line's, or
    the resolver says itself that it withholds the name.
    """
    doubt = _no_question(facts)
    if doubt is not None:
        return doubt
    false = false_addresses(facts)
    proven = tuple(each.id for each in facts.validated_elsewhere)
    said = bool(false) or policy(facts) is not None or injected(facts) or bool(notice_address(facts))
    if proven and not said and _only_unreachable(facts):
        return NotThis(why="the answered address is only dead: a service may have lost one, a liar says more")
    rule = _proof(facts, false, bool(proven))
    if not rule:
        return NotThis(
            why="no other address of the target was proven by certificate, and no control contradicts"
        )
    if rule == "dns.disowned_address":
        proven = _control_looks(facts)
    return _tampering(facts, proven_ids=proven, false=false, rule=rule)


def _no_question(facts: TargetFacts) -> NotThis | None:
    """Why the answers are beyond doubt, or say nothing."""
    answers = facts.line_answers
    if not answers:
        return NotThis(why="the line's resolver was not asked")
    if _validated_at_line_address(facts):
        return NotThis(why="the certificate is valid at the answered address")
    if any(detail_of(each).ede in DNSSEC_ERRORS for each in line_words(facts)):
        return NotThis(why="the zone's own signatures are at fault")
    sure = authenticated(facts)
    if sure and all(broken(each) for each in (*answers, *sure)):
        return NotThis(why="resolvers that nobody can speak for fail at this name in the same way")
    misleading = _misleading(facts)
    if not misleading or (len(misleading) < len(answers) and not injected(facts)):
        return NotThis(why="somebody else vouches for the answered address")
    if not facts.line_addresses and policy(facts) is None and not _silenced(facts):
        return NotThis(why="the resolver failed once only, or fails for an uncensored name as well")
    return None


def _proof(facts: TargetFacts, false: tuple[str, ...], proven: bool) -> str:
    """The id of what proves the lie, "" when nothing does."""
    denied = all(not each.ok for each in facts.line_answers)
    other = facts.vouched - facts.line_addresses
    if proven:
        return "dns.lie"
    if policy(facts) is not None and _others_know(facts):
        return "dns.policy"
    if facts.controls_open and facts.line_addresses and facts.line_addresses <= facts.disowned:
        return "dns.disowned_address"
    if facts.controls_open and (false or (denied and _others_know(facts))):
        return "dns.lie_against_control"
    if false and other:
        return "dns.false_address"
    if injected(facts) and other:
        return "dns.injected"
    if notice_address(facts) and (other or facts.controls_open):
        return "dns.notice"
    return ""


def _tampering(
    facts: TargetFacts, *, proven_ids: tuple[str, ...], false: tuple[str, ...], rule: str
) -> Verdict:
    answers, misleading = facts.line_answers, _misleading(facts)
    failures = [each.failure.kind for each in answers if each.failure]
    qualifier = _qualifier(facts)
    artefact = bool(false) or bool(qualifier)
    sure = bool(facts.controls_open) and (artefact or len(misleading) >= 2) and bool(proven_ids or artefact)
    return Verdict(
        label=Label.DNS_TAMPERING,
        rule_id=rule,
        confidence=Confidence.CONFIRMED if sure or "policy" in qualifier else Confidence.LIKELY,
        locus=Locus.DIRECT if facts.direct else Locus.LOCAL,
        layer=Layer.DNS,
        action=_ACTIONS.get(failures[0], Action.INJECT) if failures else Action.INJECT,
        trigger="name",
        qualifier=qualifier,
        tries=Tries(seen=len(misleading), of=len(answers)),
        evidence=_evidence(facts, proven_ids),
        params=_params(facts, false, failures[0].value if failures else ""),
    )


def _qualifier(facts: TargetFacts) -> str:
    """By what means: the resolver's own word, a notice in the service's place, an injector, or a redirect."""
    means = {
        "policy": policy(facts) is not None,
        "block_page": bool(notice_address(facts)),
        "injected": injected(facts),
        "redirected": led_elsewhere(facts),
    }
    return " ".join(name for name, shown in means.items() if shown)


def _evidence(facts: TargetFacts, proven_ids: tuple[str, ...]) -> tuple[str, ...]:
    purposes = (Purpose.RAW, Purpose.NAME_CONTROL, Purpose.DEAF, Purpose.WHOAMI)
    beside = tuple(each.id for purpose in purposes for each in asked(facts, purpose))
    pages = tuple(each.id for each in facts.observations if each.purpose is Purpose.LANDING)
    answers = tuple(each.id for each in facts.line_answers)
    return answers + proven_ids + tuple(each.id for each in facts.compared) + beside + pages


def _params(facts: TargetFacts, false: tuple[str, ...], failure: str) -> tuple[tuple[str, str], ...]:
    told = false[0] if false else next(iter(sorted(facts.line_addresses)), "")
    own = policy(facts)
    control = asked(facts, Purpose.NAME_CONTROL)
    more = (
        ("alias", foreign_alias(facts)),
        ("code", str(own.ede) if own else ""),
        ("words", own.ede_text if own else ""),
        ("control", f"{sum(each.ok for each in control)}/{len(control)}" if control else ""),
    )
    return (
        ("host", facts.subject),
        ("address", notice_address(facts) or told),
        ("failure", failure),
        *((name, value) for name, value in more if value),
    )


def _misleading(facts: TargetFacts) -> tuple[Observation, ...]:
    """The answers of the line's resolver that hold no address for which anybody vouches."""
    return tuple(
        each
        for each in facts.line_answers
        if not any(facts.trusted(address) for address in detail_of(each).addresses)
    )


def _control_looks(facts: TargetFacts) -> tuple[str, ...]:
    return tuple(
        attempt.id
        for control in facts.others
        for attempt in control.attempts(Purpose.ADDRESS)
        if attempt.address in facts.line_addresses
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
    missing = [each for each in facts.line_answers if lost(each) or broken(each)]
    if len(missing) < len(facts.line_answers):
        return True
    control = [each.ok for each in asks_neutral(facts)]
    return len(missing) >= ENOUGH_FOR_LIKELY and bool(control) and all(control)


def asks_neutral(facts: TargetFacts) -> tuple[Observation, ...]:
    """Questions for uncensored names to the line's resolver, between the target's tries and after them."""
    return asked(facts, Purpose.NAME_CONTROL) + asked(facts, Purpose.NEUTRAL)


def _only_unreachable(facts: TargetFacts) -> bool:
    """Whether nothing at the answered addresses spoke: a dead address alone is no lie (a CDN may have lost one)."""
    return bool(facts.line_addresses) and all(each.step is Step.CONNECT for each in facts.failed)


def _others_know(facts: TargetFacts) -> bool:
    return any(each.ok for each in facts.compared) or bool(facts.controls_open)
