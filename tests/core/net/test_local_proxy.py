"""The proxy for children: who may use it, what goes through, and that nothing stays."""

import asyncio

import pytest

from tests.core.net.local_clients import associated, dial, served_datagrams
from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from waythrough.model.failure import FailureKind
from waythrough.model.secret import Secret
from waythrough.net import local_proxy
from waythrough.net.base import DialError, StreamError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.local_proxy import LocalProxy
from waythrough.net.tcp import TcpDialer
from waythrough.wire.socks_server import pack_datagram, unpack_datagram

PATIENCE = Patience(hard=20)
NAMES = Table({"site.test": ("127.0.0.1",)})


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1000):
        writer.write(data)
    writer.write(b"bye")


async def started(**more: object) -> LocalProxy:
    return await LocalProxy.start(TcpDialer(), resolver=NAMES, patience=PATIENCE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["site.test", "127.0.0.1"])
async def test_bytes_go_both_ways(host: str) -> None:
    proxy = await started()
    async with serving(echo) as port:
        stream = await dial(proxy, host, port)
        await stream.send(b"hello")
        assert await stream.recv() == b"hello"
        stream.abort()
        await proxy.aclose()
    assert (proxy.counts.opened, proxy.counts.bytes_up, proxy.counts.bytes_down) == (1, 5, 5)


async def test_much_goes_through_unharmed() -> None:
    sent = bytes(range(256)) * 8192

    async def generous(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()

    proxy = await started()
    async with serving(generous) as port:
        stream = await dial(proxy, "site.test", port)
        heard = b""
        while data := await stream.recv():
            heard += data
        assert heard == sent
        stream.abort()
    await proxy.aclose()


@pytest.mark.parametrize("password", [None, Secret(""), Secret("wrong")])
async def test_nobody_else_gets_in(password: Secret | None) -> None:
    proxy = await started()
    with pytest.raises(DialError) as caught:
        await dial(proxy, "site.test", 443, password=password)
    assert caught.value.failure.kind is FailureKind.PROXY_AUTH
    await proxy.aclose()
    assert proxy.counts.refused == 1


async def test_why_a_dial_failed_is_kept_and_told() -> None:
    proxy = await started()
    for host, kind in (("127.0.0.1", FailureKind.EXIT_REFUSED), ("no.test", FailureKind.EXIT_UNREACHABLE)):
        with pytest.raises(DialError) as caught:
            await dial(proxy, host, 1)
        assert caught.value.failure.kind is kind
    await proxy.aclose()
    assert [each.failure.kind for each in proxy.counts.failures] == [
        FailureKind.REFUSED,
        FailureKind.NXDOMAIN,
    ]


async def test_a_broken_stream_is_no_end() -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    proxy = await started()
    async with serving(reset) as port:
        stream = await dial(proxy, "site.test", port)
        await stream.send(b"x" * 100_000)
        with pytest.raises(StreamError) as caught:
            await stream.recv()
        assert caught.value.failure.kind is FailureKind.RESET
        stream.abort()
    await proxy.aclose()


async def test_closing_ends_what_is_under_way_and_lets_nobody_in() -> None:
    proxy = await started()
    async with serving(echo) as port:
        stream = await dial(proxy, "site.test", port)
        mute = await asyncio.open_connection("127.0.0.1", proxy.port)
        await proxy.aclose()
        await proxy.aclose()
        assert await mute[0].read() == b""
        mute[1].close()
        stream.abort()
    with pytest.raises(DialError):
        await dial(proxy, "site.test", 443)


async def test_there_is_a_most_of_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_proxy, "_CLIENTS", 1)
    proxy = await started()
    async with serving(echo) as port:
        stream = await dial(proxy, "site.test", port)
        with pytest.raises(DialError):
            await dial(proxy, "site.test", port)
        stream.abort()
    await proxy.aclose()


async def test_who_hangs_up_or_says_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = await started()
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    monkeypatch.setattr(local_proxy, "HANDSHAKE_SECONDS", 0.01)
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    assert await reader.read() == b""
    writer.close()
    await proxy.aclose()


async def test_datagrams_go_both_ways_while_the_connection_stands() -> None:
    proxy = await started(datagrams=UdpDialer())
    with served_datagrams() as port:
        async with associated(proxy) as (link, control):
            for host in ("site.test", "127.0.0.1"):
                link.send(pack_datagram(host, port, b"question"))
                answer = await link.receive(asyncio.get_running_loop().time() + 20)
                assert answer is not None
                assert unpack_datagram(answer) == (host, port, b"question!")
            control.abort()
        await proxy.aclose()
    assert (proxy.counts.bytes_up, proxy.counts.bytes_down) == (16, 18)


async def test_without_datagrams_they_are_refused() -> None:
    proxy = await started()
    with pytest.raises(DialError) as caught:
        async with associated(proxy):
            pass
    assert caught.value.failure.kind is FailureKind.PROXY_ERROR
    await proxy.aclose()
