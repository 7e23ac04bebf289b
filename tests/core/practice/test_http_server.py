import asyncio

import pytest

from waythrough.practice.http_server import Response, parse_head, read_request, write_response


def reader_of(data: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return reader


async def test_a_request_is_read_with_its_body() -> None:
    data = b"POST /x?y HTTP/1.1\r\nHost: A.example:8443\r\nContent-Length: 4\r\n\r\nbodymore"
    request = await read_request(reader_of(data))
    assert request is not None
    assert (request.method, request.target, request.host) == ("POST", "/x?y", "a.example")
    assert request.body == b"body"


@pytest.mark.parametrize(
    "data",
    [
        b"hello\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / SPDY/1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_none(data: bytes) -> None:
    assert await read_request(reader_of(data)) is None


async def test_a_cut_request_ends() -> None:
    with pytest.raises(EOFError):
        await read_request(reader_of(b"GET / HTTP/1.1\r\nHost: x"))
    with pytest.raises(EOFError):
        await read_request(reader_of(b"GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"))


def test_a_head_without_headers_has_no_host() -> None:
    request = parse_head(b"GET / HTTP/1.0\r\n\r\n")
    assert request is not None
    assert request.host == ""


async def exchange(response: Response, *, head_only: bool = False) -> tuple[bytes, float]:
    """What a client receives, and after how many seconds the last byte."""

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await write_response(writer, response, head_only=head_only)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        began = asyncio.get_running_loop().time()
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        data = await reader.read(-1)
        writer.close()
        await writer.wait_closed()
    return data, asyncio.get_running_loop().time() - began


async def test_a_response_is_complete() -> None:
    data, _ = await exchange(Response(body=b"abc"))
    head, _, body = data.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Length: 3" in head
    assert body == b"abc"


async def test_a_head_has_no_body() -> None:
    data, _ = await exchange(Response(body=b"abc"), head_only=True)
    assert data.endswith(b"Content-Length: 3\r\nConnection: close\r\n\r\n")


async def test_delay_and_rate_hold_back() -> None:
    body = b"x" * 2_000
    slow, seconds = await exchange(Response(body=body, delay=0.1, rate=20_000))
    quick, at_once = await exchange(Response(body=body))
    assert slow == quick
    assert seconds >= 0.19
    assert at_once < seconds
