"""Pages over HTTP/1.1: requests, answers with their pace, limits and delays."""

import asyncio
import gzip
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from time import time
from urllib.parse import urlsplit

from .endings import Ending
from .spec import Internet, Page, Site

IDLE_S = 30.0
PIECE = 4096  # the size of a TLS record, so that a client sees a long page arrive bit by bit
HEAD = 1 << 18
GONE_S = 0.3
HANGING_UP = (Ending.CLOSE, Ending.RESET, Ending.HANG_UP)
BY_CHUNKS = (Ending.CHUNKED, Ending.GZIP)
EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as far as the lab cares; `size` is the length of head and body as they came."""

    method: str
    target: str
    host: str
    peer: str
    last: bool
    body: bytes
    size: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer with the pace of its page."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    wait: float = 0.0
    pace: float = 0.0
    stall: int = 0
    last: bool = False
    ending: Ending = Ending.LENGTH
    hints: bool = False


Answerer = Callable[[Request], Response]


class Pages:
    """What a site answers, by whatever version of HTTP.

    It counts "hit NAME", "STATUS NAME" for a refusal and "over NAME" for a request that was too large.
    """

    def __init__(self, site: Site, internet: Internet, counts: Counter[str]) -> None:
        self._site = site
        self._internet = internet
        self._counts = counts

    def answer(self, request: Request) -> Response:
        """The answer on 443, or on 80 of a site without TLS."""
        site = self._site
        self._counts[f"hit {site.names[0]}"] += 1
        if any(ip_address(request.peer) in ip_network(one) for one in site.refused):
            self._counts[f"{site.refusal.status} {site.names[0]}"] += 1
            return self._render(site.refusal, request)
        return self._render(site.pages.get(urlsplit(request.target).path, site.page), request)

    def plain(self, request: Request) -> Response:
        """The answer on 80 of a site with TLS."""
        return Response(301, b"", {"Location": f"https://{self._site.names[0]}{request.target}"})

    def _render(self, page: Page, request: Request) -> Response:
        if page.most and request.size > page.most:
            self._counts[f"over {self._site.names[0]}"] += 1
            return Response(page.over, b"", {}, last=True)
        body = _padded(self._site.names[0], page.size) if page.size else page.text.encode()
        if b"{peer}" in body or b"{country}" in body:
            country = _country(self._internet, request.peer)
            body = body.replace(b"{peer}", request.peer.encode()).replace(b"{country}", country.encode())
        headers = {"Content-Type": "text/html; charset=utf-8", **page.headers}
        if self._site.quiet_h3 or self._site.h3:
            headers.setdefault("Alt-Svc", 'h3=":443"; ma=86400')
        if page.ending is Ending.GZIP:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        return Response(
            page.status,
            body,
            headers,
            page.wait,
            page.pace,
            page.stall,
            ending=page.ending,
            hints=page.hints,
        )


@lru_cache(maxsize=256)
def _padded(name: str, size: int) -> bytes:
    title = f"<!doctype html><html><head><title>{name}</title></head><body>"
    return (title + " ".join(f"{name} {line}" for line in range(size // 8)))[:size].encode()


def _country(internet: Internet, peer: str) -> str:
    for network, code in internet.countries.items():
        if ip_address(peer) in ip_network(network):
            return code
    return ""


def http1(answer: Answerer, late: float = 0.0) -> "Callable[..., Awaitable[None]]":
    """A handler of connections that speak HTTP/1.1."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader, writer)) is not None:
            response = answer(request)
            await _send(writer, request, response, late)
            if response.ending is Ending.RESET:
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                await asyncio.sleep(GONE_S)  # what was written must have left first
                writer.transport.abort()
            if request.last or response.last or response.ending in HANGING_UP:
                break

    return serve


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    """The next request of a connection; None at its end."""
    try:
        async with asyncio.timeout(IDLE_S):
            raw = await reader.readuntil(b"\r\n\r\n")
            lines = raw.decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in lines[1:])
            fields = {name.lower(): value.strip() for name, _, value in pairs}
            body = await reader.readexactly(int(fields.get("content-length", "0")))
            method, target, _ = lines[0].split(" ")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ValueError):
        return None
    last = fields.get("connection", "").lower() == "close"
    peer = writer.get_extra_info("peername")[0]
    size = len(raw) + len(body)
    return Request(method, target, fields.get("host", ""), peer, last, body, size, fields)


async def _send(writer: asyncio.StreamWriter, request: Request, response: Response, late: float) -> None:
    if response.wait:
        await asyncio.sleep(response.wait)
    writer.write((EARLY_HINTS if response.hints else b"") + head_of(response, late))
    await writer.drain()
    if request.method == "HEAD":
        return
    chunks = response.ending in BY_CHUNKS
    for piece, pause in pieces(response):
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunks and piece else piece)
        await writer.drain()
        await asyncio.sleep(pause)
    writer.write(b"0\r\n\r\n" if chunks else b"")


def head_of(response: Response, late: float) -> bytes:
    """Status line and fields."""
    fields = {"Date": date(late), **response.headers}
    if response.ending in BY_CHUNKS:
        fields["Transfer-Encoding"] = "chunked"
    elif response.status != 204 and response.ending is not Ending.CLOSE:
        fields["Content-Length"] = str(len(response.body))
    if response.last:
        fields["Connection"] = "close"
    lines = [f"HTTP/1.1 {response.status} {reason(response.status)}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def pieces(response: Response) -> "list[tuple[bytes, float]]":
    """The body piece by piece, each with the seconds to wait after it; a stalled body ends in a long wait."""
    body = response.body[: response.stall] if response.stall else response.body
    pause = PIECE / (response.pace * 1000) if response.pace else 0.0
    cut = [(body[start : start + PIECE], pause) for start in range(0, len(body), PIECE)]
    return [*cut, (b"", 2 * IDLE_S)] if 0 < response.stall < len(response.body) else cut


def date(late: float) -> str:
    """The Date of a server whose clock is `late` seconds behind."""
    return formatdate(time() - late, usegmt=True)


def reason(status: int) -> str:
    """The reason phrase; edges have statuses of their own, such as 521."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"
