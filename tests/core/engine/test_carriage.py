"""Ways that write into pages, crawl, or stop midway are found behind the first answers."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable

import pytest

from tests.core.engine.town import CANARY, EXIT, HERE, NAMES, Authority, Town, page, plain, plan, socks, town
from tests.lab.socks_server import open_proxy
from waythrough.engine import carriage
from waythrough.engine.estimator import Estimator
from waythrough.model.run import Depth, Run
from waythrough.model.verdict import Label, Locus
from waythrough.net.deadline import Patience
from waythrough.verdict import rules_path_carriage

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LONG = b"x" * 60_000


async def test_a_way_that_writes_into_a_known_page_is_not_safe(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        way = socks(await here.proxy(await _elsewhere(here, CANARY, b"success<script>1</script>")))
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,)))
    info, cell = run.paths[1], run.cell("news", "way")
    assert (info.safe, info.verdict and info.verdict.rule_id) == (False, "path.alters")
    assert (cell.works, cell.verdict.label, cell.verdict.locus) == (
        False,
        Label.PATH_FAILURE,
        Locus.PATH_EXIT,
    )
    assert run.recommendation.unsafe == ("way",)
    assert run.cell("news", "direct").works


async def test_a_page_that_is_changed_everywhere_is_nobodys_doing(authority: Authority) -> None:
    async with town(authority, canary=plain(b"another text now")) as here:
        await here.site("news.test")
        _, run = await here.run(plan(here.platform("news.test"), paths=(socks(await here.proxy()),)))
    assert run.paths[1].safe


async def _elsewhere(here: Town, name: str, body: bytes) -> Serve:
    """A proxy that leads plain requests for a name to a server of its own."""
    port = await here.site("gone.test", plain(body))
    honest = open_proxy(EXIT, dict.fromkeys(NAMES, (HERE,)))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ahead = asyncio.StreamReader()
        ahead.feed_data(await reader.readexactly(3))
        task = asyncio.get_running_loop().create_task(
            _lead(reader, ahead, here.ports[name], port), name="lead"
        )
        try:
            await honest.serve(ahead, writer)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return serve


async def _lead(reader: asyncio.StreamReader, ahead: asyncio.StreamReader, old: int, new: int) -> None:
    head = await reader.readexactly(5)
    rest = await reader.readexactly(head[4] + 2)
    if int.from_bytes(rest[-2:]) == old:
        rest = rest[:-2] + new.to_bytes(2)
    ahead.feed_data(head + rest)
    while data := await reader.read(65536):
        ahead.feed_data(data)
    ahead.feed_eof()


class Throttle:
    """A proxy that lets answers through at a rate (bytes a second), or stops each connection after some bytes."""

    def __init__(self, *, rate: float = 0.0, stop: int = 0) -> None:
        self._rate, self._stop = rate, stop
        self._honest = open_proxy(EXIT, dict.fromkeys(NAMES, (HERE,)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        near, far = socket.socketpair()
        back, front = await asyncio.open_connection(sock=near)
        inner = await asyncio.open_connection(sock=far)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._honest.serve(*inner))
            up = group.create_task(self._up(reader, front))
            group.create_task(self._down(back, writer, up))

    async def _up(self, reader: asyncio.StreamReader, front: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(4096):
                front.write(data)
        front.close()

    async def _down(
        self, back: asyncio.StreamReader, writer: asyncio.StreamWriter, up: "asyncio.Task[None]"
    ) -> None:
        sent = 0
        with contextlib.suppress(OSError):
            while data := await back.read(2048):
                sent += len(data)
                if self._stop and sent > self._stop:
                    await up  # nothing more comes, not even an end, until the client gives up
                    break
                if self._rate:
                    await asyncio.sleep(len(data) / self._rate)
                writer.write(data)
                await writer.drain()
        writer.close()


async def through(authority: Authority, proxy: Throttle, body: bytes = b"<title>page</title>") -> Run:
    async with town(authority, neutral=page(authority.good, LONG)) as here:
        await here.site("news.test", page(authority.good, body))
        way = socks(await here.proxy(proxy.serve))
        _, run = await here.run(plan(here.platform("news.test"), paths=(way,), depth=Depth.STANDARD))
    return run


async def test_a_way_on_which_everything_crawls_works_slowly(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (carriage, rules_path_carriage):
        monkeypatch.setattr(module, "SLOW_RATE", 400_000)  # what is slow here is quick enough for a test
    run = await through(authority, Throttle(rate=300_000))
    info, cell = run.paths[1], run.cell("news", "way")
    assert (info.usable, info.verdict and info.verdict.rule_id) == (True, "path.slow")
    assert (cell.works, cell.verdict.label, cell.verdict.locus) == (True, Label.NETWORK_TROUBLE, Locus.PATH)


async def test_a_quick_way_is_burdened_by_nothing(authority: Authority) -> None:
    run = await through(authority, Throttle())
    assert (run.paths[1].verdict, run.cell("news", "way").verdict.label) == (None, Label.OK)


async def test_a_way_that_stops_long_pages_is_measured_with_long_pages(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Estimator, "repeat_patience", lambda *_: Patience(soft=0.15, hard=0.3))
    monkeypatch.setattr(Estimator, "patience", lambda *_: Patience(soft=0.15, hard=0.3))
    run = await through(authority, Throttle(stop=20_000), LONG)
    info, cell = run.paths[1], run.cell("news", "way")
    assert (info.usable, info.verdict and info.verdict.rule_id) == (True, "path.freeze")
    assert (cell.works, cell.verdict.label, cell.verdict.locus) == (
        False,
        Label.VOLUME_FREEZE,
        Locus.PATH_ENTRY,
    )
