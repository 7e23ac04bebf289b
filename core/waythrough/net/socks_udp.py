"""Datagrams through a SOCKS5 proxy: one association for each target (RFC 1928, section 7)."""

from ipaddress import ip_address
from typing import Final

from waythrough.model.secret import Secret
from waythrough.net.base import DatagramDialer, Dialer, Link, Stream
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.proxy import Peer, negotiate
from waythrough.net.resolver_base import Resolver
from waythrough.wire.socks import Socks5, literal_address
from waythrough.wire.socks_server import pack_datagram, unpack_datagram

_ANYWHERE: Final = "0.0.0.0"


class SocksLink:
    """A link to one target; the proxy forwards as long as the stream to it, over which it was asked, stays open."""

    def __init__(self, control: Stream, relay: Link, host: str, port: int) -> None:
        self.bytes_sent = 0
        self.bytes_received = 0
        self._control = control
        self._relay = relay
        self._target = (host, port)

    def send(self, data: bytes) -> None:
        """Send one datagram; that it was refused is told by `receive`."""
        self._relay.send(pack_datagram(*self._target, data))
        self.bytes_sent += len(data)

    async def receive(self, until: float | None = None) -> bytes | None:
        """The next datagram, None when none came until that time of the loop. Raises OSError."""
        while (raw := await self._relay.receive(until)) is not None:
            found = unpack_datagram(raw)
            if found is not None:
                self.bytes_received += len(found[2])
                return found[2]
        return None

    def close(self) -> None:
        """Give up at once; safe to call twice."""
        self._relay.close()
        self._control.abort()


class SocksDatagrams:
    """Opens links through one SOCKS5 proxy: asked over `base`, spoken to over `datagrams`.

    `entry_resolver` and `hop` are as for `SocksDialer`. Targets are handed on by name.
    """

    def __init__(
        self,
        base: Dialer,
        datagrams: DatagramDialer,
        host: str,
        port: int,
        *,
        user: str | None = None,
        password: Secret | None = None,
        entry_resolver: Resolver | None = None,
        hop: int = 0,
    ) -> None:
        self._entry = Entry(host=host, port=port, base=base, resolver=entry_resolver, hop=hop)
        self._datagrams = datagrams
        self._user = user
        self._password = password
        self._peer = Peer(kind="socks5", host=host, port=port, hop=hop)

    def __repr__(self) -> str:
        return f"SocksDatagrams(hop={self._peer.hop})"

    async def open(self, host: str, port: int, patience: Patience) -> Link:
        """A link to `host` by the proxy. Raises DialError, also when the proxy carries no datagrams."""
        password = self._password.reveal() if self._password else None
        asked = Socks5(_ANYWHERE, 0, self._user, password, udp=True)
        stream, legs = await self._entry.reach(patience)
        reached = stream.facts.address or self._entry.host
        control = await negotiate(stream, legs, asked, self._peer, patience)
        try:
            at = reached if _is_nowhere(asked.bound) else asked.bound
            relay = await self._datagrams.open(at, asked.bound_port, patience)
        except BaseException:
            control.abort()
            raise
        return SocksLink(control, relay, host, port)


def _is_nowhere(host: str) -> bool:
    """Whether a proxy leaves it to us to know where it is."""
    return literal_address(host) is not None and ip_address(host).is_unspecified
