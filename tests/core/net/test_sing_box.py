"""One process for all ways: shared, restarted once, ended with the last of them."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.net.children import PATIENT, is_gone
from tests.core.net.proxy_answers import serving
from tests.core.paths.sing_box_ways import way
from tests.ways.real import RealWay
from tests.ways.sing_box_client import (
    HELLO,
    NAME,
    PATIENCE,
    Yard,
    echo,
    opened,
    said,
    with_fields,
)
from tests.ways.sing_box_servers import PASSWORD, RECIPES, UUID
from waythrough.model.failure import FailureKind
from waythrough.model.secret import Secret
from waythrough.net.base import DialError
from waythrough.net.process import becomes
from waythrough.net.programs import PROGRAMS_VARIABLE
from waythrough.net.sing_box import SingBoxes
from waythrough.net.tcp import TcpDialer
from waythrough.paths.base import ConfigError, Ground, UntriedError
from waythrough.paths.registry import open_path


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path)


@pytest.fixture
def vless(yard: Yard) -> Iterator[RealWay]:
    if RECIPES[0].missing:
        pytest.skip(RECIPES[0].missing)
    with RECIPES[0].start(yard.place) as running:
        yield running


async def test_an_opening_that_is_cancelled_leaves_nothing(vless: RealWay, yard: Yard) -> None:
    on = yard.ground()
    for yields in (0, 1, 5, 20, 80):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(open_path(vless.spec(NAME), on))
            for _ in range(yields):
                await asyncio.sleep(0.001)
            task.cancel()
        if not task.cancelled():
            await task.result().aclose()


async def test_all_ways_of_a_run_share_one_process(vless: RealWay, yard: Yard) -> None:
    good = vless.spec(NAME)
    broken = way("tuic", host=NAME)
    odd = way(
        "singbox", outbound=Secret(json.dumps({"type": "trojan", "server": NAME, "server_port": 5, "odd": 1}))
    )
    others = [with_fields(good, port=port) for port in range(1, 20)]
    on = yard.ground(good, broken, odd, *others)
    paths = await asyncio.gather(*(open_path(spec, on) for spec in (good, broken, *others)))
    boxes = on.shared.one(SingBoxes, SingBoxes)
    assert len(boxes.pids) == 1
    with pytest.raises(ConfigError, match="does not know") as caught:
        await open_path(odd, on)
    assert NAME not in str(caught.value)
    again = await open_path(good, on)
    assert len(boxes.pids) == 2, "a way that is opened twice at once needs another process"
    pids = boxes.pids
    async with serving(echo) as port:
        for path in (paths[0], again):
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await said(stream) == b"heard " + HELLO
            stream.abort()
    for path in (*paths, again):
        await path.aclose()
    assert boxes.pids == ()
    assert all(is_gone(pid) for pid in pids)


async def changed(boxes: SingBoxes, pid: int) -> bool:
    """Whether another process runs, or none while none is being started."""
    return all(box.settled for box in boxes.running) and pid not in boxes.pids


async def test_it_is_restarted_once_and_then_told_as_gone(vless: RealWay, yard: Yard) -> None:
    on = yard.ground()
    boxes = on.shared.one(SingBoxes, SingBoxes)
    async with serving(echo) as port, opened(vless.spec(NAME), on) as path:
        (first,) = boxes.pids
        os.kill(first, signal.SIGKILL)
        async with asyncio.timeout(PATIENT):
            await becomes(lambda: changed(boxes, first))
        stream = await path.dialer.dial("localhost", port, PATIENCE)
        assert await said(stream) == b"heard " + HELLO
        stream.abort()
        (second,) = boxes.pids
        os.kill(second, signal.SIGKILL)
        async with asyncio.timeout(PATIENT):
            await becomes(lambda: changed(boxes, second))
        with pytest.raises(DialError) as caught:
            await path.dialer.dial("localhost", port, PATIENCE)
        assert caught.value.failure.kind is FailureKind.PROGRAM_ENDED
        async with opened(vless.spec(NAME), on) as anew:
            stream = await anew.dialer.dial("localhost", port, PATIENCE)
            assert await said(stream) == b"heard " + HELLO
            stream.abort()


def shown_of(pid: int) -> str:
    """What every user of this computer may read of a process, and a little more."""
    files = [Path(f"/proc/{pid}/{name}") for name in ("cmdline", "environ")]
    return "".join(each.read_text() for each in files if each.exists())


async def test_nothing_shows_a_secret(vless: RealWay, yard: Yard) -> None:
    on = yard.ground()
    async with serving(echo) as port, opened(vless.spec(NAME), on) as path:
        stream = await path.dialer.dial("localhost", port, PATIENCE)
        stream.abort()
        told = repr(path) + repr(stream.facts) + repr(on)
        (pid,) = on.shared.one(SingBoxes, SingBoxes).pids
        told += shown_of(pid)
    assert UUID not in told
    assert PASSWORD not in told


async def test_datagrams_need_a_way_in_front_that_carries_them(yard: Yard) -> None:
    line = Ground(dialer=TcpDialer(), resolver=yard.names, trust=yard.trust)
    with pytest.raises(ConfigError, match="cannot carry UDP"):
        await open_path(way("hysteria2"), line)


async def test_a_build_that_lacks_something_is_told_as_such(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PROGRAMS_VARIABLE, raising=False)
    spec = way("vless", security="tls", fingerprint="chrome")
    with pytest.raises(UntriedError, match="this build of sing-box cannot") as caught:
        await open_path(spec, yard.ground())
    assert "install" in caught.value.todo
