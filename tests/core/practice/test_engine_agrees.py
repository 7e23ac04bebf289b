"""The engine on the practice network: every cell must come out as the network was told to make it."""

import asyncio

import pytest

from waythrough.engine.engine import Engine
from waythrough.model.run import Run, RunPlan
from waythrough.practice.network import PracticeNetwork
from waythrough.practice.thread import PracticeThread


async def whole_run(net: PracticeNetwork) -> Run:
    async with Engine(net.profile) as engine:
        return await engine.run(RunPlan(platforms=net.platforms, paths=net.paths))


@pytest.mark.timeout(150)
@pytest.mark.parametrize("portal", [False, True], ids=["usual", "portal"])
def test_every_cell_equals_the_truth(portal: bool) -> None:
    with PracticeThread(portal=portal) as net:
        run = asyncio.run(whole_run(net))
        truth = dict(net.truth)
    names = {path.id: path.name for path in run.paths}
    print(f"{'platform':14} {'way':24} {'told':34} judged")  # noqa: T201  # shown by pytest -s and on failure
    wrong: list[tuple[str, str]] = []
    for (platform, path), told in truth.items():
        cell = run.cell(platform, path)
        sure = told.confidence is None or cell.verdict.confidence is told.confidence
        right = cell.works is told.works and cell.verdict.label is told.label and sure
        if not right:
            wrong.append((platform, path))
        print(  # noqa: T201
            f"{platform:14} {names[path]:24} works={told.works!s:5} {told.label:22}",
            f"works={cell.works!s:5} {cell.verdict.label} ({cell.verdict.confidence}, {cell.verdict.rule_id})",
            "" if right else "  <-- WRONG",
        )
    assert len(run.cells) == len(truth)
    assert wrong == []
