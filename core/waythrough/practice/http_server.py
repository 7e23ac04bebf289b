"""A small HTTP/1.1 server side: one request, one response, then the connection ends."""

import asyncio
from dataclasses import dataclass

REQUEST_LIMIT = 65_536
IDLE = 30.0  # seconds that a silent client is waited for
REASONS = {
    200: "OK",
    301: "Moved Permanently",
    302: "Found",
    400: "Bad Request",
    403: "Forbidden",
    405: "Method Not Allowed",
    407: "Proxy Authentication Required",
    451: "Unavailable For Legal Reasons",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request head in parts, header names in lower case, and its body."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def host(self) -> str:
        """The Host header without port, in lower case."""
        return self.headers.get("host", "").rsplit(":", 1)[0].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What to answer: after `delay` seconds the head, then the body at `rate` bytes a second (0 = at once)."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    body: bytes = b""
    delay: float = 0.0
    rate: int = 0


async def read_head(reader: asyncio.StreamReader) -> bytes:
    """All bytes up to the empty line. Raises TimeoutError, EOFError, LimitOverrunError."""
    async with asyncio.timeout(IDLE):
        return await reader.readuntil(b"\r\n\r\n")


def parse_head(head: bytes) -> Request | None:
    """The request of a complete head, None when it is none."""
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        return None
    pairs = (line.partition(":") for line in lines[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Request(method=parts[0], target=parts[1], headers=headers)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """One whole request with its body of known length, None when it is none."""
    request = parse_head(await read_head(reader))
    length = request.headers.get("content-length", "0") if request else "0"
    if request is None or not length.isdecimal() or int(length) > REQUEST_LIMIT:
        return None
    if not int(length):
        return request
    async with asyncio.timeout(IDLE):
        body = await reader.readexactly(int(length))
    return Request(method=request.method, target=request.target, headers=request.headers, body=body)


async def write_response(
    writer: asyncio.StreamWriter, response: Response, *, head_only: bool = False
) -> None:
    """Send a response; the caller ends the connection, as `Connection: close` announces."""
    if response.delay:
        await asyncio.sleep(response.delay)
    lines = [f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Answer')}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    lines += [f"Content-Length: {len(response.body)}", "Connection: close", "", ""]
    writer.write("\r\n".join(lines).encode("latin-1"))
    if not head_only:
        await write_body(writer, response.body, response.rate)
    await writer.drain()


async def write_body(writer: asyncio.StreamWriter, body: bytes, rate: int) -> None:
    """Send bytes at most at `rate` bytes a second (0 = as fast as it goes)."""
    if not rate:
        writer.write(body)
        return
    step = max(512, rate // 10)
    for place in range(0, len(body), step):
        piece = body[place : place + step]
        await asyncio.sleep(len(piece) / rate)
        writer.write(piece)
        await writer.drain()
