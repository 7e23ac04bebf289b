import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from waythrough.practice import loopback
from waythrough.practice.proxy_codecs import Codec, HttpConnect, Refusal, Socks4, Socks5, Wish
from waythrough.practice.relay import Pair
from waythrough.practice.staff import Staff

HELLO = b"\x05\x01\x00"
NAME = b"\x05\x01\x00\x03\x0achirp.test\x01\xbb"
BASIC = base64.b64encode(b"u:p").decode()


@asynccontextmanager
async def proxy(
    codec: Codec, refusal: Refusal | None = None
) -> AsyncIterator[tuple[Pair, list[Wish | None]]]:
    """A client of a proxy that only talks, and what it understood."""
    staff = Staff()
    wishes: list[Wish | None] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Pair(reader, writer)
        wishes.append(await codec.ask(client))
        if wishes[-1] is not None:
            await codec.tell(client, refusal)

    sock = loopback.bind(loopback.ONLY)
    where = sock.getsockname()
    staff.serve(sock, handle, "codec")
    pair = Pair(*await asyncio.open_connection(*where))
    try:
        yield pair, wishes
    finally:
        pair.writer.transport.abort()
        await staff.close()


async def said(codec: Codec, data: bytes, refusal: Refusal | None = None) -> tuple[bytes, Wish | None]:
    """All that a proxy answers to all that a client says, and what it understood."""
    async with proxy(codec, refusal) as (pair, wishes):
        pair.writer.write(data)
        answer = await pair.reader.read(-1)
    return answer, wishes[0]


@pytest.mark.parametrize(
    ("refusal", "code"), [(None, 0), (Refusal.RULE, 2), (Refusal.NO_NAME, 4), (Refusal.CLOSED, 5)]
)
async def test_socks5_takes_a_name_and_answers(refusal: Refusal | None, code: int) -> None:
    answer, wish = await said(Socks5("", ""), HELLO + NAME, refusal)
    assert answer == b"\x05\x00" + bytes((5, code, 0, 1)) + bytes(6)
    assert wish == Wish("chirp.test", 443)


async def test_socks5_takes_an_address() -> None:
    _, wish = await said(Socks5("", ""), HELLO + b"\x05\x01\x00\x01\x7f\x50\x00\x01\x01\xbb")
    assert wish == Wish("127.80.0.1", 443)


async def test_socks5_knows_neither_ipv6_nor_other_commands() -> None:
    answer, wish = await said(Socks5("", ""), HELLO + b"\x05\x01\x00\x04" + bytes(18))
    assert (answer[3], wish) == (8, None)
    answer, wish = await said(Socks5("", ""), HELLO + NAME.replace(b"\x05\x01", b"\x05\x02", 1))
    assert (answer[3], wish) == (7, None)


async def test_socks5_wants_its_password() -> None:
    asked = b"\x05\x02\x00\x02"
    answer, wish = await said(Socks5("u", "p"), asked + b"\x01\x01u\x01p" + NAME)
    assert answer[:4] == b"\x05\x02\x01\x00"
    assert wish == Wish("chirp.test", 443)
    answer, wish = await said(Socks5("u", "p"), asked + b"\x01\x01u\x01x")
    assert (answer, wish) == (b"\x05\x02\x01\x01", None)
    answer, wish = await said(Socks5("u", "p"), HELLO)
    assert (answer, wish) == (b"\x05\xff", None)


async def test_socks4_takes_names_and_addresses() -> None:
    good = b"\x00\x5a" + bytes(6)
    named = await said(Socks4(), b"\x04\x01\x01\xbb\x00\x00\x00\x01\x00chirp.test\x00")
    assert named == (good, Wish("chirp.test", 443))
    numbered = await said(Socks4(), b"\x04\x01\x01\xbb\x7f\x50\x00\x01me\x00")
    assert numbered == (good, Wish("127.80.0.1", 443))


async def test_socks4_refuses() -> None:
    refused = b"\x00\x5b" + bytes(6)
    request = b"\x04\x01\x01\xbb\x7f\x50\x00\x01\x00"
    assert (await said(Socks4(), request, Refusal.CLOSED))[0] == refused
    assert await said(Socks4(), b"\x04\x02" + request[2:]) == (refused, None)


@pytest.mark.parametrize(
    ("refusal", "line", "mark"),
    [
        (None, b"HTTP/1.1 200 Connection established", b""),
        (Refusal.RULE, b"HTTP/1.1 403 Forbidden", b"error=http_request_denied"),
        (Refusal.NO_NAME, b"HTTP/1.1 502 Bad Gateway", b"error=dns_error"),
        (Refusal.CLOSED, b"HTTP/1.1 502 Bad Gateway", b"error=connection_refused"),
    ],
)
async def test_connect_is_answered(refusal: Refusal | None, line: bytes, mark: bytes) -> None:
    answer, wish = await said(HttpConnect("", ""), b"CONNECT Chirp.test:443 HTTP/1.1\r\n\r\n", refusal)
    assert answer.startswith(line + b"\r\n")
    assert mark in answer
    assert wish == Wish("chirp.test", 443)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [("GET http://chirp.test/ HTTP/1.1", b"405"), ("CONNECT chirp.test HTTP/1.1", b"400"), ("what", b"405")],
)
async def test_what_is_no_tunnel_is_refused(request_line: str, status: bytes) -> None:
    answer, wish = await said(HttpConnect("", ""), f"{request_line}\r\n\r\n".encode())
    assert answer.split(b" ")[1] == status
    assert wish is None


@pytest.mark.parametrize(
    ("header", "good"),
    [(f"basic  {BASIC}", True), (f"Basic {BASIC}", True), ("Basic eA==", False), ("", False)],
)
async def test_connect_wants_its_password(header: str, good: bool) -> None:
    head = f"CONNECT a.test:1 HTTP/1.1\r\nProxy-Authorization: {header}\r\n\r\n"
    answer, wish = await said(HttpConnect("u", "p"), head.encode())
    assert (wish is not None) is good
    assert answer.split(b" ")[1] == (b"200" if good else b"407")
    assert (b"Proxy-Authenticate: Basic" in answer) is not good
