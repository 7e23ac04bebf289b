"""Whether anything over UDP gets through on the line, when a way over UDP meets nothing but silence."""

from dataclasses import replace

from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.gate import UDP_SHUT
from waythrough.verdict.path_facts import EntryFacts
from waythrough.verdict.rule import CONNECT_FAILURES, ENOUGH_FOR_LIKELY, action_of, evidence
from waythrough.verdict.rules_path_protocol import mute_over_udp

UDP_PASSES = ("udp", "passes")
"""The parameter of a silent way's verdict where other UDP gets through on the line."""


def udp_shut(facts: EntryFacts) -> Verdict | None:
    """Neither a public resolver nor a QUIC server answers over UDP, while pages open over TCP (`line_fine`).

    Networks that close one of both ports, 53 or 443, are common; only all of them together tell of UDP.
    """
    asked = facts.attempts(Purpose.WAY_UDP)
    silent = [each for each in facts.still_failing if mute_over_udp(each)]
    if facts.udp_carries or facts.came_back or len(silent) < max(ENOUGH_FOR_LIKELY, len(facts.still_failing)):
        return None
    lost = [each for each in asked if each.failure is not None and each.failure.kind in CONNECT_FAILURES]
    if len(lost) < len(asked) or {each.step for each in lost} != {Step.RESOLVE, Step.EXCHANGE}:
        return None
    return replace(
        facts.verdict,
        label=Label.UNTARGETED_BLOCKING,
        rule_id=UDP_SHUT,
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        action=action_of(lost[-1].failure),
        trigger="protocol",
        qualifier="udp",
        tries=Tries(seen=len(lost), of=len(asked)),
        evidence=evidence(silent, lost),
    )


def udp_passes(facts: EntryFacts) -> Verdict | None:
    """Other UDP gets through, so that the silence is about this way; its verdict says so.

    An answer of a name server proves nothing: many networks answer those questions themselves.
    """
    answered = [
        each
        for each in facts.attempts(Purpose.WAY_UDP)
        if each.step is Step.EXCHANGE and each.failure is None
    ]
    if facts.came_back or not (answered or facts.udp_carries):
        return None
    return replace(
        facts.verdict,
        params=(*facts.verdict.params, UDP_PASSES),
        evidence=(*facts.verdict.evidence, *evidence(answered)),
    )
