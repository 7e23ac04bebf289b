"""What Shadowsocks ways must do, proved against servers that other people wrote."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from tests.core.paths.talk import Target, conversation, echoing, held
from tests.ways import proxies, shadowsocks_servers
from tests.ways.programs import Place
from tests.ways.shadowsocks_servers import LIBEV, MODERN, SHARED, Server
from waythrough.model.failure import FailureKind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, StreamError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground, OpenPath
from waythrough.paths.registry import new_id, open_path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the servers are those of Linux")

PATIENCE = Patience(hard=20)
TRUST = Trust()
ONE = ("chacha20-ietf-poly1305", "2022-blake3-aes-256-gcm")
"""A method of either kind, where the others could only show the same."""

METHODS = (*((method, False) for method in (*LIBEV, *MODERN)), *((method, True) for method in SHARED))


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    method, shared = request.param if isinstance(request.param, tuple) else (request.param, False)
    if reason := shadowsocks_servers.missing(method):
        pytest.skip(reason)
    place = Place(folder=tmp_path_factory.mktemp("shadowsocks"))
    with shadowsocks_servers.running(method, place, shared=shared) as started:
        yield started


def spec(server: Server, via: PathSpec | None = None, **changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {
        "host": "ss.test", "port": server.port, "method": server.method, "password": Secret(server.password),
    }  # fmt: skip
    return PathSpec(id=new_id(), kind="shadowsocks", fields=MappingProxyType({**fields, **changes}), via=via)


def socks(host: str, port: int, via: PathSpec | None = None) -> PathSpec:
    fields: dict[str, FieldValue] = {"host": host, "port": port}
    return PathSpec(id=new_id(), kind="socks5", fields=MappingProxyType(fields), via=via)


def table() -> Table:
    return Table({"ss.test": ("127.0.0.1",)})


@asynccontextmanager
async def opened(way: PathSpec, resolver: Table | None = None) -> AsyncIterator[OpenPath]:
    ground = Ground(dialer=TcpDialer(), resolver=resolver or table(), trust=TRUST, datagrams=UdpDialer())
    path = await open_path(way, ground)
    try:
        yield path
    finally:
        await path.aclose()


def other_password(server: Server) -> Secret:
    return Secret(server.password.replace(server.password[0], "B" if server.password[0] == "A" else "A", 1))


@pytest.mark.parametrize("server", METHODS, indirect=True, ids=str)
async def test_a_target_is_reached_by_name_and_by_address(server: Server) -> None:
    target, resolver = Target(), table()
    async with serving(target.serve) as port, opened(spec(server), resolver) as way:
        assert way.resolver is None
        for host in ("localhost", "127.0.0.1"):
            stream = await way.dialer.dial(host, port, PATIENCE)
            assert await conversation(stream) == b"220 ready\r\nhello"
            target.left.clear()
            stream.abort()
            await target.left.wait()
            assert [leg.stage for leg in stream.facts.legs] == [Stage.RESOLVE, Stage.CONNECT]
        assert way.answered()
    assert set(resolver.asked) == {"ss.test"}


@pytest.mark.parametrize("server", METHODS, indirect=True, ids=str)
async def test_datagrams_reach_a_target_by_name_and_by_address(server: Server) -> None:
    resolver = table()
    async with echoing() as port, opened(spec(server), resolver) as way:
        assert way.datagrams is not None
        for host in ("localhost", "127.0.0.1"):
            link = await way.datagrams.open(host, port, PATIENCE)
            for word in (b"one", b"two"):
                link.send(word)
                assert await link.receive() == word
            assert (link.bytes_sent, link.bytes_received) == (6, 6)
            link.close()
            link.close()
        assert way.answered()
    assert set(resolver.asked) == {"ss.test"}


@pytest.mark.parametrize("server", ONE, indirect=True)
async def test_who_speaks_first_is_heard(server: Server) -> None:
    async with serving(Target().serve) as port, opened(spec(server)) as way:
        stream = await way.dialer.dial("localhost", port, PATIENCE)
        assert await stream.recv() == b"220 ready\r\n"
        stream.abort()


@pytest.mark.parametrize("server", ONE, indirect=True)
async def test_much_data_passes_whole(server: Server) -> None:
    sent = bytes(range(256)) * 12_000
    async with serving(Target().serve) as port, opened(spec(server)) as way:
        stream = await way.dialer.dial("localhost", port, PATIENCE)
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(stream.send(sent))
            got = bytearray()
            while len(got) < len(sent) + 11:
                got += await stream.recv()
            await sending
        stream.abort()
    assert bytes(got) == b"220 ready\r\n" + sent


@pytest.mark.parametrize("server", ["chacha20-ietf-poly1305"], indirect=True)
async def test_an_outline_prefix_is_taken(server: Server) -> None:
    seen = bytearray()
    async with held(server.port, seen) as port, serving(Target().serve) as target:
        way = spec(server, port=port, prefix="%16%03%01%00%C2%A8%01%01")
        async with opened(way) as path:
            stream = await path.dialer.dial("localhost", target, PATIENCE)
            assert await conversation(stream) == b"220 ready\r\nhello"
            stream.abort()
    assert seen.startswith(b"\x16\x03\x01\x00\xa8\x01\x01")


@pytest.mark.parametrize("server", ONE, indirect=True)
async def test_a_wrong_password_is_never_answered(server: Server) -> None:
    async with serving(Target().serve) as port, opened(spec(server, password=other_password(server))) as way:
        stream = await way.dialer.dial("localhost", port, PATIENCE)
        await stream.send(b"hello")
        try:
            async with asyncio.timeout(0.3):
                assert await stream.recv() == b""
        except TimeoutError:
            pass  # that of shadowsocks-libev reads on in silence
        except StreamError as error:
            assert error.failure.kind is FailureKind.RESET  # noqa: PT017 - one of three ends
        stream.abort()
        assert not way.answered()
        assert "hello" not in repr(stream.facts)


@pytest.mark.parametrize("server", ONE, indirect=True)
async def test_a_closed_target_ends_the_stream_and_proves_nothing(server: Server) -> None:
    async with opened(spec(server)) as way:
        stream = await way.dialer.dial("127.0.0.1", 1, PATIENCE)
        try:
            assert await stream.recv() == b""
        except StreamError as error:
            assert error.failure.kind is FailureKind.RESET  # noqa: PT017 - either end is one
        stream.abort()
        assert not way.answered()


@pytest.mark.parametrize("server", ONE[:1], indirect=True)
async def test_a_dead_server_is_named_by_its_stage(server: Server) -> None:
    async with opened(spec(server, port=1)) as way:
        with pytest.raises(DialError) as caught:
            await way.dialer.dial("localhost", 443, PATIENCE)
    assert caught.value.legs[-1].stage is Stage.CONNECT
    assert caught.value.failure.kind is FailureKind.REFUSED
    async with opened(spec(server, host="gone.test")) as way:
        with pytest.raises(DialError) as caught:
            await way.dialer.dial("localhost", 443, PATIENCE)
        assert caught.value.legs[-1].stage is Stage.RESOLVE
        assert way.datagrams is not None
        with pytest.raises(DialError) as caught:
            await way.datagrams.open("localhost", 53, PATIENCE)
        assert caught.value.legs[-1].stage is Stage.RESOLVE


@pytest.mark.parametrize("server", ONE, indirect=True)
async def test_a_stream_that_is_cut_midway_says_so(server: Server) -> None:
    cut = asyncio.Event()
    async with (
        serving(Target().serve) as target,
        held(server.port, bytearray(), cut) as port,
        opened(spec(server, port=port)) as way,
    ):
        stream = await way.dialer.dial("localhost", target, PATIENCE)
        assert await conversation(stream) == b"220 ready\r\nhello"
        cut.set()
        try:
            assert await stream.recv() == b""
        except StreamError as error:
            assert error.failure.kind in (FailureKind.RESET, FailureKind.EOF)  # noqa: PT017
        stream.abort()


@pytest.mark.parametrize("server", ONE, indirect=True)
async def test_cancelled_dials_leave_nothing(server: Server) -> None:
    async with serving(Target().serve) as port, opened(spec(server)) as way:
        for yields in range(0, 24, 2):
            async with asyncio.TaskGroup() as group:
                task = group.create_task(way.dialer.dial("localhost", port, PATIENCE))
                for _ in range(yields):
                    await asyncio.sleep(0)
                task.cancel()
            if not task.cancelled():
                task.result().abort()


@pytest.mark.parametrize("server", ONE, indirect=True)
async def test_nothing_shows_a_secret(server: Server) -> None:
    way = spec(server)
    async with serving(Target().serve) as port, opened(way) as path:
        assert path.datagrams is not None
        stream = await path.dialer.dial("localhost", port, PATIENCE)
        link = await path.datagrams.open("localhost", port, PATIENCE)
        told = repr((way, dict(way.fields), path, path.dialer, path.datagrams, stream, stream.facts, link))
        stream.abort()
        link.close()
    assert server.password not in told


@pytest.mark.parametrize("server", ONE, indirect=True)
@pytest.mark.parametrize("order", ["behind", "in front"])
async def test_a_chain_with_a_socks_proxy(server: Server, order: str, tmp_path: Path) -> None:
    if reason := proxies.missing("microsocks"):
        pytest.skip(reason)
    resolver = Table({"ss.test": ("127.0.0.1",), "proxy.test": ("127.0.0.1",)})
    with proxies.running("microsocks", tmp_path) as proxy:
        if order == "behind":
            way = spec(server, via=socks("proxy.test", proxy.port), host="localhost")
        else:
            way = socks("localhost", proxy.port, via=spec(server))
        async with serving(Target().serve) as port, opened(way, resolver) as path:
            assert path.hops == 2
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await conversation(stream) == b"220 ready\r\nhello"
            stream.abort()
    assert resolver.asked == ["proxy.test" if order == "behind" else "ss.test"]
