"""One window for each home: a second start hands over and ends, also after the first was killed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from waythrough_desktop.instance import MOST_BYTES, Door, runtime_folder, whole

HOLD = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from waythrough_desktop.instance import Door
app = QCoreApplication([])
door = Door(Path(sys.argv[1]), Path(sys.argv[2]))
assert door.claim() and door.open()
print("open", flush=True)
app.exec()
"""


KNOCK = """
import sys
from pathlib import Path
from waythrough_desktop.instance import Door
door = Door(Path(sys.argv[1]), Path(sys.argv[2]))
print(door.claim(), door.hand_over(sys.argv[3]))
"""


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[list[Door]]:
    made: list[Door] = []
    yield made
    for door in made:
        door.close()


def test_a_second_start_hands_its_argument_over(qtbot: QtBot, tmp_path: Path, doors: list[Door]) -> None:
    first = Door(tmp_path / "home", tmp_path)
    doors.append(first)
    assert first.claim()
    command = [sys.executable, "-c", KNOCK, str(tmp_path / "home"), str(tmp_path), "ss://ÿ\n"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as second:
        assert first.open()  # it may well have knocked before there was anybody to open
        with qtbot.waitSignal(first.asked, timeout=20_000) as heard:
            pass
        assert second.communicate()[0] == "False True\n"
    assert heard.args == ["ss://ÿ\n"]
    assert Path(first.server_name).stat().st_mode & 0o077 == 0


def test_two_homes_do_not_meet(tmp_path: Path, doors: list[Door]) -> None:
    doors += [Door(tmp_path / name, tmp_path) for name in ("a", "b")]
    assert all(door.claim() for door in doors)
    assert doors[0].server_name != doors[1].server_name


def test_a_window_that_was_killed_is_in_nobodys_way(tmp_path: Path, doors: list[Door]) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "home"), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "open\n"
        door = Door(tmp_path / "home", tmp_path)
        doors.append(door)
        assert not door.claim()
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert Path(door.server_name).exists()
    assert door.claim()
    assert door.open()


def test_a_first_window_that_does_not_answer_is_not_waited_for_long(
    tmp_path: Path, doors: list[Door]
) -> None:
    first, second = (Door(tmp_path / "home", tmp_path) for _start in range(2))
    doors += [first, second]
    assert first.claim()
    assert not second.hand_over("", patience=0.12)
    assert not second.hand_over("x" * MOST_BYTES)
    assert not second.open()


@pytest.mark.parametrize("noise", [b"hello\n", b'{"open": 7}\n', b"[1]\n", b"x" * (MOST_BYTES + 1)])
def test_what_is_no_argument_is_not_answered(
    qtbot: QtBot, tmp_path: Path, doors: list[Door], noise: bytes
) -> None:
    door = Door(tmp_path / "home", tmp_path)
    doors.append(door)
    assert door.claim()
    assert door.open()
    asked: list[str] = []
    door.asked.connect(asked.append)
    visitor = QLocalSocket()
    visitor.connectToServer(door.server_name)
    visitor.write(noise)
    qtbot.waitUntil(lambda: visitor.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert asked == []
    assert visitor.readAll().isEmpty()


def test_a_folder_of_somebody_else_holds_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(shared))
    assert runtime_folder() != shared
    door = Door(tmp_path / "home")
    assert door.claim()
    assert not door.open()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert runtime_folder() == tmp_path
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert runtime_folder().stat().st_mode & 0o077 == 0


def test_a_file_is_handed_over_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert whole("way.conf") == str(tmp_path / "way.conf")
    assert whole("vless://x@y:1") == "vless://x@y:1"
    assert whole("") == ""
