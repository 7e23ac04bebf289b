"""The user's own side of the line: a VPN, a firewall, missing resources or roots, an interceptor, the clock."""

from email.utils import parsedate_to_datetime
from statistics import median

from waythrough.model.failure import CERT_FAILURES, DATE_FAILURES, LOCAL_FAILURES, FailureKind
from waythrough.model.observation import HttpDetail, Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import Attempt
from waythrough.verdict.gate import GateFacts
from waythrough.verdict.name_facts import detail_of

CLOCK_TOLERANCE = 120.0
"""Seconds of skew that harm nothing; VMess is the strictest common protocol with 120 s (Xray documentation)."""
_DATES_AGREE = 60.0


def not_direct(facts: GateFacts) -> Verdict | None:
    """The line goes out through a tunnel: what is seen then is the tunnel's far end, not the user's provider."""
    if not facts.tunnel:
        return None
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="local.not_direct",
        confidence=Confidence.NONE,
        locus=Locus.LOCAL,
        layer=Layer.LOCAL,
        reason="not_direct",
        params=(("interface", facts.tunnel),),
    )


def made_up_addresses(facts: GateFacts) -> Verdict | None:
    """A program on this computer answers every name with an address of its own making and carries the traffic.

    Whatever is seen then is seen by that program's way out, not by the user's provider.
    """
    answers = [
        each
        for each in facts.observations
        if each.purpose is Purpose.NEUTRAL and each.step is Step.RESOLVE and each.ok
    ]
    given = [a for each in answers for a in detail_of(each).addresses]
    hosts = {each.host for each in answers}
    if len(hosts) < 2 or not all(facts.address_plan.is_stand_in(each) for each in given):
        return None
    return Verdict(
        label=Label.LOCAL_INTERCEPTION,
        rule_id="local.stand_in_addresses",
        confidence=Confidence.CONFIRMED,
        locus=Locus.LOCAL,
        layer=Layer.DNS,
        action=Action.INJECT,
        trigger="name",
        tries=Tries(seen=len(hosts), of=len(hosts)),
        evidence=tuple(each.id for each in answers),
        params=(("address", given[0]),),
    )


def own_system(facts: GateFacts) -> Verdict | None:
    """The own system let no connection out at all: a firewall here, or no descriptors and ports left."""
    attempts = facts.all_attempts()
    kinds = {each.failure.kind for each in attempts if each.failure}
    if not kinds or not kinds <= LOCAL_FAILURES or any(each.failure is None for each in attempts):
        return None
    firewall = FailureKind.PERMISSION_DENIED in kinds
    return Verdict(
        label=Label.LOCAL_INTERCEPTION if firewall else Label.INCONCLUSIVE,
        rule_id="local.own_firewall" if firewall else "local.own_resources",
        confidence=Confidence.CONFIRMED if firewall else Confidence.NONE,
        locus=Locus.LOCAL,
        layer=Layer.LOCAL,
        action=Action.REFUSE if firewall else None,
        reason="" if firewall else "instrument",
        tries=Tries(seen=len(attempts), of=len(attempts)),
        evidence=tuple(each.id for each in attempts),
    )


def certificates(facts: GateFacts) -> Verdict | None:
    """Every neutral host shows a bad certificate: the clock, or one interceptor for all."""
    attempts = facts.attempts(Purpose.NEUTRAL)
    failed = [each for each in attempts.values() if each.failure and each.failure.kind in CERT_FAILURES]
    if len(failed) < 2 or len(failed) < len(attempts):
        return None
    kinds = {each.failure.kind for each in failed if each.failure}
    if kinds <= DATE_FAILURES:
        return clock(facts, masking=True)
    issuers = {each.leaf.issuer for each in failed if each.leaf}
    told = [each.tls.os_trusted for each in failed if each.tls]
    if kinds == {FailureKind.CERT_UNKNOWN_ISSUER} and (len(issuers) > 1 or set(told) == {False}):
        return _no_roots(failed, len(attempts))
    if len(issuers) != 1:
        return None
    trusted = any(told)
    return Verdict(
        label=Label.LOCAL_INTERCEPTION,
        rule_id="tls.one_issuer_for_all",
        confidence=Confidence.CONFIRMED if trusted else Confidence.LIKELY,
        locus=Locus.LOCAL,
        layer=Layer.TLS,
        action=Action.INTERCEPT,
        tries=Tries(seen=len(failed), of=len(attempts)),
        evidence=tuple(each.id for each in failed),
        params=(("issuer", next(iter(issuers))),),
    )


def _no_roots(failed: list[Attempt], count: int) -> Verdict:
    """No store of this computer knows any issuer: the list of authorities is missing, or every line is opened."""
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="local.no_roots",
        confidence=Confidence.NONE,
        locus=Locus.LOCAL,
        layer=Layer.LOCAL,
        reason="instrument",
        tries=Tries(seen=len(failed), of=count),
        evidence=tuple(each.id for each in failed),
    )


def clock(facts: GateFacts, *, masking: bool) -> Verdict | None:
    """How wrong the clock is, by the dates that several servers agree on."""
    skews = [
        skew
        for each in facts.observations
        if isinstance(each.detail, HttpDetail) and each.ok
        if (skew := _skew(each, each.detail, facts.wall_at_start)) is not None
    ]
    middle = median(skews) if skews else 0.0
    agreeing = [each for each in skews if abs(each - middle) <= _DATES_AGREE]
    agreed = len(agreeing) >= 2 and abs(middle) > CLOCK_TOLERANCE
    if not agreed and not masking:
        return None
    failed = [o for o in facts.observations if o.failure and o.failure.kind in DATE_FAILURES]
    return Verdict(
        label=Label.CLOCK_SKEW,
        rule_id="local.clock",
        confidence=Confidence.CONFIRMED if agreed else Confidence.LIKELY,
        locus=Locus.LOCAL,
        layer=Layer.LOCAL,
        qualifier="masking" if masking else "",
        tries=Tries(seen=max(1, len(agreeing)), of=max(1, len(skews))),
        evidence=tuple(o.id for o in failed),
        params=(("seconds", f"{middle:.0f}" if agreed else ""),),
    )


def _skew(observation: Observation, detail: HttpDetail, wall_at_start: float) -> float | None:
    """Seconds by which the own clock is ahead of the server's date, None when it gave none."""
    text = detail.header("date")
    if not text or detail.header("age"):  # a cached answer is as old as its age says
        return None
    try:
        told = parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None
    return wall_at_start + observation.started + observation.duration - told
