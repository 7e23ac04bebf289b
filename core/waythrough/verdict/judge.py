"""From the facts of a row to its cells: the rules in their order, then the roll-up of targets to platforms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address

from waythrough.model.observation import Observation
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Platform, RollUp
from waythrough.model.run import TargetResult
from waythrough.model.step import Purpose
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label, Layer, Locus, Tries, Verdict
from waythrough.verdict import (
    families,
    groups,
    rules_dns,
    rules_hello,
    rules_http,
    rules_ip,
    rules_last,
    rules_local,
    rules_notice,
    rules_odds,
    rules_path,
    rules_throughput,
    rules_tls,
    rules_volume,
    rules_zone,
)
from waythrough.verdict.facts import NetworkFacts, TargetFacts
from waythrough.verdict.legs import leg_results
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY, Heard, Rule, first_word

RULES: tuple[Rule, ...] = (
    # A notice is a complete page: it must be recognised before a page counts as the service.
    rules_notice.known,
    rules_notice.put_in,
    rules_http.challenge,
    rules_odds.sometimes,
    rules_path.burdened,
    # A page that comes may still be slowed down on purpose, or stop where larger ones begin.
    rules_volume.freeze,
    rules_volume.upload_freeze,
    rules_throughput.throttled,
    rules_hello.crowd,
    rules_last.works,
    # The own side before anybody else's.
    rules_local.own_system,
    rules_local.hosts_file,
    rules_local.stand_in_address,
    rules_local.local_resolver,
    # A way that fails by itself says nothing about the target.
    rules_path.own_failure,
    rules_path.unproven,
    rules_path.stopped,
    # What fails for everybody in the same minute says nothing about one target.
    rules_last.line_trouble,
    # The earliest layer whose tampering suffices names the verdict.
    rules_zone.resolver_trouble,
    rules_zone.zone_fault,
    rules_zone.gone,
    rules_dns.lie,
    rules_zone.dead_addresses,
    rules_ip.blocked_address,
    rules_hello.only_ours,
    rules_tls.sni_matrix,
    rules_ip.any_name,
    rules_tls.origin_certificate,
    rules_tls.own_inspection,
    rules_tls.interception,
    rules_tls.origin_alert,
    rules_http.host_matrix,
    rules_http.path_matrix,
    rules_http.geo_block,
    rules_http.service_fault,
    rules_http.refused_everywhere,
    rules_ip.down_everywhere,
    rules_path.unreachable_from_exit,
    rules_last.mixed,
    rules_tls.interference,
    rules_last.cause_unknown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFacts:
    """What judging needs to know of a column. `on_line`: it leaves where the direct line leaves."""

    path_id: str
    direct: bool
    healthy: bool | None = True
    safe: bool = True
    seconds: float | None = None
    found: Verdict | None = None
    hops: int = 1
    on_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a cell comes to."""

    works: bool | None
    verdict: Verdict
    targets: tuple[TargetResult, ...]
    findings: tuple[Verdict, ...]
    seconds: float | None


def judge_target(facts: TargetFacts) -> tuple[Verdict, Heard]:
    """The first rule that applies speaks; the second value is TargetResult.heard."""
    return first_word(RULES, facts)


def row_facts(
    platform: Platform,
    paths: Sequence[PathFacts],
    observations: Mapping[str, Sequence[Observation]],
    network: NetworkFacts,
) -> dict[str, tuple[TargetFacts, ...]]:
    """The facts of every target over every path that was tried, each knowing the others. Keys are path ids."""
    plain = {
        path.path_id: tuple(
            TargetFacts(
                target=target,
                path_id=path.path_id,
                direct=path.direct or path.on_line,
                observations=tuple(o for o in observations.get(path.path_id, ()) if o.target == target.key),
                network=network,
                path_is_healthy=path.healthy,
                path_is_safe=path.safe,
                path_seconds=path.seconds,
                path_found=path.found,
                path_hops=path.hops,
            )
            for target in platform.targets
        )
        for path in paths
        if observations.get(path.path_id)
    }
    return {
        path_id: tuple(
            replace(
                each,
                others=tuple(_seen_from(each, plain[other][index]) for other in plain if other != path_id),
            )
            for index, each in enumerate(row)
        )
        for path_id, row in plain.items()
    }


def _seen_from(facts: TargetFacts, other: TargetFacts) -> TargetFacts:
    """Another path as a control. What fails over the same line, too, is no second witness of that failure."""
    repeats = other.direct and not other.usable and (facts.direct or other.path_id != DIRECT_ID)
    if not repeats:
        return other
    return replace(
        other, observations=tuple(o for o in other.observations if o.purpose is not Purpose.TARGET)
    )


def judge_cell(platform: Platform, row: Sequence[TargetFacts]) -> Judged:
    """Roll the targets of one cell up to the platform."""
    judged = [_by_family(facts) for facts in row]
    results = groups.ports_apart([result for result, _ in judged])
    sides = [side for _, others in judged for side in others]
    legs = [leg for facts in row for leg in leg_results(facts)]
    required = [each for each in results if each.required] or results
    works, deciding = _roll_up(platform, required)
    verdict = (works and groups.most_fail(results, deciding)) or _platform_verdict(works, deciding, sides)
    if verdict.reason == rules_zone.STALE:
        works = None  # what the service took away is not missed by anybody: the rest works
    findings = [each.verdict for each in results if each not in deciding and groups.worth_noting(each)]
    findings += [each.verdict for each in (*sides, *legs) if each.verdict.accuses]
    if verdict.label is not Label.DNS_TAMPERING:
        findings += [finding for facts in row[:1] for finding in rules_zone.injection(facts)]
    usable = [f.usable.seconds for f in row if f.usable and any(r.target == f.target.key for r in deciding)]
    return Judged(
        works=works,
        verdict=verdict,
        targets=(*results, *sides, *legs),
        findings=tuple(findings),
        seconds=max(usable) if works and usable else None,
    )


_NOT_USABLE = frozenset({Label.TLS_MITM, Label.BLOCK_PAGE, Label.PATH_FAILURE, Label.VOLUME_FREEZE})
"""Labels that no page which came can outweigh."""


def target_works(facts: TargetFacts, verdict: Verdict) -> bool | None:
    """Whether the target opens for a user: from the tries, the label only vetoes what is not the service."""
    if facts.proves_nothing and facts.usable_count:
        return None
    if verdict.label not in _NOT_USABLE and rules_hello.opens_for_browsers(facts):
        return True
    if verdict.label in _NOT_USABLE or not facts.usable_count:
        return False if facts.tries else None
    return True if facts.usable_count * 2 >= len(facts.tries) else None


def _by_family(facts: TargetFacts) -> tuple[TargetResult, tuple[TargetResult, ...]]:
    """The result of a target, and beside it that of the address family which did not decide.

    What opens over one family opens for a person: browsers try both (RFC 8305). A family that the line does not
    carry says nothing about the target.
    """
    views = families.views(facts)
    if not views:
        return _result(facts), ()
    results = {family: _result(view) for family, view in views.items()}
    alive = [family for family in views if facts.network.families.get(family) is not False]
    open_over = [family for family, each in results.items() if each.works]
    if open_over:
        used = families.family_of(facts.usable.address) if facts.usable else 0
        chosen = used if used in open_over else open_over[0]
        return results[chosen], tuple(
            _side(each, facts.network.families.get(family))
            for family, each in results.items()
            if family != chosen
        )
    if len(alive) == 1:
        return results[alive[0]], ()
    return _result(facts), ()


def _side(result: TargetResult, carried: bool | None) -> TargetResult:
    """The result of the other family: only what neutral hosts open over can be held against anybody."""
    few = result.works is False and result.verdict.tries.of < ENOUGH_FOR_LIKELY
    if (carried or result.works) and not few:
        return replace(result, required=False)
    known = carried is False
    verdict = Verdict(
        label=Label.NETWORK_TROUBLE if known else Label.INCONCLUSIVE,
        rule_id=families.FAMILY_DEAD if known else "ip.family_unclear",
        confidence=Confidence.LIKELY if known else Confidence.NONE,
        locus=Locus.DIRECT,
        layer=Layer.IP,
        qualifier=f"ipv{result.family}",
        reason="" if known else "n_small" if carried else "no_control",
        tries=result.verdict.tries,
        evidence=result.verdict.evidence,
    )
    return replace(result, required=False, works=None, verdict=verdict)


def _result(facts: TargetFacts) -> TargetResult:
    verdict, heard = judge_target(facts)
    shown = facts.usable or facts.last_failed
    address = shown.address if shown else ""
    return TargetResult(
        target=facts.target.key,
        role=facts.target.role,
        host=facts.target.host,
        address=address,
        family=ip_address(address).version if address else None,
        leg="tcp",
        required=facts.target.required,
        works=target_works(facts, verdict),
        verdict=verdict,
        group=facts.target.group,
        heard=heard,
    )


def _roll_up(platform: Platform, required: Sequence[TargetResult]) -> tuple[bool | None, list[TargetResult]]:
    """Works or not, and the targets that decide (of a group its best member)."""
    parts: dict[str, list[TargetResult]] = {}
    for each in required:
        parts.setdefault(each.group or each.target, []).append(each)
    best = [min(part, key=lambda each: (-_openness(each), _telling(each.verdict))) for part in parts.values()]
    if platform.roll_up is RollUp.ANY_OF:
        chosen = max(best, key=_openness)
        return chosen.works, [chosen] if chosen.works else best
    if all(each.works for each in best):
        return True, best
    return (False if any(each.works is False for each in best) else None), best


def _openness(result: TargetResult) -> int:
    return {True: 2, None: 1, False: 0}[result.works]


def _platform_verdict(
    works: bool | None, deciding: Sequence[TargetResult], sides: Sequence[TargetResult]
) -> Verdict:
    if works:
        found = {each.target: each for each in deciding}
        closed = [each for each in sides if each.works is False and each.family == 4 and each.target in found]
        if closed:
            worst = min(closed, key=lambda each: _telling(each.verdict))
            return _one_family(worst, found[worst.target])
        return min((each.verdict for each in deciding), key=lambda v: v.label is Label.OK)
    bad = [each for each in deciding if not each.works]
    worst = min(bad, key=lambda each: _telling(each.verdict))
    good = [each for each in deciding if each.works]
    if works is None or not good:
        return worst.verdict
    if all(rules_zone.retired(each.verdict) for each in bad):
        return rules_zone.stale(worst.verdict, worst.host)
    return Verdict(
        label=Label.PARTIAL,
        rule_id="http.partial",
        confidence=worst.verdict.confidence,
        locus=worst.verdict.locus,
        layer=worst.verdict.layer,
        action=worst.verdict.action,
        qualifier=worst.verdict.label,
        reason=worst.verdict.reason,
        tries=Tries(seen=len(bad), of=len(deciding)),
        evidence=tuple(dict.fromkeys(e for each in (*bad, *good) for e in each.verdict.evidence)),
        params=(("host", worst.host), ("role", worst.role), ("works", good[0].role)),
    )


def _one_family(closed: TargetResult, works: TargetResult) -> Verdict:
    """It opens over one address family, while the other, which the line carries, does not reach it."""
    return replace(
        closed.verdict,
        label=Label.PARTIAL,
        rule_id="ip.one_family",
        qualifier=closed.verdict.label,
        evidence=tuple(dict.fromkeys((*closed.verdict.evidence, *works.verdict.evidence))),
        params=(("host", closed.host), ("family", str(closed.family)), ("works", str(works.family))),
    )


def _telling(verdict: Verdict) -> tuple[int, int]:
    """Order in which failing targets speak for the platform: danger first, then what is proven."""
    if verdict.label is Label.TLS_MITM:
        return 0, 0
    sure = {Confidence.CONFIRMED: 0, Confidence.LIKELY: 1, Confidence.NONE: 2}[verdict.confidence]
    return (
        1 if verdict.label in CENSOR_LABELS else 2 if verdict.label is not Label.INCONCLUSIVE else 3
    ), sure


def bug(reference: str) -> Verdict:
    """The verdict of a cell in which the program itself failed: never a statement on the network."""
    return Verdict(
        label=Label.INCONCLUSIVE,
        rule_id="local.program_error",
        confidence=Confidence.NONE,
        locus=Locus.LOCAL,
        reason="bug",
        params=(("reference", reference),),
    )
