"""The table of techniques and the scenarios that stand for them."""

import csv
from dataclasses import dataclass
from pathlib import Path

from tests.lab.excused import EXCUSED
from tests.lab.real_tunnels import why_not
from tests.lab.scenario import Scenario
from tests.lab.scenarios import SCENARIOS

TABLE = Path(__file__).parent.parent / "rows.csv"
BY_ID = {scenario.id: scenario for scenario in SCENARIOS}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row of `rows.csv`: a technique of a censor or an honest trouble, and the verdict it deserves."""

    id: str
    layer: str
    technique: str
    expected: str


def table() -> tuple[TableRow, ...]:
    """All rows in their order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(TableRow(**row) for row in csv.DictReader(file))


LAYERS = {row.id: row.layer for row in table()}


def layer_of(scenario: Scenario) -> str:
    """The layer of a scenario, by its first row; "more" for one that stands for none."""
    return LAYERS[scenario.rows[0]] if scenario.rows else "more"


def missing() -> tuple[TableRow, ...]:
    """Rows that are neither a scenario nor excused."""
    shown = {row for scenario in SCENARIOS for row in scenario.rows}
    return tuple(row for row in table() if row.id not in shown and row.id not in EXCUSED)


def chosen(wanted: tuple[str, ...]) -> tuple[Scenario, ...]:
    """The scenarios with these ids or rows, all that can run here without any. Raises LookupError for an unknown id."""
    if not wanted:
        return tuple(each for each in SCENARIOS if not why_not(each.internet.tunnels))
    known = {*BY_ID, *(row for scenario in SCENARIOS for row in scenario.rows)}
    if unknown := [one for one in wanted if one not in known]:
        raise LookupError(f"no scenario stands for {', '.join(unknown)}")
    return tuple(each for each in SCENARIOS if each.id in wanted or set(each.rows) & set(wanted))
