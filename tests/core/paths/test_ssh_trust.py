"""Who logs in with what, and which servers are trusted: SSH ways against OpenSSH's server."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.paths.ssh_ways import (
    NOWHERE,
    PATIENCE,
    ground,
    opened,
    refused,
    spec,
)
from tests.core.paths.talk import Target, conversation
from tests.ways import ssh_servers
from tests.ways.programs import Place
from tests.ways.ssh_servers import PASSPHRASE, Server
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.ssh_failures import HostKeyError
from waythrough.paths.base import ConfigError
from waythrough.paths.registry import open_path
from waythrough.paths.ssh import SshKind

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
