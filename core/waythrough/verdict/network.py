"""What the gates say about the whole line: one verdict for the network, never one for each platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from statistics import median

from waythrough.model.failure import CERT_FAILURES, LOCAL_FAILURES, FailureKind
from waythrough.model.network import Canary
from waythrough.model.observation import HttpDetail, Observation, TlsDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import (
    Action,
    Confidence,
    Label,
    Layer,
    Locus,
    Tries,
    Verdict,
)
from waythrough.verdict.facts import Attempt
from waythrough.verdict.rules_http import landing

CLOCK_TOLERANCE = 120.0
"""Seconds of skew that harm nothing; VMess is the strictest common protocol with 120 s (Xray documentation)."""
RESOLVER_DEAD = "dns.resolver_dead"
_DATES_AGREE = 60.0
_FOREIGN = 3  # neutral hosts of unlike operators that must fail before the line itself is suspected
_CLOCK = frozenset({FailureKind.CERT_EXPIRED, FailureKind.CERT_NOT_YET_VALID})


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """The gate's observations, the known pages, and the wall clock (Unix seconds) at the start of the run."""

    observations: tuple[Observation, ...]
    canaries: tuple[Canary, ...]
    wall_at_start: float

    def attempts(self, purpose: Purpose) -> dict[str, Attempt]:
        """The attempt at each host or page of a kind that came to an end."""
        groups: dict[str, list[Observation]] = {}
        for each in self.observations:
            if each.purpose is purpose:
                groups.setdefault(each.target, []).append(each)
        return {target: Attempt(tuple(group)) for target, group in groups.items()}


def network_verdicts(facts: GateFacts) -> tuple[Verdict, ...]:
    """The verdicts on the line, the masking one first; empty when nothing stands out."""
    neutral = facts.attempts(Purpose.NEUTRAL)
    if any(_opened(each) for each in neutral.values()):
        return tuple(v for v in (_clock(facts, masking=False), _shaky(neutral)) if v)
    for rule in (_portal, _certificates, _nothing_foreign, _resolver, _offline):
        found = rule(facts)
        if found is not None:
            return (found,)
    return ()


def masks(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict that explains every direct cell, None when the direct line is to be judged."""
    blocking = {
        Label.CAPTIVE_PORTAL,
        Label.NO_INTERNET,
        Label.LOCAL_INTERCEPTION,
        Label.UNTARGETED_BLOCKING,
    }
    for each in verdicts:
        if each.label in blocking or (each.label is Label.CLOCK_SKEW and each.qualifier == "masking"):
            return each
    return None


def resolver_dead(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict that says that the line's resolver answers no name at all: no direct cell opens then."""
    return next((each for each in verdicts if each.rule_id == RESOLVER_DEAD), None)


def _portal(facts: GateFacts) -> Verdict | None:
    """Known pages come altered: at least two of them, or the only one there is."""
    known = {each.url: each for each in facts.canaries}
    answered = {
        url: page
        for url, each in facts.attempts(Purpose.CANARY).items()
        if url in known and (page := each.page) is not None
    }
    altered = [url for url, page in answered.items() if not known[url].matches(page.status, page.body)]
    if len(altered) < max(1, min(2, len(known))) or len(altered) < len(answered):
        return None
    where = {landing(answered[url]) for url in altered} - {""}
    return Verdict(
        label=Label.CAPTIVE_PORTAL,
        rule_id="http.canaries_altered",
        confidence=Confidence.CONFIRMED if len(where) == 1 or len(altered) > 1 else Confidence.LIKELY,
        locus=Locus.LOCAL,
        layer=Layer.HTTP,
        action=Action.REDIRECT if where else Action.INJECT,
        tries=Tries(seen=len(altered), of=len(answered)),
        evidence=tuple(each.id for url, each in facts.attempts(Purpose.CANARY).items() if url in altered),
        params=(("got", next(iter(sorted(where)), "")),),
    )


def _certificates(facts: GateFacts) -> Verdict | None:
    """Every neutral host shows a bad certificate: the clock, or one interceptor for all."""
    attempts = facts.attempts(Purpose.NEUTRAL)
    failed = [each for each in attempts.values() if each.failure and each.failure.kind in CERT_FAILURES]
    if len(failed) < 2 or len(failed) < len(attempts):
        return None
    kinds = {each.failure.kind for each in failed if each.failure}
    if kinds <= _CLOCK:
        return _clock(facts, masking=True)
    issuers = {each.leaf.issuer for each in failed if each.leaf}
    if len(issuers) != 1:
        return None
    trusted = any(isinstance(each.tls, TlsDetail) and each.tls.os_trusted for each in failed)
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


def _nothing_foreign(facts: GateFacts) -> Verdict | None:
    """Domestic hosts, or other ports, pass while no neutral host does."""
    neutral = facts.attempts(Purpose.NEUTRAL)
    kinds = {each.failure.kind for each in neutral.values() if each.failure}
    if len(neutral) < _FOREIGN or kinds & (CERT_FAILURES | LOCAL_FAILURES):
        return None  # certificates speak of clock, roots or an interceptor; a refusal of the own system of itself
    domestic = [each for each in facts.attempts(Purpose.DOMESTIC).values() if _opened(each)]
    known = {each.url: each for each in facts.canaries}
    plain = [
        each
        for url, each in facts.attempts(Purpose.CANARY).items()
        if each.page and url in known and known[url].matches(each.page.status, each.page.body)
    ]
    resolved = [each for each in neutral.values() if each.step is not Step.RESOLVE]
    if not domestic and not (plain and len(resolved) >= _FOREIGN):
        return None
    return Verdict(
        label=Label.UNTARGETED_BLOCKING,
        rule_id="ip.only_domestic" if domestic else "tls.no_foreign_tls",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        action=Action.DROP,
        qualifier="" if domestic else "port",
        tries=Tries(seen=len(neutral), of=len(neutral)),
        evidence=tuple(each.id for each in (*neutral.values(), *domestic, *plain)),
    )


def _resolver(facts: GateFacts) -> Verdict | None:
    """The line's resolver is silent or broken while another one answers."""
    neutral = facts.attempts(Purpose.NEUTRAL)
    others = [o for o in facts.observations if o.purpose is Purpose.COMPARE and o.ok]
    stuck = [each for each in neutral.values() if each.step is Step.RESOLVE]
    if not stuck or len(stuck) < len(neutral) or not others:
        return None
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id=RESOLVER_DEAD,
        confidence=Confidence.CONFIRMED if len(stuck) > 1 else Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.DNS,
        tries=Tries(seen=len(stuck), of=len(neutral)),
        evidence=tuple(each.id for each in stuck) + tuple(o.id for o in others),
    )


def _offline(facts: GateFacts) -> Verdict | None:
    """Nothing answers at all."""
    attempts = [
        *facts.attempts(Purpose.NEUTRAL).values(),
        *facts.attempts(Purpose.DOMESTIC).values(),
        *facts.attempts(Purpose.CANARY).values(),
    ]
    if not attempts or any(_opened(each) or each.page for each in attempts):
        return None
    kinds = [each.failure.kind for each in attempts if each.failure]
    at_once = {FailureKind.NETWORK_UNREACHABLE, FailureKind.HOST_UNREACHABLE}
    sure = any(kind in at_once for kind in kinds) or len(attempts) >= _FOREIGN
    return Verdict(
        label=Label.NO_INTERNET,
        rule_id="ip.nothing_answers",
        confidence=Confidence.CONFIRMED if sure else Confidence.LIKELY,
        locus=Locus.LOCAL,
        layer=Layer.IP,
        tries=Tries(seen=len(attempts), of=len(attempts)),
        evidence=tuple(each.id for each in attempts),
    )


def _clock(facts: GateFacts, *, masking: bool) -> Verdict | None:
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
    failed = [o for o in facts.observations if o.failure and o.failure.kind in _CLOCK]
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


def _shaky(neutral: dict[str, Attempt]) -> Verdict | None:
    """Neutral hosts fail here and there: loss or an unsteady line."""
    failed = [each for each in neutral.values() if each.failure is not None]
    if len(failed) < 2:
        return None
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id="ip.unsteady",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        tries=Tries(seen=len(failed), of=len(neutral)),
        evidence=tuple(each.id for each in failed),
    )


def _opened(attempt: Attempt) -> bool:
    return attempt.failure is None and attempt.page is not None and attempt.page.validated
