"""The parts of a cell as a table: each server, address family and kind of connection with how it went."""

from dataclasses import dataclass
from typing import Final

from waythrough.model.run import Cell, TargetResult
from waythrough.model.verdict import Label
from waythrough.verdict.explain_names import role_text
from waythrough.verdict.words import Text, word_in

_LEGS: Final = {"quic": "QUIC", "ech": "ECH"}
_FAMILIES: Final = {4: "IPv4", 6: "IPv6"}

_OPENS: Final = word_in("part", "opens")
_SLOW: Final = word_in("part", "slow")
_SHUT: Final = word_in("part", "does not open")
_UNCLEAR: Final = word_in("part", "unclear")
_PASSES: Final = word_in("part", "gets through")
_STOPPED: Final = word_in("part", "does not get through")
_NOT_TRIED: Final = word_in("part", "cannot be tried here")
_NOT_CARRIED: Final = word_in("part", "not carried by this network")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One row: `kind` is IPv4, IPv6, QUIC, ECH or "" where a way does not tell; `place` is host and odd port."""

    part: Text
    place: str
    kind: str
    works: bool | None
    state: Text
    address: str


def parts(cell: Cell) -> tuple[PartLine, ...]:
    """The rows of a cell; none where there is one server only, about which the cell says everything.

    What the service does not offer is missing nowhere, so it has no row.
    """
    rows = tuple(_row(each) for each in cell.targets if each.verdict.reason != "not_offered")
    return rows if len(rows) > 1 else ()


def kind_of(result: TargetResult) -> str:
    """Which kind of connection a result is about, as people write it."""
    return _LEGS.get(result.leg) or _FAMILIES.get(result.family or 0, "")


def _row(result: TargetResult) -> PartLine:
    port = result.target.rpartition(":")[2]
    odd = port.isdigit() and port != "443"
    return PartLine(
        part=role_text(result.role),
        place=f"{result.host}:{port}" if odd and result.leg == "tcp" else result.host,
        kind=kind_of(result),
        works=result.works,
        state=_leg_state(result) if result.leg in _LEGS else _state(result),
        address="" if result.address == result.host else result.address,
    )


def _state(result: TargetResult) -> Text:
    if result.works is None:
        dead = result.verdict.label is Label.NETWORK_TROUBLE and result.verdict.qualifier == "ipv6"
        return _NOT_CARRIED if dead else _UNCLEAR
    if not result.works:
        return _SHUT
    return _SLOW if result.verdict.label is Label.THROTTLING else _OPENS


def _leg_state(result: TargetResult) -> Text:
    if result.works is not None:
        return _PASSES if result.works else _STOPPED
    return _NOT_TRIED if result.verdict.reason == "no_client" else _UNCLEAR
