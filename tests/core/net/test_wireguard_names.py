import asyncio
from ipaddress import ip_address

import pytest

from tests.core.net.wireguard_server import DROP, EXIT, QUICK, SHORT, running, tunnel, until
from waythrough.model.failure import FailureKind
from waythrough.net.resolver_udp import FIRST_RETRY
from waythrough.net.wireguard_names import TunnelResolver


@pytest.mark.parametrize("name", ["echo.test", "long.test", EXIT])
async def test_names_are_asked_inside(name: str) -> None:
    async with running() as server, tunnel(server.port) as end:
        outcome = await end.resolver.resolve(name, SHORT)
        assert (outcome.detail.addresses, outcome.failure) == ((EXIT,), None)
        assert outcome.detail.resolver == end.resolver.label == "tunnel"
        await end.resolver.aclose()
        assert (end.tunnel._links, end.tunnel.streams) == ({}, 0)


async def test_both_families_are_asked_where_the_tunnel_has_both() -> None:
    async with running() as server, tunnel(server.port, address="10.0.0.2, fd00::2") as end:
        server.packets.clear()
        assert (await end.resolver.resolve("echo.test", SHORT)).failure is None
    assert len(server.packets) == 2


async def test_the_next_server_is_asked_when_one_is_silent() -> None:
    async with running() as server, tunnel(server.port, dns=f"10.0.0.{DROP}, fd00::1, {EXIT}") as end:
        server.drop = lambda packet: packet[12:16] == bytes((10, 0, 0, DROP))
        assert len(end.resolver.servers) == 2, "what the tunnel does not lead to is not asked"
        outcome = await end.resolver.resolve("echo.test", QUICK)
    assert outcome.detail.addresses == (EXIT,)


async def test_others_are_asked_where_the_tunnel_names_none() -> None:
    async with running() as server, tunnel(server.port, dns="") as end:
        assert (await end.resolver.resolve("echo.test", SHORT)).failure is not None
        other = TunnelResolver(end.tunnel, (f"{EXIT}:53",))
        assert (await other.resolve("echo.test", SHORT)).detail.addresses == (EXIT,)


async def test_silence_and_refusal_are_told_apart() -> None:
    async with running() as server, tunnel(server.port) as end:
        server.resolves = False
        silent = await end.resolver.resolve("echo.test", QUICK)
        refused = TunnelResolver(end.tunnel, (f"{EXIT}:11",))
        end.resolver.servers[:] = []
        refused.servers = [(end.tunnel.route(ip_address(EXIT)), 11)]
        told = await refused.resolve("echo.test", SHORT)
        wrong = await refused.resolve("näme", SHORT)
    assert silent.failure is not None
    assert silent.failure.kind is FailureKind.TIMEOUT
    assert told.failure is not None
    assert told.failure.kind is FailureKind.HOST_UNREACHABLE
    assert wrong.failure is not None
    assert wrong.failure.kind is FailureKind.DNS_MALFORMED


async def test_a_question_that_gets_lost_goes_again() -> None:
    async with running() as server, tunnel(server.port) as end:
        lost: list[bytes] = []

        def drop(packet: bytes) -> bool:
            lost.append(packet)
            return len(lost) == 1

        server.drop = drop
        started = asyncio.get_running_loop().time()
        outcome = await end.resolver.resolve("echo.test", SHORT)
        assert asyncio.get_running_loop().time() - started >= FIRST_RETRY
    assert outcome.failure is None


@pytest.mark.parametrize("end_of_it", ["refused", "silent"])
async def test_a_long_answer_that_cannot_be_fetched_is_a_failure(end_of_it: str) -> None:
    async with running() as server, tunnel(server.port) as end:
        server.drop = lambda packet: packet[9] == 6
        resolving = asyncio.get_running_loop().create_task(end.resolver.resolve("long.test", QUICK))
        if end_of_it == "refused":
            await until(lambda: end.tunnel.streams)
            end.tunnel._died(end.tunnel.lines[0])
        outcome = await resolving
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.TIMEOUT
