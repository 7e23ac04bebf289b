"""Servers that stand for each other: any of them suffices, and what the others met is still said."""

from collections.abc import Sequence
from dataclasses import replace

from waythrough.model.run import TargetResult
from waythrough.model.verdict import Confidence, Label, Tries, Verdict
from waythrough.verdict.rule import ENOUGH_FOR_LIKELY


def ports_apart(results: Sequence[TargetResult]) -> list[TargetResult]:
    """A server that takes another port is no bad server: what failed there is the port, and no cause is known.

    So in ooni/spec:nettests/ts-018-whatsapp.md: an endpoint counts as bad only when both of its ports fail.
    """
    open_hosts = {(each.group, each.host) for each in results if each.group and each.works}
    return [
        replace(each, verdict=_port_closed(each.verdict))
        if each.works is False and (each.group, each.host) in open_hosts
        else each
        for each in results
    ]


def _port_closed(verdict: Verdict) -> Verdict:
    return replace(
        verdict,
        label=Label.INCONCLUSIVE,
        rule_id="ip.port_closed",
        confidence=Confidence.NONE,
        qualifier="port",
        reason="other_port_works",
    )


def most_fail(results: Sequence[TargetResult], deciding: Sequence[TargetResult]) -> Verdict | None:
    """More than half of the servers of a group that works are closed: it works in part, hanging by the others."""
    for chosen in deciding:
        if not (chosen.group and chosen.works):
            continue
        members = [each for each in results if each.group == chosen.group and each.works is not None]
        fine = {each.host for each in members if each.works}
        closed = [each for each in members if each.host not in fine and _surely(each)]
        bad = {each.host for each in closed}
        if len(bad) > len(fine):
            return _partial(closed, chosen, Tries(seen=len(bad), of=len(bad | fine)))
    return None


def _surely(result: TargetResult) -> bool:
    return result.works is False and result.verdict.tries.of >= ENOUGH_FOR_LIKELY


def _partial(closed: Sequence[TargetResult], chosen: TargetResult, tries: Tries) -> Verdict:
    worst = next((each for each in closed if each.verdict.accuses), closed[0])
    return replace(
        worst.verdict,
        label=Label.PARTIAL,
        rule_id="ip.most_servers",
        qualifier=worst.verdict.label,
        tries=tries,
        evidence=tuple(dict.fromkeys(e for each in (*closed, chosen) for e in each.verdict.evidence)),
        params=(("host", worst.host), ("role", worst.role), ("works", chosen.role)),
    )


def worth_noting(result: TargetResult) -> bool:
    """Whether the result of a server that does not decide belongs among the findings."""
    if result.verdict.label is Label.OK:
        return bool(result.verdict.qualifier)
    return not result.group or result.verdict.accuses or result.verdict.qualifier == "port"
