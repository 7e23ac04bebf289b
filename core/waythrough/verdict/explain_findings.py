"""What was noted beside the word of a cell, one short line each: never alarming, never another word for the cell."""

from typing import Final

from waythrough.model.run import Cell, TargetResult
from waythrough.model.verdict import Label, Verdict
from waythrough.verdict.explain_cause import ONE_FAMILY, own_parts, verdict_cause
from waythrough.verdict.explain_names import role_text
from waythrough.verdict.words import NOTHING, Text, joined, msg, plural

_IPV4_SHUT: Final = msg("IPv4 to this service does not get through here; IPv6 does.")
_IPV6_SHUT: Final = msg("IPv6 to this service does not get through here; IPv4 does.")


def finding_lines(cell: Cell) -> tuple[Text, ...]:
    """The notes beside a cell's word; what is the same for several targets is said once."""
    shut = _shut_parts(cell)
    together = len(shut) > 1 or cell.verdict.label is Label.PARTIAL
    told = [each.verdict for each in shut] if together else []
    lines = [_line(cell, finding) for finding in cell.findings if finding not in told]
    if len(shut) > 1 and cell.verdict.label is not Label.PARTIAL:
        lines.append(_several_parts(len(shut), len(own_parts(cell))))
    lines += [_other_family(each) for each in cell.targets if each.works is False and _is_side(cell, each)]
    if cell.verdict.rule_id == ONE_FAMILY:  # the word of the cell says it already
        said = (_IPV4_SHUT, _IPV6_SHUT)
        lines = [each for each in lines if each not in said]
    kept: dict[str, Text] = {str(each): each for each in lines if each.template}
    return tuple(kept.values())


def _shut_parts(cell: Cell) -> list[TargetResult]:
    """Servers that do not open and are among the findings."""
    return [each for each in own_parts(cell) if each.works is False and each.verdict in cell.findings]


def _several_parts(shut: int, total: int) -> Text:
    return plural(
        "{shut} of its {count} server does not open, which does not decide.",
        "{shut} of its {count} servers do not open, which does not decide.",
        total,
        shut=shut,
    )


def _line(cell: Cell, finding: Verdict) -> Text:
    if finding.label in {Label.QUIC_BLOCKING, Label.ECH_BLOCKING}:
        return joined(verdict_cause(finding), _all_the_same(cell))
    source = next((each for each in cell.targets if each.verdict == finding), None)
    if source is None:
        return verdict_cause(finding)
    if _is_side(cell, source):
        return _other_family(source)
    return _other_part(source)


def _all_the_same(cell: Cell) -> Text:
    return msg("Pages come all the same.") if cell.works else NOTHING


def _is_side(cell: Cell, result: TargetResult) -> bool:
    """Whether it is the other address family of a target that opens."""
    return result.leg == "tcp" and any(
        each.target == result.target and each.leg == "tcp" and each.family != result.family and each.works
        for each in cell.targets
    )


def _other_family(result: TargetResult) -> Text:
    return _IPV6_SHUT if result.family == 6 else _IPV4_SHUT


def _other_part(result: TargetResult) -> Text:
    """A part that does not decide."""
    tries = result.verdict.tries
    if result.verdict.label is Label.OK:
        return plural(
            "{host} opened in {seen} of {count} try.",
            "{host} opened in {seen} of {count} tries.",
            tries.of,
            host=result.host,
            seen=tries.seen,
        )
    why = verdict_cause(result.verdict)
    if result.works is False:
        return joined(
            msg(
                "One of its parts does not open, which does not decide: {part} ({host}).",
                part=role_text(result.role),
                host=result.host,
            ),
            why,
        )
    return msg("{part} ({host}): {what}", part=role_text(result.role), host=result.host, what=why)
