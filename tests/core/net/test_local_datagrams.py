"""Datagrams of one client: who is heard, what waits, what is lost, and that every link is closed."""

import asyncio

import pytest

from tests.core.net.local_clients import PATIENCE, served_datagrams
from tests.core.net.resolvers import Table
from waythrough.net import local_datagrams
from waythrough.net.datagram import Datagrams, UdpDialer, open_datagrams
from waythrough.net.deadline import Patience
from waythrough.net.local_datagrams import LocalDatagrams
from waythrough.wire.socks_server import pack_datagram

NAMES = Table({"site.test": ("127.0.0.1",)})


def soon() -> float:
    return asyncio.get_running_loop().time() + 20


class Slow(UdpDialer):
    """Opens links only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.links: list[Datagrams] = []

    async def open(self, host: str, port: int, patience: Patience) -> Datagrams:
        await self.go.wait()
        self.links.append(await super().open(host, port, patience))
        return self.links[-1]


async def test_what_came_while_the_link_opened_is_not_lost() -> None:
    base = Slow()
    relay = LocalDatagrams(base, NAMES, PATIENCE)
    with served_datagrams() as port:
        client = await open_datagrams("127.0.0.1", await relay.start("127.0.0.1"))
        for number in (b"1", b"2"):
            client.send(pack_datagram("site.test", port, number))
        base.go.set()
        answers = {await client.receive(soon()) for _ in range(2)}
        assert answers == {pack_datagram("site.test", port, number) for number in (b"1!", b"2!")}
        client.close()
        await relay.aclose()
    assert len(base.links) == 1
    assert (relay.bytes_up, relay.bytes_down) == (2, 4)


async def test_strangers_and_nonsense_are_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_datagrams, "_TARGETS", 1)
    relay = LocalDatagrams(UdpDialer(), None, PATIENCE)
    with served_datagrams() as port:
        place = await relay.start("127.0.0.1")
        client, stranger = [await open_datagrams("127.0.0.1", place) for _ in range(2)]
        client.send(b"nonsense")
        client.send(pack_datagram("127.0.0.1", port, b"mine"))
        assert await client.receive(soon()) == pack_datagram("127.0.0.1", port, b"mine!")
        stranger.send(pack_datagram("127.0.0.1", port, b"theirs"))
        client.send(pack_datagram("127.0.0.2", port, b"one target too many"))
        client.send(pack_datagram("127.0.0.1", port, b"more"))
        assert await client.receive(soon()) == pack_datagram("127.0.0.1", port, b"more!")
        assert relay.bytes_up == len(b"mine" + b"more")
        client.close()
        stranger.close()
        await relay.aclose()


async def test_a_name_without_an_address_is_lost_and_may_be_tried_again() -> None:
    relay = LocalDatagrams(UdpDialer(), Table({}), PATIENCE)
    with served_datagrams() as port:
        client = await open_datagrams("127.0.0.1", await relay.start("127.0.0.1"))
        client.send(pack_datagram("site.test", port, b"lost"))
        client.send(pack_datagram("127.0.0.1", port, b"found"))
        assert await client.receive(soon()) == pack_datagram("127.0.0.1", port, b"found!")
        client.close()
        await relay.aclose()
    assert relay.bytes_up == len(b"found")


async def test_one_that_was_never_started_can_be_closed() -> None:
    await LocalDatagrams(UdpDialer(), None, PATIENCE).aclose()
