"""Leads one name to one address, whatever resolvers say of it."""

from dataclasses import dataclass

from waythrough.net.base import Dialer, Stream
from waythrough.net.deadline import Patience


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedDialer:
    """Dials `address` whenever `host` is asked for, and everything else as it is, over `base`."""

    base: Dialer
    host: str
    address: str

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream over `base`. Raises DialError."""
        return await self.base.dial(self.address if host == self.host else host, port, patience)
