"""The censor in front of the direct line: it holds every public address of the practice network."""

import asyncio
from collections import Counter

from waythrough.practice import site
from waythrough.practice.client_hello import Look, look
from waythrough.practice.http_server import parse_head, read_head, write_response
from waythrough.practice.relay import CHUNK, Pair, RequestWatch, relay, reset, swallow
from waythrough.practice.staff import Handler
from waythrough.practice.town import Door, Endpoint, Town
from waythrough.practice.world import HOST_ACTIONS, NAME_ACTIONS, NOTICE, PORTAL, Censor, Host, Port

HELLO_TIME = 30.0  # seconds in which a client must have said its first words
HELLO_LIMIT = 65_536


class DirectLine:
    """Decides on every connection of the direct line by name, Host header and address."""

    def __init__(self, town: Town, foreign: Endpoint, portal: Endpoint | None) -> None:
        self._town = town
        self._foreign = foreign
        self._portal = portal
        self._flaps: Counter[str] = Counter()

    def handler(self, door: Door) -> Handler:
        """The server side of a public address."""

        async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._plain(door, Pair(reader, writer))

        async def encrypted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._encrypted(door, Pair(reader, writer))

        async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await swallow(reader)

        if door.host.censor is Censor.MUTE:
            return mute
        return plain if door.port is Port.PLAIN else encrypted

    async def _plain(self, door: Door, client: Pair) -> None:
        head = await read_head(client.reader)
        request = parse_head(head)
        if self._portal is not None and door.host is not PORTAL:
            await write_response(client.writer, site.portal_redirect(self._town))
            return
        named = self._town.hosts.get(request.host) if request else None
        action = named.censor if named is not None and named.censor in HOST_ACTIONS else Censor.OPEN
        if action is Censor.RESET_HOST:
            reset(client.writer)
        elif action is Censor.NOTICE_HOST:
            await write_response(client.writer, site.notice())
        else:
            await self._pass(self._town.inside[door], client, head)

    async def _encrypted(self, door: Door, client: Pair) -> None:
        first, seen = await _first_words(client.reader)
        if not first:
            return
        if self._portal is not None:
            await self._pass(self._portal, client, first)
            return
        action = self._action(door.host, seen)
        if action is Censor.FLAP:
            self._flaps[door.host.name] += 1
            action = Censor.RESET_NAME if self._flaps[door.host.name] % 2 else Censor.OPEN
        if action is Censor.RESET_NAME:
            reset(client.writer)
        elif action is Censor.SILENT_NAME:
            await swallow(client.reader)
        elif action is Censor.FOREIGN_CERTIFICATE or door.host is NOTICE:
            await self._pass(self._foreign, client, first)
        else:
            watch = RequestWatch() if action is Censor.RESET_DATA else None
            await self._pass(self._town.inside[door], client, first, watch)

    def _action(self, host: Host, seen: Look) -> Censor:
        named = self._town.hosts.get(seen.server_name)
        if named is None:
            return Censor.OPEN
        return named.censor if named.censor in NAME_ACTIONS or named is host else Censor.OPEN

    async def _pass(
        self, endpoint: Endpoint, client: Pair, first: bytes, watch: RequestWatch | None = None
    ) -> None:
        async with self._town.visit(endpoint) as server:
            server.writer.write(first)
            await relay(client, server, watch=watch)


async def _first_words(reader: asyncio.StreamReader) -> tuple[bytes, Look]:
    """What the client said until a whole ClientHello, or anything else, has come."""
    data = b""
    seen = look(data)
    async with asyncio.timeout(HELLO_TIME):
        while not seen.complete and len(data) < HELLO_LIMIT:
            piece = await reader.read(CHUNK)
            if not piece:
                break
            data += piece
            seen = look(data)
    return data, seen
