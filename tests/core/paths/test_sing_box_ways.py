"""What every way of sing-box must do, proved against servers by sing-box, v2ray and trojan."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.test_socks_udp import echo as echoing
from tests.ways.real import RealWay, Recipe
from tests.ways.sing_box_client import (
    HELLO,
    NAME,
    PATIENCE,
    SHORT,
    Yard,
    echo,
    failed,
    opened,
    said,
    with_fields,
)
from tests.ways.sing_box_servers import RECIPES
from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import StreamError
from waythrough.net.deadline import Patience


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path)


EVERYDAY = {
    "vless over ws by sing-box",
    "vmess by sing-box",
    "hysteria2 with obfuscation by sing-box",
    "shadowtls by sing-box",
    "sing-box outbound by sing-box",
    "vmess over ws by v2ray",
    "trojan by trojan",
}
"""One of each manner to fail; all others are reached every day and fail in the long run."""

FAILING = [
    pytest.param(each, id=each.name, marks=() if each.name in EVERYDAY else pytest.mark.long)
    for each in RECIPES
]


@pytest.fixture(params=FAILING)
def real(request: pytest.FixtureRequest, yard: Yard) -> Iterator[RealWay]:
    with started(request.param, yard) as running:
        yield running


@pytest.fixture(params=RECIPES, ids=lambda each: each.name)
def any_real(request: pytest.FixtureRequest, yard: Yard) -> Iterator[RealWay]:
    with started(request.param, yard) as running:
        yield running


@contextmanager
def started(recipe: Recipe, yard: Yard) -> Iterator[RealWay]:
    if recipe.missing:
        pytest.skip(recipe.missing)
    with recipe.start(yard.place) as running:
        yield running


async def test_targets_are_reached_by_name_and_by_address(any_real: RealWay, yard: Yard) -> None:
    real = any_real
    async with serving(echo) as port, opened(real.spec(NAME), yard.ground()) as path:
        assert path.resolver is None
        assert path.hops == 1
        for host in ("localhost", "127.0.0.1"):
            stream = await path.dialer.dial(host, port, PATIENCE)
            assert await said(stream) == b"heard " + HELLO
            assert all(leg.failure is None for leg in stream.facts.legs)
            assert stream.facts.own is None
            stream.abort()
    assert set(yard.names.asked) == {NAME}, "names of targets are resolved at the far end"


async def test_datagrams_are_carried_where_the_kind_can(real: RealWay, yard: Yard) -> None:
    async with echoing() as port, opened(real.spec(NAME), yard.ground()) as path:
        if path.datagrams is None:
            assert real.kind == "shadowtls"
            return
        link = await path.datagrams.open("localhost", port, PATIENCE)
        link.send(b"hello")
        heard = await link.receive(asyncio.get_running_loop().time() + 20)
        link.close()
    assert heard == b"heard hello"
    assert link.bytes_received == len(heard)


async def test_a_wrong_secret_is_the_ways_own_failure(real: RealWay, yard: Yard) -> None:
    silent = real.kind == "vmess" and "path" in real.fields and real.fields.get("transport") == "ws"
    patience = SHORT if silent or "obfs" in real.fields else PATIENCE
    async with serving(echo) as port, opened(real.spec(NAME, wrong=True), yard.ground()) as path:
        if silent:  # v2ray reads on for a while, so that nobody learns what it is
            stream = await path.dialer.dial("127.0.0.1", port, PATIENCE)
            with suppress(TimeoutError):
                async with asyncio.timeout(patience.hard):
                    assert await said(stream) == b""
            stream.abort()
            own = stream.facts.own
            assert own is None or own.stage is Stage.REQUEST, "silence proves nothing against the target"
            return
        await failed(path, "localhost", port, patience)
        stage, kind = await failed(path, "127.0.0.1", port, patience)
    if "obfs" in real.fields:
        assert (stage, kind) == (Stage.CONNECT, FailureKind.TIMEOUT)
    else:
        assert stage is Stage.AUTH
        assert kind in (FailureKind.PROXY_AUTH, FailureKind.EOF, FailureKind.RESET)


async def test_a_closed_target_is_never_the_ways_failure(real: RealWay, yard: Yard) -> None:
    async with serving(echo) as port, opened(real.spec(NAME), yard.ground()) as path:
        stream = await path.dialer.dial("localhost", port, PATIENCE)
        await said(stream)
        stream.abort()
        for _ in range(2):
            ended = await failed(path, "localhost", 1)
            assert ended in (
                (Stage.REQUEST, FailureKind.PROXY_ERROR),
                (Stage.EXIT_CONNECT, FailureKind.EXIT_REFUSED),
            )


async def test_a_dead_server_is_not_reached(real: RealWay, yard: Yard) -> None:
    given = real.spec(NAME)
    if "outbound" in given.fields:
        return
    spec = with_fields(given, port=yard.place.free_port(udp=real.udp))
    async with opened(spec, yard.ground()) as path:
        stage, kind = await failed(path, "localhost", 443, Patience(hard=1.5) if real.udp else PATIENCE)
    assert (stage, kind) == (Stage.CONNECT, FailureKind.REFUSED)


async def test_a_server_that_says_nothing_is_told_as_silent(real: RealWay, yard: Yard) -> None:
    given = real.spec(NAME)
    if (
        "outbound" in given.fields
        or real.fields.get("security", "tls") != "tls"
        or (real.kind == "vmess" and not real.fields.get("security"))
    ):
        return
    async with silence(udp=real.udp) as port, opened(with_fields(given, port=port), yard.ground()) as path:
        stage, kind = await failed(path, "localhost", 443, SHORT)
    assert kind is FailureKind.TIMEOUT
    assert stage is (Stage.CONNECT if real.udp else Stage.TLS)


@asynccontextmanager
async def silence(*, udp: bool) -> AsyncIterator[int]:
    if udp:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
            held.bind(("127.0.0.1", 0))
            yield held.getsockname()[1]
        return

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass

    async with serving(listen) as port:
        yield port


async def test_a_connection_that_is_cut_ends_and_the_next_one_works(real: RealWay, yard: Yard) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"first")
        await reader.read(100)
        writer.transport.abort()

    async with serving(cut) as port, serving(echo) as other, opened(real.spec(NAME), yard.ground()) as path:
        stream = await path.dialer.dial("localhost", port, PATIENCE)
        await stream.send(b"x")
        heard = b""
        try:
            while data := await stream.recv():
                heard += data
        except StreamError:
            pass
        stream.abort()
        assert heard == b"first"
        assert stream.facts.own is None
        stream = await path.dialer.dial("localhost", other, PATIENCE)
        assert await said(stream) == b"heard " + HELLO
        stream.abort()
