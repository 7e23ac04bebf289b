"""What carries OpenVPN's packets: datagrams as they are, or a stream in which each is led by its length."""

import asyncio
from typing import Final, Protocol

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import Link, Stream, StreamError

LONGEST: Final = 4096  # bytes; control packets stay far below, more is another protocol's


class NotFramedError(Exception):
    """What comes over a stream is no packet of OpenVPN."""


class Carrier(Protocol):
    """Packets to and from one server."""

    @property
    def reliable(self) -> bool:
        """Whether nothing need be sent twice."""
        ...

    async def send(self, packet: bytes) -> None:
        """Send one packet. Raises StreamError."""
        ...

    async def receive(self, until: float) -> bytes | None:
        """The next packet, None when none came until that time of the loop.

        Raises OSError, StreamError, NotFramedError.
        """
        ...

    def close(self) -> None:
        """Give up at once."""
        ...


class UdpCarrier:
    """Packets as datagrams."""

    reliable = False

    def __init__(self, link: Link) -> None:
        self._link = link

    async def send(self, packet: bytes) -> None:
        """See Carrier."""
        self._link.send(packet)

    async def receive(self, until: float) -> bytes | None:
        """See Carrier."""
        return await self._link.receive(until)

    def close(self) -> None:
        """See Carrier."""
        self._link.close()


class TcpCarrier:
    """Packets in a stream."""

    reliable = True

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._held = b""

    async def send(self, packet: bytes) -> None:
        """See Carrier."""
        await self._stream.send(len(packet).to_bytes(2, "big") + packet)

    async def receive(self, until: float) -> bytes | None:
        """See Carrier."""
        while (packet := self._cut()) is None:
            try:
                async with asyncio.timeout_at(until):
                    data = await self._stream.recv()
            except TimeoutError:
                return None
            if not data:
                raise StreamError(Failure(kind=FailureKind.EOF))
            self._held += data
        return packet

    def close(self) -> None:
        """See Carrier."""
        self._stream.abort()

    def _cut(self) -> bytes | None:
        """The first whole packet of what is held."""
        if len(self._held) < 2:
            return None
        size = int.from_bytes(self._held[:2], "big")
        if not 0 < size <= LONGEST:
            raise NotFramedError
        if len(self._held) < 2 + size:
            return None
        packet, self._held = self._held[2 : 2 + size], self._held[2 + size :]
        return packet
