import asyncio
import socket

import pytest

from tests.core.net.quic_server import HERE, silent, udp_server
from waythrough.net.datagram import HELD, open_datagrams


async def test_datagrams_go_and_come_and_are_counted() -> None:
    async with udp_server(lambda data: [data, b"more"]) as (port, _):
        link = await open_datagrams(HERE, port)
        link.send(b"hello")
        assert await link.receive() == b"hello"
        assert await link.receive() == b"more"
        assert (link.bytes_sent, link.bytes_received) == (5, 9)
        link.close()
        link.close()


async def test_nothing_comes_until_the_time_is_up() -> None:
    async with udp_server(silent) as (port, heard):
        link = await open_datagrams(HERE, port)
        link.send(b"hello")
        assert await link.receive(asyncio.get_running_loop().time() + 0.05) is None
        assert heard.ports == {link.local_port}
        link.close()


async def test_a_refusal_is_told_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((HERE, 0))
        port = sock.getsockname()[1]
    link = await open_datagrams(HERE, port)
    link.send(b"hello")
    with pytest.raises(ConnectionRefusedError):
        await link.receive()
    assert await link.receive(asyncio.get_running_loop().time()) is None
    link.close()


async def test_a_flood_is_forgotten_from_its_beginning() -> None:
    link = await open_datagrams(HERE, 9)
    for number in range(HELD + 1):
        link.datagram_received(number.to_bytes(2), (HERE, 9))
    assert await link.receive() == (1).to_bytes(2)
    link.close()


async def test_the_other_family_works_as_well() -> None:
    link = await open_datagrams("::1", 9)
    assert link.local_port
    link.close()
