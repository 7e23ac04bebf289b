"""Datagrams to and from one host and port inside a tunnel."""

import errno
from collections.abc import Callable

from waythrough.net.datagram import Inbox


class InnerLink:
    """A Link (see net.base). `transmit` takes the data of one datagram, `gone` is called once at its end."""

    def __init__(self, transmit: Callable[[bytes], None], gone: Callable[[], None], largest: int) -> None:
        self.bytes_sent = 0
        self.bytes_received = 0
        self._transmit = transmit
        self._gone: Callable[[], None] | None = gone
        self._largest = largest
        self._inbox = Inbox()

    def send(self, data: bytes) -> None:
        """See Link; a datagram that does not fit into the tunnel is refused, for fragments are not used."""
        if len(data) > self._largest:
            self.refuse(errno.EMSGSIZE)
        elif self._gone is not None:
            self.bytes_sent += len(data)
            self._transmit(data)

    async def receive(self, until: float | None = None) -> bytes | None:
        """See Link."""
        return await self._inbox.receive(until)

    def close(self) -> None:
        """See Link."""
        gone, self._gone = self._gone, None
        if gone is not None:
            gone()

    def hear(self, data: bytes) -> None:
        """One datagram came."""
        self.bytes_received += len(data)
        self._inbox.put(data)

    def refuse(self, number: int) -> None:
        """It is known that datagrams do not arrive."""
        self._inbox.refuse(OSError(number, ""))
