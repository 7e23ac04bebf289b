"""A proxy that breaks its own protocol is judged by an independent client as well, and only then."""

import asyncio

import pytest

from tests.core.engine.town import HERE, NEUTRALS, Authority, Town, plan, socks, town
from tests.core.net.faultserver import refusing
from waythrough.model.observation import PathDetail
from waythrough.model.path import PathSpec
from waythrough.model.run import Run
from waythrough.model.step import Purpose
from waythrough.model.verdict import Confidence, Label, Stage


async def gibberish(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """No SOCKS server at all."""
    await reader.read(1)
    writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
    writer.close()


async def run_over(here: Town, way: PathSpec) -> Run:
    await here.site("news.test")
    _, run = await here.run(plan(here.platform("news.test"), paths=(way,)))
    return run


def opinions(run: Run) -> list[bool]:
    return [not each.ok for each in run.network_observations if each.purpose is Purpose.SECOND_OPINION]


@pytest.mark.parametrize("by_name", [True, False])
async def test_two_clients_that_agree_confirm_the_failure(authority: Authority, by_name: bool) -> None:
    async with town(authority) as here:
        port = await here.proxy(gibberish)
        here.records["proxy.test", "A"] = (HERE,)
        way = socks(port, host="proxy.test" if by_name else HERE)
        run = await run_over(here, way)
    info = run.paths[1]
    assert info.verdict is not None
    assert (info.usable, info.stage, info.verdict.confidence) == (
        False,
        Stage.HANDSHAKE,
        Confidence.CONFIRMED,
    )
    assert opinions(run) == [True]
    marked = [each.detail for each in run.network_observations if isinstance(each.detail, PathDetail)]
    assert [each.agreed for each in marked if each.agreed is not None] == [True]
    ids = [each.id for each in run.network_observations]
    assert len(set(ids)) == len(ids)


async def test_nobody_is_asked_about_a_port_that_is_closed(authority: Authority) -> None:
    async with town(authority) as here, refusing() as closed:
        run = await run_over(here, socks(closed.port))
    assert opinions(run) == []
    assert run.paths[1].stage is Stage.CONNECT


async def test_nobody_is_asked_about_a_way_that_works(authority: Authority) -> None:
    async with town(authority) as here:
        run = await run_over(here, socks(await here.proxy()))
        assert run.cell("news", "way").works is True
        assert all(here.visits[name] for name in NEUTRALS[:1])
    assert opinions(run) == []


async def test_a_proxy_whose_name_is_gone_is_not_asked(authority: Authority) -> None:
    async with town(authority) as here:
        run = await run_over(here, socks(1080, host="nowhere.test"))
    assert opinions(run) == []
    assert run.cell("news", "way").verdict.label is Label.PATH_FAILURE
