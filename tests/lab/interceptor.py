"""A machine on the path that opens TLS by the name in the hello, or lets the connection pass."""

import asyncio
import contextlib
import socket
import ssl
from collections import Counter
from collections.abc import Mapping

from . import cleartext
from .listening import peek, reset, streams
from .rules import named
from .spec import EVERY, Interceptor, Internet, Site
from .tls_contexts import Mint
from .tunnel import join
from .web_server import Pages, http1

CONNECT_S = 5.0


class Opener:
    """Serves the connections that are led to one interceptor.

    It counts "opened NAME" and "passed NAME". `roots` are those by which it verifies the true servers.
    """

    def __init__(
        self, interceptor: Interceptor, internet: Internet, mint: Mint, roots: str, counts: Counter[str]
    ) -> None:
        self._own = interceptor
        self._internet = internet
        self._zone: Mapping[str, tuple[str, ...]] = internet.zone
        self._mint = mint
        self._true = ssl.create_default_context(cafile=roots)
        self._counts = counts

    async def serve(self, connection: socket.socket, peer: str) -> None:
        """One connection. Raises OSError."""
        hello = await peek(connection, lambda data: cleartext.read(data) is not None)
        seen = cleartext.read(hello)
        name = seen.sni if seen else ""
        if name not in self._zone:
            reset(connection)
        elif self._opens(name):
            self._counts[f"opened {name}"] += 1
            await self._open(connection, name)
        else:
            self._counts[f"passed {name}"] += 1
            await self._relay(connection, name, None, None)

    def _opens(self, name: str) -> bool:
        wanted = EVERY in self._own.names or named(name, self._own.names)
        return wanted and not named(name, self._own.spare)

    async def _open(self, connection: socket.socket, name: str) -> None:
        shown = self._mint.context(name, self_signed=self._own.self_signed)
        if self._own.page is None:
            await self._relay(connection, name, shown, self._true)
            return
        site = Site(names=(name,), address=self._own.address, page=self._own.page, alone=True)
        reader, writer = await streams(connection, shown)
        try:
            await http1(Pages(site, self._internet, self._counts).answer)(reader, writer)
        finally:
            writer.close()

    async def _relay(
        self, connection: socket.socket, name: str, shown: ssl.SSLContext | None, true: ssl.SSLContext | None
    ) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_S):
                server = name if true else None
                far = await asyncio.open_connection(
                    self._zone[name][0], 443, ssl=true, server_hostname=server
                )
            await join(await streams(connection, shown), far)
            return
        reset(connection)
