"""Targets through a tunnel, and whose fault it is when they are not reached."""

import asyncio

import pytest

from tests.core.net.wireguard_server import (
    DROP,
    ECHO,
    EXIT,
    REFUSE,
    SHORT,
    UNREACHABLE,
    Server,
    running,
    spec,
    tunnel,
)
from waythrough.model.failure import FailureKind
from waythrough.model.observation import PathDetail, ResolveDetail
from waythrough.model.tunnel import TunnelWord
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg, StreamError
from waythrough.net.deadline import Patience
from waythrough.net.wireguard import DIED
from waythrough.net.wireguard_dial import TunnelDatagrams, TunnelDialer, TunnelEnd

HASTY = Patience(soft=0.1, hard=0.3, total=5.0)


async def said_back(end: TunnelEnd, host: str, data: bytes) -> tuple[bytes, tuple[Leg, ...]]:
    stream = await TunnelDialer(end).dial(host, ECHO, SHORT)
    await stream.send(data)
    heard = b""
    while len(heard) < len(data):
        heard += await stream.recv()
    stream.abort()
    assert stream.facts.bytes_received == stream.facts.bytes_sent == len(data)
    return heard, stream.facts.legs


async def refused(end: TunnelEnd, host: str, port: int) -> Leg:
    with pytest.raises(DialError) as caught:
        await TunnelDialer(end).dial(host, port, HASTY)
    return caught.value.legs[-1]


@pytest.mark.parametrize("host", [EXIT, "echo.test", "long.test"])
async def test_targets_are_reached_by_address_and_by_name(host: str) -> None:
    async with running() as server, tunnel(server.port) as end:
        heard, legs = await said_back(end, host, b"hello" * 10_000)
        assert repr(TunnelDialer(end)) == "TunnelDialer(hop=0)"
    assert heard == b"hello" * 10_000
    assert [leg.stage for leg in legs] == [Stage.EXIT_DNS] * (host != EXIT) + [Stage.EXIT_CONNECT]
    assert isinstance(legs[-1].detail, PathDetail)
    assert host == EXIT or isinstance(legs[0].detail, ResolveDetail)


@pytest.mark.parametrize(
    ("host", "port", "kind", "code"),
    [
        (EXIT, REFUSE, FailureKind.EXIT_REFUSED, None),
        (EXIT, UNREACHABLE, FailureKind.EXIT_UNREACHABLE, 0x30D),
        (EXIT, DROP, FailureKind.EXIT_TIMEOUT, None),
        ("drop.test", ECHO, FailureKind.EXIT_TIMEOUT, None),
        ("fd00::1", 80, FailureKind.EXIT_UNREACHABLE, None),
        ("gone.test", 80, FailureKind.EXIT_DNS, 3),
        ("näme.test", 80, FailureKind.EXIT_DNS, None),
    ],
)
async def test_what_the_target_does_is_told_as_its_own(
    host: str, port: int, kind: FailureKind, code: int | None
) -> None:
    async with running() as server, tunnel(server.port) as end:
        leg = await refused(end, host, port)
    assert leg.failure is not None
    assert leg.stage is (Stage.EXIT_DNS if kind is FailureKind.EXIT_DNS else Stage.EXIT_CONNECT)
    assert (leg.failure.kind, leg.failure.code) == (kind, code)


@pytest.mark.parametrize(("host", "port"), [(EXIT, ECHO), ("echo.test", ECHO)])
async def test_a_tunnel_that_carries_no_more_is_not_the_targets_fault(host: str, port: int) -> None:
    async with running() as server, tunnel(server.port) as end:
        server.drops_data = True
        leg = await refused(end, host, port)
    assert leg.stage is Stage.DATA
    assert leg.failure is not None
    assert leg.failure.kind is FailureKind.TIMEOUT


async def test_without_a_resolver_names_are_not_asked_of_anybody() -> None:
    async with running() as server, tunnel(server.port, dns="") as end:
        leg = await refused(end, "echo.test", ECHO)
        assert leg.failure is not None
        assert leg.failure.kind is FailureKind.EXIT_DNS
        assert (await refused(end, EXIT, DROP)).stage is Stage.EXIT_CONNECT
    assert all(packet.protocol != 17 for packet in server.packets)


async def test_no_server_for_an_address() -> None:
    async with running() as server, tunnel(server.port, allowed_ips="10.0.0.0/8") as end:
        leg = await refused(end, "192.0.2.1", 80)
    assert leg.failure is not None
    assert leg.failure.kind is FailureKind.EXIT_UNREACHABLE


async def test_datagrams_go_to_names_and_addresses() -> None:
    async with running() as server, tunnel(server.port) as end:
        loop = asyncio.get_running_loop()
        for host in (EXIT, "echo.test"):
            link = await TunnelDatagrams(end).open(host, ECHO, SHORT)
            link.send(b"hello")
            assert await link.receive(loop.time() + 5) == b"hello"
            link.close()
        with pytest.raises(DialError):
            await TunnelDatagrams(end).open("gone.test", ECHO, SHORT)
        link = await TunnelDatagrams(end).open(EXIT, UNREACHABLE, SHORT)
        link.send(b"hello")
        with pytest.raises(OSError, match="113"):
            await link.receive(loop.time() + 5)
        link.close()


async def test_a_dead_tunnel_ends_its_streams_and_refuses_new_ones_at_once() -> None:
    async with running() as server, tunnel(server.port) as end:
        stream = await TunnelDialer(end).dial(EXIT, ECHO, SHORT)
        reader = asyncio.get_running_loop().create_task(stream.recv())
        await asyncio.sleep(0)
        server.silent = True
        line, now = end.tunnel.lines[0], asyncio.get_running_loop().time()
        for _ in range(4):  # what the clock does: four greetings without an answer
            line.machine.initiate(now)
        line._ring()
        with pytest.raises(StreamError) as caught:
            await reader
        assert caught.value.failure == DIED
        leg = await refused(end, EXIT, ECHO)
        assert (leg.stage, leg.failure) == (Stage.DATA, DIED)
        assert isinstance(leg.detail, PathDetail)
        assert leg.detail.reply_text == TunnelWord.DIED
        server.silent = False
        await line.handshake(5.0)
        assert await said_back(end, EXIT, b"back again")


async def test_a_dial_that_dies_with_the_tunnel_says_so() -> None:
    async with running() as server, tunnel(server.port) as end:
        dial = asyncio.get_running_loop().create_task(TunnelDialer(end).dial(EXIT, DROP, SHORT))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        end.tunnel._died(end.tunnel.lines[0])
        with pytest.raises(DialError) as caught:
            await dial
    assert caught.value.failure == DIED


@pytest.mark.parametrize("yields", range(0, 12, 3))
async def test_cancelled_dials_leave_nothing(yields: int) -> None:
    async with running() as server, tunnel(server.port) as end:
        for host in (EXIT, "echo.test"):
            task = asyncio.get_running_loop().create_task(TunnelDialer(end).dial(host, ECHO, SHORT))
            for _ in range(yields):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                task.result().abort()
        assert (end.tunnel.streams, end.tunnel._links) == (0, {})


async def test_giving_up_takes_a_turn_of_the_loop_whatever_is_waited_for() -> None:
    async with running() as server, tunnel(server.port) as end:
        server.silent = True
        for host, port in ((EXIT, DROP), ("echo.test", ECHO)):
            task = asyncio.get_running_loop().create_task(TunnelDialer(end).dial(host, port, SHORT))
            await asyncio.sleep(0.02)
            task.cancel()
            turns = 0
            while not task.done():
                turns += 1
                await asyncio.sleep(0)
            assert turns < 20
        assert (end.tunnel.streams, end.tunnel._links) == (0, {})


async def test_nothing_of_a_target_leaves_but_inside() -> None:
    async with running() as server, tunnel(server.port) as end:
        await said_back(end, "echo.test", b"hello")
    assert isinstance(server, Server)
    assert spec(1).fields["host"] == "127.0.0.1"
    assert {packet.protocol for packet in server.packets} == {1, 6, 17}
