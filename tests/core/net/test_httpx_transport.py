import asyncio
import contextlib
from pathlib import Path

import httpx
import pytest

from tests.core.net.proxy_answers import Serve, reset, serving
from tests.core.net.resolvers import Table
from tests.core.net.web import Authority, counted, tls_server, web
from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import Stream
from waythrough.net.deadline import Patience
from waythrough.net.entry import NamedDialer
from waythrough.net.httpx_transport import (
    DialerTransport,
    HttpError,
    TransportFailure,
    failure_of,
    http_client,
)
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)
SHORT = Patience(soft=0.05, hard=0.1)
NAMES = NamedDialer(TcpDialer(), Table({"site.test": ("127.0.0.1",), "other.test": ("127.0.0.1",)}))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder: Path = tmp_path_factory.mktemp("authority")
    return Authority(folder)


def client(authority: Authority, patience: Patience = PATIENCE, *, http2: bool = True) -> httpx.AsyncClient:
    return http_client(NAMES, authority.trust.public, patience, http2=http2)


def page(path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    if path == "/from":
        return 302, {"location": "/to"}, b""
    if path == "/circle":
        return 302, {"location": "/circle"}, b""
    if path == "/packed":
        return 200, {"content-encoding": "gzip"}, b"this is not gzip"
    return 200, {"x-path": path}, b"got " + body


@pytest.mark.parametrize(("http2", "version"), [(True, "HTTP/2"), (False, "HTTP/1.1")])
async def test_both_versions_over_our_own_tls(authority: Authority, http2: bool, version: str) -> None:
    counter = [0, 0]
    async with (
        tls_server(counted(web(page), counter), authority.server("site.test")) as port,
        client(authority, http2=http2) as session,
    ):
        for _ in range(3):
            response = await session.post(f"https://site.test:{port}/a", content=b"hello")
            assert response.http_version == version
            assert (response.status_code, response.headers["x-path"]) == (200, "/a")
            assert response.text == "got hello"
    assert counter[0] == 1, "the connection is used again"


async def test_plain_http(authority: Authority) -> None:
    async with serving(web(page)) as port, client(authority) as session:
        assert (await session.get(f"http://127.0.0.1:{port}/")).text == "got "


async def test_redirects_are_followed_on_request_and_not_for_ever(authority: Authority) -> None:
    async with serving(web(page)) as port, client(authority) as session:
        base = f"http://site.test:{port}"
        assert (await session.get(f"{base}/from")).status_code == 302
        assert (await session.get(f"{base}/from", follow_redirects=True)).headers["x-path"] == "/to"
        with pytest.raises(HttpError) as caught:
            await session.get(f"{base}/circle", follow_redirects=True)
        assert failure_of(caught.value).kind is FailureKind.TOO_MANY_REDIRECTS


async def test_content_that_does_not_decode(authority: Authority) -> None:
    async with serving(web(page)) as port, client(authority) as session:
        with pytest.raises(HttpError) as caught:
            await session.get(f"http://site.test:{port}/packed")
        assert failure_of(caught.value).kind is FailureKind.HTTP_MALFORMED


async def test_a_refused_connection_keeps_its_legs(authority: Authority) -> None:
    async with client(authority) as session:
        with pytest.raises(TransportFailure) as caught:
            await session.get("http://site.test:1/")
        assert caught.value.failure.kind is FailureKind.REFUSED
        assert [leg.stage for leg in caught.value.legs] == [Stage.RESOLVE, Stage.CONNECT]
        with pytest.raises(TransportFailure) as caught:
            await session.get("http://nowhere.test/")
        assert caught.value.failure.kind is FailureKind.NXDOMAIN


async def test_tls_is_verified_and_its_failure_told(authority: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path)
    async with (
        tls_server(web(page), authority.server("site.test")) as ours,
        tls_server(web(page), stranger.server("site.test")) as theirs,
        client(authority) as session,
    ):
        with pytest.raises(TransportFailure) as caught:
            await session.get(f"https://other.test:{ours}/")
        assert caught.value.failure.kind is FailureKind.CERT_NAME_MISMATCH
        with pytest.raises(TransportFailure) as caught:
            await session.get(f"https://site.test:{theirs}/")
        assert caught.value.failure.kind in (FailureKind.CERT_UNKNOWN_ISSUER, FailureKind.CERT_SELF_SIGNED)


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _fin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def _rst(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    reset(writer)


async def _noise(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 mail.test ESMTP\r\n\r\n")


async def _cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")


@pytest.mark.parametrize(
    ("serve", "kind"),
    [
        (_silent, FailureKind.TIMEOUT),
        (_fin, FailureKind.EOF),
        (_rst, FailureKind.RESET),
        (_noise, FailureKind.HTTP_MALFORMED),
        (_cut, FailureKind.HTTP_MALFORMED),
    ],
)
async def test_errors_carry_our_own_failure(authority: Authority, serve: Serve, kind: FailureKind) -> None:
    patience = SHORT if kind is FailureKind.TIMEOUT else PATIENCE
    async with serving(serve) as port, client(authority, patience) as session:
        with pytest.raises(TransportFailure) as caught:
            await session.get(f"http://site.test:{port}/")
        assert caught.value.failure.kind is kind
        assert failure_of(caught.value) is caught.value.failure


async def test_a_write_that_never_ends_is_given_up(authority: Authority) -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        await gone.wait()

    gone = asyncio.Event()
    async with serving(deaf) as port, client(authority, SHORT) as session:
        with pytest.raises(TransportFailure) as caught:
            await session.post(f"http://site.test:{port}/", content=bytes(32 * 1024 * 1024))
        assert caught.value.failure.kind is FailureKind.TIMEOUT
        gone.set()


async def test_what_the_server_said_before_it_left_is_still_heard(authority: Authority) -> None:
    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with serving(early) as port, client(authority) as session:
        response = await session.post(f"http://site.test:{port}/", content=bytes(32 * 1024 * 1024))
    assert response.status_code == 413


def test_an_error_of_httpx_itself_stays_unknown() -> None:
    assert failure_of(httpx.HTTPError("odd")).kind is FailureKind.UNKNOWN


async def test_what_is_no_web_address_is_not_the_networks_fault(authority: Authority) -> None:
    async with client(authority) as session:
        with pytest.raises(HttpError) as caught:
            await session.get("gopher://site.test/")
        assert failure_of(caught.value).kind is FailureKind.UNKNOWN


async def test_proxies_of_the_environment_are_not_used(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with serving(web(page)) as port, client(authority) as session:
        assert (await session.get(f"http://site.test:{port}/")).status_code == 200


@pytest.mark.parametrize("http2", [True, False])
async def test_cancelled_requests_leave_no_connection(authority: Authority, http2: bool) -> None:
    counter = [0, 0]
    there, gone = asyncio.Event(), asyncio.Event()

    async def stuck(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        there.set()
        try:
            await reader.read()
        finally:
            gone.set()

    context = authority.server("site.test", alpn=("http/1.1",))
    transport = DialerTransport(NAMES, authority.trust.public, PATIENCE, http2=http2)
    async with (
        tls_server(counted(stuck, counter), context) as port,
        httpx.AsyncClient(transport=transport, trust_env=False) as session,
    ):
        for _ in range(3):
            there.clear()
            gone.clear()
            async with asyncio.TaskGroup() as group:
                task = group.create_task(session.get(f"https://site.test:{port}/"))
                await there.wait()
                task.cancel()
            await gone.wait()
            assert transport.connections == 0
    assert counter[0] == counter[1]


async def test_a_client_goes_on_after_a_cancelled_request(authority: Authority) -> None:
    asked = asyncio.Event()

    async def stuck_then_quick(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not asked.is_set():
            asked.set()
            await reader.read()
        await web(page)(reader, writer)

    context = authority.server("site.test")
    async with tls_server(stuck_then_quick, context) as port, client(authority, http2=False) as session:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(session.get(f"https://site.test:{port}/"))
            await asked.wait()
            task.cancel()
        assert (await session.get(f"https://site.test:{port}/")).status_code == 200


async def test_a_closed_client_keeps_no_connection_that_was_being_made(authority: Authority) -> None:
    """One question gives the client up while another one still waits for its handshake."""
    arrived, ended = asyncio.Event(), asyncio.Event()

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        with contextlib.suppress(OSError):
            while await reader.read(1024):
                pass
        ended.set()
        writer.close()

    async with serving(mute) as port:
        session = client(authority)
        asked = asyncio.get_running_loop().create_task(session.get(f"https://site.test:{port}/"))
        await arrived.wait()
        await session.aclose()
        await ended.wait()
        with pytest.raises(TransportFailure) as caught:
            await asked
    assert caught.value.failure.kind is FailureKind.INTERRUPTED


async def test_a_closed_client_opens_nothing_any_more(authority: Authority) -> None:
    """The dial was under way when the client was given up."""
    dialling, go_on = asyncio.Event(), asyncio.Event()

    class Slow(NamedDialer):
        async def dial(self, host: str, port: int, patience: Patience) -> Stream:
            dialling.set()
            await go_on.wait()
            return await super().dial(host, port, patience)

    async with tls_server(web(page), authority.server("site.test")) as port:
        names = Slow(TcpDialer(), Table({"site.test": ("127.0.0.1",)}))
        session = http_client(names, authority.trust.public, PATIENCE)
        asked = asyncio.get_running_loop().create_task(session.get(f"https://site.test:{port}/"))
        await dialling.wait()
        await session.aclose()
        go_on.set()
        with pytest.raises(TransportFailure) as caught:
            await asked
    assert caught.value.failure.kind is FailureKind.INTERRUPTED
