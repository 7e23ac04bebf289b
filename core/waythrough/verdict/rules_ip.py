"""The address: unreachable for everybody, or only from here?"""

from collections.abc import Sequence

from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Verdict
from waythrough.verdict.facts import ENTRY_STAGES, Attempt, TargetFacts, vague
from waythrough.verdict.families import NO_ROUTE, family_of
from waythrough.verdict.matrix import arm, broke
from waythrough.verdict.rule import (
    ENOUGH_FOR_CONFIRMED,
    ENOUGH_FOR_LIKELY,
    NotThis,
    Said,
    action_of,
    control_ids,
    evidence,
    tries_of,
    turned_away,
)


def blocked_address(facts: TargetFacts) -> Said:
    """No connection to the address from here, while a control reaches the target there or by name."""
    failed = _unreachable(facts)
    if not facts.direct or not failed:
        return NotThis(why="the addresses took the connection, or were never tried")
    silent = tuple(dict.fromkeys(address for each in failed for address in _refusing(facts, each)))
    if set(silent) <= _taken(facts):
        return NotThis(why="the address took a connection before it fell silent: something else set it off")
    reached = [each for each in silent if each in facts.reached_by_controls]
    vouched = [each for each in silent if facts.trusted(each)]
    if not reached and set(silent) & _failing_at_controls(facts):
        return NotThis(why="the control cannot reach that very address either: it is dead for everybody")
    if not facts.controls_open and not reached:
        return NotThis(why="no control reaches the target: a dead server looks the same")
    if not reached and not vouched:
        return NotThis(why="nobody vouches for the address that did not answer")
    if not reached and len(failed) < ENOUGH_FOR_LIKELY:
        return NotThis(why="it failed only once, and no control was asked for that address")
    sure = reached and len(failed) >= ENOUGH_FOR_CONFIRMED
    other = _other_port(facts, reached or vouched)
    return Verdict(
        label=Label.IP_BLOCKING,
        rule_id="ip.control_reaches" if reached else "ip.control_opens",
        confidence=Confidence.CONFIRMED if sure else Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        action=action_of(failed[-1].failure),
        trigger="address",
        qualifier="port" if other else "",
        tries=tries_of(facts),
        evidence=evidence(failed, other) + control_ids(facts),
        params=(("host", facts.subject), ("address", (reached or vouched)[-1])),
    )


def _other_port(facts: TargetFacts, addresses: Sequence[str]) -> tuple[Attempt, ...]:
    """Connections that another port of a silent address took at the same time: the port is the trigger."""
    return tuple(
        each
        for each in facts.attempts(Purpose.OTHER_PORT)
        if each.failure is None and each.address in addresses and not facts.network.hollow
    )


def any_name(facts: TargetFacts) -> Said:
    """The address takes connections but serves no name at all, while the target's name passes elsewhere.

    The trigger is then the address and port, not the name (ooni/data#139).
    """
    if not facts.direct:
        return NotThis(why="only the direct line shows the target's own address")
    if facts.network.hollow:
        return NotThis(
            why="a box on the way takes connections for every address: this one may not be reached at all"
        )
    neutral_there = facts.attempts(Purpose.NEUTRAL_NAME)
    target_elsewhere = facts.attempts(Purpose.TARGET_NAME)
    if not neutral_there or any(each.tls_answered for each in neutral_there):
        return NotThis(why="an uncensored name is served at the address, or was not tried there")
    if len(neutral_there) < ENOUGH_FOR_LIKELY:
        return NotThis(why="the uncensored name was tried only once at the address")
    if not facts.controls_open or not any(facts.trusted(each.address) for each in facts.failed):
        return NotThis(why="no control opens the target, or nobody vouches for the address")
    if not any(each.tls_answered for each in target_elsewhere):
        return NotThis(why="the target's name was not seen to pass at a neutral address")
    return Verdict(
        label=Label.IP_BLOCKING,
        rule_id="ip.any_name",
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        action=action_of(neutral_there[-1].failure),
        trigger="address",
        qualifier="endpoint",
        tries=tries_of(facts),
        evidence=evidence(facts.failed, neutral_there, target_elsewhere) + control_ids(facts),
        params=(("host", facts.subject), ("address", facts.failed[-1].address)),
    )


def down_everywhere(facts: TargetFacts) -> Said:
    """The target fails from here and over every healthy way alike: the service's own fault."""
    failed = facts.failed
    if not failed or facts.own_failure or facts.usable:
        return NotThis(why="the target works, or the way failed by itself")
    if facts.controls_open:
        return NotThis(why="the target opens over another way")
    others = tuple(each for each in facts.controls_fail if not vague(each.failed[-1]))
    if len(others) < (2 if vague(failed[-1]) else 1):
        return NotThis(why="no other healthy way was tried that can tell a dead server from its own rules")
    if not all(_fails_like_a_dead_server(each) for each in (facts, *others)):
        return NotThis(why="the ways fail in unlike manner")
    return Verdict(
        label=Label.SERVER_FAULT,
        rule_id="ip.down_everywhere",
        confidence=Confidence.CONFIRMED if len(failed) >= ENOUGH_FOR_LIKELY else Confidence.LIKELY,
        locus=Locus.SERVICE,
        layer=Layer.IP,
        tries=tries_of(facts),
        evidence=evidence(failed, *(each.failed for each in others)),
        params=(("host", facts.subject), ("count", str(len(others)))),
    )


def _fails_like_a_dead_server(facts: TargetFacts) -> bool:
    """Nobody is there, or nobody says a word there whatever the name."""
    last = facts.failed[-1]
    if last.step is Step.TLS and broke(last):
        return arm(facts.attempts(Purpose.NEUTRAL_NAME)).all_broke
    return last.step in (Step.RESOLVE, Step.CONNECT, Step.PATH)


def _unreachable(facts: TargetFacts) -> tuple[Attempt, ...]:
    return tuple(each for each in facts.failed if turned_away(each) and _refusing(facts, each))


def _refusing(facts: TargetFacts, attempt: Attempt) -> tuple[str, ...]:
    """The addresses that took no connection in an attempt, without those of a family that the line lacks.

    A missing route for IPv6 is the line's own state (ooni/probe#2284).
    """
    last = attempt.last
    return tuple(
        each.address
        for each in attempt.observations
        if each.step is Step.CONNECT
        and each.failure
        and each.host == last.host
        and not (":" in each.address and each.failure.kind in NO_ROUTE)
        and facts.network.families.get(family_of(each.address)) is not False
    )


def _taken(facts: TargetFacts) -> frozenset[str]:
    """Addresses that took a connection in some try of the target."""
    return frozenset(
        each.address
        for attempt in facts.tries
        for each in attempt.observations
        if each.step is Step.CONNECT and each.ok
    )


def _failing_at_controls(facts: TargetFacts) -> frozenset[str]:
    """Addresses at which a way that carries traffic was asked for the target and failed as well."""
    return frozenset(
        attempt.address
        for control in facts.others
        for attempt in control.attempts(Purpose.ADDRESS)
        if attempt.failure is not None and attempt.last.stage not in ENTRY_STAGES
    )
