"""The far side of the lab's proxies: names, policy, the way out, and what a bad exit does to the bytes."""

import asyncio
import contextlib
import errno
import re
import ssl
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from typing import NamedTuple

from . import cleartext
from .rules import named
from .spec import Proxy
from .tls_contexts import Mint
from .tunnel import Bucket, Streams, join, secure

CONNECT_S = 3.0  # shorter than a client's patience, so that the proxy's own words arrive
FIRST_S = 30.0


class Goal(NamedTuple):
    """Where a client wants to go."""

    host: str
    port: int


class Refusal(StrEnum):
    """Why it does not get there, in the words of RFC 9209 where there are any."""

    DENIED = "http_request_denied"
    UNKNOWN = "dns_error"
    SILENT = "connection_timeout"
    REFUSED = "connection_refused"
    NO_ROUTE = "destination_ip_unroutable"
    FAILED = "proxy_internal_error"


class Exit:
    """The way out of one proxy. It counts "exit HOST", "denied HOST", "exit reset HOST", "exit opened HOST".

    `mint` makes the certificates of a proxy that opens TLS, `roots` verify the true servers then.
    """

    def __init__(
        self,
        proxy: Proxy,
        zone: Mapping[str, tuple[str, ...]],
        counts: Counter[str],
        *,
        mint: Mint | None = None,
        roots: str = "",
    ) -> None:
        self._own = proxy
        self._zone = zone
        self._counts = counts
        self._mint = mint
        self._true = ssl.create_default_context(cafile=roots) if roots else None
        self._bucket = Bucket(proxy.pace)

    async def open(self, goal: Goal) -> Streams | Refusal:
        """A connection to the goal, the first of its addresses that answers."""
        if named(goal.host, self._own.denied):
            self._counts[f"denied {goal.host}"] += 1
            return Refusal.DENIED
        self._counts[f"exit {goal.host}"] += 1
        result: Streams | Refusal = Refusal.UNKNOWN
        for address in self._addresses(goal.host):
            result = await self._dial(address, goal.port)
            if not isinstance(result, Refusal):
                break
        return result

    def _addresses(self, host: str) -> list[str]:
        known = self._zone.get(host)
        if known is None:
            try:
                known = (str(ip_address(host)),)
            except ValueError:
                return []
        return sorted((one for one in known if self._own.ipv6 or ":" not in one), key=lambda one: ":" in one)

    async def _dial(self, address: str, port: int) -> Streams | Refusal:
        own = self._own.exit or self._own.address
        local = (own, 0) if (":" in own) == (":" in address) else None
        try:
            async with asyncio.timeout(CONNECT_S):
                return await asyncio.open_connection(address, port, local_addr=local)
        except ConnectionRefusedError:
            return Refusal.REFUSED
        except TimeoutError:
            return Refusal.SILENT
        except OSError as error:
            return Refusal.NO_ROUTE if error.errno == errno.ENETUNREACH else Refusal.FAILED

    def opens(self, goal: Goal) -> bool:
        """Whether the TLS to a goal will be opened: then nothing may be read from the client before."""
        return self._mint is not None and goal.port == 443

    async def carry(
        self, near: Streams, far: Streams, goal: Goal, *, asked: bool = False, via: str = ""
    ) -> None:
        """Carry the bytes to their end; `asked`: the request of an HTTP proxy is already on its way."""
        raw = near, far  # kept alive: in later Pythons a writer closes its connection when it is collected
        try:
            if not asked and self._own.censored:
                first = await _first(near[0])
                seen = cleartext.read(first)
                if seen and named(seen.sni or seen.host, self._own.censored):
                    self._counts[f"exit reset {goal.host}"] += 1
                    near[1].transport.abort()
                    return
                far[1].write(first)
            if not asked and self.opens(goal):
                near, far = await self._opened(near, far, goal)
            if (asked or goal.port == 80) and (self._own.script or via):
                await self._rewrite(near, far, asked=asked, via=via)
                return
            await join(near, far, self._bucket)
        finally:
            for _, writer in (near, far, *raw):
                writer.close()

    async def _opened(self, near: Streams, far: Streams, goal: Goal) -> tuple[Streams, Streams]:
        """Both sides after TLS was opened in the middle. Raises OSError."""
        assert self._mint is not None
        assert self._true is not None
        self._counts[f"exit opened {goal.host}"] += 1
        inner = await secure(near, self._mint.context(goal.host))
        return inner, await secure(far, self._true, server_name=goal.host)

    async def _rewrite(self, near: Streams, far: Streams, *, asked: bool, via: str) -> None:
        """One plain answer, with the script put in."""
        if not asked:
            request = await near[0].readuntil(b"\r\n\r\n")
            closing = re.sub(rb"(?im)^connection:[^\r]*\r\n", b"", request)
            far[1].write(closing[:-2] + b"Connection: close\r\n\r\n")
        answer = bytearray()
        with contextlib.suppress(OSError):
            while data := await far[0].read(65536):
                answer += data
                await self._bucket.take(len(data))
        head, _, body = bytes(answer).partition(b"\r\n\r\n")
        if self._own.script and b"text/html" in head.lower():
            self._counts["script"] += 1
            body = body.replace(b"</body>", self._own.script.encode() + b"</body>")
            if self._own.script.encode() not in body:
                body += self._own.script.encode()
        head = re.sub(rb"(?im)^content-length:[^\r]*(\r\n)?", b"", head).rstrip(b"\r\n")
        fields = f"\r\nContent-Length: {len(body)}\r\nConnection: close"
        fields += f"\r\nVia: {via}" if via else ""
        near[1].write(head + fields.encode() + b"\r\n\r\n" + body)
        await near[1].drain()


async def _first(reader: asyncio.StreamReader) -> bytes:
    """The client's first message."""
    data = bytearray()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FIRST_S):
            while cleartext.read(bytes(data)) is None:
                piece = await reader.read(16384)
                if not piece:
                    break
                data += piece
    return bytes(data)
