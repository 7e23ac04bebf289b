"""The user's own machine and network: what happens here is never laid to the charge of anybody else."""

from ipaddress import ip_address, ip_network

from waythrough.model.failure import FailureKind
from waythrough.model.observation import ResolveDetail
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict.facts import TargetFacts, by_doh
from waythrough.verdict.name_facts import injected, policy
from waythrough.verdict.rule import NotThis, Said, evidence, tries_of


def own_system(facts: TargetFacts) -> Said:
    """The own system forbade the connection, or has no descriptors left."""
    kinds = {each.failure.kind for each in facts.failed if each.failure}
    if kinds == {FailureKind.PERMISSION_DENIED}:
        return Verdict(
            label=Label.LOCAL_INTERCEPTION,
            rule_id="local.own_firewall",
            confidence=Confidence.CONFIRMED,
            locus=Locus.LOCAL,
            layer=Layer.LOCAL,
            action=Action.REFUSE,
            tries=tries_of(facts),
            evidence=evidence(facts.failed),
        )
    if FailureKind.NO_RESOURCES in kinds:
        return Verdict(
            label=Label.INCONCLUSIVE,
            rule_id="local.own_resources",
            confidence=Confidence.NONE,
            locus=Locus.LOCAL,
            layer=Layer.LOCAL,
            reason="instrument",
            tries=tries_of(facts),
            evidence=evidence(facts.failed),
        )
    return NotThis(why="the own system allowed every connection")


def hosts_file(facts: TargetFacts) -> Said:
    """The name stands in the hosts file of this computer."""
    if not facts.direct or _own_resolver(facts) or facts.subject not in facts.network.hosts_file:
        return NotThis(why="the hosts file does not name the target")
    return _changed_here(facts, "local.hosts_file", Confidence.CONFIRMED)


def stand_in_address(facts: TargetFacts) -> Said:
    """A program on this computer answers names with addresses of its own making and carries the traffic itself."""
    plan = facts.network.address_plan
    if not facts.direct or not facts.line_addresses:
        return NotThis(why="the line's resolver gave no address")
    if not all(plan.is_stand_in(each) for each in facts.line_addresses):
        return NotThis(why="the addresses are not of a local program's making")
    return _changed_here(facts, "local.stand_in_address", Confidence.LIKELY)


def local_resolver(facts: TargetFacts) -> Said:
    """A resolver of the user's own network, or one chosen because it filters, withheld the name.

    Of a resolver at home only what cannot come from the provider behind it counts: "nowhere" (0.0.0.0), its own
    word (RFC 8914), or an address beside its own.
    """
    network = facts.network
    if not facts.direct or _own_resolver(facts) or not (network.local_resolver or network.filtering):
        return NotThis(why="the line's resolver is not on the local network")
    if injected(facts):
        return NotThis(why="a box on the way answers in the resolver's place")
    own = policy(facts) is not None or network.filtering or _its_own(facts)
    if not own or any(facts.trusted(each) for each in facts.line_addresses):
        return NotThis(why="the answer may come from behind the local resolver, or is vouched for")
    if not facts.vouched and not facts.controls_open:
        return NotThis(why="no other resolver or way knows the true address")
    sure = Confidence.CONFIRMED if policy(facts) is not None else Confidence.LIKELY
    return _changed_here(facts, "local.resolver_filter", sure)


def _own_resolver(facts: TargetFacts) -> bool:
    """Whether names were asked of a resolver of the way's own, past this computer and the line's."""
    return any(map(by_doh, facts.line_answers))


def _its_own(facts: TargetFacts) -> bool:
    """Whether all answers are "nowhere" or lie beside the resolver itself, where its own notice would be."""
    beside = [
        ip_network(f"{each}/{24 if ip_address(each).version == 4 else 64}", strict=False)
        for each in facts.network.nameservers
        if not ip_address(each).is_loopback  # a forwarder on this computer, which passes on what it hears
    ]
    parsed = [ip_address(each) for each in facts.line_addresses]
    return bool(parsed) and all(
        each.is_unspecified or any(each in near for near in beside if near.version == each.version)
        for each in parsed
    )


def _changed_here(facts: TargetFacts, rule_id: str, confidence: Confidence) -> Verdict:
    answers = facts.line_answers
    told = next(
        (a for each in answers if isinstance(each.detail, ResolveDetail) for a in each.detail.addresses), ""
    )
    return Verdict(
        label=Label.LOCAL_INTERCEPTION,
        rule_id=rule_id,
        confidence=confidence,
        locus=Locus.LOCAL,
        layer=Layer.DNS,
        action=Action.INJECT,
        trigger="name",
        tries=Tries(seen=len(answers), of=len(answers)),
        evidence=tuple(each.id for each in (*answers, *facts.compared)),
        params=(("host", facts.subject), ("address", told)),
    )
