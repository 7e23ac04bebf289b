"""The key that an SSH server shows before anybody has confirmed it."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.paths.ssh_ways import NOWHERE, ground, spec
from tests.ways import ssh_servers
from tests.ways.programs import Place
from tests.ways.ssh_servers import Server
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError
from waythrough.paths.base import ConfigError
from waythrough.paths.host_key import ShownKey, shown_key

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the server is that of Linux"),
    pytest.mark.skipif(bool(ssh_servers.missing()), reason=ssh_servers.missing() or "it is there"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with ssh_servers.running(Place(folder=tmp_path_factory.mktemp("sshd"))) as started:
        yield started


async def test_a_new_key_is_shown_and_a_confirmed_one_is_not(server: Server) -> None:
    shown = await shown_key(spec(server, host_key=""), ground())
    print_ = server.fingerprints["ed25519"]
    assert shown == ShownKey(fingerprint=print_, kind="ssh-ed25519", changed=False)
    assert await shown_key(spec(server), ground()) is None
    assert await shown_key(spec(server, user="nobody-here"), ground()) is None, (
        "the key was right all the same"
    )
    changed = await shown_key(spec(server, host_key=NOWHERE), ground())
    assert changed is not None
    assert changed.changed


async def test_the_way_in_front_comes_first(server: Server) -> None:
    front = spec(server, host_key="")
    with pytest.raises(ConfigError) as caught:
        await shown_key(spec(server, via=front, host="127.0.0.1"), ground())
    assert caught.value.message_id == "path.front_key"
    behind = spec(server, via=spec(server), host="127.0.0.1", host_key="")
    shown = await shown_key(behind, ground())
    assert shown is not None
    assert shown.fingerprint == server.fingerprints["ed25519"]


async def test_a_server_that_is_not_there_shows_nothing(server: Server) -> None:
    with pytest.raises(DialError) as caught:
        await shown_key(spec(server, port=1), ground())
    assert caught.value.legs[-1].stage is Stage.CONNECT


async def test_other_ways_have_no_key(server: Server) -> None:
    other = replace(spec(server), kind="socks5", fields=MappingProxyType({"host": "127.0.0.1", "port": 1080}))
    with pytest.raises(ConfigError):
        await shown_key(other, ground())
