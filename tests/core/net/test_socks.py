import asyncio

import pytest

from tests.core.net.proxy_answers import serving, socks5_request
from tests.core.net.resolvers import Table
from waythrough.model.failure import FailureKind
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.net.socks import SocksDialer, SocksVersion
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)


async def test_the_legs_walk_every_stage() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(4)
        writer.write(b"\x05\x02")
        assert await reader.readexactly(11) == b"\x01\x04otto\x04pass"
        writer.write(b"\x01\x00")
        await socks5_request(reader)
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await reader.read()

    async with serving(serve) as port:
        dialer = SocksDialer(
            TcpDialer(), "proxy.test", port, user="otto", password=Secret("pass"),
            entry_resolver=Table({"proxy.test": ("127.0.0.1",)}), hop=1,
        )  # fmt: skip
        stream = await dialer.dial("site.test", 443, PATIENCE)
        stream.abort()
    legs = stream.facts.legs
    stages = [Stage.RESOLVE, Stage.CONNECT, Stage.HANDSHAKE, Stage.AUTH, Stage.REQUEST]
    assert [leg.stage for leg in legs] == stages
    assert {(leg.host, leg.port, leg.hop) for leg in legs} == {("proxy.test", port, 1)}
    assert {leg.address for leg in legs[1:]} == {"127.0.0.1"}
    assert [(leg.bytes_sent, leg.bytes_received) for leg in legs[2:]] == [(4, 2), (11, 2), (16, 10)]
    assert all(leg.duration >= 0 and leg.failure is None for leg in legs)
    assert "pass" not in repr(dialer)
    assert "proxy.test" not in repr(dialer)


@pytest.mark.parametrize(
    ("version", "request_", "reply"),
    [
        ("4", b"\x04\x01\x00\x50\xc0\x00\x02\x01me\x00", b"\x00\x5a" + bytes(6)),
        ("4a", b"\x04\x01\x00\x50\x00\x00\x00\x01me\x00site.test\x00", b"\x00\x5a" + bytes(6)),
    ],
)
async def test_the_older_versions(version: SocksVersion, request_: bytes, reply: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(len(request_)) == request_
        writer.write(reply)
        await reader.read()

    resolver = Table({"site.test": ("192.0.2.1",)}) if version == "4" else None
    async with serving(serve) as port:
        dialer = SocksDialer(TcpDialer(), "127.0.0.1", port, version=version, user="me", resolver=resolver)
        stream = await dialer.dial("site.test", 80, PATIENCE)
        stream.abort()
    assert stream.facts.legs[-1].stage is Stage.REQUEST


async def test_a_closed_port_fails_at_the_connect_stage() -> None:
    with pytest.raises(DialError) as caught:
        await SocksDialer(TcpDialer(), "127.0.0.1", 1).dial("site.test", 443, PATIENCE)
    [leg] = caught.value.legs
    assert leg.stage is Stage.CONNECT
    assert caught.value.failure.kind is FailureKind.REFUSED


async def test_proxies_nest_and_the_inner_ones_name_goes_to_the_outer() -> None:
    asked: list[bytes] = []

    async def both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Two SOCKS servers behind each other on the same stream."""
        for _ in range(2):
            await reader.readexactly(3)
            writer.write(b"\x05\x00")
            asked.append((await socks5_request(reader))[5:-2])
            writer.write(b"\x05\x00\x00\x01" + bytes(6))
        writer.write(b"hello")
        await reader.read()

    async with serving(both) as port:
        outer = SocksDialer(TcpDialer(), "127.0.0.1", port)
        inner = SocksDialer(outer, "inner.test", 1081, hop=1)
        stream = await inner.dial("site.test", 443, PATIENCE)
        assert await stream.recv() == b"hello"
        stream.abort()
    assert asked == [b"inner.test", b"site.test"]
    assert [(leg.hop, leg.stage) for leg in stream.facts.legs] == [
        (0, Stage.CONNECT),
        (0, Stage.HANDSHAKE),
        (0, Stage.REQUEST),
        (1, Stage.HANDSHAKE),
        (1, Stage.REQUEST),
    ]
