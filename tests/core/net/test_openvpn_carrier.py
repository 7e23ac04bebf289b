import asyncio

import pytest

from tests.core.net.openvpn_fake import saying, tcp_peer
from waythrough.net.base import StreamError
from waythrough.net.deadline import Patience
from waythrough.net.openvpn_carrier import NotFramedError, TcpCarrier
from waythrough.net.tcp import TcpDialer


async def carrier(port: int) -> TcpCarrier:
    return TcpCarrier(await TcpDialer().dial("127.0.0.1", port, Patience(hard=5)))


async def test_packets_come_whole_from_a_stream_without_borders() -> None:
    loop = asyncio.get_running_loop()
    async with tcp_peer(saying(b"one", b"two" * 500)) as port:
        mine = await carrier(port)
        await mine.send(b"hello")
        assert await mine.receive(loop.time() + 5) == b"one"
        assert await mine.receive(loop.time() + 5) == b"two" * 500
        assert await mine.receive(loop.time() + 0.01) is None
        mine.close()


@pytest.mark.parametrize("words", [b"\x00\x00", b"\xff\xff"])
async def test_lengths_that_cannot_be_are_noticed(words: bytes) -> None:
    async with tcp_peer(saying(words), framed=False) as port:
        mine = await carrier(port)
        await mine.send(b"hello")
        with pytest.raises(NotFramedError):
            await mine.receive(asyncio.get_running_loop().time() + 5)
        mine.close()


async def test_an_end_is_an_error() -> None:
    async with tcp_peer(None) as port:
        mine = await carrier(port)
        await mine.send(b"hello")
        with pytest.raises(StreamError):
            await mine.receive(asyncio.get_running_loop().time() + 5)
        mine.close()
