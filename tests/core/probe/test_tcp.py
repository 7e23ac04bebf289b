"""The tcp flow: a port, a safe line where asked for, and the first words."""

from dataclasses import replace

import pytest

from tests.core.engine.town import Authority, page, reset
from tests.core.net.faultserver import Peer
from tests.core.net.resolvers import Table
from tests.core.probe.street import served, steps, walk_over, web_target
from waythrough.model.platform import FlowKind, Target
from waythrough.probe.tcp import tcp_flow


def target(port: int, *, tls: bool = False, send: bytes = b"", expect: bytes = b"") -> Target:
    made = web_target(f"https://news.test:{port}/")
    return replace(made, flow=FlowKind.TCP, url="", tls=tls, send=send, expect=expect)


async def echo(peer: Peer) -> None:
    await peer.send(await peer.recv())
    peer.fin()


async def test_a_port_that_takes_the_connection_is_enough(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(echo) as port:
        await tcp_flow(walk, target(port))
    assert steps(walk) == [("resolve", "ok"), ("connect", "ok")]


async def test_first_words_where_there_are_any(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(echo) as port:
        await tcp_flow(walk, target(port, send=b"ping", expect=b"ping"))
    assert steps(walk)[-1] == ("exchange", "ok")


@pytest.mark.parametrize("good", [True, False])
async def test_a_safe_line_where_asked_for(authority: Authority, good: bool) -> None:
    walk = walk_over(authority)
    async with served(page(authority.good) if good else reset) as port:
        await tcp_flow(walk, target(port, tls=True))
    assert steps(walk)[-1] == ("tls", "ok" if good else "reset")


async def test_a_name_that_is_gone_ends_the_flow(authority: Authority) -> None:
    walk = walk_over(authority, table=Table({}))
    await tcp_flow(walk, target(9))
    assert steps(walk) == [("resolve", "nxdomain")]
