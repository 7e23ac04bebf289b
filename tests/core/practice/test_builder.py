import socket

import pytest

from waythrough.practice import loopback
from waythrough.practice.network import PracticeNetwork
from waythrough.practice.town import Door
from waythrough.practice.world import Port


async def test_every_door_has_its_number_and_its_inside() -> None:
    async with PracticeNetwork() as net:
        doors = {Door(host, port) for host in net.town.hosts.values() for port in host.ports}
        assert set(net.town.numbers) == set(net.town.inside) == doors
        assert len(set(net.town.inside.values())) == len(doors)


@pytest.mark.skipif(not loopback.many_addresses(), reason="only 127.0.0.1 can be bound here")
async def test_sites_share_one_number_as_real_ones_share_443() -> None:
    async with PracticeNetwork() as net:
        numbers = {(door.port, number) for door, number in net.town.numbers.items()}
    assert sorted(port for port, _ in numbers) == sorted(Port)


async def test_behind_a_portal_no_proxy_listens() -> None:
    async with PracticeNetwork(portal=True) as net:
        for spec in net.paths:
            host = str(spec.fields["host"])
            address = net.town.honest(host) or host
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((address, int(str(spec.fields["port"]))), timeout=10)
