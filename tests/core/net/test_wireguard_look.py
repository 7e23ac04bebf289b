from ipaddress import ip_address

import pytest

from tests.core.net.wireguard_server import EXIT, running, tunnel
from waythrough.net.wireguard_look import Inside, alive, look_inside, path_mtu

AT_EXIT = ip_address(EXIT)


@pytest.mark.parametrize(
    ("manners", "seen"),
    [
        ({}, Inside(ping=True, dns=True)),
        ({"pings": False}, Inside(ping=False, dns=True)),
        ({"resolves": False}, Inside(ping=True, dns=False)),
    ],
)
async def test_what_answers_is_seen(manners: dict[str, bool], seen: Inside) -> None:
    async with running(**manners) as server, tunnel(server.port) as end:
        assert await look_inside(end.tunnel, end.resolver, 1.0) == seen
        assert seen.anything


async def test_a_tunnel_in_which_nobody_can_be_asked_counts_as_alive() -> None:
    async with running() as server, tunnel(server.port, dns="") as end:
        assert await look_inside(end.tunnel, end.resolver) == Inside()
        assert await alive(end.tunnel, end.resolver)


@pytest.mark.parametrize("most", [1420, 1300, 1000])
async def test_the_largest_packet_is_found(most: int) -> None:
    async with running() as server, tunnel(server.port) as end:
        server.drop = lambda packet: len(packet) > most
        found = await path_mtu(end.tunnel, end.tunnel.route(AT_EXIT), 0.02)
    assert found == most


async def test_silence_has_no_size() -> None:
    async with running() as server, tunnel(server.port) as end:
        server.pings = False
        assert await path_mtu(end.tunnel, end.tunnel.route(AT_EXIT), 0.02) is None
