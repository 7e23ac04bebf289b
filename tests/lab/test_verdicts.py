"""The engine inside the lab: works and label of every cell, alone and beside a way that escapes the censor."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from tests.lab.drive import Outcome, measure
from tests.lab.netns import why_not
from tests.lab.scenario import Scenario
from tests.lab.scenarios import SCENARIOS
from tests.lab.world import world
from waythrough.model.run import Depth
from waythrough.model.verdict import CENSOR_LABELS

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(why_not()), reason=why_not() or "the lab runs")]

SIDE_BY_SIDE = 8  # worlds at once: they mostly wait for silent hosts
HONEST = [each for each in SCENARIOS if each.honest]


def judge(scenario: Scenario, paths: bool, depth: Depth) -> list[Outcome]:
    with world(scenario, seed=1, paths=paths) as lab, lab.client():
        return asyncio.run(measure(lab, depth))


def judge_all(scenarios: list[Scenario], ways: list[bool], depth: Depth) -> list[tuple[Scenario, Outcome]]:
    jobs = list(product(scenarios, ways))
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        found = [(scenario, pool.submit(judge, scenario, paths, depth)) for scenario, paths in jobs]
        return [(scenario, each) for scenario, future in found for each in future.result()]


@pytest.mark.timeout(240)
def test_every_cell_is_right() -> None:
    cells = judge_all(list(SCENARIOS), [False, True], Depth.STANDARD)
    works = sum(each.works_right for _, each in cells)
    labels = sum(each.label_right for _, each in cells)
    accused = [str(each) for scenario, each in cells if scenario.honest and each.label in CENSOR_LABELS]
    print(f"works right {works} of {len(cells)}, label right {labels} of {len(cells)},", end=" ")  # noqa: T201
    print(f"censor labels on honest troubles {len(accused)}")  # noqa: T201  # the figures, shown by pytest -s
    assert accused == []
    assert [f"{scenario.id}: {each}" for scenario, each in cells if not each.right] == []


@pytest.mark.timeout(120)
def test_a_quick_look_accuses_nobody_of_honest_troubles() -> None:
    cells = judge_all(HONEST, [False], Depth.QUICK)
    assert cells
    assert [f"{scenario.id}: {each}" for scenario, each in cells if each.label in CENSOR_LABELS] == []
