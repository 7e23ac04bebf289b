import asyncio

import pytest

from tests.core.net.proxy_answers import serving, socks5_request
from tests.core.net.resolvers import Table
from waythrough.model.failure import FailureKind
from waythrough.model.observation import ResolveDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.net.http_connect import HttpConnectDialer
from waythrough.net.socks import SocksDialer
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)


class Proxy:
    """A SOCKS5 proxy that refuses some targets and remembers what it was asked for."""

    def __init__(self, refuses: dict[bytes, int]) -> None:
        self.asked: list[bytes] = []
        self._refuses = refuses

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        target = (await socks5_request(reader))[3:-2]
        self.asked.append(target)
        writer.write(b"\x05" + bytes([self._refuses.get(target, 0)]) + b"\x00\x01" + bytes(6))
        await reader.read()


async def test_names_are_left_to_the_proxy() -> None:
    proxy, resolver = Proxy({}), Table({"site.test": ("192.0.2.1",)})
    async with serving(proxy.serve) as port:
        stream = await SocksDialer(TcpDialer(), "127.0.0.1", port, entry_resolver=resolver).dial(
            "site.test", 80, PATIENCE
        )
        stream.abort()
    assert proxy.asked == [b"\x03\x09site.test"]
    assert resolver.asked == []


async def test_on_request_names_are_resolved_here_and_the_next_address_is_tried() -> None:
    proxy = Proxy({b"\x01\xc0\x00\x02\x01": 4})
    resolver = Table({"site.test": ("192.0.2.1", "2001:db8::2")})
    async with serving(proxy.serve) as port:
        stream = await SocksDialer(TcpDialer(), "127.0.0.1", port, resolver=resolver).dial(
            "site.test", 80, PATIENCE
        )
        stream.abort()
    assert resolver.asked == ["site.test"]
    assert [target[0] for target in proxy.asked] == [1, 4]
    stages = [leg.stage for leg in stream.facts.legs]
    assert stages == [None, *([Stage.CONNECT, Stage.HANDSHAKE]), Stage.EXIT_CONNECT,
                      Stage.CONNECT, Stage.HANDSHAKE, Stage.REQUEST]  # fmt: skip
    assert isinstance(stream.facts.legs[0].detail, ResolveDetail)


async def test_a_refusal_that_concerns_the_proxy_ends_the_tries() -> None:
    proxy = Proxy({b"\x01\xc0\x00\x02\x01": 2})
    resolver = Table({"site.test": ("192.0.2.1", "192.0.2.2")})
    async with serving(proxy.serve) as port:
        with pytest.raises(DialError) as caught:
            await SocksDialer(TcpDialer(), "127.0.0.1", port, resolver=resolver).dial(
                "site.test", 80, PATIENCE
            )
    assert caught.value.failure.kind is FailureKind.PROXY_DENIED
    assert len(proxy.asked) == 1


async def test_when_no_address_is_reached_all_tries_are_told() -> None:
    addresses = tuple(f"192.0.2.{number}" for number in range(1, 6))
    proxy = Proxy({b"\x01\xc0\x00\x02" + bytes([number]): 5 for number in range(1, 6)})
    async with serving(proxy.serve) as port:
        with pytest.raises(DialError) as caught:
            await SocksDialer(TcpDialer(), "127.0.0.1", port, resolver=Table({"site.test": addresses})).dial(
                "site.test", 80, PATIENCE
            )
    assert caught.value.failure.kind is FailureKind.EXIT_REFUSED
    assert len(proxy.asked) == 3


async def test_a_name_that_does_not_resolve_here_never_reaches_the_proxy() -> None:
    proxy = Proxy({})
    async with serving(proxy.serve) as port:
        with pytest.raises(DialError) as caught:
            await SocksDialer(TcpDialer(), "127.0.0.1", port, version="4", resolver=Table({})).dial(
                "nowhere.test", 80, PATIENCE
            )
    assert caught.value.failure.kind is FailureKind.NXDOMAIN
    assert proxy.asked == []


@pytest.mark.parametrize(("host", "why"), [("2001:db8::1", "IPv6"), ("bücher.test", "ASCII")])
async def test_what_the_protocol_cannot_carry_fails_without_a_connection(host: str, why: str) -> None:
    with pytest.raises(DialError) as caught:
        await SocksDialer(TcpDialer(), "127.0.0.1", 9, version="4a").dial(host, 80, PATIENCE)
    [leg] = caught.value.legs
    assert leg.stage is Stage.REQUEST
    assert caught.value.failure.kind is FailureKind.PROXY_UNSUPPORTED
    assert why in caught.value.failure.text


async def test_http_proxies_take_addresses_on_request_too() -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await reader.read()

    async with serving(serve) as port:
        resolver = Table({"site.test": ("2001:db8::2",)})
        stream = await HttpConnectDialer(TcpDialer(), "127.0.0.1", port, resolver=resolver).dial(
            "site.test", 443, PATIENCE
        )
        stream.abort()
    assert asked[0].startswith(b"CONNECT [2001:db8::2]:443 ")
