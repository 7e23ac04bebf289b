"""A SOCKS5 proxy abroad (RFC 1928): no password, CONNECT only, names resolved by itself and honestly."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Mapping
from enum import IntEnum

CONNECT, IPV4, DOMAIN = 1, 1, 3
CONNECT_S = 3.0  # shorter than a client's patience, so that the proxy's own words arrive
CHUNK = 65536


class Reply(IntEnum):
    """Answers of RFC 1928, section 6."""

    DONE = 0
    FAILURE = 1
    NO_ROUTE = 3
    NO_HOST = 4
    REFUSED = 5
    NO_COMMAND = 7
    NO_ADDRESS_TYPE = 8


class Proxy:
    """Serves connections at one address and goes out from the same."""

    def __init__(self, address: str, zone: Mapping[str, tuple[str, ...]]) -> None:
        self._address = address
        self._zone = zone

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, from greeting to the end of both directions."""
        far: asyncio.StreamWriter | None = None
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                goal = await self._greet(reader, writer)
                opened = await self._open(goal)
                if isinstance(opened, Reply):
                    writer.write(_reply(opened))
                    await writer.drain()
                    return
                back, far = opened
                writer.write(_reply(Reply.DONE))
                async with asyncio.TaskGroup() as group:
                    group.create_task(_pump(reader, far))
                    group.create_task(_pump(back, writer))
        finally:
            writer.close()
            if far is not None:
                far.close()

    async def _greet(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | Reply:
        version, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        writer.write(b"\x05\x00" if version == 5 and 0 in methods else b"\x05\xff")
        _, command, _, kind = await reader.readexactly(4)
        if kind == IPV4:
            host = socket.inet_ntoa(await reader.readexactly(4))
        elif kind == DOMAIN:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode("ascii").lower()
        else:
            return Reply.NO_ADDRESS_TYPE
        port = int.from_bytes(await reader.readexactly(2))
        if command != CONNECT:
            return Reply.NO_COMMAND
        if kind == DOMAIN:
            host = self._zone.get(host, (host if host.replace(".", "").isdigit() else "",))[0]
        return (host, port) if host else Reply.NO_HOST

    async def _open(
        self, goal: tuple[str, int] | Reply
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | Reply:
        if isinstance(goal, Reply):
            return goal
        try:
            async with asyncio.timeout(CONNECT_S):
                return await asyncio.open_connection(*goal, local_addr=(self._address, 0))
        except ConnectionRefusedError:
            return Reply.REFUSED
        except TimeoutError:
            return Reply.NO_HOST
        except OSError as error:
            return Reply.NO_ROUTE if error.errno == errno.ENETUNREACH else Reply.FAILURE


def _reply(code: Reply) -> bytes:
    return bytes([5, code, 0, IPV4, 0, 0, 0, 0, 0, 0])


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry one direction; its end is passed on as FIN, a broken connection ends the other direction too."""
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.transport.abort()
