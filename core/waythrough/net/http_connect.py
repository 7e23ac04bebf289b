"""Dials through an HTTP proxy by CONNECT, over plain TCP or over TLS to the proxy itself."""

import ssl
from typing import Final

from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import Dialer, DialError, Leg, Stream
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.proxy import Peer, negotiate
from waythrough.net.proxy_target import each_target
from waythrough.net.resolver_base import Resolver
from waythrough.net.tls import open_tls
from waythrough.wire.http_connect import HttpConnect

_ALPN: Final = ("http/1.1",)  # CONNECT over HTTP/2 is another protocol


class HttpConnectDialer:
    """Opens streams through one HTTP proxy that is itself reached over `base`.

    `tls`: the context that verifies the proxy's own certificate (an HTTPS proxy), None for a plain one.
    `resolver`: resolves targets here instead of at the proxy, only on request. `entry_resolver`: resolves the
    proxy's own name; None hands the name to `base`. `hop` counts the servers of a chain from the user's side.
    """

    def __init__(
        self,
        base: Dialer,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        user: str | None = None,
        password: Secret | None = None,
        resolver: Resolver | None = None,
        entry_resolver: Resolver | None = None,
        hop: int = 0,
    ) -> None:
        self._entry = Entry(host=host, port=port, base=base, resolver=entry_resolver, hop=hop)
        self._tls = tls
        self._user = user
        self._password = password
        self._resolver = resolver
        self._peer = Peer(kind="https" if tls else "http", host=host, port=port, hop=hop)

    def __repr__(self) -> str:
        return f"HttpConnectDialer(kind={self._peer.kind}, hop={self._peer.hop})"

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to `host` through the proxy. Raises DialError whose last leg names the stage."""
        return await each_target(
            self._dial_one, host, port, patience, peer=self._peer, resolver=self._resolver
        )

    async def _dial_one(self, host: str, port: int, patience: Patience) -> Stream:
        password = self._password.reveal() if self._password else None
        handshake = HttpConnect(host, port, self._user, password)
        stream, legs = await self._entry.reach(patience)
        if self._tls is not None:
            stream, legs = await self._secure(stream, legs, self._tls, patience)
        return await negotiate(stream, legs, handshake, self._peer, patience)

    async def _secure(
        self, stream: Stream, legs: tuple[Leg, ...], tls: ssl.SSLContext, patience: Patience
    ) -> tuple[Stream, tuple[Leg, ...]]:
        try:
            outcome = await open_tls(stream, self._peer.host, tls, patience, alpn=_ALPN)
        except BaseException:
            stream.abort()
            raise
        leg = Leg(
            stage=Stage.TLS,
            host=self._peer.host,
            port=self._peer.port,
            started=outcome.started,
            duration=outcome.duration,
            hop=self._peer.hop,
            address=stream.facts.address,
            failure=outcome.failure,
            detail=outcome.detail,
            bytes_sent=outcome.bytes_sent,
            bytes_received=outcome.bytes_received,
        )
        if outcome.stream is None:
            stream.abort()
            raise DialError((*legs, leg))
        return outcome.stream, (*legs, leg)
