"""The course of a run: gates first, dead and dangerous ways told apart, a line that goes and comes back."""

import asyncio
from dataclasses import replace

import pytest

from tests.core.engine import town as places
from tests.core.engine.town import EXIT, HERE, Authority, page, plain, plan, reset, resets, socks, town
from tests.core.net.faultserver import Peer, refusing
from tests.core.net.resolvers import name_server, zone
from tests.lab.socks_server import open_proxy
from waythrough.engine import monitor
from waythrough.engine.budget import TRIES
from waythrough.engine.line_watch import LineWatch
from waythrough.model.event import CellFinished, NetworkChecked, PathChecked
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import Advice, CellStatus, Depth, Settings
from waythrough.model.secret import Secret
from waythrough.model.verdict import CENSOR_LABELS, Label, Stage
from waythrough.verdict.network import RESOLVER_DEAD


async def test_a_portal_masks_every_cell_and_no_platform_is_judged(authority: Authority) -> None:
    portal = plain(b"please log in")
    async with town(authority, neutral=reset, canary=portal) as here:
        await here.site("news.test")
        way = socks(await here.proxy())
        events, run = await here.run(plan(here.platform("news.test"), paths=(way,)))
    assert {cell.status for cell in run.cells.values()} == {CellStatus.MASKED}
    assert {cell.works for cell in run.cells.values()} == {None}
    assert run.cell("news", "direct").verdict.label is Label.CAPTIVE_PORTAL
    assert [each.label for each in run.network] == [Label.CAPTIVE_PORTAL]
    assert any(isinstance(each, NetworkChecked) and each.masks for each in events)
    assert run.recommendation.advice is Advice.NOT_TESTED


async def test_a_dead_way_is_inferred_with_its_stage_and_not_waited_for(authority: Authority) -> None:
    async with town(authority) as here, refusing() as closed:
        await here.site("news.test")
        await here.site("chat.test")
        asked = plan(here.platform("news.test"), here.platform("chat.test"), paths=(socks(closed.port),))
        events, run = await here.run(asked)
    for name in ("news", "chat"):
        cell = run.cell(name, "way")
        assert (cell.status, cell.works, cell.verdict.label) == (
            CellStatus.INFERRED,
            False,
            Label.PATH_FAILURE,
        )
        assert cell.verdict.stage is Stage.CONNECT
    assert run.paths[1].usable is False
    assert any(isinstance(each, PathChecked) and each.path.id == "way" for each in events)


async def test_a_refused_password_is_never_tried_twice(authority: Authority) -> None:
    """Servers lock accounts out."""
    logins: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            count = (await reader.readexactly(2))[1]
            await reader.readexactly(count)
            writer.write(b"\x05\x02")
            user = await reader.readexactly((await reader.readexactly(2))[1])
            logins.append(user + await reader.readexactly((await reader.readexactly(1))[0]))
            writer.write(b"\x01\x01")
            await reader.read()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    async with town(authority) as here:
        await here.site("news.test")
        way = socks(await here.proxy(refuse), user="me", password=Secret("wrong"))
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,), depth=Depth.STANDARD))
    assert logins == [b"mewrong"]
    assert (run.paths[1].usable, run.paths[1].stage) == (False, Stage.AUTH)
    assert "wrong" not in repr(run).replace("wrong_", "")


async def test_a_way_that_intercepts_is_dangerous_and_never_advised(authority: Authority) -> None:
    async def intercept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Sends every connection to a server of its own, which shows certificates of its own authority."""
        far = None
        try:
            await reader.readexactly((await reader.readexactly(2))[1])
            writer.write(b"\x05\x00")
            head = await reader.readexactly(5)
            await reader.readexactly(head[4] + 2)
            writer.write(bytes([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
            back, far = await asyncio.open_connection(HERE, here.ports["gone.test"])
            async with asyncio.TaskGroup() as group:
                group.create_task(_pump(reader, far))
                group.create_task(_pump(back, writer))
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
            if far is not None:
                far.close()

    async with town(authority) as here:
        await here.site("gone.test", page(authority.intercepting))
        await here.site("news.test", resets(authority.good, "news.test"))
        way = socks(await here.proxy(intercept))
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,)))
    assert (run.paths[1].usable, run.paths[1].safe) == (True, False)
    assert run.cell("news", "way").verdict.label is Label.TLS_MITM
    assert run.cell("news", "way").works is False
    assert run.recommendation.unsafe == ("way",)
    assert "way" not in run.recommendation.cover


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.transport.abort()


async def test_a_way_that_cannot_be_used_as_written_is_told_at_once(authority: Authority) -> None:
    bad = PathSpec(id="way", kind="socks5", fields={"host": "not a host", "port": 0})
    async with town(authority) as here:
        await here.site("news.test")
        _, run = await here.run(plan(here.platform("news.test"), paths=(bad,)))
    cell = run.cell("news", "way")
    assert (cell.status, cell.verdict.stage, cell.works) == (CellStatus.INFERRED, Stage.CONFIG, False)
    assert run.cell("news", "direct").works is True


async def test_a_way_that_falls_silent_is_down_for_the_rest(authority: Authority) -> None:
    """It carried the neutral page; then its entry refuses everything."""
    proxy = open_proxy(places.EXIT, dict.fromkeys(places.NAMES, (HERE,)))
    served = 0

    async def fade(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        served += 1
        if served == 1:
            await proxy.serve(reader, writer)
            return
        writer.close()

    async with town(authority) as here:
        for name in ("news.test", "chat.test", "video.test"):
            await here.site(name)
        platforms = [here.platform(name) for name in ("news.test", "chat.test", "video.test")]
        more = [replace(each, id=f"{each.id}{n}") for each in platforms for n in range(3)]
        asked = plan(*more, paths=(socks(await here.proxy(fade)),), direct=False)
        _, run = await here.run(replace(asked, settings=Settings(max_slots=1)))
    assert run.paths[0].usable is False
    assert {cell.works for cell in run.cells.values()} == {False}
    assert {cell.verdict.label for cell in run.cells.values()} == {Label.PATH_FAILURE}
    assert CellStatus.INFERRED in {cell.status for cell in run.cells.values()}


async def test_a_line_that_goes_and_comes_back_accuses_nobody(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "FRESH", -1.0)
    monkeypatch.setattr(monitor, "RETRY", 0.01)
    cable = {"out": False, "asked": 0}
    good = page(authority.good)

    async def neutral(peer: Peer) -> None:
        if cable["out"]:
            cable["asked"] += 1
            cable["out"] = cable["asked"] < 4
            peer.reset()
            return
        await good(peer)

    async def news(peer: Peer) -> None:
        if not cable["asked"]:
            cable["out"] = True
            await peer.recv()
            peer.reset()
            return
        await good(peer)

    async with town(authority, neutral=neutral) as here:
        await here.site("news.test", news)
        events, run = await here.run(plan(here.platform("news.test")))
    gone = [each for each in events if isinstance(each, NetworkChecked) and each.masks]
    assert [each.verdicts[0].label for each in gone] == [Label.NO_INTERNET]
    assert run.cell("news", "direct").works is True
    assert not {e.cell.verdict.label for e in events if isinstance(e, CellFinished)} & CENSOR_LABELS


async def test_a_line_that_stays_away_masks_what_was_not_finished(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "FRESH", -1.0)
    monkeypatch.setattr(monitor, "RETRY", 0.0)
    monkeypatch.setattr(monitor, "TRIES", 3)
    out: list[bool] = []
    good = page(authority.good)

    async def neutral(peer: Peer) -> None:
        await (reset if out else good)(peer)

    async def news(peer: Peer) -> None:
        out.append(True)
        await reset(peer)

    async with town(authority, neutral=neutral) as here:
        await here.site("news.test", news)
        _, run = await here.run(plan(here.platform("news.test")))
    cell = run.cell("news", "direct")
    assert (cell.status, cell.works, cell.verdict.label) == (CellStatus.MASKED, None, Label.NO_INTERNET)


async def test_thorough_looks_three_times_at_everything(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        _, run = await here.run(plan(here.platform("news.test"), depth=Depth.THOROUGH))
    verdict = run.cell("news", "direct").verdict
    assert (verdict.tries.seen, verdict.tries.of) == (TRIES[Depth.THOROUGH],) * 2


async def test_a_bug_in_the_course_is_told_in_every_cell_that_it_cost(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: LineWatch) -> None:
        raise KeyError("gate")

    monkeypatch.setattr(LineWatch, "gate", broken)
    async with town(authority) as here:
        await here.site("news.test")
        _, run = await here.run(plan(here.platform("news.test"), paths=(socks(await here.proxy()),)))
    assert {cell.status for cell in run.cells.values()} == {CellStatus.ERROR}
    assert set(run.cells) == {("news", DIRECT_ID), ("news", "way")}


async def test_a_dead_resolver_is_told_once_and_no_direct_cell_opens(authority: Authority) -> None:
    async with town(authority) as here, name_server(zone({}, rcode=2)) as dead:
        await here.site("news.test")
        here.first_resolver = f"{HERE}:{dead.port}"
        way = socks(await here.proxy())
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,)))
    assert [each.rule_id for each in run.network] == [RESOLVER_DEAD]
    direct = run.cell("news", "direct")
    assert (direct.status, direct.works, direct.verdict.label) == (
        CellStatus.INFERRED,
        False,
        Label.NETWORK_TROUBLE,
    )
    assert run.cell("news", "way").works is True


async def test_a_control_is_asked_for_what_the_line_does_not_open_and_is_no_column(
    authority: Authority,
) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        await here.site("chat.test", resets(authority.good, "chat.test"))
        here.controls = (f"socks5h://{HERE}:{await here.proxy()}",)
        _, run = await here.run(plan(here.platform("news.test"), here.platform("chat.test")))
        assert [each.id for each in run.paths] == [DIRECT_ID]
        assert set(run.cells) == {("news", DIRECT_ID), ("chat", DIRECT_ID)}
        assert EXIT in here.visits["chat.test"], "the control was asked"
        assert EXIT not in here.visits["news.test"], "what opens directly is nobody else's business"
    assert run.recommendation.cover == (DIRECT_ID,)
