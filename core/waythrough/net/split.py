"""A dialer whose streams cut their first ClientHello in two, so that simple filters do not find the name in it."""

from waythrough.net.base import Dialer, Stream, StreamFacts
from waythrough.net.deadline import Patience
from waythrough.wire.hello_cut import Cut, cut


class SplitStream:
    """A stream that changes nothing but how a ClientHello at its very beginning is sent.

    Each part is written by itself: on a TCP connection without Nagle's algorithm it leaves in a segment of its own.
    """

    __slots__ = ("_base", "_begun", "_how")

    def __init__(self, base: Stream, how: Cut) -> None:
        self._base = base
        self._how = how
        self._begun = False

    @property
    def facts(self) -> StreamFacts:
        return self._base.facts

    async def send(self, data: bytes) -> None:
        """Write all of `data`. Raises StreamError."""
        parts = (data,) if self._begun else cut(data, self._how)
        self._begun = True
        for part in parts:
            await self._base.send(part)

    async def recv(self) -> bytes:
        """The next bytes; b"" at the end. Raises StreamError."""
        return await self._base.recv()

    def abort(self) -> None:
        self._base.abort()


class SplitDialer:
    """Streams of another dialer that cut their first ClientHello."""

    def __init__(self, base: Dialer, how: Cut) -> None:
        self._base = base
        self._how = how

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream over the other dialer. Raises DialError."""
        return SplitStream(await self._base.dial(host, port, patience), self._how)
