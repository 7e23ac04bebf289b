"""Fetches one document over a way, a subscription or what an Outline key leads to; the line is asked nothing then."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final
from urllib.parse import urlsplit

from waythrough.model.errors import WaythroughError
from waythrough.model.network import SYSTEM_RESOLVER, NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.net.base import Dialer, DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.entry import NamedDialer
from waythrough.net.httpx_transport import HttpError, failure_of, http_client
from waythrough.net.resolver import make_resolvers
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground
from waythrough.paths.hosts import is_host
from waythrough.paths.registry import open_path
from waythrough.verdict.clause import clause

MOST: Final = 4_000_000
MOST_HOPS: Final = 5
_PATIENCE: Final = Patience(soft=10.0, hard=30.0)


async def fetch(profile: NetworkProfile, url: str, spec: PathSpec | None) -> bytes:
    """The document at an https address, over a way, or over the line itself where `spec` is None.

    Raises WaythroughError with words that hold nothing of the address.
    """
    _check(url)
    async with AsyncExitStack() as stack:
        trust = Trust.from_profile(profile)
        resolvers = make_resolvers(profile, TcpDialer(), trust)
        stack.push_async_callback(resolvers.aclose)
        ground = Ground(
            dialer=TcpDialer(),
            resolver=resolvers.line,
            trust=trust,
            datagrams=UdpDialer(),
            patience=_PATIENCE,
            exit_dns=tuple(each for each in profile.resolvers if each != SYSTEM_RESOLVER),
        )
        try:
            return await _get(url, await _dialer(spec, ground, stack), trust)
        except DialError as error:
            raise _not_fetched(f"the way does not open ({error.failure.kind})") from error
        except HttpError as error:
            raise _not_fetched(f"the address does not answer ({failure_of(error).kind})") from error


async def _dialer(spec: PathSpec | None, ground: Ground, stack: AsyncExitStack) -> Dialer:
    if spec is None:
        return NamedDialer(ground.dialer, ground.resolver)
    opened = await open_path(spec, ground)
    stack.push_async_callback(opened.aclose)
    return opened.dialer if opened.resolver is None else NamedDialer(opened.dialer, opened.resolver)


async def _get(url: str, dialer: Dialer, trust: Trust) -> bytes:
    client = http_client(dialer, trust.public, _PATIENCE)
    headers = {"user-agent": "Waythrough", "accept-encoding": "identity"}
    async with client:
        for _ in range(MOST_HOPS):
            async with client.stream("GET", url, headers=headers) as answer:
                if answer.next_request is None:
                    return await _read(answer.status_code, answer.aiter_bytes())
                url = str(answer.next_request.url)
            if not url.startswith("https://"):
                raise _not_fetched("the address leads to one that is not encrypted")
    raise _not_fetched("the address leads from one to the next without an end")


async def _read(status: int, chunks: AsyncIterator[bytes]) -> bytes:
    if status != 200:
        raise _not_fetched(f"its server answers with status {status}")
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > MOST:
            raise _not_fetched("it is larger than 4 MB")
    return bytes(content)


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not url.lower().startswith("https://") or not host or not is_host(host):
        raise WaythroughError(
            "paths.bad_url",
            "this is no https address",
            todo="give one that begins with https:// or ssconf://",
        )


def _not_fetched(why: str) -> WaythroughError:
    return WaythroughError(
        "paths.not_fetched",
        clause("nothing was fetched: {why}", why=why),
        todo="try another way with --through",
    )
