"""The door behind sing-box: who is dialled, who is not, and what is remembered of it."""

import asyncio
import time

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.sing_box_behind import Behind, ServerSide
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)


def side(*addresses: str, port: int = 443) -> ServerSide:
    return ServerSide(
        "way.test",
        "vless",
        TcpDialer(),
        resolver=Table({"way.test": addresses}),
        datagrams=UdpDialer(),
        hop=0,
        port=port,
    )


async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)


async def test_only_the_servers_of_open_ways_are_dialled() -> None:
    behind = Behind()
    for host in ("w0.invalid", "other.test", "127.0.0.1"):
        with pytest.raises(DialError) as caught:
            await behind.dial(host, 443, PATIENCE)
        assert caught.value.failure.kind is FailureKind.PROXY_DENIED
        with pytest.raises(DialError):
            await behind.open(host, 443, PATIENCE)


async def test_a_server_is_resolved_by_our_rule_and_its_walk_is_remembered() -> None:
    behind, own, started = Behind(), side("127.0.0.1"), time.monotonic()
    behind.sides["w0"] = own
    assert own.current is None
    async with serving(hold) as port:
        stream = await behind.dial("w0.invalid", port, PATIENCE)
        stream.abort()
    walk = own.since(started)
    assert walk is not None
    assert [leg.stage for leg in walk.legs] == [Stage.RESOLVE, Stage.CONNECT]
    assert (walk.done, walk.failed, walk.unheard) == (True, False, False)
    assert own.since(time.monotonic()) is None
    assert own.current is walk


async def test_a_failed_walk_goes_before_one_that_did_not_fail() -> None:
    own, started = side("127.0.0.1"), time.monotonic()
    with pytest.raises(DialError):
        await own.dial(1)
    async with serving(hold) as port:
        (await own.dial(port)).abort()
    walk = own.since(started)
    assert walk is not None
    assert walk.failed
    assert walk.legs[-1].stage is Stage.CONNECT


async def test_datagrams_go_to_the_first_address_that_can_be_used() -> None:
    own, started = side("nonsense", "127.0.0.1"), time.monotonic()
    link = await own.link(9)
    link.send(b"x")
    walk = own.since(started)
    assert walk is not None
    assert walk.unheard
    assert link.bytes_sent == 1
    with pytest.raises(ConnectionRefusedError):
        await link.receive(asyncio.get_running_loop().time() + 20)
    assert walk.refused is not None
    assert walk.refused.kind is FailureKind.REFUSED
    link.close()


async def test_a_wait_for_a_server_that_refuses_datagrams_ends_soon() -> None:
    own = side("127.0.0.1")
    link = await own.link(9)
    link.send(b"x")

    async def refused() -> None:
        async with own.waiting():
            with pytest.raises(ConnectionRefusedError):
                await link.receive()
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await refused()
    link.close()


@pytest.mark.parametrize(("addresses", "stage"), [((), Stage.RESOLVE), (("nonsense",), Stage.CONNECT)])
async def test_a_server_without_an_address_cannot_be_sent_to(
    addresses: tuple[str, ...], stage: Stage
) -> None:
    own, started = side(*addresses), time.monotonic()
    with pytest.raises(DialError) as caught:
        await own.link(443)
    walk = own.since(started)
    assert walk is not None
    assert walk.failed
    assert caught.value.legs[-1].stage is stage


def test_legs_are_labelled_with_the_server_and_its_words_but_nothing_shows_it() -> None:
    own = side("127.0.0.1")
    leg = own.leg(Stage.AUTH, time.monotonic(), Failure(kind=FailureKind.PROXY_AUTH, code=404, text="no"))
    assert (leg.host, leg.port, leg.hop) == ("way.test", 443, 0)
    assert leg.detail is not None
    assert "way.test" not in repr(own)
