"""The datagrams of one SOCKS5 client on loopback, sent on by links of any way: one link for each target."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, cast

from waythrough.net.base import DatagramDialer, DialError, Link
from waythrough.net.deadline import Patience
from waythrough.net.resolver_base import Resolver
from waythrough.wire.socks import literal_address
from waythrough.wire.socks_server import pack_datagram, unpack_datagram

_TARGETS: Final = 128  # at once; datagrams to more are lost, as UDP allows
_WAITING: Final = 32  # datagrams kept while the link to a target opens
Target = tuple[str, int]


@dataclass(slots=True)
class _Way:
    """The way to one target: first what waits for it, then its link."""

    waiting: deque[bytes] = field(default_factory=lambda: deque(maxlen=_WAITING))
    link: Link | None = None


class LocalDatagrams(asyncio.DatagramProtocol):
    """A UDP socket on loopback that hears one client: the first that speaks."""

    def __init__(self, base: DatagramDialer, resolver: Resolver | None, patience: Patience) -> None:
        self.bytes_up = 0
        self.bytes_down = 0
        self._base = base
        self._resolver = resolver
        self._patience = patience
        self._client: tuple[str | Any, int] | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._ways: dict[Target, _Way] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, host: str) -> int:
        """Listen; returns the port."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, 0))
        return int(transport.get_extra_info("sockname")[1])

    async def aclose(self) -> None:
        """Close all links and the socket."""
        if self._transport is not None:
            self._transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- asyncio.DatagramProtocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # CPython's own datagram transport is no subclass of DatagramTransport below Python 3.12
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        found = unpack_datagram(data)
        if found is None or (self._client is not None and self._client != addr):
            return
        self._client = addr
        host, port, content = found
        way = self._ways.get((host, port))
        if way is None and len(self._ways) < _TARGETS:
            way = self._ways[host, port] = _Way()
            carry = self._carry((host, port), way)
            task = asyncio.get_running_loop().create_task(carry, name="local datagrams")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if way is not None:
            self._send(way, content)

    def _send(self, way: _Way, content: bytes) -> None:
        if way.link is None:
            way.waiting.append(content)
            return
        self.bytes_up += len(content)
        way.link.send(content)

    async def _carry(self, target: Target, way: _Way) -> None:
        """Open the link to a target and bring back what it says."""
        try:
            with suppress(DialError, OSError):
                way.link = await self._base.open(await self._address(target[0]), target[1], self._patience)
                for content in way.waiting:
                    self._send(way, content)
                while (data := await way.link.receive()) is not None:
                    self.bytes_down += len(data)
                    if self._transport is not None:
                        self._transport.sendto(pack_datagram(*target, data), self._client)
        finally:
            del self._ways[target]
            if way.link is not None:
                way.link.close()

    async def _address(self, host: str) -> str:
        """The host as the base takes it. Raises OSError when its name has no address."""
        if self._resolver is None or literal_address(host) is not None:
            return host
        outcome = await self._resolver.resolve(host, self._patience)
        if outcome.failure is not None or not outcome.detail.addresses:
            raise OSError("no address")
        return outcome.detail.addresses[0]
