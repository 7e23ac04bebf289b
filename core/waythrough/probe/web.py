"""The web flow: address, connection, safe line, page, and the same again for every redirect."""

from urllib.parse import urljoin

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import HttpDetail
from waythrough.model.platform import Target
from waythrough.model.step import Step
from waythrough.net.http import Request, split_url
from waythrough.probe.walk import Reached, Walk

MAX_REDIRECTS = 8
SMALL_BODY = 6 * 1024  # enough to recognise a notice page
LARGE_BODY = 48 * 1024  # beyond the 15-32 KB at which volume rules cut a connection (net4people/bbs#490)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


async def web_flow(walk: Walk, target: Target, *, body_limit: int = SMALL_BODY, address: str = "") -> None:
    """Fetch the target's page as a browser would; all that happened is in the walk's trace.

    `address` is where the first page is asked for, "" for the name's own.
    """
    url = target.url
    limit = max(body_limit, target.rule.min_bytes)
    for hop in range(MAX_REDIRECTS + 1):
        last = await fetch(walk.at_hop(hop), url, body_limit=limit, address="" if hop else address)
        following = _next_url(url, last)
        if following is None:
            return
        url = following
    walk.trace.add(
        walk.about,
        Step.HTTP,
        target.host,
        started=walk.trace.now(),
        duration=0.0,
        failure=Failure(kind=FailureKind.TOO_MANY_REDIRECTS),
    )


async def fetch(
    walk: Walk, url: str, *, body_limit: int = SMALL_BODY, address: str = "", host_header: str = ""
) -> HttpDetail | None:
    """One page, no redirects. `address` is used in place of the name's own, `host_header` in place of the host."""
    parts = split_url(url)
    reached = await reach(walk, parts.host, parts.port, address)
    if reached is None:
        return None
    if parts.scheme == "https":
        reached = await walk.secure(reached, parts.host)
        if reached is None:
            return None
    headers = (("host", host_header),) if host_header else ()
    return await walk.request(reached, Request(url=url, headers=headers), body_limit=body_limit)


async def reach(walk: Walk, host: str, port: int, address: str = "") -> Reached | None:
    """A connection to the first of the host's addresses that takes it."""
    if address or walk.line.resolver is None:
        return await walk.connect(host, port, address)
    for candidate in await walk.addresses(host):
        reached = await walk.connect(host, port, candidate)
        if reached is not None:
            return reached
    return None


def _next_url(url: str, detail: HttpDetail | None) -> str | None:
    if detail is None or detail.status not in _REDIRECTS:
        return None
    location = detail.header("location")
    if not location:
        return None
    try:
        following = urljoin(url, location)
        split_url(following)
    except ValueError:  # the server names a place that is no web address: its answer stands as it is
        return None
    return following if following != url else None
