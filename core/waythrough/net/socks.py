"""Dials through a SOCKS4, SOCKS4a or SOCKS5 proxy."""

from typing import Literal

from waythrough.model.secret import Secret
from waythrough.net.base import Dialer, Stream
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.proxy import Peer, negotiate
from waythrough.net.proxy_target import each_target
from waythrough.net.resolver_base import Resolver
from waythrough.wire.proxy_answer import Handshake
from waythrough.wire.socks import Socks4, Socks5

SocksVersion = Literal["4", "4a", "5"]


class SocksDialer:
    """Opens streams through one SOCKS proxy that is itself reached over `base`.

    `resolver`: resolves targets here instead of at the proxy (needed by version "4", which carries addresses
    only; for the others only on request, since a local answer may be forged and is seen by the provider).
    `entry_resolver`: resolves the proxy's own name; None hands the name to `base` (a proxy behind a proxy).
    `hop` counts the servers of a chain from the user's side; `kind` is what the legs name, where it is not SOCKS.
    """

    def __init__(
        self,
        base: Dialer,
        host: str,
        port: int,
        *,
        version: SocksVersion = "5",
        user: str | None = None,
        password: Secret | None = None,
        resolver: Resolver | None = None,
        entry_resolver: Resolver | None = None,
        hop: int = 0,
        kind: str = "",
    ) -> None:
        self._entry = Entry(host=host, port=port, base=base, resolver=entry_resolver, hop=hop)
        self._version = version
        self._user = user
        self._password = password
        self._resolver = resolver
        self._peer = Peer(kind=kind or f"socks{version}", host=host, port=port, hop=hop)

    def __repr__(self) -> str:
        return f"SocksDialer(version={self._version}, hop={self._peer.hop})"

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to `host` through the proxy. Raises DialError whose last leg names the stage."""
        return await each_target(
            self._dial_one, host, port, patience, peer=self._peer, resolver=self._resolver
        )

    async def _dial_one(self, host: str, port: int, patience: Patience) -> Stream:
        handshake = self._handshake(host, port)
        stream, legs = await self._entry.reach(patience)
        return await negotiate(stream, legs, handshake, self._peer, patience)

    def _handshake(self, host: str, port: int) -> Handshake:
        if self._version == "5":
            return Socks5(host, port, self._user, self._password.reveal() if self._password else None)
        return Socks4(host, port, self._user)
