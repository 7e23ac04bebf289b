"""Ways are opened and asked for neutral pages: a moment of trouble is forgiven, but only where there is time."""

import asyncio
from dataclasses import replace

import pytest

from tests.core.engine.town import EXIT, HERE, NAMES, Authority, plan, socks, town
from tests.core.net.openvpn_fake import honest, udp_peer
from tests.lab.socks_server import open_proxy
from waythrough.model.path import PathSpec
from waythrough.model.run import CellStatus, Depth, Settings
from waythrough.model.secret import Secret
from waythrough.model.step import Step
from waythrough.model.verdict import Stage
from waythrough.paths import openvpn
from waythrough.verdict.explain_untried import untried


@pytest.mark.parametrize(("depth", "usable"), [(Depth.STANDARD, True), (Depth.QUICK, False)])
async def test_a_proxy_that_drops_its_first_visitors_is_asked_again(
    authority: Authority, depth: Depth, usable: bool
) -> None:
    honest, seen = open_proxy(EXIT, dict.fromkeys(NAMES, (HERE,))), []

    async def flickers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(writer.get_extra_info("peername"))
        if len(seen) == 1:
            writer.transport.abort()
            return
        await honest.serve(reader, writer)

    async with town(authority) as here:
        await here.site("news.test")
        way = socks(await here.proxy(flickers))
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,), depth=depth))
    assert run.paths[1].usable is usable
    assert run.cell("news", "way").works is usable


async def test_a_way_that_cannot_be_opened_as_it_is_written_says_so(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        written = PathSpec(id="way", kind="socks5", fields={"host": HERE})
        _, run = await here.run(plan(here.platform("news.test"), paths=(written,)))
    assert (run.paths[1].usable, run.paths[1].stage) == (False, Stage.CONFIG)


async def test_a_way_that_answers_and_cannot_be_tried_out_neither_works_nor_fails(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvpn, "is_administrator", lambda: False)
    async with town(authority) as here, udp_peer(honest()) as (port, _):
        await here.site("news.test")
        profile = Secret(f"remote {HERE} {port}\n")
        way = PathSpec(id="way", kind="openvpn", fields={"profile": profile})
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,)))
    info, cell = run.paths[1], run.cell("news", "way")
    assert (info.usable, info.safe, info.stage) == (None, True, None)
    assert untried(info.verdict)
    assert (cell.works, cell.status, cell.verdict) == (None, CellStatus.INFERRED, info.verdict)


@pytest.mark.parametrize("local", [True, False])
async def test_the_setting_decides_where_the_names_for_proxies_are_resolved(
    authority: Authority, local: bool
) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        way = socks(await here.proxy())
        wanted = plan(here.platform("news.test"), paths=(way,), direct=False)
        _, run = await here.run(replace(wanted, settings=Settings(local_dns=local)))
    resolved = [each for each in run.cell("news", "way").observations if each.step is Step.RESOLVE]
    assert run.cell("news", "way").works is True
    assert bool(resolved) is local
