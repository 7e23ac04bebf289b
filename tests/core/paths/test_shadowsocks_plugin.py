"""Shadowsocks behind a plugin, with a program that does nothing but what SIP003 asks of one."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from tests.core.paths.talk import Target, conversation
from tests.ways import shadowsocks_servers
from tests.ways.programs import Place
from tests.ways.shadowsocks_servers import Server
from waythrough.model.failure import FailureKind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.programs import PROGRAMS_VARIABLE
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground
from waythrough.paths.registry import open_path

METHOD = "chacha20-ietf-poly1305"
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the server is that of Linux"),
    pytest.mark.skipif(bool(shadowsocks_servers.missing(METHOD)), reason="needs ss-server"),
]
PATIENCE = Patience(hard=20)
TRUST = Trust()

RELAY = """
import asyncio, os

async def serve(reader, writer):
    far = await asyncio.open_connection(os.environ["SS_REMOTE_HOST"], int(os.environ["SS_REMOTE_PORT"]))
    await asyncio.gather(plain(reader, far[1]), plain(far[0], writer))

async def plain(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()

async def main():
    assert os.environ["SS_PLUGIN_OPTIONS"] == "obfs=http;obfs-host=s3cret.example"
    async with await asyncio.start_server(
        serve, os.environ["SS_LOCAL_HOST"], int(os.environ["SS_LOCAL_PORT"])
    ) as server:
        await server.serve_forever()

asyncio.run(main())
"""
ENDING = """
import os, sys
print("cannot use", os.environ["SS_PLUGIN_OPTIONS"])
sys.exit(3)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with shadowsocks_servers.running(METHOD, Place(folder=tmp_path_factory.mktemp("ss"))) as started:
        yield started


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a plugin called obfs-local where programs are looked for."""
    program = folder / "obfs-local"
    program.write_text(f"#!{sys.executable}\n{code}")
    program.chmod(0o755)
    monkeypatch.setenv(PROGRAMS_VARIABLE, str(folder))


def spec(server: Server, **changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {
        "host": "ss.test", "port": server.port, "method": METHOD, "password": Secret(server.password),
        "plugin": "simple-obfs", "plugin_options": Secret("obfs=http;obfs-host=s3cret.example"),
    }  # fmt: skip
    return PathSpec(id="x", kind="shadowsocks", fields=MappingProxyType({**fields, **changes}))


def ground() -> Ground:
    return Ground(
        dialer=TcpDialer(),
        resolver=Table({"ss.test": ("127.0.0.1",)}),
        trust=TRUST,
        patience=PATIENCE,
        datagrams=UdpDialer(),
    )


async def test_a_stream_goes_through_the_plugin(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, RELAY)
    path = await open_path(spec(server), ground())
    assert path.datagrams is None
    assert [leg.stage for leg in path.legs] == [Stage.RESOLVE, Stage.CONNECT]
    async with serving(Target().serve) as port:
        stream = await path.dialer.dial("localhost", port, PATIENCE)
        assert await conversation(stream) == b"220 ready\r\nhello"
        assert path.answered()
        stream.abort()
        await path.aclose()
        with pytest.raises(DialError) as caught:
            await path.dialer.dial("localhost", port, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROGRAM_ENDED


async def test_a_plugin_that_ends_is_quoted_without_its_options(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, ENDING)
    with pytest.raises(DialError) as caught:
        await open_path(spec(server), ground())
    assert (caught.value.failure.kind, caught.value.failure.code) == (FailureKind.PROGRAM_ENDED, 3)
    assert "s3cret" not in repr(caught.value.legs)


async def test_a_dead_server_is_told_before_the_plugin_runs(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, RELAY)
    with pytest.raises(DialError) as caught:
        await open_path(spec(server, port=1), ground())
    assert caught.value.legs[-1].stage is Stage.CONNECT


async def test_a_plugin_that_is_not_there_is_named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ConfigError, match="obfs-local") as caught:
        await open_path(spec(server), ground())
    assert caught.value.message_id == "path.plugin_missing"


@pytest.mark.parametrize("plugin", ["sh", "/bin/sh", "../evil", "obfs-server"])
async def test_other_programs_are_never_run(server: Server, plugin: str) -> None:
    with pytest.raises(ConfigError) as caught:
        await open_path(spec(server, plugin=plugin), ground())
    assert caught.value.message_id == "path.unknown_plugin"
