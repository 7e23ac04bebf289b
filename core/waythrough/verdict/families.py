"""IPv4 and IPv6 judged apart: what a target met over each, and whether the line carries that family at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_address
from types import MappingProxyType

from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import Attempt, TargetFacts

FAMILIES = (4, 6)
FAMILY_DEAD = "ip.family_dead"
NO_ROUTE = frozenset({FailureKind.HOST_UNREACHABLE, FailureKind.NETWORK_UNREACHABLE})
"""Ends at once where a family has no route: for IPv6 the state of most lines (ooni/probe#2284)."""


def family_of(address: str) -> int:
    """4 or 6; 0 for no address, as over a way that was given the name."""
    return ip_address(address).version if address else 0


def carried(observations: Iterable[Observation]) -> Mapping[int, bool]:
    """Whether neutral hosts open over each family; a family that none of them was asked over is left out.

    A family that fails for more than half of the neutral hosts is the line's own trouble and masked (the same
    bound as in ooni/data:oonipipeline/src/oonipipeline/analysis/rules.py).
    """
    state: dict[int, bool] = {}
    for family in FAMILIES:
        hosts = _neutral_hosts(observations, family)
        if hosts:
            state[family] = sum(hosts.values()) * 2 >= len(hosts)
    return MappingProxyType(state)


def _neutral_hosts(observations: Iterable[Observation], family: int) -> dict[str, bool]:
    """Whether each neutral host took a connection over a family."""
    hosts: dict[str, bool] = {}
    for each in _neutral_connections(observations, family):
        hosts[each.host] = hosts.get(each.host, False) or each.ok
    return hosts


def _neutral_connections(observations: Iterable[Observation], family: int) -> list[Observation]:
    return [
        each
        for each in observations
        if each.purpose is Purpose.NEUTRAL and each.step is Step.CONNECT and family_of(each.address) == family
    ]


def dead_family(observations: Sequence[Observation]) -> Verdict | None:
    """A note for the whole line: it offers IPv6, but nothing comes back over it. No route at all is no trouble."""
    if carried(observations).get(6) is not False:
        return None
    failed = [each for each in _neutral_connections(observations, 6) if not each.ok]
    if all(each.failure is not None and each.failure.kind in NO_ROUTE for each in failed):
        return None
    hosts = len(_neutral_hosts(observations, 6))
    return Verdict(
        label=Label.NETWORK_TROUBLE,
        rule_id=FAMILY_DEAD,
        confidence=Confidence.LIKELY,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        qualifier="ipv6",
        tries=Tries(seen=len({each.host for each in failed}), of=hosts),
        evidence=tuple(each.id for each in failed),
    )


def offered(facts: TargetFacts) -> Mapping[int, str]:
    """The first address of each family that the line's resolver gave for the target's own name."""
    found: dict[int, str] = {}
    for each in facts.observations:
        if each.step is Step.CONNECT and each.purpose is Purpose.TARGET and each.hop == 0 and each.address:
            found.setdefault(family_of(each.address), each.address)
    for address in sorted(facts.line_addresses):
        found.setdefault(family_of(address), address)
    return MappingProxyType(found)


def views(facts: TargetFacts) -> Mapping[int, TargetFacts]:
    """The facts of each family by itself, where both were tried on the direct line; else nothing."""
    tried = {
        family_of(each.address)
        for each in facts.observations
        if _own_connect(each) and each.purpose in (Purpose.TARGET, Purpose.FAMILY)
    } - {0}
    if not facts.direct or len(tried) < len(FAMILIES):
        return MappingProxyType({})
    return MappingProxyType({family: _view(facts, family) for family in FAMILIES})


def _own_connect(each: Observation) -> bool:
    return each.step is Step.CONNECT and each.hop == 0


def _view(facts: TargetFacts, family: int) -> TargetFacts:
    """Only what went over one family: its share of the tries, and the side tries as tries of their own."""
    kept: list[Observation] = []
    for attempt in facts.attempts(Purpose.TARGET):
        kept += _share(attempt, family)
    first = facts.tries[0].observations if facts.tries else ()
    asked = [each for each in first if each.step is Step.RESOLVE and each.hop == 0]
    for number, attempt in enumerate(facts.attempts(Purpose.FAMILY), len(facts.tries) + 1):
        if family_of(attempt.observations[0].address) == family:
            steps = (*asked, *attempt.observations)
            kept += [replace(each, purpose=Purpose.TARGET, attempt=number) for each in steps]
    kept += [
        each
        for each in facts.observations
        if each.purpose not in (Purpose.TARGET, Purpose.FAMILY)
        and (each.purpose is Purpose.NEUTRAL or family_of(each.address) in (0, family))
    ]
    return replace(facts, observations=tuple(kept))


def _share(attempt: Attempt, family: int) -> list[Observation]:
    """What of one try belongs to a family: all that followed its connection, or only its own failed ones."""
    own = [each for each in attempt.observations if _own_connect(each)]
    if not any(family_of(each.address) == family for each in own):
        return []
    theirs = [each for each in own if family_of(each.address) != family]
    if own[-1].ok and own[-1] in theirs:
        asked = [each for each in attempt.observations if each.step is Step.RESOLVE and each.hop == 0]
        return [*asked, *(each for each in own if each not in theirs)]
    return [each for each in attempt.observations if each not in theirs]
