"""Asks the resolvers inside a tunnel: nothing of a name is seen outside of it."""

import asyncio
import time
from dataclasses import replace
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import StreamError, StreamFacts
from waythrough.net.classify import classify
from waythrough.net.deadline import Patience, Wait
from waythrough.net.dns_message import DnsMessageError, DnsQuery, build_query, parse_reply
from waythrough.net.resolver_base import (
    DnsAnswer,
    FamilyAnswer,
    ResolveOutcome,
    answered,
    combine,
    failed,
    literal_outcome,
)
from waythrough.net.resolver_udp import FIRST_RETRY, ask_stream, both_families, split_server
from waythrough.net.wireguard import NoRouteError, Route, Tunnel, literal
from waythrough.net.wireguard_link import InnerLink

DNS_PORT: Final = 53
_NOTHING: Final = FamilyAnswer(answer=DnsAnswer(rcode=0))


class TunnelResolver:
    """A Resolver over the tunnel's own resolvers, or over `others` ("address" or "address:port") where it has none."""

    def __init__(self, tunnel: Tunnel, others: tuple[str, ...] = ()) -> None:
        self._tunnel = tunnel
        own = [(str(address), DNS_PORT) for address in tunnel.settings.dns]
        self.servers: list[tuple[Route, int]] = []
        for host, port in own or [split_server(each) for each in others]:
            address = literal(host)
            assert address is not None
            try:
                self.servers.append((tunnel.route(address), port))
            except NoRouteError:
                continue
        self.label = "tunnel"

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        """See Resolver; the servers are asked in their order until one answers."""
        if (outcome := literal_outcome(self.label, name)) is not None:
            return outcome
        started = time.monotonic()
        families = {address.version for address in self._tunnel.settings.addresses}
        outcome = failed(self.label, name, started, NO_SERVER)
        share = replace(patience, hard=patience.hard / max(1, len(self.servers)))
        for server in self.servers:
            four, six = await both_families(
                *(self.ask(server, name, family, share, wanted=family in families) for family in (4, 6))
            )
            outcome = combine(self.label, name, started, four, six)
            if outcome.failure is None or outcome.failure.kind is not FailureKind.TIMEOUT:
                break
        return outcome

    async def aclose(self) -> None:
        """Nothing stays open between questions."""

    async def ask(
        self, server: tuple[Route, int], name: str, family: int, patience: Patience, *, wanted: bool = True
    ) -> FamilyAnswer:
        """One question to one server; one that is not `wanted` has no addresses."""
        if not wanted:
            return _NOTHING
        route, port = server
        link = self._tunnel.link(route, port)
        try:
            async with Wait(patience):
                query, answer = await self._converse(link, name, family)
        except TimeoutError:
            return FamilyAnswer(failure=Failure(kind=FailureKind.TIMEOUT), bytes_sent=link.bytes_sent)
        except (OSError, DnsMessageError) as error:
            return FamilyAnswer(failure=_why(error), bytes_sent=link.bytes_sent)
        finally:
            link.close()
        result = answered(answer)
        if answer.truncated:
            result = await self._whole(server, query, patience)
        return replace(result, bytes_sent=link.bytes_sent, bytes_received=link.bytes_received)

    async def _converse(self, link: InnerLink, name: str, family: int) -> tuple[DnsQuery, DnsAnswer]:
        """The first answer; the question goes out again as long as none comes. Raises OSError, DnsMessageError."""
        loop = asyncio.get_running_loop()
        pause, queries = FIRST_RETRY, dict[int, DnsQuery]()
        while True:
            query = build_query(name, family)
            queries[query.id] = query
            link.send(query.wire)
            until = loop.time() + pause
            while (data := await link.receive(until)) is not None:
                asked = queries.get(int.from_bytes(data[:2], "big"))
                if asked is not None:
                    return asked, parse_reply(data, asked)
            pause *= 2

    async def _whole(self, server: tuple[Route, int], query: DnsQuery, patience: Patience) -> FamilyAnswer:
        route, port = server
        stream = self._tunnel.stream(route, port, StreamFacts())
        try:
            async with Wait(patience):
                await stream.opened()
            return await ask_stream(stream, query, patience)
        except TimeoutError:
            return FamilyAnswer(failure=Failure(kind=FailureKind.TIMEOUT))
        except StreamError as error:
            return FamilyAnswer(failure=error.failure)
        finally:
            stream.abort()


NO_SERVER: Final = Failure(kind=FailureKind.EXIT_DNS, text="the tunnel has no resolver")


def _why(error: OSError | DnsMessageError) -> Failure:
    if isinstance(error, DnsMessageError):
        return Failure(kind=FailureKind.DNS_MALFORMED, text=str(error))
    return classify(error)
