"""Datagrams through a SOCKS5 proxy: our own over a real UDP line, and proxies that carry none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest

from tests.core.net.proxy_answers import serving
from waythrough.model.failure import FailureKind
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer, open_datagrams
from waythrough.net.deadline import Patience
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.socks_udp import SocksDatagrams
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)


@asynccontextmanager
async def echo() -> AsyncIterator[int]:
    """A UDP server that repeats what it hears; its port."""

    class Echo(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            # CPython's own datagram transport is no subclass of DatagramTransport below Python 3.12
            self.transport = cast(asyncio.DatagramTransport, transport)

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            self.transport.sendto(b"heard " + data, addr)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


@asynccontextmanager
async def proxy() -> AsyncIterator[LocalProxy]:
    served = await LocalProxy.start(TcpDialer(), datagrams=UdpDialer(), patience=PATIENCE)
    try:
        yield served
    finally:
        await served.aclose()


def through(served: LocalProxy, password: Secret | None = None) -> SocksDatagrams:
    secret = password or served.password
    return SocksDatagrams(
        TcpDialer(), UdpDialer(), "127.0.0.1", served.port, user=served.user, password=secret
    )


async def test_datagrams_go_there_and_back() -> None:
    async with echo() as port, proxy() as served:
        link = await through(served).open("127.0.0.1", port, PATIENCE)
        link.send(b"hello")
        assert await link.receive(asyncio.get_running_loop().time() + 20) == b"heard hello"
        assert (link.bytes_sent, link.bytes_received) == (5, 11)
        assert await link.receive(0) is None
        link.close()
        link.close()


async def test_a_wrong_password_is_told_and_never_shown() -> None:
    async with proxy() as served:
        way = through(served, Secret("wrong-word"))
        with pytest.raises(DialError) as caught:
            await way.open("127.0.0.1", 1, PATIENCE)
    assert caught.value.legs[-1].stage is Stage.AUTH
    assert "wrong-word" not in repr(way) + repr(caught.value.legs)


async def test_a_proxy_without_datagrams_says_so() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"\x05\x00")
        await reader.read(100)
        writer.write(b"\x05\x07\x00\x01" + bytes(6))

    async with serving(refuse) as port:
        with pytest.raises(DialError) as caught:
            await SocksDatagrams(TcpDialer(), UdpDialer(), "127.0.0.1", port).open("127.0.0.1", 1, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROXY_UNSUPPORTED


async def test_a_proxy_that_names_no_address_of_its_own_is_sent_to_where_it_is() -> None:
    heard = await open_datagrams("127.0.0.1", 9)
    ports: list[int] = []

    async def nowhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"\x05\x00")
        await reader.read(100)
        writer.write(b"\x05\x00\x00\x01" + bytes(4) + ports[0].to_bytes(2, "big"))
        await reader.read(1)

    async with echo() as port, serving(nowhere) as at:
        ports.append(port)
        link = await SocksDatagrams(TcpDialer(), UdpDialer(), "127.0.0.1", at).open("10.1.2.3", 7, PATIENCE)
        link.send(b"x")
        # an echo of our own header has one of its own in front, which makes it no datagram of SOCKS5
        assert await link.receive(asyncio.get_running_loop().time() + 0.2) is None
        assert link.bytes_received == 0
        link.close()
    heard.close()


async def test_what_cannot_be_sent_from_here_leaves_nothing_open() -> None:
    async def named(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"\x05\x00")
        await reader.read(100)
        writer.write(b"\x05\x00\x00\x03\x04name\x00\x01")
        await reader.read(1)

    async with serving(named) as port:
        with pytest.raises(DialError) as caught:
            await SocksDatagrams(TcpDialer(), UdpDialer(), "127.0.0.1", port).open("127.0.0.1", 1, PATIENCE)
    assert caught.value.failure.kind is FailureKind.BAD_CONFIG
