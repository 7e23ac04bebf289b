"""The safe line: which name, address or certificate makes the difference?"""

from typing import Final

from waythrough.model.failure import CERT_FAILURES, DATE_FAILURES, FOREIGN_ISSUERS, FailureKind
from waythrough.model.observation import Certificate, TlsDetail
from waythrough.model.path import DIRECT_ID
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Verdict
from waythrough.verdict.facts import Attempt, TargetFacts, issuer_key
from waythrough.verdict.matrix import arm, broke, broke_late, clearly_worse
from waythrough.verdict.notices import known_issuer, signer
from waythrough.verdict.rule import (
    ENOUGH_FOR_LIKELY,
    INTERRUPTIONS,
    NotThis,
    Said,
    action_of,
    confidence,
    control_ids,
    evidence,
    locus_of,
    tries_of,
)

SAME_LINE: Final = "same_line"
"""Qualifier of a foreign certificate that the direct line shows as well: the way comes out on the same line."""


def sni_matrix(facts: TargetFacts) -> Said:
    """The A/B matrix: the target's name fails at its own and at a neutral address, an uncensored name at neither.

    Where a penalty lingers after the target's name, an uncensored one fails at both addresses afterwards; then
    the neutral address proves it, at which uncensored names passed until the target's was sent there.
    """
    failed = tuple(each for each in facts.failed if broke(each))
    if not failed or not facts.needs_tls:
        return NotThis(why="no connection with the target's name was interrupted")
    late = broke_late(failed[-1])
    there = arm(facts.attempts(Purpose.NEUTRAL_NAME), taken=True)  # it took the connection that broke
    elsewhere = arm(facts.attempts(Purpose.TARGET_NAME), whole=late)
    before, after = (
        arm(facts.attempts(each), whole=late, taken=True)
        for each in (Purpose.BASELINE_BEFORE, Purpose.BASELINE_AFTER)
    )
    if not there.count:
        return NotThis(why="no uncensored name was tried at the target's address")
    name_fails = not before.broken and (elsewhere.all_broke or clearly_worse(elsewhere, before))
    lingers = name_fails and before.all_passed and after.all_broke
    proven_there = (
        name_fails and before.all_passed and (lingers or len(elsewhere.broken) >= ENOUGH_FOR_LIKELY)
    )
    if not there.all_passed and not proven_there:
        return NotThis(why="an uncensored name fails at the target's address as well")
    if facts.direct and not any(facts.trusted(each.address) for each in failed):
        return NotThis(why="nobody vouches for the address, so its behaviour says nothing about the name")
    if facts.usable_count:
        return NotThis(why="the target's name passed in some tries")
    if not name_fails and (late or not facts.controls_open):
        return NotThis(why="the target's name passes at a neutral address, and no control opens the target")
    repeats = min(len(failed), there.count, len(elsewhere.broken) if name_fails else 0)
    return Verdict(
        label=Label.SNI_FILTERING,
        rule_id="tls.sni_matrix",
        confidence=confidence(facts, repeats),
        locus=locus_of(facts),
        layer=Layer.TLS,
        action=action_of(failed[-1].failure),
        trigger="sni",
        qualifier="residual" if lingers else "" if name_fails else "address",
        tries=tries_of(facts),
        evidence=evidence(failed, there.passed + there.broken, elsewhere.broken, before.passed, after.broken),
        params=(("host", facts.subject), ("failure", _kind(failed[-1])), *_split(facts)),
    )


def _split(facts: TargetFacts) -> tuple[tuple[str, str], ...]:
    """What became of a hello in two pieces: it is no proof, but may be a remedy."""
    own, other = (arm(facts.attempts(each)) for each in (Purpose.SPLIT_HELLO, Purpose.SPLIT_NEUTRAL))
    if own.all_passed:
        return (("split", "passes"),)
    return (("split", "lost" if other.all_broke else "filtered"),) if own.broken else ()


def interference(facts: TargetFacts) -> Said:
    """Connections to a vouched address break while a control opens the target; what triggers it stays open."""
    failed = tuple(
        each
        for each in facts.failed
        if each.failure
        and each.failure.kind in INTERRUPTIONS | {FailureKind.BODY_CUT}
        and each.step in (Step.TLS, Step.HTTP, Step.EXCHANGE, Step.BODY)
        and not _hasty(each)
    )
    if not facts.direct:
        return NotThis(why="at the far end of a way the server or the exit may break them as well")
    if len(failed) < ENOUGH_FOR_LIKELY or len(failed) < len(facts.tries):
        return NotThis(why="fewer than two tries broke, or some passed")
    if not facts.controls_open:
        return NotThis(why="no control opens the target")
    if not any(facts.trusted(each.address) for each in failed):
        return NotThis(why="nobody vouches for the address")
    return Verdict(
        label=Label.CONN_INTERFERENCE,
        rule_id="tcp.interference",
        confidence=Confidence.LIKELY,
        locus=locus_of(facts),
        layer=Layer.TCP,
        action=action_of(failed[-1].failure),
        tries=tries_of(facts),
        evidence=evidence(failed) + control_ids(facts),
        params=(("host", facts.subject), ("failure", _kind(failed[-1]))),
    )


def own_inspection(facts: TargetFacts) -> Said:
    """A product or firm that this computer was made to trust opens the safe line of some services.

    What tells it from a state whose root was installed by order is its name alone: both pass the system's store,
    and both may open a few names only.
    """
    failed = _with_failure(facts, FOREIGN_ISSUERS)
    if not failed or not facts.direct:
        return NotThis(why="no certificate of an unknown issuer was shown on the direct line")
    own = [each for each in failed if each.tls and each.tls.os_trusted]
    if not own:
        return NotThis(why="this computer does not trust the issuer either")
    notice = known_issuer(own[-1].tls, facts.network.notices)
    if notice is None or not notice.own_side:
        return NotThis(why="the issuer is not known as a product or a firm's proxy")
    leaf = own[-1].leaf
    return Verdict(
        label=Label.LOCAL_INTERCEPTION,
        rule_id="tls.own_inspection",
        confidence=Confidence.CONFIRMED,
        locus=Locus.LOCAL,
        layer=Layer.TLS,
        action=Action.INTERCEPT,
        tries=tries_of(facts),
        evidence=evidence(own),
        params=(("host", facts.subject), ("issuer", leaf.issuer if leaf else ""), ("notice", notice.id)),
    )


def _hasty(attempt: Attempt) -> bool:
    """Whether a reset ended a page that was coming: a server that closes in haste takes back what is still under way.

    On a line with losses that breaks its pages again and again (RFC 9112, 9.6).
    """
    failure = attempt.failure
    cut = failure is not None and "reset" in (failure.kind.value, failure.text)
    return attempt.step is Step.BODY and cut


def interception(facts: TargetFacts) -> Said:
    """Somebody else's certificate, where the target's own is known or the same line shows honest ones.

    Proof by a control: the target's leaf over a safe path has another key. Proof without one: at the same address
    an uncensored name meets a publicly trusted chain, or the target's name meets the foreign one elsewhere too, or
    one unknown issuer signs for several unlike platforms while neutral hosts keep their own.
    """
    failed = _with_failure(facts, FOREIGN_ISSUERS | {FailureKind.CERT_NAME_MISMATCH})
    if not failed:
        return NotThis(why="no certificate of an unknown issuer was shown")
    leaf = failed[-1].leaf
    genuine = _genuine(facts, failed[-1].last.host)
    if leaf is None:
        return NotThis(why="the certificate was not kept")
    if any(leaf.key_fingerprint == each.key_fingerprint for each in genuine):
        return NotThis(why="the control shows the same certificate: it is the service's own")
    own = failed[-1].failure
    if own is not None and own.kind is FailureKind.CERT_NAME_MISMATCH:
        return NotThis(why="the certificate is honest but another host's")
    by_control = bool(genuine) or not facts.path_is_safe
    by_name = _only_for_the_name(facts, leaf)
    listed = known_issuer(failed[-1].tls, facts.network.notices)
    by_list = listed is not None and not listed.own_side and bool(facts.network.neutral_leaves)
    if not by_control and not by_name and not by_list and not _same_issuer_elsewhere(facts, failed[-1]):
        return NotThis(why="no control, other name or other platform shows that the certificate is foreign")
    shared = _on_the_line_too(facts, failed[-1])
    sure = by_control and (by_list or by_name or len(failed) >= ENOUGH_FOR_LIKELY or not facts.direct)
    return Verdict(
        label=Label.TLS_MITM,
        rule_id="tls.interception"
        if by_control
        else "tls.interception_by_name"
        if by_name
        else "tls.interception_by_list"
        if by_list
        else "tls.interception_by_issuer",
        confidence=Confidence.CONFIRMED if sure else Confidence.LIKELY,
        locus=Locus.DIRECT if shared else locus_of(facts),
        layer=Layer.TLS,
        action=Action.INTERCEPT,
        trigger="sni" if by_name else "",
        qualifier=SAME_LINE if shared else "",
        tries=tries_of(facts),
        evidence=evidence(failed, facts.attempts(Purpose.NEUTRAL_NAME), facts.attempts(Purpose.TARGET_NAME)),
        params=(("host", facts.subject), ("issuer", leaf.issuer)),
    )


def _on_the_line_too(facts: TargetFacts, attempt: Attempt) -> bool:
    """Whether the direct line shows this service the certificate of the same issuer: then no way put it in.

    A peer that does not show its issuer's certificate is known by the issuer's name alone.
    """
    if facts.path_id == DIRECT_ID or not facts.path_is_safe or attempt.tls is None:
        return False
    name, key = signer(attempt.tls)
    return any(
        host == attempt.last.host and name == other and (key == their_key or not key or not their_key)
        for host, (other, their_key) in facts.network.read_along
    )


def origin_certificate(facts: TargetFacts) -> Said:
    """The service's own certificate is bad: the same leaf elsewhere, or expired under a public issuer."""
    failed = _with_failure(facts, CERT_FAILURES)
    if not failed or facts.controls_open:
        return NotThis(why="no certificate failed, or a control opens the target")
    leaf = failed[-1].leaf
    same = [
        each
        for other in facts.controls_fail
        for each in other.failed
        if leaf and each.leaf and each.leaf.key_fingerprint == leaf.key_fingerprint
    ]
    expired = all(each.failure and each.failure.kind in DATE_FAILURES for each in failed)
    if not same and not expired:
        return NotThis(why="no control shows the same certificate, and it is not merely expired")
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="tls.origin_certificate",
        confidence=Confidence.CONFIRMED if same else Confidence.LIKELY,
        locus=Locus.SERVICE,
        layer=Layer.TLS,
        tries=tries_of(facts),
        evidence=evidence(failed, same),
        params=(("host", facts.subject), ("failure", _kind(failed[-1]))),
    )


def origin_alert(facts: TargetFacts) -> Said:
    """An alert is mostly the server's own word: the same over every way makes it the service's fault."""
    failed = _with_failure(facts, frozenset({FailureKind.TLS_ALERT}))
    if not failed:
        return NotThis(why="no alert ended the handshake")
    alike = [
        each
        for other in facts.controls_fail
        for each in other.failed
        if each.failure is not None and each.failure == failed[-1].failure
    ]
    if not alike:
        return NotThis(why="no other way shows the same alert")
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="tls.origin_alert",
        confidence=Confidence.CONFIRMED,
        locus=Locus.SERVICE,
        layer=Layer.TLS,
        action=Action.ALERT,
        tries=tries_of(facts),
        evidence=evidence(failed, alike),
        params=(("host", facts.subject), ("failure", _kind(failed[-1]))),
    )


def _with_failure(facts: TargetFacts, kinds: frozenset[FailureKind]) -> tuple[Attempt, ...]:
    return tuple(each for each in facts.failed if each.failure and each.failure.kind in kinds)


def _genuine(facts: TargetFacts, host: str) -> tuple[Certificate, ...]:
    """Validated leaves of a host, seen on the direct line and over other ways."""
    return tuple(
        each.detail.chain[0]
        for known in (facts, *facts.others)
        for each in known.observations
        if each.step is Step.TLS
        and each.ok
        and each.host == host
        and each.purpose in (Purpose.TARGET, Purpose.ADDRESS)
        and isinstance(each.detail, TlsDetail)
        and each.detail.chain
    )


def _only_for_the_name(facts: TargetFacts, leaf: Certificate) -> bool:
    """Whether an uncensored name at the same address meets an honest chain, not this issuer's."""
    neutral = [each for each in facts.attempts(Purpose.NEUTRAL_NAME) if each.leaf]
    honest = [
        each
        for each in neutral
        if each.failure is None or each.failure.kind is FailureKind.CERT_NAME_MISMATCH
    ]
    shown = [each.leaf for each in facts.attempts(Purpose.TARGET_NAME) if each.leaf]
    # A bad certificate that only the target's own server shows may be that server's own.
    elsewhere = bool(shown) and all(each.issuer == leaf.issuer for each in shown)
    return bool(honest) and len(honest) == len(neutral) and elsewhere


def _same_issuer_elsewhere(facts: TargetFacts, attempt: Attempt) -> bool:
    """Whether unlike platforms are shown one unknown issuer, while neutral hosts keep their honest chains."""
    return (
        facts.direct
        and attempt.tls is not None
        and issuer_key(attempt.tls) in facts.network.foreign_keys
        and bool(facts.network.neutral_leaves)
        and facts.network.address_plan.is_public(attempt.address)
    )


def _kind(attempt: Attempt) -> str:
    return attempt.failure.kind.value if attempt.failure else ""
