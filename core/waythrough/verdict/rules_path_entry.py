"""Why a way's own server cannot be reached or used: off, misnamed, or blocked on the line to it."""

from collections.abc import Callable
from dataclasses import replace

from waythrough.model.failure import FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Stage, Tries, Verdict
from waythrough.verdict.facts import Attempt
from waythrough.verdict.gate import ONLY_WEB_PORTS, opened
from waythrough.verdict.path_facts import EntryFacts
from waythrough.verdict.rule import (
    CONNECT_FAILURES,
    ENOUGH_FOR_LIKELY,
    INTERRUPTIONS,
    action_of,
    evidence,
    turned_away,
)
from waythrough.verdict.rules_path_protocol import control_answers, prefix_helps
from waythrough.verdict.rules_path_udp import udp_passes, udp_shut

PARALLEL: str = "parallel"
"""Qualifier of a way that is hindered as soon as it has several connections at once."""

_OFF = frozenset({FailureKind.EXIT_REFUSED, FailureKind.EXIT_TIMEOUT, FailureKind.EXIT_UNREACHABLE})
_STALLS = frozenset({FailureKind.TIMEOUT, FailureKind.RESET, FailureKind.EOF, FailureKind.BODY_CUT})


EntryRule = Callable[[EntryFacts], Verdict | None]


def entry_verdict(facts: EntryFacts) -> Verdict:
    """The verdict of a way after a closer look at its own server; the one it had when nothing more is proven."""
    if not facts.line_fine:
        return facts.verdict
    for rule in UDP_RULES if facts.over_udp else RULES:
        said = rule(facts)
        if said is not None:
            return said
    return facts.verdict


def together(facts: EntryFacts) -> Verdict | None:
    """Alone the way works, before and after; several connections at once stall (XTLS/Xray-core#6293)."""
    alone = facts.attempts(Purpose.WAY_AGAIN)
    at_once = facts.attempts(Purpose.WAY_TOGETHER)
    stalled = [each for each in at_once if _own_stage(each) and _stalled(each)]
    if len(alone) < ENOUGH_FOR_LIKELY or any(each.failure for each in alone):
        return None
    if len(stalled) * 2 < max(len(at_once), 2 * ENOUGH_FOR_LIKELY):
        return None  # a lossy line stalls one or the other
    return replace(
        facts.verdict,
        label=Label.PROTOCOL_BLOCKING,
        rule_id="path.parallel",
        confidence=Confidence.LIKELY,
        locus=Locus.PATH_ENTRY,
        layer=Layer.TLS,
        action=action_of(stalled[-1].failure),
        trigger="connections",
        qualifier=PARALLEL,
        stage=stalled[-1].last.stage,
        reason="",
        tries=Tries(seen=len(stalled), of=len(at_once)),
        evidence=evidence(alone, at_once),
        params=(("count", str(len(at_once))),),
    )


def misnamed(facts: EntryFacts) -> Verdict | None:
    """The line's resolver leads astray: at the address that an authenticated resolver gives the way works."""
    elsewhere = [each for each in facts.attempts(Purpose.WAY_ADDRESS) if opened(each)]
    if not elsewhere or facts.came_back:
        return None
    return _blocked(facts, Label.DNS_TAMPERING, "path.misnamed", Layer.DNS, Action.INJECT, "qname", elsewhere)


def name_filtered(facts: EntryFacts) -> Verdict | None:
    """The A/B matrix at a way's own server: its name is cut everywhere, an uncensored name nowhere."""
    cut = [each for each in facts.still_failing if _interrupted_in_tls(each)]
    neutral = facts.attempts(Purpose.WAY_NEUTRAL_NAME)
    named = facts.attempts(Purpose.WAY_NAME)
    if not cut or facts.came_back or len(neutral) < ENOUGH_FOR_LIKELY or len(named) < ENOUGH_FOR_LIKELY:
        return None
    if not all(_tls_spoke(each) for each in neutral) or not all(_interrupted_in_tls(each) for each in named):
        return None
    action = action_of(cut[-1].failure)
    return _blocked(
        facts, Label.SNI_FILTERING, "path.name_filtered", Layer.TLS, action, "sni", [*neutral, *named]
    )


def address_blocked(facts: EntryFacts) -> Verdict | None:
    """The server takes no connection from here, while another way reaches it at the same address and port.

    A server that admits only some visitors looks the same, so that this is never more than likely.
    """
    failed = [each for each in facts.still_failing if _no_connection(each)]
    reached = [each for each in facts.attempts(Purpose.WAY_CONTROL) if opened(each)]
    if not reached or facts.came_back or len(failed) < max(ENOUGH_FOR_LIKELY, len(facts.still_failing)):
        return None
    action = action_of(failed[-1].failure)
    return _blocked(facts, Label.IP_BLOCKING, "path.control_reaches", Layer.IP, action, "address", reached)


def only_web_ports(facts: EntryFacts) -> Verdict | None:
    """Every neutral host on another port than the web's is shut as well: it is the port and not this way.

    The line opens neutral hosts on 443 meanwhile (`line_fine`). OONI spec ts-038, port filtering.
    """
    failed = [each for each in facts.still_failing if _no_connection(each)]
    asked = facts.attempts(Purpose.WAY_PORT)
    shut = [each for each in asked if turned_away(each)]
    if facts.came_back or len(failed) < max(ENOUGH_FOR_LIKELY, len(facts.still_failing)):
        return None
    if len(shut) < len(asked) or len({each.last.port for each in shut}) < ENOUGH_FOR_LIKELY:
        return None
    return replace(
        facts.verdict,
        label=Label.UNTARGETED_BLOCKING,
        rule_id=ONLY_WEB_PORTS,
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        action=action_of(shut[-1].failure),
        trigger="port",
        qualifier="port",
        tries=Tries(seen=len(shut), of=len(asked)),
        evidence=evidence(failed, shut),
    )


def off_for_all(facts: EntryFacts) -> Verdict | None:
    """Another way does not reach the server either: it is off."""
    asked = facts.attempts(Purpose.WAY_CONTROL)
    if not asked or facts.came_back or not all(_far_end_fails(each, facts.server_hop) for each in asked):
        return None
    return replace(
        facts.verdict,
        rule_id="path.off_for_all",
        confidence=Confidence.CONFIRMED,
        locus=Locus.PATH,
        qualifier="off",
        evidence=facts.verdict.evidence + evidence(asked),
    )


def large_packets_lost(facts: EntryFacts) -> Verdict | None:
    """What stalls with packets of the usual size passes with small ones: a black hole for large ones (RFC 4821)."""
    small = facts.attempts(Purpose.WAY_SMALL)
    again = facts.attempts(Purpose.WAY_AGAIN)
    stalled = [each for each in facts.still_failing if _stalled(each) and each.step is not Step.CONNECT]
    if len(small) < ENOUGH_FOR_LIKELY or not all(opened(each) for each in small):
        return None
    if len(stalled) < ENOUGH_FOR_LIKELY or not again or facts.came_back:
        return None
    return replace(
        facts.verdict,
        label=Label.NETWORK_TROUBLE,
        rule_id="path.large_packets_lost",
        confidence=Confidence.LIKELY,
        locus=Locus.PATH,
        layer=Layer.IP,
        action=Action.DROP,
        qualifier="mtu",
        tries=Tries(seen=len(stalled), of=len(facts.still_failing)),
        evidence=evidence(stalled, small),
    )


RULES: tuple[EntryRule, ...] = (
    together,
    misnamed,
    name_filtered,
    only_web_ports,
    address_blocked,
    large_packets_lost,
    prefix_helps,
    control_answers,
    off_for_all,
)
UDP_RULES: tuple[EntryRule, ...] = (udp_shut, control_answers, udp_passes)


def _blocked(
    facts: EntryFacts,
    label: Label,
    rule_id: str,
    layer: Layer,
    action: Action | None,
    trigger: str,
    proof: list[Attempt],
) -> Verdict:
    failed = facts.still_failing
    return replace(
        facts.verdict,
        label=label,
        rule_id=rule_id,
        confidence=Confidence.LIKELY,
        locus=Locus.PATH_ENTRY,
        layer=layer,
        action=action,
        trigger=trigger,
        tries=Tries(seen=len(failed), of=len(failed)),
        evidence=evidence(failed, proof),
    )


def _own_stage(attempt: Attempt) -> Stage | None:
    return attempt.last.stage if attempt.step is Step.PATH else None


def _no_connection(attempt: Attempt) -> bool:
    failure = attempt.failure
    return _own_stage(attempt) is Stage.CONNECT and failure is not None and failure.kind in CONNECT_FAILURES


def _interrupted_in_tls(attempt: Attempt) -> bool:
    failure = attempt.failure
    return _own_stage(attempt) is Stage.TLS and failure is not None and failure.kind in INTERRUPTIONS


def _tls_spoke(attempt: Attempt) -> bool:
    """Whether a TLS server answered, be it with an alert or with another host's certificate."""
    failure = attempt.failure
    return failure is None or (_own_stage(attempt) is Stage.TLS and failure.kind not in INTERRUPTIONS)


def _stalled(attempt: Attempt) -> bool:
    return attempt.failure is not None and attempt.failure.kind in _STALLS


def _far_end_fails(attempt: Attempt, server_hop: int) -> bool:
    """Whether the control's own far end could not connect to the way's server."""
    failure, detail = attempt.failure, attempt.last.detail
    if failure is None or not isinstance(detail, PathDetail) or detail.hop >= server_hop:
        return False
    return _own_stage(attempt) is Stage.EXIT_CONNECT and failure.kind in _OFF
