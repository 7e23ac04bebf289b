"""The server that plays one proxy: its exit is abroad, where the censor of the direct line is not."""

import asyncio
from dataclasses import dataclass

from waythrough.practice.proxies import Proxy
from waythrough.practice.proxy_codecs import Refusal, Wish, codec
from waythrough.practice.relay import Pair, relay
from waythrough.practice.town import Endpoint, Town
from waythrough.practice.world import ENCRYPTED, Port


@dataclass(frozen=True, slots=True)
class ProxyServer:
    """Plays `proxy`; `foreign` is where the TLS of its clients ends when it opens TLS."""

    proxy: Proxy
    town: Town
    foreign: Endpoint

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client."""
        client = Pair(reader, writer)
        talk = codec(self.proxy)
        wish = await talk.ask(client)
        if wish is None:
            return
        if self.proxy.pace.latency:
            await asyncio.sleep(self.proxy.pace.latency)
        way = self._way(wish)
        if isinstance(way, Refusal):
            await talk.tell(client, way)
            return
        async with self.town.visit(way, self.proxy.id) as server:
            await talk.tell(client, None)
            await relay(client, server, self.proxy.pace)

    def _way(self, wish: Wish) -> Endpoint | Refusal:
        """Where a wish leads to inside, by the honest map; port CHAT is none that these proxies serve."""
        door = self.town.door(wish.host, wish.port)
        if door is None:
            return Refusal.CLOSED if self.town.knows(wish.host) else Refusal.NO_NAME
        if door.port is Port.CHAT:
            return Refusal.RULE
        if self.proxy.opens_tls and door.port in ENCRYPTED:
            return self.foreign
        return self.town.inside[door]
