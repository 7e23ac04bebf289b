import asyncio
import errno
import socket
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from waythrough.model.failure import FailureKind
from waythrough.model.tunnel import TunnelWord
from waythrough.net import wireguard_carrier
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.wireguard_carrier import TURN, Carrier, LinkCarrier, Refusal, SocketCarrier, open_carrier

CARRIERS = ["socket", "link"]


class Ears:
    """What a carrier tells."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.refusals: list[Refusal] = []
        self.settled = 0
        self.woken = asyncio.Event()

    def hear(self, datagram: bytes) -> None:
        self.heard.append(datagram)
        self.woken.set()

    def refused(self, refusal: Refusal) -> None:
        self.refusals.append(refusal)
        self.woken.set()

    def settle(self) -> None:
        self.settled += 1
        self.woken.set()

    async def until(self, count: int) -> None:
        """Until so much was heard or refused, and settled."""
        async with asyncio.timeout(10):
            while len(self.heard) + len(self.refusals) < count or not (self.settled or self.refusals):
                self.woken.clear()
                await self.woken.wait()


@asynccontextmanager
async def carrier(kind: str, port: int, ears: Ears) -> AsyncIterator[Carrier]:
    if kind == "socket":
        sock = await UdpDialer().socket("127.0.0.1", port)
        made: Carrier = SocketCarrier(sock, ears.hear, ears.refused, ears.settle)
    else:
        link = await UdpDialer().open("127.0.0.1", port, Patience())
        made = LinkCarrier(link, ears.hear, ears.refused, ears.settle)
    try:
        yield made
    finally:
        await made.aclose()
        await made.aclose()


@pytest.mark.parametrize("kind", CARRIERS)
async def test_datagrams_go_both_ways_many_in_a_turn(kind: str) -> None:
    ears = Ears()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        async with carrier(kind, server.getsockname()[1], ears) as made:
            made.send(b"hello")
            data, client = server.recvfrom(100)
            for number in range(TURN + 10):
                server.sendto(b"%d" % number, client)
            await ears.until(TURN + 10)
    assert data == b"hello"
    assert ears.heard == [b"%d" % number for number in range(TURN + 10)]
    assert 0 < ears.settled <= (12 if kind == "socket" else TURN + 10)


@pytest.mark.parametrize("kind", CARRIERS)
async def test_a_closed_port_is_told(kind: str) -> None:
    ears = Ears()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
    async with carrier(kind, port, ears) as made:
        made.send(b"hello")
        await ears.until(1)
        made.send(b"hello")
        await ears.until(1)
    assert ears.refusals[0].word is TunnelWord.ICMP_REFUSED
    assert ears.refusals[0].failure.kind is FailureKind.REFUSED
    if kind == "socket" and sys.platform == "linux":
        assert ears.refusals[0].code == 0x303


async def test_the_line_gets_a_socket_and_other_ways_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    ears = Ears()

    async def opened() -> str:
        made = await open_carrier(
            UdpDialer(), "127.0.0.1", 9, Patience(), hear=ears.hear, refused=ears.refused, settle=ears.settle
        )
        await made.aclose()
        return type(made).__name__

    assert await opened() == "SocketCarrier"
    monkeypatch.setattr(wireguard_carrier, "_has_readers", lambda loop: False)
    assert await opened() == "LinkCarrier"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who refused")
@pytest.mark.parametrize(
    ("number", "origin", "offender", "word"),
    [
        (errno.EHOSTUNREACH, 2, "192.0.2.1", TunnelWord.ICMP_ROUTER),
        (errno.EHOSTUNREACH, 2, "127.0.0.1", TunnelWord.ICMP_UNREACHABLE),
        (errno.EHOSTUNREACH, 1, "0.0.0.0", TunnelWord.ICMP_UNREACHABLE),
        (errno.EMSGSIZE, 2, "192.0.2.1", None),
    ],
)
async def test_who_refuses_is_read_from_the_error_queue(
    number: int, origin: int, offender: str, word: TunnelWord | None
) -> None:
    ears = Ears()
    made = SocketCarrier(await UdpDialer().socket("127.0.0.1", 9), ears.hear, ears.refused, ears.settle)
    body = struct.pack("=IBBBBII", number, origin, 3, 13, 0, 0, 0)
    made._told_by_icmp(body + struct.pack("=HH4s8x", 2, 0, socket.inet_aton(offender)))
    await made.aclose()
    assert [each.word for each in ears.refusals] == ([word] if word else [])
    assert not word or ears.refusals[0].code == (None if origin == 1 else 0x30D)


async def test_a_datagram_that_is_too_long_is_lost_quietly() -> None:
    ears = Ears()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        async with carrier("socket", server.getsockname()[1], ears) as made:
            made.send(bytes(70_000))
        made.send(b"after the end")
    assert ears.refusals == []
