"""One practice network in this process for the tests that need sockets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets
from waythrough.practice.thread import PracticeThread


@pytest.fixture(scope="session")
def nets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nets]:
    """The network, and the files by which a command line uses it."""
    folder = tmp_path_factory.mktemp("practice")
    with PracticeThread() as net:
        yield Nets(net=net, files=net.write_files(folder))


@pytest.fixture(autouse=True)
def _no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing tells how wide a terminal is, so that pipes are not wrapped."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home for command lines that run in this process."""
    home = tmp_path / "home"
    monkeypatch.setenv("WAYTHROUGH_HOME", str(home))
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return home
