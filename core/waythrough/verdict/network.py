"""What the gates say about the whole line: one verdict for the network, never one for each platform."""

from collections.abc import Sequence

from waythrough.model.failure import CERT_FAILURES, LOCAL_FAILURES
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
from waythrough.verdict.families import NO_ROUTE
from waythrough.verdict.gate import FOREIGN, ONLY_WEB_PORTS, UDP_SHUT, GateFacts, fell_silent, opened
from waythrough.verdict.network_own import certificates, clock, made_up_addresses, not_direct, own_system
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY, action_of
from waythrough.verdict.rules_notice import landing

RESOLVER_DEAD = "dns.resolver_dead"
LARGE_PACKETS = "ip.large_packets_lost"
SLOW_HEAD = 3.0
"""Seconds from the first question to the head of a page; satellites (0.6 s and more a round trip) take as long."""

_MASKING = frozenset({Label.CAPTIVE_PORTAL, Label.NO_INTERNET, Label.LOCAL_INTERCEPTION, Label.INCONCLUSIVE})


def network_verdicts(facts: GateFacts) -> tuple[Verdict, ...]:
    """The verdicts on the line, the masking one first; empty when nothing stands out."""
    carried = made_up_addresses(facts) or not_direct(facts)
    if carried is not None:
        return (carried,)
    neutral = facts.attempts(Purpose.NEUTRAL)
    if any(opened(each) for each in neutral.values()):
        return tuple(v for v in (clock(facts, masking=False), _shaky(neutral), _slow(neutral)) if v)
    for rule in (
        own_system,
        _portal,
        certificates,
        _large_packets,
        _nothing_foreign,
        _outage,
        _resolver,
        _offline,
    ):
        found = rule(facts)
        if found is not None:
            return (found,)
    return ()


def masks(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict that explains every direct cell, None when the direct line is to be judged."""
    return next((each for each in verdicts if _explains_all(each)), None)


def _explains_all(verdict: Verdict) -> bool:
    if verdict.label is Label.CLOCK_SKEW:
        return verdict.qualifier == "masking"
    if verdict.label is Label.UNTARGETED_BLOCKING:
        return verdict.rule_id not in (ONLY_WEB_PORTS, UDP_SHUT)  # the web's own ports are open
    return verdict.label in _MASKING


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


def _large_packets(facts: GateFacts) -> Verdict | None:
    """Connections to neutral hosts fall silent and pass with small packets: a black hole for large ones (RFC 4821)."""
    small = tuple(facts.attempts(Purpose.WAY_SMALL).values())
    if len(small) < ENOUGH_FOR_LIKELY or not all(opened(each) for each in small):
        return None
    stuck = [each for each in facts.attempts(Purpose.NEUTRAL).values() if fell_silent(each.last)]
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id=LARGE_PACKETS,
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        action=Action.DROP,
        qualifier="mtu",
        tries=Tries(seen=len(stuck), of=len(stuck)),
        evidence=tuple(each.id for each in (*stuck, *small)),
    )


def _nothing_foreign(facts: GateFacts) -> Verdict | None:
    """Domestic hosts, or other ports, pass while no neutral host does."""
    neutral = _suspicious(facts)
    home = facts.attempts(Purpose.DOMESTIC).values()
    domestic = [each for each in home if opened(each)]
    if len(domestic) * 2 <= len(home):
        domestic = []  # as many domestic hosts are gone: whoever lost the foreign ones lost these as well
    plain = facts.known_pages()
    resolved = [each for each in neutral if each.step is not Step.RESOLVE]
    if not neutral or (not domestic and not (plain and len(resolved) >= FOREIGN)):
        return None
    if home and not domestic and all(fell_silent(each.last) for each in (*neutral, *home)):
        return None  # no safe line at all, at home neither: a line that loses large packets looks the same
    action = _common_action(neutral)
    return Verdict(
        label=Label.UNTARGETED_BLOCKING,
        rule_id="ip.only_domestic" if domestic and not plain else "tls.no_foreign_tls",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        action=action,
        qualifier="port" if plain else "",
        tries=Tries(seen=len(neutral), of=len(neutral)),
        evidence=tuple(each.id for each in (*neutral, *domestic, *plain)),
    )


def _suspicious(facts: GateFacts) -> tuple[Attempt, ...]:
    """The neutral hosts when enough of them fail, in a manner that a box on the way can cause."""
    neutral = tuple(facts.attempts(Purpose.NEUTRAL).values())
    kinds = {each.failure.kind for each in neutral if each.failure}
    if len(neutral) < FOREIGN or kinds & (CERT_FAILURES | LOCAL_FAILURES):
        return ()  # certificates speak of clock, roots or an interceptor; a refusal of the own system of itself
    return neutral


def _common_action(attempts: Sequence[Attempt]) -> Action:
    actions = {action_of(each.failure) for each in attempts} - {None}
    return Action.RESET if actions == {Action.RESET} else Action.DROP


def _outage(facts: GateFacts) -> Verdict | None:
    """Everything foreign fails, and so do half of the domestic hosts or more: an outage and no frontier."""
    neutral = _suspicious(facts)
    home = list(facts.attempts(Purpose.DOMESTIC).values())
    reached = [each for each in home if opened(each)]
    if not neutral or not reached or len(reached) * 2 > len(home) or facts.known_pages():
        return None
    failed = [*neutral, *(each for each in home if each not in reached)]
    return Verdict(
        label=Label.NO_INTERNET,
        rule_id="ip.outage",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        qualifier="outage",
        tries=Tries(seen=len(failed), of=len(neutral) + len(home)),
        evidence=tuple(each.id for each in failed),
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
    attempts = facts.all_attempts()
    if not attempts or any(opened(each) or each.page for each in attempts):
        return None
    kinds = [each.failure.kind for each in attempts if each.failure]
    sure = any(kind in NO_ROUTE for kind in kinds) or len(attempts) >= FOREIGN
    return Verdict(
        label=Label.NO_INTERNET,
        rule_id="ip.nothing_answers",
        confidence=Confidence.CONFIRMED if sure else Confidence.LIKELY,
        locus=Locus.LOCAL,
        layer=Layer.IP,
        tries=Tries(seen=len(attempts), of=len(attempts)),
        evidence=tuple(each.id for each in attempts),
    )


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


def _slow(neutral: dict[str, Attempt]) -> Verdict | None:
    """Every neutral host answers, and every one late: it is the line, whatever is slow besides."""
    answered = [each for each in neutral.values() if opened(each)]
    late = [each for each in answered if _head_after(each) > SLOW_HEAD]
    if len(answered) < 2 or len(late) < len(answered):
        return None
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id="ip.slow",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        qualifier="slow",
        tries=Tries(seen=len(late), of=len(answered)),
        evidence=tuple(each.id for each in late),
    )


def _head_after(attempt: Attempt) -> float:
    """Seconds until the last head of a page had come."""
    heads = [each for each in attempt.observations if each.step is Step.HTTP]
    return heads[-1].started + heads[-1].duration - attempt.observations[0].started
