import asyncio

import pytest

from tests.core.net.wireguard_server import until
from tests.core.wire.wireguard.tcp_pair import CLIENT, PSEUDO, SERVER, answer, passive
from waythrough.model.failure import FailureKind
from waythrough.net.base import StreamError, StreamFacts
from waythrough.net.wireguard_stream import UNSENT, InnerStream
from waythrough.wire.wireguard.ip import TCP, Packet
from waythrough.wire.wireguard.receiving import CAPACITY
from waythrough.wire.wireguard.segment import SYN, parse
from waythrough.wire.wireguard.tcp import Connection


class Joined:
    """A stream whose segments reach a peer in the next turn of the loop, unless `cut`."""

    def __init__(self) -> None:
        self.peer = passive()
        self.gone = 0
        self.cut = False
        client = Connection(5000, 80, mss=1380, pseudo=PSEUDO)
        self.stream = InnerStream(client, StreamFacts(), self._transmit, self._gone)

    def _gone(self) -> None:
        self.gone += 1

    def _transmit(self, segments: list[bytes]) -> None:
        loop = asyncio.get_running_loop()
        for data in segments if not self.cut else []:
            loop.call_soon(self._up, data)

    def _up(self, data: bytes) -> None:
        now, segment = asyncio.get_running_loop().time(), parse(Packet(TCP, CLIENT, SERVER, data))
        if segment.flags & SYN:
            answer(self.peer, segment, now)
        else:
            self.peer.receive(segment, now)
        self.back()

    def back(self) -> None:
        """What the peer says arrives."""
        now = asyncio.get_running_loop().time()
        for data in self.peer.output():
            self.stream.connection.receive(parse(Packet(TCP, SERVER, CLIENT, data)), now)
        self.stream.settle()


async def test_bytes_go_both_ways_until_the_peer_ends() -> None:
    joined = Joined()
    stream, now = joined.stream, asyncio.get_running_loop().time()
    await stream.opened()
    await stream.send(b"hello")
    joined.peer.write(b"welcome", now)
    joined.back()
    assert await stream.recv() == b"welcome"
    await until(lambda: joined.peer.receiver.window < CAPACITY)
    assert joined.peer.read() == b"hello"
    joined.peer.abort()
    joined.back()
    assert await stream.recv() == b""
    assert (stream.facts.bytes_sent, stream.facts.bytes_received) == (5, 7)
    stream.abort()
    stream.abort()
    assert joined.gone == 1
    with pytest.raises(StreamError):
        await stream.send(b"more")


async def test_a_reset_reaches_who_waits() -> None:
    joined = Joined()
    await joined.stream.opened()
    reader = asyncio.get_running_loop().create_task(joined.stream.recv())
    await asyncio.sleep(0)
    joined.peer.write(b"unanswered", asyncio.get_running_loop().time())
    joined.peer.output()  # lost
    joined.peer.abort()
    reset = parse(Packet(TCP, SERVER, CLIENT, joined.peer.output()[0]))
    expected = joined.stream.connection.receiver.next - 1 + joined.peer._iss + 1
    joined.stream.connection.receive(
        reset._replace(seq=expected % (1 << 32)), asyncio.get_running_loop().time()
    )
    joined.stream.settle()
    with pytest.raises(StreamError) as caught:
        await reader
    assert caught.value.failure.kind is FailureKind.RESET


async def test_a_sender_waits_for_a_peer_that_does_not_read() -> None:
    joined = Joined()
    await joined.stream.opened()
    writer = asyncio.get_running_loop().create_task(joined.stream.send(bytes(4 * UNSENT)))
    for _ in range(200):
        await asyncio.sleep(0)
    assert not writer.done()
    async with asyncio.timeout(10):
        while not writer.done():
            joined.peer.read()
            joined.back()
            await asyncio.sleep(0)
    joined.stream.abort()


async def test_what_is_lost_goes_again_by_the_clock() -> None:
    joined = Joined()
    joined.cut = True
    opening = asyncio.get_running_loop().create_task(joined.stream.opened())
    await asyncio.sleep(0)
    joined.cut = False
    async with asyncio.timeout(10):
        await opening
    assert joined.stream.connection.open
    joined.stream.abort()
