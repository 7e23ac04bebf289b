"""`paths trust`: a server's key is confirmed once, and another one never by accident."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets
from tests.core.paths.ssh_ways import NOWHERE, spec
from tests.ways import ssh_servers
from tests.ways.programs import Place
from tests.ways.ssh_servers import Server
from waythrough.cli import trusting
from waythrough.cli.exits import Exit
from waythrough.cli.main import run
from waythrough.cli.trusting import trust
from waythrough.cli.wishes import open_home
from waythrough.model.errors import WaythroughError
from waythrough.store.ways import add_ways, load_ways

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the server is that of Linux"),
    pytest.mark.skipif(bool(ssh_servers.missing()), reason=ssh_servers.missing() or "it is there"),
    pytest.mark.usefixtures("own_home"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with ssh_servers.running(Place(folder=tmp_path_factory.mktemp("sshd"))) as started:
        yield started


def keep(server: Server, host_key: str = "") -> Path:
    """A stored way called Berlin; the file in which it lies."""
    ways = open_home().dirs.ways
    add_ways(ways, (replace(spec(server, host="127.0.0.1", host_key=host_key), name="Berlin"),))
    return ways


def kept(ways: Path) -> object:
    return load_ways(ways).specs[0].fields.get("host_key")


def answer(monkeypatch: pytest.MonkeyPatch, said: bool) -> list[str]:
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question)
        return said

    monkeypatch.setattr(trusting, "can_ask", lambda: True)
    monkeypatch.setattr(trusting, "ask", ask)
    return asked


def test_a_key_is_confirmed_once(
    server: Server, nets: Nets, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ways = keep(server)
    asked = answer(monkeypatch, True)
    assert trust(open_home(), nets.net.profile, "Berlin", accept=False, yes=False) is Exit.OPENS
    assert (len(asked), kept(ways)) == (1, server.fingerprints["ed25519"])
    told = capsys.readouterr()
    assert server.fingerprints["ed25519"] in told.out
    assert "if it differs, somebody sits in between" in " ".join(told.err.split())
    assert trust(open_home(), nets.net.profile, "Berlin", accept=False, yes=False) is Exit.OPENS
    assert len(asked) == 1
    assert "Trusted already: Berlin" in capsys.readouterr().out


def test_who_does_not_confirm_keeps_nothing(
    server: Server, nets: Nets, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = keep(server)
    answer(monkeypatch, False)
    with pytest.raises(WaythroughError, match="did not confirm"):
        trust(open_home(), nets.net.profile, "Berlin", accept=False, yes=False)
    monkeypatch.setattr(trusting, "can_ask", lambda: False)
    with pytest.raises(WaythroughError, match="--accept-host-key"):
        trust(open_home(), nets.net.profile, "Berlin", accept=False, yes=False)
    assert kept(ways) is None
    assert trust(open_home(), nets.net.profile, "Berlin", accept=True, yes=False) is Exit.OPENS
    assert kept(ways) == server.fingerprints["ed25519"]


def test_without_a_terminal_both_options_are_named_at_once(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(server)
    assert run(["paths", "trust", "Berlin"]) == Exit.USAGE
    told = " ".join(capsys.readouterr().err.split())
    assert "--yes" in told
    assert "--accept-host-key" in told
    assert run(["paths", "trust", "Berlin", "--accept-host-key"]) == Exit.USAGE
    told = " ".join(capsys.readouterr().err.split())
    assert "--yes" in told
    assert "--accept-host-key" not in told


def test_another_key_is_never_taken(server: Server, nets: Nets) -> None:
    ways = keep(server, NOWHERE)
    with pytest.raises(WaythroughError, match="in between"):
        trust(open_home(), nets.net.profile, "Berlin", accept=True, yes=False)
    assert kept(ways) == NOWHERE


def test_a_way_that_shows_no_key_says_why(server: Server, nets: Nets) -> None:
    dead = replace(spec(server, host="127.0.0.1", port=1, host_key=""), name="Dead")
    add_ways(open_home().dirs.ways, (dead,))
    with pytest.raises(WaythroughError, match="turns connections away"):
        trust(open_home(), nets.net.profile, "Dead", accept=True, yes=False)
    with pytest.raises(WaythroughError, match="no way is called"):
        trust(open_home(), nets.net.profile, "Nobody", accept=True, yes=False)


def test_the_command_wants_a_kept_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "trust", "Nobody", "--accept-host-key", "--yes"]) == Exit.USAGE
    assert "no way is called" in capsys.readouterr().err
