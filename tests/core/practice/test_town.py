import asyncio

import pytest

from waythrough.practice import loopback
from waythrough.practice.network import PracticeNetwork, all_hosts
from waythrough.practice.staff import Staff
from waythrough.practice.town import HOME, Door, Town
from waythrough.practice.world import TLS_PROXY, Port


async def test_names_and_addresses_lead_to_the_same_door() -> None:
    async with PracticeNetwork() as net:
        town = net.town
        host = town.hosts["chirper.example"]
        door = Door(host, Port.WEB)
        number = town.numbers[door]
        assert town.door("chirper.example", number) == door
        assert town.door(town.addresses[host.name], number) == door
        assert town.door("chirper.example", number + 1) is None
        assert town.door("nobody.example", number) is None
        assert town.knows("chirper.example")
        assert town.knows(town.addresses[host.name])
        assert not town.knows("nobody.example")


async def test_resolvers_agree_where_nobody_lies() -> None:
    async with PracticeNetwork() as net:
        town = net.town
        assert town.honest(TLS_PROXY) == town.censored(TLS_PROXY) == net.town.addresses[TLS_PROXY]
        assert town.honest("chirper.example") == town.censored("chirper.example")
        assert town.censored("inkwell.example") is None
        assert town.honest("inkwell.example") is not None
        assert town.censored("playfield.example") == loopback.SINKHOLE
        assert town.honest("nobody.example") is None
        assert town.censored("nobody.example") is None


def test_addresses_are_distinct_where_there_are_many() -> None:
    hosts = all_hosts()
    many, one = (Town(hosts={host.name: host for host in hosts}, many=flag) for flag in (True, False))
    for town in (many, one):
        town.settle(hosts)
    assert len(set(many.addresses.values())) == len(hosts)
    assert set(one.addresses.values()) == {loopback.ONLY}


async def test_a_visitor_is_known_by_where_it_comes_from() -> None:
    staff, town = Staff(), Town(hosts={}, many=False)
    origins: asyncio.Queue[str] = asyncio.Queue()

    async def notes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        origins.put_nowait(town.origin(writer))
        await reader.read()

    sock = loopback.bind(loopback.ONLY)
    where = sock.getsockname()
    staff.serve(sock, notes, "notes")
    async with town.visit(where, "berlin"):
        assert await origins.get() == "berlin"
    async with town.visit(where):
        assert await origins.get() == HOME
    await staff.close()


async def test_a_visit_to_nobody_fails_and_leaves_nothing() -> None:
    town = Town(hosts={}, many=False)
    with loopback.bind(loopback.ONLY) as closed, pytest.raises(ConnectionRefusedError):
        async with town.visit(closed.getsockname()):
            pass
