"""What every way must do, proved against proxies that other people wrote."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from tests.core.paths.talk import Target, conversation
from tests.ways.proxies import FORBIDDEN, PASSWORD, PROGRAMS, USER, RealProxy, missing, running
from waythrough.model.failure import FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.net.second_opinion import second_opinion
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground, OpenPath
from waythrough.paths.registry import new_id, open_path

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the proxies are those of a Linux distribution"
)

PATIENCE = Patience(hard=20)
NAMES = Table({"proxy.test": ("127.0.0.1",), "localhost": ("127.0.0.1",)})
TRUST = Trust()


@pytest.fixture(scope="module", params=PROGRAMS)
def proxy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProxy]:
    if reason := missing(request.param):
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("proxy")
    with running(request.param, folder) as started:
        yield started


def spec(proxy: RealProxy, kind: str, via: PathSpec | None = None, **changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {"host": "proxy.test", "port": proxy.port}
    if proxy.login:
        fields |= {"user": USER, "password": Secret(PASSWORD)}
    return PathSpec(id=new_id(), kind=kind, fields=MappingProxyType({**fields, **changes}), via=via)


@asynccontextmanager
async def opened(way: PathSpec, resolver: Table | None = None) -> AsyncIterator[OpenPath]:
    path = await open_path(way, Ground(dialer=TcpDialer(), resolver=resolver or NAMES, trust=TRUST))
    try:
        yield path
    finally:
        await path.aclose()


async def test_a_target_is_reached_by_name_and_by_address(proxy: RealProxy) -> None:
    target = Target()
    async with serving(target.serve) as port:
        for kind in proxy.kinds:
            resolver = Table({"proxy.test": ("127.0.0.1",), "localhost": ("127.0.0.1",)})
            async with opened(spec(proxy, kind), resolver) as way:
                for host in ("localhost", "127.0.0.1"):
                    stream = await way.dialer.dial(host, port, PATIENCE)
                    assert await conversation(stream) == b"220 ready\r\nhello"
                    target.left.clear()
                    stream.abort()
                    await target.left.wait()
                    legs = [leg for leg in stream.facts.legs if leg.stage is not None]
                    assert [leg.failure for leg in legs] == [None] * len(legs)
                    assert legs[0].stage is Stage.RESOLVE
                    assert isinstance(legs[-1].detail, PathDetail)
                    assert legs[-1].detail.kind == kind
            asked = set(resolver.asked)
            assert asked == ({"proxy.test", "localhost"} if kind == "socks4" else {"proxy.test"})


async def test_names_are_resolved_here_on_request_only(proxy: RealProxy) -> None:
    resolver = Table({"proxy.test": ("127.0.0.1",), "far.test": ("127.0.0.1",)})
    async with (
        serving(Target().serve) as port,
        opened(spec(proxy, proxy.kinds[0], local_dns=True), resolver) as way,
    ):
        assert way.resolver is resolver
        stream = await way.dialer.dial("far.test", port, PATIENCE)
        assert await conversation(stream)
        stream.abort()
    assert "far.test" in resolver.asked


async def test_a_closed_target_is_the_exits_trouble(proxy: RealProxy) -> None:
    for kind in proxy.kinds:
        async with opened(spec(proxy, kind)) as way:
            with pytest.raises(DialError) as caught:
                await way.dialer.dial("127.0.0.1", 1, PATIENCE)
        leg = caught.value.legs[-1]
        told = {
            FailureKind.EXIT_REFUSED: Stage.EXIT_CONNECT,
            FailureKind.EXIT_UNREACHABLE: Stage.EXIT_CONNECT,
            FailureKind.PROXY_ERROR: Stage.REQUEST,  # SOCKS4 has no words for it, tinyproxy says 500
        }
        assert leg.stage is told[caught.value.failure.kind]
        if kind == "socks5" or proxy.program == "squid":
            assert caught.value.failure.kind is FailureKind.EXIT_REFUSED
        assert caught.value.failure.code is not None


@pytest.mark.parametrize("proxy", ["dante", "tinyproxy", "squid"], indirect=True)
async def test_a_target_against_the_rules_is_denied(proxy: RealProxy) -> None:
    kind = proxy.kinds[0]
    async with opened(spec(proxy, kind)) as way:
        with pytest.raises(DialError) as caught:
            await way.dialer.dial(FORBIDDEN, 443, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROXY_DENIED
    assert caught.value.legs[-1].stage is Stage.REQUEST
    assert FORBIDDEN not in caught.value.failure.text


@pytest.mark.parametrize("proxy", ["microsocks with log-in", "tinyproxy with log-in"], indirect=True)
@pytest.mark.parametrize("password", ["", "wrong-word"])
async def test_a_refused_log_in_is_named_and_never_told(proxy: RealProxy, password: str) -> None:
    login: dict[str, FieldValue] = {"user": USER, "password": Secret(password)} if password else {}
    way = PathSpec(
        id="x",
        kind=proxy.kinds[0],
        fields=MappingProxyType({"host": "127.0.0.1", "port": proxy.port, **login}),
    )
    async with opened(way) as path:
        with pytest.raises(DialError) as caught:
            await path.dialer.dial("127.0.0.1", 443, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROXY_AUTH
    assert caught.value.legs[-1].stage is Stage.AUTH
    assert "wrong-word" not in repr(caught.value.legs) + str(caught.value)


async def test_nothing_shows_a_secret(proxy: RealProxy) -> None:
    way = spec(proxy, proxy.kinds[0])
    async with serving(Target().serve) as port, opened(way) as path:
        stream = await path.dialer.dial("127.0.0.1", port, PATIENCE)
        stream.abort()
        told = repr(way) + str(dict(way.fields)) + repr(path) + repr(stream.facts)
    assert PASSWORD not in told


async def test_a_second_client_is_of_the_same_opinion(proxy: RealProxy) -> None:
    kind = proxy.kinds[0]
    user, password = (USER, Secret(PASSWORD)) if proxy.login else (None, None)
    async with serving(Target().serve) as port:
        good = await second_opinion(kind, "127.0.0.1", proxy.port, user, password, "localhost", port, 20)
    bad = await second_opinion(kind, "127.0.0.1", proxy.port, user, password, "127.0.0.1", 1, 20)
    assert (good.agreed, bad.agreed) == (False, True)


async def test_cancelled_dials_leave_nothing(proxy: RealProxy) -> None:
    threads = threading.active_count()
    async with serving(Target().serve) as port, opened(spec(proxy, proxy.kinds[0])) as way:
        for yields in range(0, 40, 2):
            async with asyncio.TaskGroup() as group:
                task = group.create_task(way.dialer.dial("127.0.0.1", port, PATIENCE))
                for _ in range(yields):
                    await asyncio.sleep(0)
                task.cancel()
            if not task.cancelled():
                task.result().abort()
    assert threading.active_count() == threads


@pytest.mark.parametrize("proxy", ["microsocks"], indirect=True)
async def test_ipv6_targets(proxy: RealProxy) -> None:
    try:
        async with serving(Target().serve, "::1") as port, opened(spec(proxy, "socks5")) as way:
            stream = await way.dialer.dial("::1", port, PATIENCE)
            assert await conversation(stream)
            stream.abort()
    except OSError:
        pytest.skip("this machine has no IPv6")


async def test_a_socks_proxy_behind_an_http_proxy(tmp_path_factory: pytest.TempPathFactory) -> None:
    if reason := missing("tinyproxy") or missing("microsocks with log-in"):
        pytest.skip(reason)
    resolver = Table({"proxy.test": ("127.0.0.1",)})
    with (
        running("tinyproxy", tmp_path_factory.mktemp("outer")) as outer,
        running("microsocks with log-in", tmp_path_factory.mktemp("inner")) as inner,
    ):
        way = spec(inner, "socks5", spec(outer, "http"), host="localhost")
        async with serving(Target().serve) as port, opened(way, resolver) as path:
            assert path.hops == 2
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await conversation(stream) == b"220 ready\r\nhello"
            stream.abort()
            wrong = replace(way, fields=MappingProxyType({**way.fields, "port": 1}))
            async with opened(wrong, resolver) as dead:
                with pytest.raises(DialError) as caught:
                    await dead.dialer.dial("localhost", port, PATIENCE)
    assert [(leg.hop, leg.stage) for leg in stream.facts.legs] == [
        (0, Stage.RESOLVE),
        (0, Stage.CONNECT),
        (0, Stage.REQUEST),
        (1, Stage.HANDSHAKE),
        (1, Stage.AUTH),
        (1, Stage.REQUEST),
    ]
    assert set(resolver.asked) == {"proxy.test"}
    assert caught.value.legs[-1].hop == 0, "the outer proxy is the one that cannot reach the inner one"
