"""What SSH ways must do, proved against OpenSSH's server."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.paths.ssh_ways import (
    PATIENCE,
    ground,
    left_since,
    opened,
    refused,
    socks,
    spec,
    table,
)
from tests.core.paths.talk import Target, conversation, held
from tests.ways import proxies, ssh_servers
from tests.ways.programs import Place
from tests.ways.ssh_servers import Server
from waythrough.model.failure import FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, StreamError
from waythrough.net.deadline import Patience
from waythrough.paths.registry import open_path

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the server is that of Linux"),
    pytest.mark.skipif(bool(ssh_servers.missing()), reason=ssh_servers.missing() or "it is there"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = Place(folder=tmp_path_factory.mktemp("sshd"))
    rules = ("PermitOpen localhost:* 127.0.0.1:* no-such-name.invalid:*", "MaxSessions 1")
    with ssh_servers.running(place, *rules, kinds=ssh_servers.KINDS) as started:
        yield started


async def test_a_target_is_reached_by_name_and_by_address(server: Server) -> None:
    target, resolver = Target(), table()
    async with serving(target.serve) as port, opened(spec(server), resolver) as way:
        assert way.resolver is None
        assert way.datagrams is None
        assert [leg.stage for leg in way.legs] == [Stage.RESOLVE, Stage.CONNECT, Stage.HANDSHAKE, Stage.AUTH]
        for host in ("localhost", "127.0.0.1"):
            stream = await way.dialer.dial(host, port, PATIENCE)
            assert await conversation(stream) == b"220 ready\r\nhello"
            target.left.clear()
            stream.abort()
            await target.left.wait()
            assert [(leg.stage, leg.failure) for leg in stream.facts.legs] == [(Stage.REQUEST, None)]
            assert stream.facts.bytes_sent == 5
            assert stream.facts.bytes_received == 16
    assert resolver.asked == ["ssh.test"]


async def test_much_data_passes_whole_and_many_streams_at_once(server: Server) -> None:
    sent = bytes(range(256)) * 12_000
    async with serving(Target().serve) as port, opened(spec(server)) as way:

        async def pass_through() -> bytes:
            stream = await way.dialer.dial("localhost", port, PATIENCE)
            async with asyncio.TaskGroup() as group:
                group.create_task(stream.send(sent))
                got = bytearray()
                while len(got) < len(sent) + 11:
                    got += await stream.recv()
            stream.abort()
            return bytes(got)

        for answer in await asyncio.gather(*(pass_through() for _ in range(3))):
            assert answer == b"220 ready\r\n" + sent


async def test_a_target_that_ends_is_heard_to_its_end(server: Server) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"bye" * 100_000)

    async with serving(serve) as port, opened(spec(server)) as way:
        stream = await way.dialer.dial("localhost", port, PATIENCE)
        heard = b""
        while data := await stream.recv():
            heard += data
        assert heard == b"bye" * 100_000
        assert await stream.recv() == b""
        stream.abort()


@pytest.mark.parametrize(
    ("host", "port", "stage", "kind", "code"),
    [
        ("127.0.0.1", 1, Stage.EXIT_CONNECT, FailureKind.EXIT_REFUSED, 2),
        ("no-such-name.invalid", 80, Stage.EXIT_DNS, FailureKind.EXIT_DNS, 2),
        ("192.0.2.1", 80, Stage.REQUEST, FailureKind.PROXY_DENIED, 1),
    ],
)
async def test_a_target_that_cannot_be_reached_has_its_reason(
    server: Server, host: str, port: int, stage: Stage, kind: FailureKind, code: int
) -> None:
    async with opened(spec(server)) as way:
        with pytest.raises(DialError) as caught:
            await way.dialer.dial(host, port, PATIENCE)
    failure = caught.value.failure
    assert (caught.value.legs[-1].stage, failure.kind, failure.code) == (stage, kind, code)
    assert isinstance(caught.value.legs[-1].detail, PathDetail)
    assert caught.value.legs[-1].detail.reply == code
    assert host not in failure.text


async def test_a_name_that_cannot_be_carried_is_refused_here(server: Server) -> None:
    async with opened(spec(server)) as way:
        with pytest.raises(DialError) as caught:
            await way.dialer.dial("pön.test", 80, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROXY_UNSUPPORTED


async def test_a_dead_server_and_a_name_without_address(server: Server) -> None:
    error = await refused(spec(server, port=1))
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.CONNECT, FailureKind.REFUSED)
    error = await refused(spec(server, host="gone.test"))
    assert error.legs[-1].stage is Stage.RESOLVE


async def test_a_silent_server_is_given_up(server: Server) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(silent) as port:
        error = await refused(spec(server, port=port), patience=Patience(hard=0.2))
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.HANDSHAKE, FailureKind.TIMEOUT)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", FailureKind.PROXY_MALFORMED),
        (b"SSH-1.5-old\r\n", FailureKind.PROXY_MALFORMED),
        (b"SSH-2.0-x\r\n" + b"\xff" * 100, FailureKind.PROXY_MALFORMED),
        (b"", FailureKind.EOF),
    ],
)
async def test_another_kind_of_server_is_told(server: Server, words: bytes, kind: FailureKind) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(words)

    async with serving(serve) as port:
        error = await refused(spec(server, port=port))
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.HANDSHAKE, kind)


async def test_a_cut_connection_ends_its_streams_and_is_made_anew_once(server: Server) -> None:
    cut = asyncio.Event()
    async with (
        serving(Target().serve) as target,
        held(server.port, bytearray(), cut) as port,
        opened(spec(server, port=port)) as way,
    ):
        stream = await way.dialer.dial("localhost", target, PATIENCE)
        assert await conversation(stream) == b"220 ready\r\nhello"
        cut.set()
        with pytest.raises(StreamError) as broken:
            await stream.recv()
        assert broken.value.failure.kind is FailureKind.RESET
        with pytest.raises(StreamError):
            await stream.send(b"more")
        stream.abort()
        cut.clear()
        stream = await way.dialer.dial("localhost", target, PATIENCE)
        assert [leg.stage for leg in stream.facts.legs] == [
            Stage.RESOLVE, Stage.CONNECT, Stage.HANDSHAKE, Stage.AUTH, Stage.REQUEST,
        ]  # fmt: skip
        assert await conversation(stream) == b"220 ready\r\nhello"
        stream.abort()


async def test_a_server_that_is_gone_for_good_is_told_by_its_stage(server: Server) -> None:
    cut = asyncio.Event()
    async with serving(Target().serve) as target:
        async with held(server.port, bytearray(), cut) as port:
            path = await open_path(spec(server, port=port), ground())
            stream = await path.dialer.dial("localhost", target, PATIENCE)
        assert await stream.recv() == b"220 ready\r\n"
        with pytest.raises(StreamError):
            await stream.recv()
        with pytest.raises(DialError) as caught:
            await path.dialer.dial("localhost", target, PATIENCE)
        assert caught.value.legs[-1].stage is Stage.CONNECT
        await path.aclose()
        with pytest.raises(DialError) as caught:
            await path.dialer.dial("localhost", target, PATIENCE)
        assert caught.value.failure.kind is FailureKind.INTERRUPTED


async def test_cancelled_openings_and_dials_leave_nothing(server: Server) -> None:
    before = asyncio.all_tasks()
    for yields in (0, 5, 20, 60, 100, 150):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(open_path(spec(server), ground()))
            for _ in range(yields):
                await asyncio.sleep(0)
            task.cancel()
        if not task.cancelled():
            await task.result().aclose()
    target = Target()
    async with serving(target.serve) as port, opened(spec(server)) as way:
        for yields in range(0, 16, 2):
            async with asyncio.TaskGroup() as group:
                dial = group.create_task(way.dialer.dial("localhost", port, PATIENCE))
                for _ in range(yields):
                    await asyncio.sleep(0)
                dial.cancel()
            if not dial.cancelled():
                dial.result().abort()
    assert not left_since(before)


async def test_nothing_shows_a_secret(server: Server) -> None:
    way = spec(server, password=Secret("s3cret-word"))
    async with serving(Target().serve) as port, opened(way) as path:
        stream = await path.dialer.dial("localhost", port, PATIENCE)
        told = repr((way, dict(way.fields), path, path.dialer, stream, stream.facts, path.legs))
        stream.abort()
    assert "s3cret-word" not in told
    assert server.key.splitlines()[2] not in told


@pytest.mark.parametrize("order", ["behind", "in front"])
async def test_a_chain_with_a_socks_proxy(server: Server, order: str, tmp_path: Path) -> None:
    if reason := proxies.missing("microsocks"):
        pytest.skip(reason)
    resolver = table()
    with proxies.running("microsocks", tmp_path) as proxy:
        if order == "behind":
            way = spec(server, via=socks("proxy.test", proxy.port), host="localhost")
        else:
            way = socks("localhost", proxy.port, via=spec(server))
        async with serving(Target().serve) as port, opened(way, resolver) as path:
            assert path.hops == 2
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await conversation(stream) == b"220 ready\r\nhello"
            stream.abort()
    assert resolver.asked == ["proxy.test" if order == "behind" else "ssh.test"]


async def test_a_server_that_passes_nothing_on_denies(tmp_path: Path) -> None:
    with ssh_servers.running(Place(folder=tmp_path), "AllowTcpForwarding no") as strict:
        async with opened(spec(strict)) as way:
            with pytest.raises(DialError) as caught:
                await way.dialer.dial("localhost", 80, PATIENCE)
    leg = caught.value.legs[-1]
    assert (leg.stage, caught.value.failure.kind) == (Stage.REQUEST, FailureKind.PROXY_DENIED)
