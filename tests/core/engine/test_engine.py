"""A run as its reader sees it: every event in order, every cell there, stopped or closed at any moment."""

import asyncio
from dataclasses import replace

import pytest

from tests.core.engine.town import EXIT, HERE, Authority, plan, resets, silence, socks, town
from waythrough.engine.engine import Engine
from waythrough.model.errors import WaythroughError
from waythrough.model.event import (
    CellFinished,
    CellStarted,
    Event,
    NetworkChecked,
    Progress,
    RunFinished,
    RunStarted,
    StepDone,
)
from waythrough.model.network import NetworkProfile
from waythrough.model.platform import FlowKind, Platform, Role, Target
from waythrough.model.run import Advice, CellStatus, Depth
from waythrough.model.verdict import Label


async def test_a_run_from_its_first_event_to_its_last(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        await here.site("chat.test", resets(authority.good, "chat.test"))
        way = socks(await here.proxy())
        asked = plan(here.platform("news.test"), here.platform("chat.test"), paths=(way,))
        events, run = await here.run(asked)
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished)
    assert [each.id for each in events[0].paths] == ["direct", "way"]
    wanted = {(platform, path) for platform in ("news", "chat") for path in ("direct", "way")}
    assert set(run.cells) == wanted
    assert {each.cell.key for each in events if isinstance(each, CellFinished)} == wanted
    last = {each.cell.key: each.cell for each in events if isinstance(each, CellFinished)}
    assert last == dict(run.cells), "the last event of a cell wins"
    assert run.cell("news", "direct").works is True
    assert run.cell("news", "way").works is True
    assert run.cell("chat", "direct").works is False
    assert run.recommendation.advice in (Advice.SOME_OPEN, Advice.DIRECT_OPENS_ALL)
    assert not run.interrupted
    assert run.bytes_received > 0


async def test_events_tell_the_gate_before_the_line_and_a_start_before_an_end(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        events, run = await here.run(plan(here.platform("news.test")))
    kinds = [type(each) for each in events]
    assert kinds.index(NetworkChecked) < kinds.index(CellStarted) < kinds.index(CellFinished)
    shares = [each for each in events if isinstance(each, Progress)]
    assert (shares[-1].done, shares[-1].total, shares[-1].rechecking) == (1, 1, 0)
    ids = [each.observation.id for each in events if isinstance(each, StepDone)]
    assert len(set(ids)) == len(ids)
    evidence = {ref for cell in run.cells.values() for ref in cell.evidence}
    assert evidence <= set(ids)


async def test_stop_ends_a_run_that_waits_and_keeps_what_was_found(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        await here.site("chat.test", silence)
        asked = plan(here.platform("news.test"), here.platform("chat.test"))
        events: list[Event] = []
        async with (
            asyncio.timeout(6),
            Engine(here.profile) as engine,
        ):  # its patience alone would be 10 seconds
            async for event in engine.events(asked):
                events.append(event)
                if isinstance(event, CellFinished) and event.cell.platform_id == "news":
                    await here.came["chat.test"].wait()
                    engine.stop()
    last = events[-1]
    assert isinstance(last, RunFinished)
    assert last.run.interrupted
    assert last.run.cell("news", "direct").works is True
    chat = last.run.cell("chat", "direct")
    assert (chat.status, chat.works, chat.verdict.reason) == (CellStatus.INTERRUPTED, None, "interrupted")


async def test_stop_at_the_first_event_still_leaves_no_cell_out(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        async with asyncio.timeout(6), Engine(here.profile) as engine:
            events = []
            async for event in engine.events(plan(here.platform("news.test"), paths=(socks(9),))):
                engine.stop()
                events.append(event)
    assert isinstance(events[-1], RunFinished)
    assert {cell.status for cell in events[-1].run.cells.values()} == {CellStatus.INTERRUPTED}
    assert len(events[-1].run.cells) == 2


@pytest.mark.parametrize("after", [RunStarted, NetworkChecked, CellStarted])
async def test_closing_the_iterator_leaves_nothing_behind(authority: Authority, after: type) -> None:
    async with town(authority) as here:
        await here.site("chat.test", silence)
        way = socks(await here.proxy())
        async with Engine(here.profile) as engine:
            before = asyncio.all_tasks()
            events = engine.events(plan(here.platform("chat.test"), paths=(way,)))
            async for event in events:
                if isinstance(event, after):
                    break
            async with asyncio.timeout(6):
                await events.aclose()  # type: ignore[attr-defined]
            ours = {
                task.get_name()
                for task in asyncio.all_tasks() - before
                if "server" not in task.get_name() and not task.get_name().startswith("Task-")
            }
            assert ours == set()


async def test_cancelling_the_reader_ends_the_run(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("chat.test", silence)
        async with Engine(here.profile) as engine:
            task = asyncio.get_running_loop().create_task(engine.run(plan(here.platform("chat.test"))))
            await here.came["chat.test"].wait()
            task.cancel()
            async with asyncio.timeout(6):
                run = await task  # the run as far as it came, not an exception
            assert run.interrupted
            assert len(run.cells) == 1


async def test_an_engine_runs_again_after_a_stop(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        asked = plan(here.platform("news.test"))
        async with Engine(here.profile) as engine:
            engine.stop()
            assert (await engine.run(asked)).cell("news", "direct").works is True
            assert not (await engine.run(asked)).interrupted


async def test_a_bug_in_one_cell_is_told_there_and_nowhere_else(authority: Authority) -> None:
    bad = Target(role=Role.WEB, flow=FlowKind.WEB, host="bad.test", port=443, url="https://[bad/")
    broken = Platform(id="bad", names={"en": "Bad"}, targets=(bad,))
    async with town(authority) as here:
        await here.site("news.test")
        _, run = await here.run(plan(broken, here.platform("news.test")))
    assert run.cell("bad", "direct").status is CellStatus.ERROR
    assert (run.cell("bad", "direct").works, run.cell("bad", "direct").verdict.label) == (
        None,
        Label.INCONCLUSIVE,
    )
    assert run.cell("bad", "direct").verdict.reason == "bug"
    assert run.cell("news", "direct").works is True
    assert not run.interrupted


async def test_a_way_leaks_neither_a_name_nor_a_connection_of_the_target(authority: Authority) -> None:
    """Over a proxy that resolves names itself, not one query and not one packet goes another way, failed or not."""
    async with town(authority) as here:
        await here.site("news.test")
        await here.site("chat.test", resets(authority.good, "chat.test"))
        way = socks(await here.proxy())
        platforms = (here.platform("news.test"), here.platform("chat.test"), here.platform("gone.test"))
        asked = plan(*platforms, paths=(way,), direct=False, depth=Depth.STANDARD)
        _, run = await here.run(asked)
        assert run.cell("news", "way").works is True
        assert run.cell("chat", "way").works is False
        for name in ("news.test", "chat.test", "gone.test"):
            assert here.asked(name) == 0
            assert set(here.visits[name]) <= {EXIT}
        assert HERE in here.visits["n1.test"], "the line itself is still asked for neutral hosts"


async def test_a_profile_whose_files_cannot_be_used_is_refused_at_once() -> None:
    with pytest.raises(WaythroughError):
        async with Engine(NetworkProfile(trust_roots="/nonexistent/roots.pem")):
            pass
    with pytest.raises(WaythroughError):
        async with Engine(replace(NetworkProfile(), resolvers=("no resolver",))):
            pass
