import asyncio
from pathlib import Path

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from tests.core.net.web import Authority, tls_server
from waythrough.model.failure import FailureKind
from waythrough.model.observation import TlsDetail
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Stream
from waythrough.net.deadline import Patience
from waythrough.net.http_connect import HttpConnectDialer
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust

PATIENCE = Patience(hard=20)
RESOLVER = Table({"proxy.test": ("127.0.0.1",)})


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"CONNECT site.test:443 HTTP/1.1\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n\r\nhello")
    await reader.read()


def dialer(port: int, trust: Trust) -> HttpConnectDialer:
    return HttpConnectDialer(
        TcpDialer(), "proxy.test", port, tls=trust.public, user="otto", password=Secret("hunter2"),
        entry_resolver=RESOLVER,
    )  # fmt: skip


async def test_an_https_proxy_is_verified_and_its_tls_is_a_leg(authority: Authority) -> None:
    async with tls_server(tunnel, authority.server("proxy.test")) as port:
        way = dialer(port, authority.trust)
        stream = await way.dial("site.test", 443, PATIENCE)
        assert await stream.recv() == b"hello"
        stream.abort()
    legs = stream.facts.legs
    assert [leg.stage for leg in legs] == [Stage.RESOLVE, Stage.CONNECT, Stage.TLS, Stage.REQUEST]
    assert isinstance(legs[2].detail, TlsDetail)
    assert legs[2].detail.server_name == "proxy.test"
    assert legs[2].detail.alpn == "http/1.1"
    assert legs[2].bytes_received > 0
    assert {leg.address for leg in legs[1:3]} == {"127.0.0.1"}
    assert "hunter2" not in repr(way) + repr(legs)


async def test_a_proxy_with_a_foreign_certificate_gets_no_log_in(
    authority: Authority, tmp_path: Path
) -> None:
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())

    async with tls_server(listen, Authority(tmp_path).server("proxy.test")) as port:
        with pytest.raises(DialError) as caught:
            await dialer(port, authority.trust).dial("site.test", 443, PATIENCE)
    leg = caught.value.legs[-1]
    assert leg.stage is Stage.TLS
    assert caught.value.failure.kind in (FailureKind.CERT_UNKNOWN_ISSUER, FailureKind.CERT_SELF_SIGNED)
    assert heard in ([], [b""])


async def test_a_plain_proxy_where_tls_was_due(authority: Authority) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read()

    async with serving(plain) as port:
        with pytest.raises(DialError) as caught:
            await dialer(port, authority.trust).dial("site.test", 443, PATIENCE)
    assert caught.value.legs[-1].stage is Stage.TLS
    assert caught.value.failure.kind is FailureKind.NOT_TLS


async def test_a_cancelled_handshake_leaves_nothing(authority: Authority) -> None:
    there, gone = asyncio.Event(), asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        there.set()
        with pytest.raises(ConnectionResetError):  # it was spoken to and had not answered
            await reader.read()
        gone.set()

    async with serving(silent) as port:
        async with asyncio.TaskGroup() as group:
            task: asyncio.Task[Stream] = group.create_task(
                dialer(port, authority.trust).dial("site.test", 443, PATIENCE)
            )
            await there.wait()
            task.cancel()
        await gone.wait()
    assert task.cancelled()


async def test_ipv6_targets_stand_in_brackets() -> None:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await reader.read()

    async with serving(serve) as port:
        stream = await HttpConnectDialer(TcpDialer(), "127.0.0.1", port).dial("2001:db8::1", 443, PATIENCE)
        stream.abort()
    assert heard[0].startswith(b"CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n")
