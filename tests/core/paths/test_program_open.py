"""Programs of other people as ways: started, used, and gone with their files; those that fail are told why."""

import os
import shlex
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net.children import is_gone
from tests.core.net.local_clients import PATIENCE
from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from tests.core.paths.talk import Target, conversation
from waythrough.model.failure import FailureKind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.answering import free_port, is_taken
from waythrough.net.base import DialError
from waythrough.net.child_dialer import ChildDialer
from waythrough.net.programs import find_program
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground, Opening
from waythrough.paths.registry import open_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are those of POSIX systems")

TRUST = Trust()
PYTHON = shlex.quote(sys.executable) + " -I -S -u -c "
SING_BOX = """{"log": {"level": "warn"}, "inbounds": [
 {"type": "mixed", "listen": "127.0.0.1", "listen_port": %d}], "outbounds": [{"type": "direct"}]}"""


@pytest.fixture(autouse=True)
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == [], "a file outlives the way"


def ground(heard: list[Opening] | None = None) -> Ground:
    told = (lambda opening: None) if heard is None else heard.append
    return Ground(dialer=TcpDialer(), resolver=Table({}), trust=TRUST, told=told)


def way(command: str, proxy: str = "socks5", **fields: FieldValue) -> PathSpec:
    given: dict[str, FieldValue] = {"command": command, "proxy": proxy, **fields}
    return PathSpec(id="p", kind="program", fields=MappingProxyType(given))


def need(program: str) -> str:
    found = find_program(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return shlex.quote(str(found))


async def carried(spec: PathSpec, heard: list[Opening] | None = None) -> None:
    """Open the way, talk to a target through it, and close it."""
    path = await open_path(spec, ground(heard))
    try:
        assert path.resolver is None
        async with serving(Target().serve) as port:
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await conversation(stream) == b"220 ready\r\nhello"
            stream.abort()
    finally:
        await path.aclose()


async def test_a_socks_proxy_by_a_port_put_in() -> None:
    heard: list[Opening] = []
    await carried(way(need("microsocks") + " -i 127.0.0.1 -p {port}"), heard)
    assert heard[0].share == 0.0
    assert all(0 <= each.share < 1 for each in heard)


async def test_a_program_is_found_by_its_name_and_opens_a_port_of_its_own() -> None:
    need("microsocks")
    port = free_port()
    await carried(way(f"microsocks -i 127.0.0.1 -p {port}", port=port))
    assert not await is_taken(port)


@pytest.mark.parametrize("proxy", ["socks5", "http"])
async def test_sing_box_by_a_configuration_of_the_users(proxy: str) -> None:
    port = free_port()
    config = Secret(SING_BOX % port)
    await carried(way(need("sing-box") + " run -c {config}", proxy, port=port, config=config))


async def test_one_that_ends_early_is_told_by_its_own_words() -> None:
    code = "import sys; print('reading'); print('error: bad key in ' + open(sys.argv[1]).read()); sys.exit(2)"
    spec = way(PYTHON + shlex.quote(code) + " {config} {port}", config=Secret("key-1234"))
    with pytest.raises(DialError) as caught:
        await open_path(spec, ground())
    assert caught.value.legs[-1].stage is Stage.CONFIG
    failure = caught.value.failure
    assert (failure.kind, failure.code) == (FailureKind.PROGRAM_ENDED, 2)
    assert failure.text == "error: bad key in ••••"


async def test_one_that_never_gets_ready_is_ended() -> None:
    code = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        note = Path(folder) / "pid"
        spec = way(f"{PYTHON}{shlex.quote(code)} {shlex.quote(str(note))} {{port}}", ready_seconds=1)
        with pytest.raises(DialError) as caught:
            await open_path(spec, ground())
        assert is_gone(int(note.read_text()))
    assert caught.value.failure.kind is FailureKind.PROGRAM_LATE
    assert caught.value.failure.text == "nothing listens on its port"


async def test_what_is_no_such_proxy_is_told_as_that() -> None:
    with pytest.raises(DialError) as caught:
        await open_path(
            way(need("microsocks") + " -i 127.0.0.1 -p {port}", "http", ready_seconds=1), ground()
        )
    assert caught.value.failure.text == "what listens on its port is no HTTP proxy"


async def test_one_that_ignores_the_request_to_end_goes_all_the_same() -> None:
    code = (
        "import os, signal, sys; signal.signal(15, signal.SIG_IGN);"
        "os.execv(sys.argv[1], [sys.argv[1], '-i', '127.0.0.1', '-p', sys.argv[2]])"
    )
    port = free_port()
    await carried(way(PYTHON + shlex.quote(code) + f" {need('microsocks')} {{port}}", port=port))
    assert not await is_taken(port)


async def test_one_that_dies_while_it_is_used_is_told_as_dead() -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        note = Path(folder) / "pid"
        code = "import os, sys; _, n, *a = sys.argv; open(n, 'w').write(str(os.getpid())); os.execvp(a[0], a)"
        command = f"{PYTHON}{shlex.quote(code)} {note} {need('microsocks')} -i 127.0.0.1 -p {{port}}"
        path = await open_path(way(command), ground())
        assert isinstance(path.dialer, ChildDialer)
        os.kill(int(note.read_text()), signal.SIGKILL)
        await path.dialer.child.ended.wait()
    with pytest.raises(DialError) as caught:
        await path.dialer.dial("localhost", 1, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROGRAM_ENDED
    await path.aclose()


@pytest.mark.parametrize("word", ["no-such-program-here", "/"])
async def test_what_is_not_there_is_told(word: str) -> None:
    with pytest.raises(ConfigError) as caught:
        await open_path(way(word + " {port}"), ground())
    assert caught.value.message_id == "path.program_missing"
    assert word not in caught.value.what


async def test_a_port_in_use_is_not_taken_for_the_programs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigError) as caught:
        await open_path(way("microsocks", port=taken.getsockname()[1]), ground())
    assert caught.value.message_id == "path.program_taken"


async def test_no_shell_reads_the_command(base: Path) -> None:
    code = "import sys; print('error: ' + repr(sys.argv[1:]))"
    spec = way(PYTHON + shlex.quote(code) + " '$HOME' ';' touch {port}", port=9)
    with pytest.raises(DialError) as caught:
        await open_path(spec, ground())
    assert caught.value.failure.text == "error: ['$HOME', ';', 'touch', '9']"
