"""The engine inside the lab: works and label of every scenario, alone and beside a way that escapes the censor."""

import asyncio

import pytest

from tests.lab.censor import CENSOR
from tests.lab.drive import Outcome, measure
from tests.lab.honest import EXTRA, HONEST
from tests.lab.netns import why_not
from tests.lab.scenario import Scenario
from tests.lab.world import world
from waythrough.model.run import Depth
from waythrough.model.verdict import CENSOR_LABELS

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(why_not()), reason=why_not() or "the lab runs")]

SCENARIOS = (*CENSOR, *HONEST, *EXTRA)


def judge(scenario: Scenario, *, paths: bool, seed: int = 1, depth: Depth = Depth.STANDARD) -> list[Outcome]:
    with world(scenario, seed=seed, paths=paths) as lab:
        with lab.client():
            outcomes = asyncio.run(measure(lab, depth=depth))
    return outcomes


@pytest.mark.parametrize("paths", [False, True], ids=["alone", "beside"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.id)
def test_cells_are_right(scenario: Scenario, paths: bool) -> None:
    outcomes = judge(scenario, paths=paths)
    wrong = [str(each) for each in outcomes if not each.right]
    assert outcomes
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("scenario", [each for each in SCENARIOS if each.honest], ids=lambda each: each.id)
def test_quick_look_accuses_nobody_of_honest_troubles(scenario: Scenario) -> None:
    outcomes = judge(scenario, paths=False, depth=Depth.QUICK)
    assert [str(each) for each in outcomes if each.label in CENSOR_LABELS] == []
