"""A relay for the datagrams of one client on loopback that loses some of them."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


class _Side(asyncio.DatagramProtocol):
    """One of its two sockets; `other` sends what this one hears to `peer` (None: to where it is connected)."""

    def __init__(self, chance: random.Random, loss: float) -> None:
        self.chance, self.loss = chance, loss
        self.other = self
        self.peer: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if self.transport.get_extra_info("peername") is None:
            self.peer = addr
        if self.chance.random() >= self.loss:
            self.other.transport.sendto(data, self.other.peer)


@asynccontextmanager
async def relay(port: int, loss: float) -> AsyncIterator[int]:
    """A port in front of another one; `loss` is the share that gets lost each way."""
    loop, chance = asyncio.get_running_loop(), random.Random(7)
    front, back = _Side(chance, loss), _Side(chance, loss)
    front.other, back.other = back, front
    listening, _ = await loop.create_datagram_endpoint(lambda: front, local_addr=("127.0.0.1", 0))
    onward, _ = await loop.create_datagram_endpoint(lambda: back, remote_addr=("127.0.0.1", port))
    try:
        yield int(listening.get_extra_info("sockname")[1])
    finally:
        listening.close()
        onward.close()
        await asyncio.sleep(0)
