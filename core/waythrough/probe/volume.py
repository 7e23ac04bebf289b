"""Large and long transfers: in which time, up to which byte, under which name."""

from dataclasses import dataclass
from typing import Final

from waythrough.model.observation import TransferDetail
from waythrough.model.step import Step
from waythrough.net.http import Request, split_url
from waythrough.net.transfer import Errand, transfer
from waythrough.probe.walk import Walk
from waythrough.probe.web import reach

OBJECT: Final = 256 * 1024  # bytes of one sample of speed; also beyond any known volume limit
FREEZE_SIZE: Final = 128 * 1024  # limits have risen over time (hyperion-cs/dpi-checkers#46)
SAMPLE_SECONDS: Final = 20.0  # 256 KiB at 128 kbit/s take 16.4 s
MOST_REQUESTS: Final = 64  # of a page that is fetched again and again to make up a large object
STEPS: Final = (
    30  # short answers over one connection: more than 25 packets each way (hyperion-cs/dpi-checkers)
)
UPLOAD_STEPS, UPLOAD_STEP = 16, 4096  # 64 KB in headers that common servers accept

_HTTP1: Final = ("http/1.1",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An object and where it is asked for. `name` is sent in the ClientHello, "" = the object's own host."""

    url: str
    address: str = ""
    name: str = ""

    @property
    def host(self) -> str:
        return split_url(self.url).host


async def sample(walk: Walk, source: Source, *, size: int = OBJECT, seconds: float = SAMPLE_SECONDS) -> None:
    """Fetch the object over a fresh connection, repeated until `size` bytes have come or time is up."""
    request = Request(url=source.url)
    await _run(walk, source, Errand(request=request, count=MOST_REQUESTS, size=size, seconds=seconds))


async def small(walk: Walk, source: Source) -> None:
    """One answer without a body: does anything at all come back from there?"""
    await _run(walk, source, Errand(request=Request(url=source.url, method="HEAD")))


async def small_steps(walk: Walk, source: Source) -> None:
    """Many short answers over one connection, then the object itself.

    A limit of packets bites long before one of bytes. A limit of either counts what came before the object; a server
    that stops at some place of its own object does not.
    """
    head, whole = Request(url=source.url, method="HEAD"), Request(url=source.url)
    await _run(walk, source, Errand(request=head, count=STEPS, last=whole))


async def upload(walk: Walk, source: Source) -> None:
    """Many bytes to the server, in headers of requests that change nothing there."""
    padding = (("x-padding", "a" * UPLOAD_STEP),)
    request = Request(url=source.url, method="HEAD", headers=padding)
    await _run(walk, source, Errand(request=request, count=UPLOAD_STEPS))


async def _run(walk: Walk, source: Source, errand: Errand) -> None:
    parts = split_url(source.url)
    reached = await reach(walk, parts.host, parts.port, source.address)
    if reached is None:
        return
    name = source.name or parts.host
    if parts.scheme == "https":
        reached = await walk.secure(reached, name, alpn=_HTTP1, proves=parts.host)
        if reached is None:
            return
    outcome = await transfer(reached.stream, errand, walk.patience)
    detail = TransferDetail(
        server_name=name,
        requests=outcome.requests,
        status=outcome.head.status if outcome.head else None,
        marks=tuple(outcome.marks),
        capped=outcome.capped,
    )
    walk.record(Step.TRANSFER, parts.host, outcome, port=parts.port, address=reached.address, detail=detail)
