"""The engine inside the lab, on a few telling worlds; the whole matrix has a command of its own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.lab.drive import Outcome, measure
from tests.lab.matrix.known import BY_ID
from tests.lab.netns import why_not
from tests.lab.world import world
from waythrough.model.run import Depth
from waythrough.model.verdict import CENSOR_LABELS

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(why_not()), reason=why_not() or "the lab runs")]

SIDE_BY_SIDE = 4  # worlds at once: they mostly wait
ALONE = ("dns_race", "block_page", "captive_portal", "geo_451")
BESIDE = ("sni_rst", "foreign_tls", "server_refusing", "address_rst")
QUICK = ("cert_expired", "server_refusing", "cable_out")


def judge(scenario: str, paths: bool, depth: Depth) -> list[Outcome]:
    with world(BY_ID[scenario], seed=1, paths=paths) as lab, lab.client():
        return asyncio.run(measure(lab, depth))


def judge_all(jobs: list[tuple[str, bool]], depth: Depth) -> list[tuple[str, Outcome]]:
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        found = [(scenario, pool.submit(judge, scenario, paths, depth)) for scenario, paths in jobs]
        return [(scenario, each) for scenario, future in found for each in future.result()]


@pytest.mark.timeout(120)
def test_every_cell_is_right() -> None:
    jobs = [*((each, False) for each in ALONE), *((each, True) for each in BESIDE)]
    cells = judge_all(jobs, Depth.STANDARD)
    accused = [str(each) for scenario, each in cells if BY_ID[scenario].honest and each.accuses]
    assert accused == []
    assert [f"{scenario}: {each}" for scenario, each in cells if not each.right] == []


@pytest.mark.timeout(60)
def test_a_quick_look_accuses_nobody_of_honest_troubles() -> None:
    cells = judge_all([(each, False) for each in QUICK], Depth.QUICK)
    assert cells
    assert all(BY_ID[each].honest for each in QUICK)
    assert [f"{scenario}: {each}" for scenario, each in cells if each.label in CENSOR_LABELS] == []
