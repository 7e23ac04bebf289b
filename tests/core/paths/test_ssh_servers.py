"""What SSH ways must do, proved against OpenSSH's server."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from tests.core.paths.talk import Target, conversation, held
from tests.ways import proxies, ssh_servers
from tests.ways.programs import Place
from tests.ways.ssh_servers import PASSPHRASE, Server
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, StreamError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.ssh_failures import HostKeyError
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground, OpenPath
from waythrough.paths.registry import new_id, open_path
from waythrough.paths.ssh import SshKind

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the server is that of Linux"),
    pytest.mark.skipif(bool(ssh_servers.missing()), reason=ssh_servers.missing() or "it is there"),
]

PATIENCE = Patience(hard=20)
TRUST = Trust()
NOWHERE = "SHA256:" + "a" * 43


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = Place(folder=tmp_path_factory.mktemp("sshd"))
    rules = ("PermitOpen localhost:* 127.0.0.1:* no-such-name.invalid:*", "MaxSessions 1")
    with ssh_servers.running(place, *rules, kinds=ssh_servers.KINDS) as started:
        yield started


def spec(server: Server, via: PathSpec | None = None, **changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {
        "host": "ssh.test", "port": server.port, "user": server.user, "private_key": Secret(server.key),
        "host_key": server.fingerprints["ed25519"],
    }  # fmt: skip
    fields |= changes
    kept = {name: value for name, value in fields.items() if value != ""}
    return PathSpec(id=new_id(), kind="ssh", fields=MappingProxyType(kept), via=via)


def socks(host: str, port: int, via: PathSpec | None = None) -> PathSpec:
    fields: dict[str, FieldValue] = {"host": host, "port": port}
    return PathSpec(id=new_id(), kind="socks5", fields=MappingProxyType(fields), via=via)


def table() -> Table:
    return Table({"ssh.test": ("127.0.0.1",), "proxy.test": ("127.0.0.1",)})


def ground(resolver: Table | None = None, patience: Patience = PATIENCE) -> Ground:
    return Ground(
        dialer=TcpDialer(),
        resolver=resolver or table(),
        trust=TRUST,
        datagrams=UdpDialer(),
        patience=patience,
    )


@asynccontextmanager
async def opened(way: PathSpec, resolver: Table | None = None) -> AsyncIterator[OpenPath]:
    path = await open_path(way, ground(resolver))
    try:
        yield path
    finally:
        await path.aclose()


async def refused(way: PathSpec, known: Path | None = None, patience: Patience = PATIENCE) -> DialError:
    """The failure of a way that does not open."""
    tasks = asyncio.all_tasks()
    with pytest.raises(DialError) as caught:
        await SshKind(known or Path("/nonexistent")).open(way, ground(patience=patience))
    assert not left_since(tasks)
    return caught.value


def left_since(before: "set[asyncio.Task[object]]") -> list[str]:
    """What runs since then, without the servers of the tests."""
    left = (repr(task) for task in asyncio.all_tasks() - before)
    return [task for task in left if "serving" not in task and "relay" not in task]


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


async def test_a_refused_log_in_is_named_and_never_told(server: Server) -> None:
    error = await refused(spec(server, user="nobody-here", password=Secret("s3cret-word")))
    failure = error.failure
    assert [leg.stage for leg in error.legs][-2:] == [Stage.HANDSHAKE, Stage.AUTH]
    assert (failure.kind, failure.code) == (FailureKind.PROXY_AUTH, 14)
    assert "nobody-here" not in repr(error.legs)
    assert "s3cret-word" not in repr(error.legs)


@pytest.mark.parametrize(
    ("given", "message_id"),
    [
        (PASSPHRASE, None),
        ("wrong-word", "path.ssh_wrong_passphrase"),
        ("", "path.ssh_needs_passphrase"),
    ],
)
async def test_a_key_with_a_passphrase(
    server: Server, tmp_path: Path, given: str, message_id: str | None
) -> None:
    key = ssh_servers.make_key(tmp_path / "key", passphrase=PASSPHRASE)
    way = spec(server, private_key=Secret(key.read_text()), passphrase=Secret(given) if given else "")
    if message_id is None:
        assert (await refused(way)).failure.kind is FailureKind.PROXY_AUTH, "opened, but of no user there"
        return
    with pytest.raises(ConfigError) as caught:
        await SshKind().open(way, ground())
    assert caught.value.message_id == message_id
    assert "wrong-word" not in str(caught.value)


async def test_what_is_no_key_is_refused(server: Server) -> None:
    with pytest.raises(ConfigError) as caught:
        await SshKind().open(spec(server, private_key=Secret("-----BEGIN NOTHING-----")), ground())
    assert caught.value.message_id == "path.ssh_not_a_key"


async def test_the_keys_of_an_agent(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    way = spec(server, private_key="", agent=True)
    key = tmp_path / "key"
    key.write_text(server.key)
    key.chmod(0o600)
    with ssh_servers.agent(tmp_path, key) as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        async with serving(Target().serve) as port, opened(way) as path:
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await conversation(stream)
            stream.abort()
    with pytest.raises(ConfigError, match="agent") as caught:
        await open_path(way, ground())
    assert caught.value.message_id == "path.ssh_no_agent"
    monkeypatch.delenv("SSH_AUTH_SOCK")
    with pytest.raises(ConfigError, match="agent"):
        await open_path(way, ground())


async def test_an_agent_without_keys_is_told(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ssh_servers.agent(tmp_path) as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        with pytest.raises(ConfigError) as caught:
            await open_path(spec(server, private_key="", agent=True), ground())
    assert caught.value.message_id == "path.ssh_empty_agent"


async def test_a_key_that_nobody_confirmed_is_not_trusted(server: Server) -> None:
    error = await refused(spec(server, host_key=""))
    assert isinstance(error, HostKeyError)
    assert (error.fingerprint, error.kind) == (server.fingerprints["ed25519"], "ssh-ed25519")
    assert error.failure == Failure(kind=FailureKind.CERT_UNKNOWN_ISSUER, text="host_key_unknown")
    detail = error.legs[-1].detail
    assert isinstance(detail, PathDetail)
    assert detail.reply_text == f"host_key_unknown {error.fingerprint}"
    assert error.legs[-1].stage is Stage.HANDSHAKE, "no user name was told to it"


async def test_another_key_than_the_confirmed_one_is_never_accepted(server: Server) -> None:
    error = await refused(spec(server, host_key=NOWHERE))
    assert isinstance(error, HostKeyError)
    assert error.failure == Failure(kind=FailureKind.CERT_NAME_MISMATCH, text="host_key_changed")


@pytest.mark.parametrize("kind", ssh_servers.KINDS)
async def test_any_key_of_the_server_can_be_the_confirmed_one(server: Server, kind: str) -> None:
    async with opened(spec(server, host_key=server.fingerprints[kind])) as way:
        assert way.legs[-1].stage is Stage.AUTH


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("[ssh.test]:{port} {ed25519}", ""),
        ("[ssh.test]:{port} {rsa}", ""),
        ("ssh.test {ecdsa}", ""),
        ("ssh.test {other}", "host_key_unknown"),
        ("other.test {ed25519}", "host_key_unknown"),
        ("[ssh.test]:{port} {other}", "host_key_changed"),
        ("@revoked * {ed25519}", "host_key_changed"),
        ("not a line of that file", "host_key_unknown"),
    ],
)
async def test_keys_that_the_users_own_ssh_knows(
    server: Server, tmp_path: Path, line: str, failure: str
) -> None:
    other = ssh_servers.make_key(tmp_path / "other").with_suffix(".pub").read_text().strip()
    public = {kind: text.strip() for kind, text in server.public.items()}
    known = tmp_path / "known_hosts"
    known.write_text(line.format(port=server.port, other=other, **public) + "\n")
    way = spec(server, host_key="")
    if failure:
        assert (await refused(way, known)).failure.text == failure
        return
    path = await SshKind(known).open(way, ground())
    await path.aclose()


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
