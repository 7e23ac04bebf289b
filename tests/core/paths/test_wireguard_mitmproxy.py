"""The rootless tunnel against mitmproxy's WireGuard server, whose TCP is written by others too (no root needed)."""

import asyncio
import base64
import sys
from types import MappingProxyType
from typing import Any

import pytest

from tests.core.net.resolvers import Table
from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.model.tunnel import TunnelWord
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground
from waythrough.paths.registry import open_path
from waythrough.wire.wireguard.noise import public_key

wireguard = pytest.importorskip("mitmproxy_rs.wireguard", reason="mitmproxy_rs is not installed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is installed for Linux only")

PATIENCE = Patience(soft=5, hard=20, total=60)
SERVER, CLIENT = bytes(range(1, 33)), bytes(range(33, 65))
SIZE = 2_000_000


def b64(key: bytes) -> str:
    return base64.b64encode(key).decode()


@pytest.fixture(scope="module", autouse=True)
def _runtime() -> None:
    """The library's own threads and their sockets come with the first server and stay."""

    async def once() -> None:
        server = await wireguard.start_wireguard_server("127.0.0.1", 0, b64(SERVER), [], echo, echo)
        server.close()
        await server.wait_closed()

    asyncio.run(once())


async def echo(stream: Any) -> None:
    """Give back what comes, whoever was meant."""
    try:
        while data := await stream.read(65536):
            stream.write(data)
            await stream.drain()
        stream.close()
        await stream.wait_closed()
    except OSError:
        return


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7"])
async def test_streams_and_datagrams_come_back(host: str) -> None:
    server = await wireguard.start_wireguard_server(
        "127.0.0.1", 0, b64(SERVER), [b64(public_key(CLIENT))], echo, echo
    )
    try:
        spec = PathSpec(
            id="x",
            kind="wireguard",
            fields=MappingProxyType({
                "host": "127.0.0.1",
                "port": server.getsockname()[1],
                "private_key": Secret(b64(CLIENT)),
                "public_key": b64(public_key(SERVER)),
                "address": "10.0.0.2, fd00::2",
            }),
        )  # fmt: skip
        ground = Ground(
            dialer=TcpDialer(), resolver=Table({}), trust=Trust(), datagrams=UdpDialer(), patience=PATIENCE
        )
        way = await open_path(spec, ground)
        assert [getattr(leg.detail, "reply_text", "") for leg in way.legs] == [TunnelWord.ANSWERED]

        async def there_and_back(size: int) -> int:
            stream = await way.dialer.dial(host, 80, PATIENCE)
            sending = asyncio.get_running_loop().create_task(stream.send(bytes(size)))
            heard = 0
            while heard < size:
                heard += len(await stream.recv())
            await sending
            stream.abort()
            return heard

        assert await there_and_back(SIZE) == SIZE
        assert await asyncio.gather(*(there_and_back(500) for _ in range(100))) == [500] * 100
        assert way.datagrams is not None
        link = await way.datagrams.open(host, 53, PATIENCE)
        link.send(b"hello")
        assert await link.receive(asyncio.get_running_loop().time() + 10) == b"hello"
        link.close()
        await way.aclose()
    finally:
        server.close()
        await server.wait_closed()
