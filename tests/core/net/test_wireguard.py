"""The tunnel's own bookkeeping: who gets which packet, and what is left of anybody."""

import asyncio
import struct
from ipaddress import ip_address

import pytest

from tests.core.net.wireguard_server import (
    CLIENT,
    DROP,
    ECHO,
    EXIT,
    ROUTER,
    SHORT,
    running,
    spec,
    tunnel,
    until,
)
from waythrough.model.secret import Secret
from waythrough.net.base import StreamError, StreamFacts
from waythrough.net.wireguard import NoRouteError, literal
from waythrough.net.wireguard_dial import TunnelDialer
from waythrough.wire.wireguard import ip, segment

OURS, THEIRS = ip_address(CLIENT).packed, ip_address(EXIT).packed
AT_EXIT = ip_address(EXIT)


def test_hosts_are_addresses_or_names() -> None:
    assert (literal("10.0.0.1"), literal("a.test")) == (ip_address("10.0.0.1"), None)


async def test_the_narrowest_network_has_its_server() -> None:
    more = f"[Peer]\nPublicKey = {spec(1).fields['public_key']}\nAllowedIPs = 10.9.0.0/16\nEndpoint = 127.0.0.1:1"
    async with running() as server, tunnel(server.port, more_peers=Secret(more)) as end:
        lines = end.tunnel.lines
        for host, line in ((EXIT, lines[0]), ("10.9.1.1", lines[1])):
            assert end.tunnel.route(ip_address(host)).line is line
        with pytest.raises(NoRouteError, match="IPv6"):
            end.tunnel.route(ip_address("fd00::1"))
        await end.tunnel.aclose()
        with pytest.raises(NoRouteError):
            end.tunnel.route(AT_EXIT)


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b"\x99", "neither IPv4 nor IPv6"),
        (ip.build(ip.TCP, THEIRS, ROUTER, bytes(20)), "not for us"),
        (ip.build(ip.TCP, THEIRS, OURS, bytes(20)), "lengths do not fit"),
    ],
)
async def test_what_cannot_be_used_is_dropped_and_counted(packet: bytes, why: str) -> None:
    async with running() as server, tunnel(server.port) as end:
        server.send(packet)
        assert await end.tunnel.ping(end.tunnel.route(AT_EXIT), 5.0)
        assert end.tunnel.dropped == {why: 1}


async def test_what_belongs_to_nobody_is_answered_or_passed_over() -> None:
    async with running() as server, tunnel(server.port) as end:
        pseudo = ip.pseudo_sum(THEIRS, OURS, ip.TCP)
        stray = segment.Segment(80, 5000, 1, 2, segment.ACK, 0)
        server.packets.clear()
        server.send(ip.build(ip.TCP, THEIRS, OURS, segment.build(stray, pseudo)))
        reset = stray._replace(flags=segment.RST)
        server.send(ip.build(ip.TCP, THEIRS, OURS, segment.build(reset, pseudo)))
        server.send(ip.build_udp(THEIRS, OURS, 53, 5000, b"unasked"))
        server.send(ip.build_echo(THEIRS, OURS, 1, 1, b"hello"))
        server.send(ip.build(99, THEIRS, OURS, b"other"))
        assert await end.tunnel.ping(end.tunnel.route(AT_EXIT), 5.0)
        assert end.tunnel.dropped == {}
        await until(lambda: any(packet.protocol == ip.TCP for packet in server.packets))
    (reset_packet,) = (packet for packet in server.packets if packet.protocol == ip.TCP)
    first = segment.parse(reset_packet)
    assert (first.flags, first.seq) == (segment.RST, 2)


def icmp(sent: bytes, kind: int, code: int, mtu: int = 0) -> bytes:
    """A router's word about a packet of ours."""
    body = bytes((kind, code, 0, 0)) + struct.pack(">HH", 0, mtu) + sent[:28]
    body = body[:2] + ip.checksum(body).to_bytes(2, "big") + body[4:]
    return ip.build(ip.ICMP, ROUTER, OURS, body)


async def test_a_ping_may_be_refused() -> None:
    async with running(pings=False) as server, tunnel(server.port) as end:
        server.packets.clear()
        ping = asyncio.get_running_loop().create_task(end.tunnel.ping(end.tunnel.route(AT_EXIT), 5.0))
        await until(lambda: server.packets)
        sent = server.packets[0]
        server.send(icmp(ip.build(sent.protocol, sent.source, sent.target, sent.payload), 3, 1))
        assert await ping is False


async def test_packets_that_do_not_fit_somewhere_are_sent_smaller() -> None:
    async with running() as server, tunnel(server.port) as end:
        told: list[int] = []

        def drop(data: bytes) -> bool:
            return False

        server.drop = drop
        behind = server._behind

        def narrow(data: bytes) -> None:
            packet = ip.parse(data)
            if len(packet.payload) + 20 > 1000:
                told.append(1)
                server.send(
                    icmp(ip.build(packet.protocol, packet.source, packet.target, packet.payload), 3, 4, 1000)
                )
            else:
                behind(data)

        server._behind = narrow  # type: ignore[method-assign]
        stream = await TunnelDialer(end).dial(EXIT, ECHO, SHORT)
        await stream.send(bytes(5000))
        heard = 0
        while heard < 5000:
            heard += len(await stream.recv())
        stream.abort()
    assert told


async def test_closing_ends_everything() -> None:
    async with running() as server, tunnel(server.port) as end:
        route = end.tunnel.route(AT_EXIT)
        stream = await TunnelDialer(end).dial(EXIT, ECHO, SHORT)
        asked = end.tunnel.stream(route, DROP, StreamFacts())
        link = end.tunnel.link(route, ECHO)
        loop = asyncio.get_running_loop()
        waiting = [loop.create_task(each) for each in (stream.recv(), asked.opened())]
        hearing = loop.create_task(link.receive())
        await asyncio.sleep(0)
        await end.tunnel.aclose()
        await end.tunnel.aclose()
        for task in waiting:
            with pytest.raises(StreamError):
                await task
        with pytest.raises(ConnectionAbortedError):
            await hearing
        assert (end.tunnel.streams, end.tunnel._links) == (0, {})
