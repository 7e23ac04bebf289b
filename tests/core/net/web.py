"""Small HTTPS servers of the tests' own, HTTP/1.1 and HTTP/2, certified by an authority of the tests' own."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cached_property
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import trustme

from tests.core.net.proxy_answers import Serve
from waythrough.net.trust import Trust

Reply = Callable[[str, bytes], tuple[int, dict[str, str], bytes]]
"""From path and body of a request to status, headers and body of its answer."""


class Authority:
    """A certificate authority, what trusts it, and server contexts for any name."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self._pem = folder / "ca.pem"
        self._ca.cert_pem.write_to_path(self._pem)

    @cached_property
    def trust(self) -> Trust:
        return Trust(roots=str(self._pem))

    def server(self, *names: str, alpn: tuple[str, ...] = ("h2", "http/1.1")) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(list(alpn))
        self._ca.issue_cert(*names).configure_cert(context)
        return context


@asynccontextmanager
async def tls_server(serve: Serve, context: ssl.SSLContext) -> AsyncIterator[int]:
    """A TLS server for the time of the block; its port. Connections that fail or are left are nobody's matter."""
    writers: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            await serve(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for _ in range(10):  # a connection just accepted takes a few turns of the loop to get to `handle`
            await asyncio.sleep(0)
        for writer in writers:
            writer.transport.abort()
        for writer in writers:
            with suppress(OSError):
                await writer.wait_closed()
        await server.wait_closed()


def web(reply: Reply) -> Serve:
    """Speaks what was negotiated and answers every request by `reply`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tls = writer.get_extra_info("ssl_object")
        if tls is not None and tls.selected_alpn_protocol() == "h2":
            await _http2(reader, writer, reply)
        else:
            await http1(reader, writer, reply)

    return serve


async def http1(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reply: Reply) -> None:
    """Answer requests until the client leaves."""
    while head := await _head(reader):
        lines = head.decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        body = await reader.readexactly(int(fields.get("content-length", "0")))
        status, headers, content = reply(lines[0].split(" ")[1], body)
        headers = {"content-length": str(len(content)), **headers}
        text = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status} X\r\n{text}\r\n".encode() + content)
        await writer.drain()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


async def _http2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reply: Reply) -> None:
    connection = h2.connection.H2Connection(
        h2.config.H2Configuration(client_side=False, header_encoding=None)
    )
    connection.initiate_connection()
    paths: dict[int, str] = {}
    bodies: dict[int, bytes] = {}
    writer.write(connection.data_to_send())
    while data := await reader.read(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                paths[event.stream_id] = dict(event.headers)[b":path"].decode()
            elif isinstance(event, h2.events.DataReceived):
                bodies[event.stream_id] = bodies.get(event.stream_id, b"") + event.data
            elif isinstance(event, h2.events.StreamEnded):
                stream = event.stream_id
                status, headers, content = reply(paths[stream], bodies.get(stream, b""))
                connection.send_headers(stream, [(":status", str(status)), *headers.items()])
                connection.send_data(stream, content, end_stream=True)
        writer.write(connection.data_to_send())
        await writer.drain()


def counted(serve: Serve, counter: list[int]) -> Serve:
    """`serve`, adding 1 to counter[0] for every connection, and to counter[1] when it is gone."""

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        counter[0] += 1
        try:
            await serve(reader, writer)
        finally:
            counter[1] += 1

    return count
