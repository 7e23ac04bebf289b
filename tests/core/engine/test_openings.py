"""Hundreds of ways in one run: how many connections that makes, and how soon the first answer comes."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.core.engine.town import EXIT, HERE, NAMES, Authority, Town, plan, socks, town
from tests.core.net.faultserver import Peer, serving
from tests.lab.socks_server import open_proxy
from waythrough.engine import turns
from waythrough.engine.engine import Engine
from waythrough.engine.turns import OPENING, OPENING_AT_HOST
from waythrough.model.event import PathChecked, RunFinished
from waythrough.model.path import PathSpec
from waythrough.model.run import CellStatus, Depth, Run
from waythrough.model.secret import Secret
from waythrough.model.verdict import Label, Stage
from waythrough.paths import tor
from waythrough.verdict.explain_path import path_state


@pytest.fixture(autouse=True)
def _no_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "REST", 0.0)


class Counted:
    """Servers that count who is there: now and at most, by their port and in all."""

    def __init__(self, here: Town) -> None:
        self.here = here
        self.came: Counter[str] = Counter()
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def proxy(self, name: str, manner: Any = None) -> int:
        """A proxy of a name; without a manner of its own it carries everything."""
        handler = manner or open_proxy(EXIT, dict.fromkeys(NAMES, (HERE,))).serve

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.came[name] += 1
            for key in (name, ""):
                self.now[key] += 1
                self.most[key] = max(self.most[key], self.now[key])
            try:
                await handler(reader, writer)
            finally:
                for key in (name, ""):
                    self.now[key] -= 1

        return await self.here.proxy(serve)


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ends every conversation at the greeting."""
    await reader.read(3)
    writer.close()


async def no_such_user(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Refuses every log-in (RFC 1929)."""
    await reader.read(100)
    writer.write(b"\x05\x02")
    await reader.read(100)
    writer.write(b"\x01\x01")
    writer.close()


def user(port: int, number: int) -> PathSpec:
    return socks(port, f"u{port}-{number}", user=f"user{number}")


async def checked(
    here: Town, *paths: PathSpec, depth: Depth = Depth.QUICK
) -> tuple[list[PathChecked], Run, int]:
    """What is said of the ways in order, the run, and the most tasks that there were."""
    said: list[PathChecked] = []
    most = 0
    async with Engine(here.profile) as engine:
        async for event in engine.events(plan(paths=paths, direct=False, depth=depth)):
            most = max(most, len(asyncio.all_tasks()))
            if isinstance(event, PathChecked):
                said.append(event)
    assert isinstance(event, RunFinished)
    return said, event.run, most


@pytest.mark.timeout(120)
async def test_five_hundred_ways_are_opened_politely(authority: Authority) -> None:
    async with town(authority) as here:
        counted = Counted(here)
        good = await counted.proxy("good")
        shared = await counted.proxy("shared")
        broken = await counted.proxy("broken", hangs_up)
        ways = [
            socks(good, "first"),
            *(socks(broken, f"b{number}", user=str(number)) for number in range(60)),
            *(user(shared, number) for number in range(30)),
            *(
                PathSpec(
                    id=f"d{number}", kind="socks5", fields={"host": f"127.0.1.{number % 250}", "port": 9}
                )
                for number in range(409)
            ),
        ]
        said, run, most = await checked(here, *ways)
    assert len(run.paths) == len(ways) == 500
    first = next(place for place, each in enumerate(said) if each.path.usable)
    assert said[first].path.id == "first"
    assert first < 40, "the first way does not wait for the dead ones"
    usable = {info.id for info in run.paths if info.usable}
    assert usable == {"first", *(user(shared, number).id for number in range(30))}
    assert all(info.verdict is not None for info in run.paths if not info.usable)
    assert counted.most["shared"] <= OPENING_AT_HOST
    assert counted.most["broken"] <= OPENING_AT_HOST
    assert counted.most[""] <= OPENING
    assert most < 4 * OPENING, "ways that wait cost no task"


async def test_ways_at_a_dead_server_are_inferred_from_two(authority: Authority) -> None:
    async with town(authority) as here, serving(reset_at_once) as gone:
        port = gone.port
    async with town(authority) as here:
        ways = [user(port, number) for number in range(30)]
        _, run, _ = await checked(here, *ways)
    rules = Counter(info.verdict.rule_id for info in run.paths if info.verdict)
    assert rules["path.same_server"] >= 30 - OPENING_AT_HOST
    assert sum(rules.values()) == 30
    assert {info.usable for info in run.paths} == {False}
    assert {info.stage for info in run.paths} == {Stage.CONNECT}


async def reset_at_once(peer: Peer) -> None:
    peer.reset()


async def test_log_ins_are_not_tried_until_they_are_shut_out(authority: Authority) -> None:
    async with town(authority) as here:
        counted = Counted(here)
        port = await counted.proxy("strict", no_such_user)
        await here.site("news.test")
        ways = tuple(
            socks(port, f"u{number}", user=f"user{number}", password=Secret("wrong")) for number in range(20)
        )
        async with Engine(here.profile) as engine:
            run = await engine.run(plan(here.platform("news.test"), paths=ways, direct=False))
    untried = [info for info in run.paths if info.usable is None]
    assert len(untried) >= 20 - 3 - OPENING_AT_HOST
    assert counted.came["strict"] <= 2 * (3 + OPENING_AT_HOST)
    cell = run.cell("news", untried[-1].id)
    assert (cell.status, cell.works, cell.verdict.label) == (CellStatus.INFERRED, None, Label.INCONCLUSIVE)
    assert cell.verdict.rule_id == "path.log_ins_refused"


async def test_a_run_of_hundreds_that_is_stopped_ends_at_once(authority: Authority) -> None:
    there = asyncio.Event()

    async def silent(peer: Peer) -> None:
        there.set()
        await peer.hold()

    async with town(authority) as here, serving(silent) as served, Engine(here.profile) as engine:
        ways = tuple(user(served.port, number) for number in range(500))
        running = asyncio.get_running_loop().create_task(engine.run(plan(paths=ways, direct=False)))
        await there.wait()
        engine.stop()
        async with asyncio.timeout(30):
            run = await running
    assert run.interrupted
    assert len(run.paths) == 500
    told = [str(path_state(info)) for info in run.paths]
    begun = told.count("stopped while it was being tried")
    assert 1 <= begun <= OPENING_AT_HOST
    assert told.count("not tried yet") == 500 - begun


async def test_what_needs_no_network_is_told_before_anything_else(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tor, "find_tor", lambda: None)
    async with town(authority) as here:
        good = await Counted(here).proxy("good")
        ways = (
            *(user(good, number) for number in range(8)),
            PathSpec(id="half", kind="socks5", fields={"host": "127.0.0.1"}),
            PathSpec(id="tor", kind="tor"),
            PathSpec(
                id="gone", kind="program", fields={"command": "no-such-program", "proxy": "http", "port": 9}
            ),
        )
        said, run, _ = await checked(here, *ways)
    assert [each.path.id for each in said[:3]] == ["half", "tor", "gone"]
    assert {each.path.stage for each in said[:3]} == {Stage.CONFIG}
    assert sum(info.usable is True for info in run.paths) == 8
    by_id = {each.path.id: each.path for each in said[:3]}
    assert by_id["half"].usable is False
    for each in (by_id["tor"], by_id["gone"]):
        assert each.usable is None, "what is not installed here says nothing against a way"
        assert str(path_state(each)).startswith("not tested here")
