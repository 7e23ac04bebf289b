"""Datagrams to and from one host and port inside a tunnel."""

import asyncio
import errno
from collections import deque
from collections.abc import Callable

from waythrough.net.datagram import HELD


class InnerLink:
    """A Link (see net.base). `transmit` takes the data of one datagram, `gone` is called once at its end."""

    def __init__(self, transmit: Callable[[bytes], None], gone: Callable[[], None], largest: int) -> None:
        self.bytes_sent = 0
        self.bytes_received = 0
        self._transmit = transmit
        self._gone: Callable[[], None] | None = gone
        self._largest = largest
        self._held: deque[bytes] = deque(maxlen=HELD)
        self._error: OSError | None = None
        self._woken = asyncio.Event()

    def send(self, data: bytes) -> None:
        """See Link; a datagram that does not fit into the tunnel is refused, for fragments are not used."""
        if len(data) > self._largest:
            self.refuse(errno.EMSGSIZE)
        elif self._gone is not None:
            self.bytes_sent += len(data)
            self._transmit(data)

    async def receive(self, until: float | None = None) -> bytes | None:
        """See Link."""
        while not self._held:
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            self._woken.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self._woken.wait()
            except TimeoutError:
                return None
        return self._held.popleft()

    def close(self) -> None:
        """See Link."""
        gone, self._gone = self._gone, None
        if gone is not None:
            gone()

    def hear(self, data: bytes) -> None:
        """One datagram came."""
        self.bytes_received += len(data)
        self._held.append(data)
        self._woken.set()

    def refuse(self, number: int) -> None:
        """It is known that datagrams do not arrive."""
        self._error = OSError(number, "")
        self._woken.set()
