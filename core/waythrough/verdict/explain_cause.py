"""The sentence under the headline: what failed, what worked next to it, and what it is not."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import Cell, CellStatus, TargetResult
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Verdict
from waythrough.verdict.explain_cause_block import BLOCK_CAUSES
from waythrough.verdict.explain_dns import AGED, name_cause
from waythrough.verdict.explain_entry import about_entry, entry_cause
from waythrough.verdict.explain_failure import observed
from waythrough.verdict.explain_names import param, role_text
from waythrough.verdict.explain_network import network_banner
from waythrough.verdict.explain_path import path_cause
from waythrough.verdict.explain_untried import untried, untried_cause
from waythrough.verdict.explain_volume import speed, throttling
from waythrough.verdict.rules_hello import CONNECTIONS
from waythrough.verdict.words import NOTHING, Text, joined, msg, plural

REASONS: Final = MappingProxyType(
    {
        "no_control": msg("There was no other line to compare with, so the cause cannot be told."),
        "ways_fail": msg("None of the ways that were tried opens it either, so the cause cannot be told."),
        "mixed": msg("What was seen points in different directions, so the cause cannot be told."),
        "n_small": msg("It was tried too few times to be sure."),
        "not_direct": msg("A VPN or proxy seems to be switched on, so the direct line is not really direct."),
        "instrument": msg("The program itself could not measure properly here, so it does not judge."),
        "interrupted": msg("The check was stopped before it was done."),
        "other_port_works": msg("The same server takes another port, so it can be used."),
        "hollow": msg(
            "Something on the way answers in place of every server, so an open connection proves nothing here."
        ),
        "network_changed": msg(
            "This computer joined another network meanwhile, so what did not open is not judged. Check again."
        ),
        "path_unhealthy": msg(
            "This way was itself unsteady at that time, so nothing can be said about the service."
        ),
        "exit_cannot_reach": msg("The way itself is connected, but its far end does not reach this service."),
        "service_answers_otherwise": msg(
            "The service answered over a safe line, so the line is open;"
            " but it did not answer as it does when it works."
        ),
        "bug": msg(
            "A fault in this program ended the check. It says nothing about the network or the service."
        ),
    }
)
"""Reason codes of an inconclusive verdict, in words."""

ONE_FAMILY: Final = "ip.one_family"
"""Rule of a cell that opens over one address family only."""

FLICKER: Final = msg("Try again: a flickering line or an overloaded service looks like this.")
"""What tries come to that went both ways."""


def cause(cell: Cell) -> Text:
    """Why the cell is as it is: only what the label proves. Unknown reasons fall back on the label."""
    aged = AGED.get(cell.reason)
    return joined(_cause(cell), aged) if aged is not None else _cause(cell)


def _cause(cell: Cell) -> Text:
    if cell.status is CellStatus.ERROR:
        return REASONS["bug"]
    if cell.status is CellStatus.MASKED:
        return _masked(cell.verdict)
    if untried(cell.verdict):
        return untried_cause(cell.verdict)
    if about_entry(cell.verdict):
        return entry_cause(cell.verdict)
    about_name = name_cause(cell.verdict)
    if about_name is not None:
        return about_name
    label = cell.verdict.label
    block = BLOCK_CAUSES.get(label)
    return block(cell.verdict) if block is not None else _CAUSES[label](cell)


def _masked(verdict: Verdict) -> Text:
    """What is the matter with the whole line, in the words of its banner."""
    what = network_banner(verdict).title
    return msg("{what}. That concerns the whole line, so this service was not judged.", what=what)


def verdict_cause(verdict: Verdict) -> Text:
    """The same sentence for a verdict that stands alone, such as a finding or the result of one target."""
    return cause(
        Cell(
            platform_id="",
            path_id="",
            status=CellStatus.DONE,
            works=verdict.label in {Label.OK, Label.ACCESS_CHALLENGE},
            verdict=verdict,
        )
    )


def what_failed(cell: Cell) -> Text:
    """What the last failed step of the service itself showed; empty when none is known."""
    own = [
        seen for seen in cell.observations if seen.purpose is Purpose.TARGET and seen.step is not Step.PATH
    ]
    deciding = [seen for seen in own if seen.id in cell.evidence and not seen.ok] or [
        seen for seen in own if not seen.ok
    ]
    return observed(deciding[-1]) if deciding else NOTHING


def _ok(cell: Cell) -> Text:
    tls = any(seen.step is Step.TLS and seen.ok for seen in cell.observations)
    if tls or not cell.observations:
        opened = msg("The service proved who it is and answered as it should.")
    else:
        opened = msg("The service answered as it should.")
    tries = cell.verdict.tries
    flaky = NOTHING
    if tries.seen < tries.of:
        flaky = plural(
            "It opened in {seen} of {count} try.",
            "It opened in {seen} of {count} tries.",
            tries.of,
            seen=tries.seen,
        )
    return joined(opened, flaky, speed(cell.verdict))


def _partial(cell: Cell) -> Text:
    if cell.verdict.rule_id == ONE_FAMILY:
        return _one_family(cell)
    required = [target for target in cell.targets if target.required]
    works = _roles(target for target in required if target.works)
    fails = _roles(target for target in required if target.works is False)
    failing = [target for target in required if target.works is False]
    failing.sort(key=lambda target: target.verdict.label != cell.verdict.qualifier)
    why = verdict_cause(failing[0].verdict) if failing else NOTHING
    host = param(cell.verdict, "host") or (failing[0].host if failing else "")
    if not works and not fails:  # a record that kept the verdict alone
        works, fails = _named_role(cell.verdict, "works"), _named_role(cell.verdict, "role")
    servers = own_parts(cell)
    if works and fails and not set(works) & set(fails):
        parts = msg("These parts work: {works}. These do not: {fails}.", works=_row(works), fails=_row(fails))
    elif sum(not each.works for each in servers) > 1 and any(each.works for each in servers):
        return joined(_some_of(servers), why)
    else:
        parts = msg("Some of its servers or addresses answer, others do not.")
    where = msg("The server that fails is {host}.", host=host) if host else NOTHING
    return joined(parts, where, why)


def own_parts(cell: Cell) -> tuple[TargetResult, ...]:
    """One result for each server of the service; the other address family and side legs are left out."""
    kept: dict[str, TargetResult] = {}
    for each in cell.targets:
        if each.leg == "tcp" and (each.target not in kept or each.required):
            kept[each.target] = each
    return tuple(kept.values())


def _some_of(servers: tuple[TargetResult, ...]) -> Text:
    return plural(
        "Only {works} of its {count} server can be used.",
        "Only {works} of its {count} servers can be used.",
        len(servers),
        works=sum(each.works is True for each in servers),
    )


def _one_family(cell: Cell) -> Text:
    """It opens over one address family; why the other does not, as far as that is known."""
    verdict = cell.verdict
    if param(verdict, "works") == "6":
        fact = msg("It opens over IPv6, but not over IPv4.")
    else:
        fact = msg("It opens over IPv4, but not over IPv6.")
    closed = str(param(verdict, "family"))
    why = [each.verdict for each in cell.targets if each.works is False and str(each.family) == closed]
    return joined(fact, verdict_cause(why[0]) if why else NOTHING)


def _named_role(verdict: Verdict, name: str) -> tuple[Text, ...]:
    value = param(verdict, name)
    return (role_text(Role(value)),) if value in set(Role) else ()


def _roles(targets: Iterable[TargetResult]) -> tuple[Text, ...]:
    return tuple(role_text(role) for role in dict.fromkeys(target.role for target in targets))


def _row(texts: tuple[Text, ...]) -> Text:
    row = texts[0]
    for text in texts[1:]:
        row = msg("{first}, {next}", first=row, next=text)
    return row


def _geo_block(cell: Cell) -> Text:
    status = param(cell.verdict, "status")
    if status:
        said = msg(
            "The service itself answered over a safe line and refused ({code}).", code=f"HTTP {status}"
        )
    else:
        said = msg("The service itself answered over a safe line and refused.")
    return joined(said, _turned_away(cell))


def _turned_away(cell: Cell) -> Text:
    sure = cell.verdict.confidence is Confidence.CONFIRMED
    if cell.path_id in {"", DIRECT_ID} and cell.verdict.locus is not Locus.PATH_EXIT:
        if sure:
            return msg("It turns away the country or address from which you come; the line is open.")
        return msg("It seems to turn away the country or address from which you come; the line is open.")
    if sure:
        return msg("It turns away the country or address at which this way comes out; the way itself works.")
    return msg(
        "It seems to turn away the country or address at which this way comes out; the way itself works."
    )


def _access_challenge(cell: Cell) -> Text:
    status = param(cell.verdict, "status")
    if cell.verdict.qualifier == CONNECTIONS:
        return msg("The service takes only a few connections at once from one address; one by one they open.")
    if status == "429":
        return msg("The service is reached, but it slows down visitors from this address (HTTP 429).")
    return msg("The service is reached over a safe line. It wants you to pass a check or to sign in first.")


def _server_fault(cell: Cell) -> Text:
    verdict = cell.verdict
    status = param(verdict, "status")
    if verdict.layer is Layer.DNS:
        return msg("Its name has no address, whoever is asked.")
    if verdict.layer is Layer.HTTP and status:
        return msg(
            "Its server was reached over a safe line and reported a fault of its own ({code}).",
            code=f"HTTP {status}",
        )
    if verdict.layer is Layer.HTTP:
        return msg("Its server was reached over a safe line, but did not give what it gives when it works.")
    if verdict.layer is Layer.TLS:
        first = msg("Its own proof of identity or its safe line is out of order.")
    else:
        first = msg("Its server cannot be reached.")
    if verdict.layer is not Layer.IP and verdict.confidence is not Confidence.CONFIRMED:
        return first  # the bad certificate is its own, but no other line was there to compare
    return joined(first, msg("It is the same on every line compared, so your line is not the cause."))


def _local_interception(cell: Cell) -> Text:
    verdict = cell.verdict
    issuer = param(verdict, "issuer")
    if verdict.layer is Layer.DNS:
        return msg(
            "The changed address comes from this computer or your own local network:"
            " a hosts file, an ad blocker or a router."
        )
    if verdict.layer is Layer.TLS and issuer:
        return msg(
            "A program on this computer or in your company opens safe lines (its certificate: {issuer}).",
            issuer=issuer,
        )
    if verdict.layer is Layer.TLS:
        return msg("A program on this computer or in your company opens safe lines, such as an antivirus.")
    if verdict.layer is Layer.HTTP:
        return msg("In place of the page came a notice of your company, your school or your own network.")
    return msg("A program on this computer, such as a firewall, does not let the connection out.")


def _network_trouble(cell: Cell) -> Text:
    if cell.works and cell.verdict.qualifier == "slow":
        return msg("It opens, but everything comes slowly on this line, not only this service.")
    if cell.verdict.layer is Layer.DNS:
        return msg("The name server of this network gives no answers now, not even for other names.")
    weak = msg("The line is weak or unsteady; other connections suffer as well. Nothing points to a block.")
    return weak if cell.works else joined(what_failed(cell), weak)


def _inconclusive(cell: Cell) -> Text:
    verdict = cell.verdict
    if verdict.reason == "mixed" and 0 < verdict.tries.seen < verdict.tries.of:
        opened = plural(
            "It opened in {seen} of {count} try.",
            "It opened in {seen} of {count} tries.",
            verdict.tries.of,
            seen=verdict.tries.of - verdict.tries.seen,
        )
        return joined(opened, FLICKER)
    reason = REASONS.get(verdict.reason) or REASONS.get(cell.reason)
    return joined(what_failed(cell), reason or msg("What was seen does not prove a cause."))


_CAUSES: Final[Mapping[Label, Callable[[Cell], Text]]] = MappingProxyType(
    {
        Label.OK: _ok,
        Label.PARTIAL: _partial,
        Label.THROTTLING: throttling,
        Label.GEO_BLOCK: _geo_block,
        Label.ACCESS_CHALLENGE: _access_challenge,
        Label.SERVER_FAULT: _server_fault,
        Label.LOCAL_INTERCEPTION: _local_interception,
        Label.PATH_FAILURE: lambda cell: path_cause(cell.verdict),
        Label.NETWORK_TROUBLE: _network_trouble,
        Label.INCONCLUSIVE: _inconclusive,
        Label.CAPTIVE_PORTAL: lambda _: msg(
            "This network wants you to sign in first; until then it answers for all."
        ),
        Label.NO_INTERNET: lambda _: msg("This computer has no connection to the internet."),
        Label.CLOCK_SKEW: lambda _: msg(
            "The clock of this computer is wrong, so proofs of identity cannot be checked."
        ),
    }
)
