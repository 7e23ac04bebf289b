"""Why a way's own server does not answer: asked after the first answers, without telling anybody more than needed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from tests.core.engine.town import EXIT, HERE, NAMES, Authority, Town, plan, socks, town
from tests.core.net.faultserver import refusing
from tests.lab.proxy_exit import Exit
from tests.lab.socks_server import Socks, open_proxy
from tests.lab.spec import Proxy
from waythrough.model.path import PathSpec
from waythrough.model.run import CellStatus, Depth, Run
from waythrough.model.verdict import Confidence, Label, Locus, Stage

AWAY = "127.0.0.66"  # where the way's server seems to be, and where nobody listens for us


class Far:
    """A control that finds the way's server at an address where the line finds nobody, or finds nobody either."""

    def __init__(self, there: str = HERE) -> None:
        self.counts = Counter[str]()
        proxy = Proxy(address=EXIT)
        zone = {**dict.fromkeys(NAMES, (HERE,)), AWAY: (there,)}
        self.serve = Socks(proxy, Exit(proxy, zone, self.counts)).serve

    @property
    def asked(self) -> int:
        """How often the way's server was asked for."""
        return self.counts[f"exit {AWAY}"]


@asynccontextmanager
async def two_ways(authority: Authority, far: Far) -> AsyncIterator[tuple[Town, PathSpec, PathSpec]]:
    """A town with a way whose server takes no connection from here, and a control."""
    async with town(authority) as here:
        await here.site("news.test")
        way = PathSpec(id="way", kind="socks5", fields={"host": AWAY, "port": await here.proxy()})
        yield here, way, socks(await here.proxy(far.serve), "control")


async def run_of(here: Town, *ways: PathSpec, depth: Depth = Depth.STANDARD) -> Run:
    _, run = await here.run(plan(here.platform("news.test"), paths=ways, depth=depth))
    return run


async def test_a_server_that_only_the_control_reaches_is_probably_blocked(authority: Authority) -> None:
    async with two_ways(authority, Far()) as (here, way, control):
        run = await run_of(here, way, control)
    info, cell = run.paths[1], run.cell("news", "way")
    assert info.verdict is not None
    assert (info.usable, info.stage, info.verdict.label) == (False, Stage.CONNECT, Label.IP_BLOCKING)
    assert (info.verdict.locus, info.verdict.confidence) == (Locus.PATH_ENTRY, Confidence.LIKELY)
    assert (cell.works, cell.status, cell.preliminary) == (False, CellStatus.INFERRED, False)
    assert cell.verdict == info.verdict
    assert run.cell("news", "direct").verdict.label is Label.OK
    assert AWAY not in repr(run), "the address of a way's server is kept out of all that is seen"
    known = {each.id for each in run.network_observations}
    assert set(info.verdict.evidence) <= known


async def test_a_server_that_the_control_does_not_reach_either_is_off(authority: Authority) -> None:
    async with two_ways(authority, Far("127.0.0.67")) as (here, way, control):
        run = await run_of(here, way, control)
    verdict = run.paths[1].verdict
    assert verdict is not None
    assert (verdict.label, verdict.rule_id) == (Label.PATH_FAILURE, "path.off_for_all")


@pytest.mark.parametrize("one_opens", [False, True])
async def test_ports_that_are_shut_for_everybody_are_said_of_the_line(
    authority: Authority, one_opens: bool
) -> None:
    async with (
        two_ways(authority, Far("127.0.0.67")) as (here, way, control),
        refusing() as one,
        refusing() as two,
    ):
        other = here.ports["n2.test"] if one_opens else two.port
        here.port_hosts = (f"n1.test:{one.port}", f"n2.test:{other}")
        run = await run_of(here, way, replace(way, id="second"), control)
    found = [each for each in run.network if each.label is Label.UNTARGETED_BLOCKING]
    verdicts = [info.verdict for info in run.paths[1:3]]
    if one_opens:
        assert found == []
        assert [each and each.rule_id for each in verdicts] == ["path.off_for_all"] * 2
        return
    assert [(each.qualifier, each.stage, each.params) for each in found] == [("port", None, ())]
    assert [each and (each.label, each.stage) for each in verdicts] == [
        (Label.UNTARGETED_BLOCKING, Stage.CONNECT)
    ] * 2
    cells = [run.cell("news", path) for path in ("direct", "way", "second", "control")]
    assert [each.works for each in cells] == [True, False, False, True]


@pytest.mark.parametrize("mine", [True, False])
async def test_private_ways_are_not_told_to_others_and_not_asked_about_others(
    authority: Authority, mine: bool
) -> None:
    far = Far()
    async with two_ways(authority, far) as (here, way, control):
        ways = (replace(way, private=mine), replace(control, private=not mine))
        run = await run_of(here, *ways)
    assert far.asked == 0
    assert run.paths[1].verdict is not None
    assert run.paths[1].verdict.label is Label.PATH_FAILURE


async def test_a_quick_look_asks_nobody(authority: Authority) -> None:
    far = Far()
    async with two_ways(authority, far) as (here, way, control):
        run = await run_of(here, way, control, depth=Depth.QUICK)
    assert far.asked == 0
    assert run.cell("news", "way").verdict.label is Label.PATH_FAILURE


async def test_a_server_that_comes_back_is_used_after_all(authority: Authority) -> None:
    honest, seen = open_proxy(EXIT, dict.fromkeys(NAMES, (HERE,))), []

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(1)
        if len(seen) <= 2:
            writer.transport.abort()
            return
        await honest.serve(reader, writer)

    async with town(authority) as here:
        await here.site("news.test")
        run = await run_of(here, socks(await here.proxy(late)))
    assert (run.paths[1].usable, run.paths[1].verdict) == (True, None)
    assert (run.cell("news", "way").works, run.cell("news", "way").status) == (True, CellStatus.DONE)


async def test_a_way_that_carries_one_connection_at_a_time_is_used_so(authority: Authority) -> None:
    honest = open_proxy(EXIT, dict.fromkeys(NAMES, (HERE,)))
    inside = 0

    async def jealous(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal inside
        inside += 1
        try:
            if inside > 2:  # a connection that has ended may still be known for a moment
                writer.transport.abort()
                return
            await honest.serve(reader, writer)
        finally:
            inside -= 1

    names = ("news.test", "chat.test", "video.test", "gone.test")
    async with town(authority) as here:
        for name in names:
            await here.site(name)
        asked = plan(
            *(here.platform(name) for name in names),
            paths=(socks(await here.proxy(jealous)),),
            depth=Depth.STANDARD,
        )
        _, run = await here.run(asked)
    cells = [run.cell(name.partition(".")[0], "way") for name in names]
    assert [each.works for each in cells] == [True] * 4
    assert Label.PROTOCOL_BLOCKING in {each.verdict.label for each in cells}
    assert run.paths[1].usable
    assert run.paths[1].verdict is not None
    assert run.paths[1].verdict.qualifier == "parallel"
    assert not any(each.preliminary for each in cells)
