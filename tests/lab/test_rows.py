"""The scenarios as a whole: what they stand for, their twins, their truths."""

from collections import Counter

import pytest

from waythrough.model.verdict import CENSOR_LABELS
from waythrough.paths.importing.links import parse_spec

from .excused import EXCUSED, MOST
from .matrix.known import BY_ID, missing, table
from .scenario import DIRECT, ESCAPE, Scenario, Truth, Variant
from .scenarios import SCENARIOS

KNOWN = {row.id: row for row in table()}


def truths(scenario: Scenario) -> list[Truth]:
    return [
        truth
        for variant in scenario.variants
        for truth in scenario.truths(paths=variant is Variant.BESIDE).values()
    ]


def test_ids_are_unique_and_rows_exist() -> None:
    assert [one for one, count in Counter(each.id for each in SCENARIOS).items() if count > 1] == []
    assert {row for each in SCENARIOS for row in each.rows} <= set(KNOWN)
    assert set(EXCUSED) <= set(KNOWN)
    assert len(EXCUSED) <= MOST


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_a_scenario_is_consistent(scenario: Scenario) -> None:
    assert bool(scenario.random) == (scenario.repeats > 1)
    assert scenario.variants
    told = {
        label for truth in truths(scenario) for label in (truth.label, *truth.alternatives, *truth.findings)
    }
    if scenario.honest:
        assert not told & CENSOR_LABELS
    ways = {DIRECT, ESCAPE, *(way.name for way in scenario.ways)}
    assert len(ways) == 2 + len(scenario.ways)
    for way in scenario.ways:
        if isinstance(way.link, str):
            parse_spec(way.link)
    for row in scenario.platforms:
        assert bool(row.url) != (row.platform is not None)
        assert row.platform is None or row.platform.id == row.id
        named = set() if isinstance(row.through, Truth) else set(row.through)
        assert named | set(row.through_alone) <= ways


SHOWN = tuple(row for row in KNOWN if any(row in each.rows for each in SCENARIOS))


@pytest.mark.parametrize("row", SHOWN)
def test_the_verdict_of_a_row_is_true_in_some_scenario(row: str) -> None:
    """The table's verdict is a right label or a finding of some cell, or that of the whole line.

    What happens by chance need not be found every time: there it is the cause.
    """
    drawn = {each.cause for each in SCENARIOS if row in each.rows and each.random}
    found = [truth for each in SCENARIOS if row in each.rows for truth in truths(each)]
    told = {(truth.label, truth.network, *truth.alternatives, *truth.findings) for truth in found}
    assert any(KNOWN[row].expected in each for each in (*told, drawn))


def test_every_row_is_a_scenario_or_excused() -> None:
    assert missing() == ()


def test_a_twin_is_another_scenario() -> None:
    """Mostly the honest trouble that looks alike; else the same world without what set the censor off."""
    assert [each.id for each in SCENARIOS if each.twin and each.twin not in {*BY_ID} - {each.id}] == []
