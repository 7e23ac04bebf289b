"""`check --continue`: the rest of a check that was cut short."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets
from waythrough.cli.main import run
from waythrough.engine.engine import Engine
from waythrough.model.event import CellFinished, RunStarted
from waythrough.model.run import Depth, Run, RunPlan
from waythrough.store.history import History
from waythrough.store.keeper import RunKeeper
from waythrough.store.running import FOLDER, RunningMark
from waythrough.store.ways import save_ways

WAYS = ("berlin", "riga")


async def _cut_short(nets: Nets, place: Path, cells: int) -> str:
    """A check whose program ended after some cells; the id of its run."""
    plan = RunPlan(
        platforms=nets.platforms("openatlas", "quillpad"), paths=nets.paths(*WAYS), depth=Depth.QUICK
    )
    problems: list[BaseException] = []
    keeper = RunKeeper(place, plan, nets.net.profile, problems.append)
    run_id = ""
    async with Engine(nets.net.profile) as engine:
        events = engine.events(plan)
        assert isinstance(events, AsyncGenerator)
        async with aclosing(events):
            async for event in events:
                keeper.take(event)
                run_id = event.run_id if isinstance(event, RunStarted) else run_id
                cells -= isinstance(event, CellFinished) and not event.cell.preliminary
                if cells == 0:
                    break
    keeper.close()
    assert not problems
    return run_id


@pytest.fixture
def cut(nets: Nets, own_home: Path) -> str:
    """The kept ways, and a check over them that was cut short after three cells."""
    save_ways(own_home / "ways.toml", nets.paths(*WAYS))
    return asyncio.run(_cut_short(nets, own_home / "history.sqlite3", 3))


def _continue(nets: Nets, *more: str) -> int:
    return run(["check", "--network", str(nets.files.network), *more])


def _newest(home: Path) -> Run:
    with History(home / "history.sqlite3") as history:
        found = history.last()
    assert found is not None
    return found


def test_only_the_rest_is_tested_and_all_is_one_run(
    nets: Nets, own_home: Path, cut: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["history", "list"]) == 0
    assert "cut short" in capsys.readouterr().out
    assert _continue(nets, "--continue") in {0, 1}
    whole = _newest(own_home)
    assert (len(whole.cells), whole.interrupted, whole.depth) == (6, False, Depth.QUICK)
    taken = [cell for cell in whole.cells.values() if cell.earlier]
    assert len(taken) >= 3
    told = capsys.readouterr()
    assert f"{len(taken)} of 6 results are taken over from the check {cut}" in told.err
    assert "Quillpad" in told.out
    assert [each.id for each in whole.continues] == [cut]
    assert run(["history", "list"]) == 0
    listed = capsys.readouterr().out
    assert cut not in listed, "both parts are one check"
    assert "continued" in listed
    assert _continue(nets, "--continue") == 2
    assert "that check was done to its end" in capsys.readouterr().err


def test_a_way_that_is_not_kept_any_more_is_left_out_and_told(
    nets: Nets, own_home: Path, cut: str, capsys: pytest.CaptureFixture[str]
) -> None:
    save_ways(own_home / "ways.toml", nets.paths("riga"))
    assert _continue(nets, "--continue", cut, "-q") in {0, 1}
    assert {info.id for info in _newest(own_home).paths} == {"direct", "riga"}
    assert "these ways are not kept: “Berlin”" in capsys.readouterr().err
    assert {cell.path_id for cell in _newest(own_home).cells.values() if cell.earlier} <= {"direct"}, (
        "the file of the ways was changed since"
    )


def test_what_cannot_be_gone_on_with_is_told_with_what_to_do(
    nets: Nets, own_home: Path, cut: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused() -> str:
        assert _continue(nets, "--continue", cut) == 2
        return capsys.readouterr().err

    assert run(["check", "--continue", "--yes"]) == 2, "the last check was not of the real network"
    told = capsys.readouterr().err
    assert "that check was made in the network" in told
    assert "give the same --network" in told
    mark = RunningMark(own_home / FOLDER, cut)
    assert "still going on" in refused()
    mark.clear()
    with closing(sqlite3.connect(own_home / "history.sqlite3")) as file, file:
        file.execute("UPDATE run SET line = 'elsewhere'")
    told = refused()
    assert "another network" in told
    assert "begin anew: waythrough check" in told


def test_it_is_not_asked_for_something_else_besides(nets: Nets, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--continue", "--depth", "quick", *nets.options]) == 2
    assert "the same is tested as before" in capsys.readouterr().err
