"""The map of a started practice network: who has which address and ports, and how the inside is reached."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from waythrough.practice import loopback
from waythrough.practice.relay import Pair
from waythrough.practice.staff import PEER_TROUBLE, hang_up
from waythrough.practice.world import NOTICE, Answer, Host, Port

HOME = "home"
"""Where visitors come from who came over the direct line; all others come from an exit, by its id."""

Endpoint = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Door:
    """One port of one host."""

    host: Host
    port: Port


@dataclass(slots=True)
class Town:
    """Filled while the network starts, only read afterwards (but for `_visitors`)."""

    hosts: dict[str, Host]
    many: bool
    addresses: dict[str, str] = field(default_factory=dict)
    numbers: dict[Door, int] = field(default_factory=dict)
    inside: dict[Door, Endpoint] = field(default_factory=dict)
    _visitors: dict[Endpoint, str] = field(default_factory=dict)

    def settle(self, hosts: Iterable[Host]) -> None:
        """Give every host its address."""
        for number, host in enumerate(hosts, start=1):
            self.addresses[host.name] = f"{loopback.SITES}{number}" if self.many else loopback.ONLY

    def place(self, host: Host, port: Port) -> str:
        """`name:number` of a host's port."""
        return f"{host.name}:{self.numbers[Door(host, port)]}"

    def door(self, where: str, number: int) -> Door | None:
        """The door that a name or address and a port number lead to."""
        for door, own in self.numbers.items():
            if own == number and where in {door.host.name, self.addresses[door.host.name]}:
                return door
        return None

    def knows(self, where: str) -> bool:
        """Whether a name or address exists in the practice world."""
        return where in self.hosts or where in self.addresses.values()

    def honest(self, name: str) -> str | None:
        """What an honest resolver answers."""
        return self.addresses.get(name)

    def censored(self, name: str) -> str | None:
        """What the line's own resolver answers."""
        match self.hosts[name].answer if name in self.hosts else Answer.HONEST:
            case Answer.BOGON:
                return loopback.BOGON
            case Answer.NOTICE:
                return self.addresses[NOTICE.name]
            case Answer.NXDOMAIN:
                return None
            case Answer.SINKHOLE:
                return loopback.SINKHOLE
            case Answer.HONEST:
                return self.addresses.get(name)

    def origin(self, writer: asyncio.StreamWriter) -> str:
        """Where the visitor of a site comes from: HOME or the id of an exit."""
        peer = writer.get_extra_info("peername")
        return self._visitors.get(peer, HOME) if peer else HOME

    @asynccontextmanager
    async def visit(self, endpoint: Endpoint, origin: str = HOME) -> AsyncIterator[Pair]:
        """A connection to an inside endpoint whose server can tell the visitor's origin."""
        sock = loopback.bind(endpoint[0])
        me: Endpoint = sock.getsockname()
        self._visitors[me] = origin
        try:
            pair = await _connect(sock, endpoint)
            try:
                yield pair
                with suppress(*PEER_TROUBLE):
                    await hang_up(pair.writer)
            finally:
                pair.writer.transport.abort()
        finally:
            del self._visitors[me]


async def _connect(sock: socket.socket, endpoint: Endpoint) -> Pair:
    try:
        await asyncio.get_running_loop().sock_connect(sock, endpoint)
        return Pair(*await asyncio.open_connection(sock=sock))
    except BaseException:
        sock.close()
        raise
