"""Lines for support staff: technical, untranslated, left to right, one fact set a line."""

from waythrough.model.failure import CERT_FAILURES, FailureKind
from waythrough.model.observation import (
    ConnectDetail,
    HttpDetail,
    Observation,
    PathDetail,
    ResolveDetail,
    ServiceDetail,
    TlsDetail,
    TransferDetail,
)
from waythrough.model.run import Cell, TargetResult
from waythrough.model.step import Purpose
from waythrough.model.verdict import Verdict
from waythrough.verdict.clause import said
from waythrough.verdict.words import Text, msg

_CUT = 120
_SAID_BY_KIND = CERT_FAILURES | {
    FailureKind.RESET,
    FailureKind.REFUSED,
    FailureKind.HOST_UNREACHABLE,
    FailureKind.NETWORK_UNREACHABLE,
}
"""Failures about which the system's own words say no more than their name."""


def detail_lines(cell: Cell, *, addresses: bool = True) -> tuple[str, ...]:
    """Everything that carries the verdict: verdict, targets, findings, then each observation in one line.

    `addresses`: whether the addresses of servers are shown.
    """
    lines = [f"verdict   {verdict_line(cell.verdict)}", f"cell      {cell_line(cell)}"]
    lines.extend(f"target    {target_line(target, addresses=addresses)}" for target in cell.targets)
    lines.extend(f"finding   {verdict_line(finding)}" for finding in cell.findings)
    lines.extend(observation_line(seen, addresses=addresses) for seen in cell.observations)
    return tuple(lines)


def target_line(target: TargetResult, *, addresses: bool = True) -> str:
    """The result of a target, address family and leg as one line."""
    works = {True: "works", False: "fails", None: "unclear"}[target.works]
    where = f" {target.address}" if addresses and target.address else ""
    need = "" if target.required else " (not required)"
    return f"{target.target}{where} {target.leg} {works}{need}: {verdict_line(target.verdict)}"


def verdict_line(verdict: Verdict) -> str:
    """A verdict as one line: label, confidence, k/n, rule and whatever else it names."""
    parts = [str(verdict.label), str(verdict.confidence), f"{verdict.tries.seen}/{verdict.tries.of}"]
    named = {
        "rule": verdict.rule_id,
        "locus": verdict.locus,
        "layer": verdict.layer,
        "action": verdict.action,
        "trigger": verdict.trigger,
        "qualifier": verdict.qualifier,
        "stage": verdict.stage,
        "reason": verdict.reason,
    }
    parts.extend(f"{name}={_clean(str(value))}" for name, value in named.items() if value)
    parts.extend(f"{name}={_clean(value)}" for name, value in verdict.params if value)
    if verdict.evidence:
        parts.append(f"evidence={','.join(verdict.evidence)}")
    return " ".join(parts)


def observation_line(seen: Observation, *, addresses: bool = True, purpose: bool = True) -> str:
    """One observation as one line: id, step, place, outcome, time, bytes, failure; `purpose`: also what it was for."""
    step = f"{seen.step}.{seen.stage}" if seen.stage else str(seen.step)
    where = _clean(seen.host)
    if seen.port:
        where += f":{seen.port}"
    if addresses and seen.address and seen.address != seen.host:
        where += f" [{seen.address}]"
    parts = [f"{seen.id:<5} {step:<9} {where}"]
    if purpose and seen.purpose is not Purpose.TARGET:
        parts.append(f"({seen.purpose})")
    if seen.attempt > 1:
        parts.append(f"try {seen.attempt}")
    if seen.hop:
        parts.append(f"hop {seen.hop}")
    parts.extend(_facts(seen, addresses))
    parts.append(_outcome(seen))
    parts.append(f"{seen.duration * 1000:.0f} ms")
    if seen.bytes_sent or seen.bytes_received:
        parts.append(f"{seen.bytes_sent}/{seen.bytes_received} B")
    if seen.loop_lag > 0.1 * seen.duration and seen.loop_lag > 0.01:
        parts.append(f"lag {seen.loop_lag * 1000:.0f} ms")
    return " ".join(parts)


def _outcome(seen: Observation) -> str:
    if seen.failure is None:
        return "ok"
    code = "" if seen.failure.code is None else f"({seen.failure.code})"
    told = seen.failure.text and seen.failure.kind not in _SAID_BY_KIND
    text = f' "{_clean(seen.failure.text)}"' if told else ""
    return f"{seen.failure.kind}{code}{text}"


def _facts(seen: Observation, addresses: bool) -> list[str]:
    match seen.detail:
        case ResolveDetail() as detail:
            return _resolve_facts(detail, addresses)
        case ConnectDetail(family=family):
            return [f"v{family}"]
        case PathDetail(kind=kind, hop=hop, reply=reply, agreed=agreed):
            facts = [kind] if kind else []
            facts += [f"server {hop + 1}"] if hop else []
            facts += [f"reply {reply}"] if reply is not None else []
            return facts + (
                [] if agreed is None else ["two clients agree" if agreed else "two clients disagree"]
            )
        case TlsDetail() as detail:
            return _tls_facts(detail)
        case HttpDetail() as detail:
            return _http_facts(detail)
        case ServiceDetail() as detail:
            return _service_facts(detail, addresses)
        case TransferDetail() as detail:
            return _transfer_facts(detail)
    return []


def _resolve_facts(detail: ResolveDetail, addresses: bool) -> list[str]:
    facts = [f"via {detail.resolver}" if addresses or detail.resolver == "system" else "via a resolver"]
    if detail.addresses:
        facts.append(
            f"-> {','.join(detail.addresses)}" if addresses else f"addresses={len(detail.addresses)}"
        )
    facts += [f"cname {_clean(detail.cnames[-1])}"] if detail.cnames else []
    facts += [f"rcode {detail.rcode}"] if detail.rcode is not None else []
    facts += [f"ede {detail.ede} {_clean(detail.ede_text)}".rstrip()] if detail.ede is not None else []
    if detail.late:
        facts.append(
            "late "
            + ("|".join(",".join(reply) for reply in detail.late) if addresses else str(len(detail.late)))
        )
    return facts


def _tls_facts(detail: TlsDetail) -> list[str]:
    facts = [f"sni={_clean(detail.server_name)}"]
    facts += [f"hello={_clean(detail.hello)}"] if detail.hello else []
    facts += ["resumed"] if detail.resumed else []
    facts += [detail.version] if detail.version else []
    facts += [f"alpn={detail.alpn}"] if detail.alpn else []
    if detail.chain:
        leaf = detail.chain[0]
        facts.append(
            f'leaf "{_clean(leaf.subject)}" issuer "{_clean(leaf.issuer)}" sha256 {leaf.fingerprint[:16]}'
        )
    facts += [f"verify {detail.verify_code}"] if detail.verify_code else []
    if detail.os_trusted is not None:
        facts.append("os-trusted" if detail.os_trusted else "not os-trusted")
    facts += [f"alert {detail.alert}"] if detail.alert is not None else []
    facts += [f"plaintext {_clean(repr(detail.plaintext[:48]))}"] if detail.plaintext else []
    return facts


def _service_facts(detail: ServiceDetail, addresses: bool) -> list[str]:
    facts = [f"via {detail.resolver}" if addresses or detail.resolver == "system" else "via a resolver"]
    facts += [f"rcode {detail.rcode}"] if detail.rcode is not None else []
    facts += [f"alpn {_clean(','.join(detail.alpn))}"] if detail.alpn else []
    return facts + ([f"ech {_clean(detail.public_name)}"] if detail.ech else [])


def _transfer_facts(detail: TransferDetail) -> list[str]:
    facts = [f"sni={_clean(detail.server_name)}"]
    facts += [f"requests={detail.requests}"] if detail.requests > 1 else []
    facts += [str(detail.status)] if detail.status is not None else []
    if len(detail.marks) > 1:
        (begun, _), (ended, count) = detail.marks[0], detail.marks[-1]
        facts.append(f"{count} B in {ended:.1f} s")
        if ended > begun:
            facts.append(f"{count * 8 / 1000 / ended:.0f} kbit/s")
    return facts + (["stopped by us"] if detail.capped else [])


def _http_facts(detail: HttpDetail) -> list[str]:
    facts = [f"{detail.method} {_clean(detail.url)}"]
    facts += [f"{detail.version} {detail.status}".strip()] if detail.status is not None else []
    facts += [f'"{_clean(detail.title)}"'] if detail.title else []
    facts += [f"body {detail.body_bytes}{'' if detail.complete else '+'} B"] if detail.body_bytes else []
    return facts + ([] if detail.validated else ["not validated"])


def reason(why: str) -> Text:
    """Why a rule did not apply; what was measured stands behind it in brackets, the same in every language."""
    sentence, bracket, figures = why.partition(" [")
    text = said(sentence)
    return msg("{text} {figures}", text=text, figures=f"[{figures}") if bracket else text


def spoke_as(verdict: Verdict) -> Text:
    """That a rule spoke, and what it said."""
    return msg(
        "spoke as {rule}: {label}, {confidence}",
        rule=verdict.rule_id,
        label=str(verdict.label),
        confidence=str(verdict.confidence),
    )


def cell_line(cell: Cell) -> str:
    """What a cell comes to as one line."""
    works = {True: "works", False: "fails", None: "unclear"}[cell.works]
    seconds = "" if cell.seconds is None else f" usable after {cell.seconds * 1000:.0f} ms"
    reason = f" reason={cell.reason}" if cell.reason else ""
    amount = f" {cell.bytes_sent}/{cell.bytes_received} B"
    result = f"{cell.platform_id} x {cell.path_id} {cell.status} {works}{seconds}{reason}"
    return f"{result} revision {cell.revision}{amount}"


def _clean(text: str) -> str:
    """Foreign text on one line, without control and direction characters."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain if len(plain) <= _CUT else plain[: _CUT - 1] + "…"
