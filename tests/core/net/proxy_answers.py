"""Answers of proxies, good, refused and broken, as data; and a loopback server that gives exactly one of them."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage

HOST = "site.test"
PORT = 443
USER = "otto"
PASSWORD = "s3cret-pässword"

_OK4 = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
_ERROR = b"\x00\x01\x00\x00\x00\x00\x00\x00"
_PAGE = b"<html><head><title>Zugriff verweigert</title></head></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the proxy says to each message of the client, how it ends, and what this amounts to.

    `end` is "hold" (keep the connection), "fin" or "rst". `rest` are bytes of the tunnel that come at once.
    """

    id: str
    kind: str
    replies: tuple[bytes, ...]
    end: str = "hold"
    login: bool = False
    failure: FailureKind | None = None
    stage: Stage = Stage.REQUEST
    code: int | None = None
    rest: bytes = b""
    text: str = ""

    @property
    def good(self) -> bool:
        return self.failure is None


def _socks5(name: str, code: int, failure: FailureKind, stage: Stage = Stage.REQUEST) -> Case:
    replies = (b"\x05\x00", b"\x05" + bytes([code]) + _ERROR)
    return Case(id=f"socks5 {name}", kind="socks5", replies=replies, failure=failure, stage=stage, code=code)


def _socks4(name: str, code: int, failure: FailureKind, stage: Stage = Stage.REQUEST) -> Case:
    reply = b"\x00" + bytes([code]) + bytes(6)
    return Case(
        id=f"socks4a {name}", kind="socks4a", replies=(reply,), failure=failure, stage=stage, code=code
    )


def _http(
    name: str, head: str, failure: FailureKind, stage: Stage = Stage.REQUEST, text: str = "", end: str = "fin"
) -> Case:
    code = int(head.split()[0])
    reply = f"HTTP/1.1 {head}\r\n\r\n".encode()
    return Case(
        id=f"http {name}", kind="http", replies=(reply + _PAGE,), end=end, failure=failure, stage=stage,
        code=code, text=text,
    )  # fmt: skip


CASES: tuple[Case, ...] = (
    Case(id="socks5 good", kind="socks5", replies=(b"\x05\x00", _OK4), code=0),
    Case(
        id="socks5 good, IPv6 bound", kind="socks5", code=0,
        replies=(b"\x05\x00", b"\x05\x00\x00\x04" + bytes(15) + b"\x01\x1f\x90"),
    ),
    Case(
        id="socks5 good, name bound", kind="socks5", code=0,
        replies=(b"\x05\x00", b"\x05\x00\x00\x03\x04exit\x00\x50"),
    ),
    Case(
        id="socks5 good, server speaks first", kind="socks5", code=0, rest=b"220 hello\r\n",
        replies=(b"\x05\x00", _OK4 + b"220 hello\r\n"),
    ),
    Case(id="socks5 log-in accepted", kind="socks5", login=True, code=0, replies=(b"\x05\x02", b"\x01\x00", _OK4)),
    Case(id="socks5 log-in not needed", kind="socks5", login=True, code=0, replies=(b"\x05\x00", _OK4)),
    Case(
        id="socks5 log-in refused", kind="socks5", login=True, replies=(b"\x05\x02", b"\x01\x01"), end="fin",
        failure=FailureKind.PROXY_AUTH, stage=Stage.AUTH, code=1,
    ),
    Case(
        id="socks5 log-in wanted", kind="socks5", replies=(b"\x05\x02",), end="fin",
        failure=FailureKind.PROXY_AUTH, stage=Stage.AUTH, code=2,
    ),
    Case(
        id="socks5 no method", kind="socks5", replies=(b"\x05\xff",), end="fin",
        failure=FailureKind.PROXY_AUTH, stage=Stage.AUTH, code=255,
    ),
    Case(
        id="socks5 GSSAPI only", kind="socks5", replies=(b"\x05\x01",), end="fin",
        failure=FailureKind.PROXY_UNSUPPORTED, stage=Stage.HANDSHAKE, code=1,
    ),
    _socks5("general failure", 1, FailureKind.PROXY_ERROR),
    _socks5("ruleset", 2, FailureKind.PROXY_DENIED),
    _socks5("network unreachable", 3, FailureKind.EXIT_UNREACHABLE, Stage.EXIT_CONNECT),
    _socks5("host unreachable", 4, FailureKind.EXIT_UNREACHABLE, Stage.EXIT_CONNECT),
    _socks5("refused", 5, FailureKind.EXIT_REFUSED, Stage.EXIT_CONNECT),
    _socks5("TTL", 6, FailureKind.EXIT_TIMEOUT, Stage.EXIT_CONNECT),
    _socks5("command", 7, FailureKind.PROXY_UNSUPPORTED),
    _socks5("address type", 8, FailureKind.PROXY_UNSUPPORTED),
    _socks5("unknown reply", 9, FailureKind.PROXY_ERROR),
    Case(
        id="socks5 refusal cut short", kind="socks5", replies=(b"\x05\x00", b"\x05\x05"), end="fin",
        failure=FailureKind.EXIT_REFUSED, stage=Stage.EXIT_CONNECT, code=5,
    ),
    Case(
        id="socks5 reply cut short", kind="socks5", replies=(b"\x05\x00", _OK4[:7]), end="fin",
        failure=FailureKind.EOF,
    ),
    Case(
        id="socks5 unknown address type", kind="socks5", replies=(b"\x05\x00", b"\x05\x00\x00\x07" + bytes(6)),
        end="fin", failure=FailureKind.PROXY_MALFORMED,
    ),
    Case(
        id="socks5 is an HTTP proxy", kind="socks5", replies=(b"HTTP/1.1 400 Bad Request\r\n\r\n",), end="fin",
        failure=FailureKind.PROXY_MALFORMED, stage=Stage.HANDSHAKE, text="HTTP/1.1 400 Bad Request",
    ),
    Case(
        id="socks5 FIN on greeting", kind="socks5", replies=(b"",), end="fin",
        failure=FailureKind.EOF, stage=Stage.HANDSHAKE,
    ),
    Case(
        id="socks5 RST on request", kind="socks5", replies=(b"\x05\x00", b""), end="rst",
        failure=FailureKind.RESET,
    ),
    Case(
        id="socks5 log-in answer of another protocol", kind="socks5", login=True, replies=(b"\x05\x02", b"\x05\x00"),
        end="fin", failure=FailureKind.PROXY_MALFORMED, stage=Stage.AUTH,
    ),
    Case(
        id="socks5 request answered by another protocol", kind="socks5", replies=(b"\x05\x00", b"\x04\x00"),
        end="fin", failure=FailureKind.PROXY_MALFORMED,
    ),
    Case(id="socks4a good", kind="socks4a", replies=(b"\x00\x5a" + bytes(6),), code=90),
    Case(
        id="socks4a good, server speaks first", kind="socks4a", code=90, rest=b"SSH-2.0-x\r\n",
        replies=(b"\x00\x5a" + bytes(6) + b"SSH-2.0-x\r\n",),
    ),
    _socks4("rejected", 91, FailureKind.PROXY_ERROR),
    _socks4("no identd", 92, FailureKind.PROXY_AUTH, Stage.AUTH),
    _socks4("other user", 93, FailureKind.PROXY_AUTH, Stage.AUTH),
    Case(
        id="socks4a is SOCKS5", kind="socks4a", replies=(b"\x05\xff",), end="fin",
        failure=FailureKind.PROXY_MALFORMED,
    ),
    Case(id="http good", kind="http", replies=(b"HTTP/1.1 200 Connection established\r\n\r\n",), code=200),
    Case(
        id="http good, HTTP/1.0 and headers", kind="http", code=200, login=True,
        replies=(b"HTTP/1.0 200 OK\r\nProxy-Agent: x\r\nContent-Length: 99\r\n\r\n",),
    ),
    Case(
        id="http good, server speaks first", kind="http", code=200, rest=b"* OK IMAP\r\n",
        replies=(b"HTTP/1.1 200 OK\r\n\r\n* OK IMAP\r\n",),
    ),
    _http("407", '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"', FailureKind.PROXY_AUTH,
          Stage.AUTH),
    _http("403", "403 Filtered", FailureKind.PROXY_DENIED, text="403 Filtered; Zugriff verweigert"),
    _http("405", "405 Method Not Allowed", FailureKind.PROXY_UNSUPPORTED),
    _http("501", "501 Not Implemented", FailureKind.PROXY_UNSUPPORTED, end="rst"),
    _http("502", "502 Bad Gateway", FailureKind.EXIT_UNREACHABLE, Stage.EXIT_CONNECT),
    _http("502, Proxy-Status DNS", "502 Bad Gateway\r\nProxy-Status: p.test; error=dns_error; rcode=NXDOMAIN",
          FailureKind.EXIT_DNS, Stage.EXIT_DNS, text="502 Bad Gateway; dns_error; Zugriff verweigert"),
    _http("502, Proxy-Status refused", "502 Bad Gateway\r\nProxy-Status: p.test;error=connection_refused",
          FailureKind.EXIT_REFUSED, Stage.EXIT_CONNECT),
    _http("503", "503 Service Unavailable", FailureKind.PROXY_ERROR),
    _http("503, Squid cannot resolve", "503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0",
          FailureKind.EXIT_DNS, Stage.EXIT_DNS),
    _http("503, Squid is refused", "503 Service Unavailable\r\nX-Squid-Error: ERR_CONNECT_FAIL 111",
          FailureKind.EXIT_REFUSED, Stage.EXIT_CONNECT),
    _http("503, Squid says something else", "503 Service Unavailable\r\nX-Squid-Error: ERR_ODD 0",
          FailureKind.PROXY_ERROR, text="503 Service Unavailable; ERR_ODD 0; Zugriff verweigert"),
    _http("504", "504 Gateway Timeout", FailureKind.EXIT_TIMEOUT, Stage.EXIT_CONNECT, end="hold"),
    _http("302", "302 Found\r\nLocation: http://login.test/", FailureKind.PROXY_ERROR),
    Case(
        id="http binary", kind="http", replies=(b"\x15\x03\x01\x00\x02\x02\x46\xff\xfe\x80\n",), end="fin",
        failure=FailureKind.PROXY_MALFORMED, text="15 03 01 00 02 02 46 ff fe 80 0a",
    ),
    Case(
        id="http another text protocol", kind="http", replies=(b"SSH-2.0-OpenSSH_9.2\r\n",), end="fin",
        failure=FailureKind.PROXY_MALFORMED, text="SSH-2.0-OpenSSH_9.2",
    ),
    Case(id="http FIN", kind="http", replies=(b"",), end="fin", failure=FailureKind.EOF),
    Case(
        id="http head cut short", kind="http", replies=(b"HTTP/1.1 403 Forbidden\r\nServer: x\r\n",), end="fin",
        failure=FailureKind.PROXY_DENIED, code=403,
    ),
)  # fmt: skip

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(serve: Serve, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """A loopback server for the time of the block; its port. Every connection is closed at the end."""
    writers: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return  # the client has left, as many of these tests want it to
        finally:
            writer.close()

    server = await asyncio.start_server(handle, host, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        _accept_no_more(server)
        for _ in range(10):  # a connection just accepted takes a few turns of the loop to get to `handle`
            await asyncio.sleep(0)
        server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*(_gone(writer) for writer in writers))
        await server.wait_closed()


def _accept_no_more(server: asyncio.Server) -> None:
    # Python 3.11 loses the socket of a connection that it accepts at the moment of `Server.close`.
    loop = asyncio.get_running_loop()
    if isinstance(loop, asyncio.SelectorEventLoop):
        for sock in server.sockets:
            loop.remove_reader(sock.fileno())


async def _gone(writer: asyncio.StreamWriter) -> None:
    try:
        await writer.wait_closed()
    except ConnectionError:
        return


def answering(case: Case) -> Serve:
    """A proxy that gives the answers of `case`, each after one whole message of the client."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number, reply in enumerate(case.replies):
            await _message(case, number, reader)
            writer.write(reply)
            await writer.drain()
        if case.end == "rst":
            reset(writer)
        elif case.end == "hold":
            await reader.read()

    return serve


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _message(case: Case, number: int, reader: asyncio.StreamReader) -> bytes:
    if case.kind == "http":
        return await reader.readuntil(b"\r\n\r\n")
    if case.kind.startswith("socks4"):
        return await reader.readexactly(8) + await reader.readuntil(b"\0") + await reader.readuntil(b"\0")
    if number == 0:
        start = await reader.readexactly(2)
        return start + await reader.readexactly(start[1])
    if number == 1 and case.login and len(case.replies) > 1 and case.replies[0] == b"\x05\x02":
        start = await reader.readexactly(2)
        user = await reader.readexactly(start[1] + 1)
        return start + user + await reader.readexactly(user[-1])
    return await socks5_request(reader)


async def socks5_request(reader: asyncio.StreamReader) -> bytes:
    """The whole request message of a SOCKS5 client."""
    start = await reader.readexactly(5)
    size = {1: 4, 4: 16, 3: start[4] + 1}[start[3]]
    return start + await reader.readexactly(size - 1 + 2)
