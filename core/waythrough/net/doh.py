"""A DNS server asked over HTTPS (RFC 8484), through any dialer."""

import ssl
import time
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.base import Dialer
from waythrough.net.deadline import Patience, Wait
from waythrough.net.dns_message import DnsMessageError, DnsQuery, build_query, parse_reply
from waythrough.net.entry import NamedDialer
from waythrough.net.httpx_transport import HttpClient, HttpError, failure_of, http_client
from waythrough.net.resolver_base import (
    FamilyAnswer,
    ResolveOutcome,
    Resolver,
    answered,
    combine,
    failed,
    literal_outcome,
)
from waythrough.net.resolver_udp import both_families

_MEDIA: Final = "application/dns-message"
_BODY_LIMIT: Final = 64 * 1024  # a DNS message is no longer (RFC 8484, section 6)
_STALE: Final = (FailureKind.EOF, FailureKind.RESET, FailureKind.CLOSED, FailureKind.INTERRUPTED)


class DohResolver:
    """Asks one HTTPS address; connections are kept for the next question.

    `dialer` carries the connections, `context` verifies the server. When `bootstrap` is given it resolves the
    server's own name, else the name is handed to `dialer`. `patience` governs the connections themselves.
    """

    def __init__(
        self,
        url: str,
        dialer: Dialer,
        context: ssl.SSLContext,
        *,
        bootstrap: Resolver | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.url = url
        self.label = f"doh:{urlsplit(url).hostname or ''}"
        named = NamedDialer(dialer, bootstrap) if bootstrap is not None else dialer
        self._make_client = partial(http_client, named, context, patience or Patience())
        self._client = self._make_client()

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        """Both families of a name; `late` changes nothing, nobody can inject into TLS."""
        if (outcome := literal_outcome(self.label, name)) is not None:
            return outcome
        started = time.monotonic()
        try:
            queries = [build_query(name, family, random_id=False) for family in (4, 6)]
        except DnsMessageError as error:
            return failed(self.label, name, started, Failure(kind=FailureKind.BAD_CONFIG, text=str(error)))
        ask = partial(self._ask, patience)
        four, six = await both_families(ask(queries[0]), ask(queries[1]))
        return combine(self.label, name, started, four, six)

    async def ask(self, name: str, family: int, patience: Patience) -> FamilyAnswer:
        """One question, whatever it is about; see `build_query`. Raises DnsMessageError for a name DNS cannot carry."""
        return await self._ask(patience, build_query(name, family, random_id=False))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, patience: Patience, query: DnsQuery) -> FamilyAnswer:
        client = self._client
        try:
            async with Wait(patience):
                result = await self._post(query)
                if result.failure is not None and result.failure.kind in _STALE and result.answer is None:
                    result = await self._post(query)  # a kept connection that the server had closed meanwhile
                return result
        except TimeoutError:
            await self._drop(client)
            return FamilyAnswer(failure=Failure(kind=FailureKind.TIMEOUT))

    async def _drop(self, client: HttpClient) -> None:
        """Give up connections on which nothing comes; HTTP/2 would put the next question on them too."""
        if self._client is client:
            self._client = self._make_client()
            await client.aclose()

    async def _post(self, query: DnsQuery) -> FamilyAnswer:
        headers = {"content-type": _MEDIA, "accept": _MEDIA}
        body = b""
        try:
            async with self._client.stream("POST", self.url, content=query.wire, headers=headers) as response:
                if response.status_code != 200:
                    text = f"HTTP {response.status_code}"
                    failure = Failure(kind=FailureKind.DNS_REFUSED, code=response.status_code, text=text)
                    return FamilyAnswer(failure=failure, bytes_sent=len(query.wire))
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > _BODY_LIMIT:
                        break
            result = answered(parse_reply(body, query))
        except HttpError as error:
            return FamilyAnswer(failure=failure_of(error), bytes_sent=len(query.wire))
        except DnsMessageError as error:
            result = FamilyAnswer(failure=Failure(kind=FailureKind.DNS_MALFORMED, text=str(error)))
        return FamilyAnswer(
            answer=result.answer,
            failure=result.failure,
            bytes_sent=len(query.wire),
            bytes_received=len(body),
        )
