"""A way over UDP that is silent: the line is asked whether it carries UDP, and another way for the same server."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest

from tests.core.engine.town import HERE, NAMES, Authority, Town, plan, socks, town
from tests.core.net.quic_server import silent as quiet
from tests.core.net.quic_server import udp_server, versions
from tests.core.net.resolvers import name_server, silent, zone
from tests.core.net.wireguard_server import running, spec
from waythrough.engine.engine import Engine
from waythrough.model.path import PathSpec
from waythrough.model.run import Depth, Run
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label, Stage
from waythrough.net import wireguard_open
from waythrough.net.base import Stream
from waythrough.net.datagram import Datagrams, UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.tcp import TcpDialer
from waythrough.verdict.gate import UDP_SHUT
from waythrough.verdict.rules_path_protocol import CONTROL_ANSWERS
from waythrough.verdict.rules_path_udp import UDP_PASSES


@pytest.fixture(autouse=True)
def short_greetings(monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback silence need not be waited for as long as on a slow line."""
    monkeypatch.setattr(wireguard_open, "RUNG", 0.7)


@asynccontextmanager
async def silent_way(authority: Authority) -> AsyncIterator[tuple[Town, PathSpec]]:
    """A town with a WireGuard server that never answers."""
    async with town(authority) as here, running(silent=True) as server:
        await here.site("news.test")
        assert server._transport is not None
        port = server._transport.get_extra_info("sockname")[1]
        yield here, spec(port, host="n2.test")


async def run_of(here: Town, *ways: PathSpec, names: bool, quic: bool, depth: Depth = Depth.STANDARD) -> Run:
    """A run with a public resolver and a QUIC host, each of which answers or not."""
    async with AsyncExitStack() as stack:
        answer = zone(here.records) if names else silent
        resolver = await stack.enter_async_context(name_server(answer))
        port, _ = await stack.enter_async_context(udp_server(versions(1) if quic else quiet))
        profile = replace(
            here.profile,
            resolvers=(*here.profile.resolvers, f"{HERE}:{resolver.port}"),
            quic_hosts=(f"n1.test:{port}",),
        )
        asked = plan(here.platform("news.test"), paths=ways, depth=depth)
        async with Engine(profile) as engine:
            return await engine.run(asked)


@pytest.mark.parametrize("names", [False, True])
async def test_where_nobody_answers_over_udp_the_line_is_told_and_not_the_way(
    authority: Authority, names: bool
) -> None:
    async with silent_way(authority) as (here, way):
        run = await run_of(here, way, names=names, quic=False)
    found = run.paths[1].verdict
    assert found is not None
    told = [each for each in run.network if each.rule_id == UDP_SHUT]
    if names:
        assert (found.rule_id, UDP_PASSES in found.params, told) == ("path.tunnel_silent", False, [])
    else:
        assert (found.label, found.rule_id) == (Label.UNTARGETED_BLOCKING, UDP_SHUT)
        assert [(each.stage, each.params) for each in told] == [(None, ())]
        assert set(found.evidence) <= {each.id for each in run.network_observations}
    assert (run.paths[1].usable, run.paths[1].stage) == (False, Stage.HANDSHAKE)
    assert run.cell("news", "direct").verdict.label is Label.OK
    assert run.cell("news", "wg").verdict == found


async def test_where_others_answer_the_silence_is_about_this_way(authority: Authority) -> None:
    async with silent_way(authority) as (here, way):
        run = await run_of(here, way, names=True, quic=True)
    found = run.paths[1].verdict
    assert found is not None
    assert (found.label, found.rule_id) == (Label.PATH_FAILURE, "path.tunnel_silent")
    assert UDP_PASSES in found.params
    assert run.network == ()


async def test_a_quick_look_asks_nobody_over_udp(authority: Authority) -> None:
    async with silent_way(authority) as (here, way):
        run = await run_of(here, way, names=True, quic=True, depth=Depth.QUICK)
    assert not [each for each in run.network_observations if each.purpose is Purpose.WAY_UDP]


class Far:
    """Another way's far end: it knows the names of the town, and finds the way's server where the line does not."""

    def __init__(self, server: int) -> None:
        self.server = server

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream by name."""
        return await TcpDialer().dial(HERE if host in NAMES else host, port, patience)

    async def open(self, host: str, port: int, patience: Patience) -> Datagrams:
        """Datagrams for the server, whatever port the line knows it at."""
        return await UdpDialer().open(host, self.server, patience)


@pytest.mark.parametrize("private", [False, True])
async def test_a_server_that_answers_over_another_way_is_held_back_on_the_line(
    authority: Authority, private: bool
) -> None:
    async with silent_way(authority) as (here, way), running(drops_data=True) as answering:
        assert answering._transport is not None
        far = Far(answering._transport.get_extra_info("sockname")[1])
        served = await LocalProxy.start(far, datagrams=far, patience=Patience(hard=20))
        try:
            other = socks(served.port, "control", user=served.user, password=served.password)
            run = await run_of(here, way, replace(other, private=private), names=True, quic=True)
        finally:
            await served.aclose()
    found = run.paths[1].verdict
    assert found is not None
    assert found.rule_id == ("path.tunnel_silent" if private else CONTROL_ANSWERS)
    assert run.paths[2].usable
