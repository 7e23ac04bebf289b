"""Erasing while a window is open in another process: it ends first, and nothing comes back. Both are real."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from waythrough.net.neighbour import ask_window_to_leave
from waythrough_desktop.instance import Door

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the channel of Windows is not at hand here")

WINDOW = """
import sys
from PySide6.QtCore import QObject, QTimer
from waythrough_desktop import app
from waythrough_desktop.instance import Door

class Writer(QObject):
    # writes again and again what a window writes now and then, up to its very end
    def __init__(self, starting):
        super().__init__(starting)
        self.wiring = starting.wiring
        self.timer = QTimer(self, interval=5)
        self.timer.timeout.connect(self.write)
        self.timer.start()
        self.written = False

    def write(self):
        memory = self.wiring.memory
        memory.keep_view(not memory.detailed)
        if not self.written:
            self.written = True
            print("writes", flush=True)

made = app.Starting.__init__

def begin(self, *arguments, **named):
    made(self, *arguments, **named)
    self.loaded.connect(lambda: setattr(self, "writer", Writer(self)))

app.Starting.__init__ = begin
sys.exit(app.main([]))
"""


def _environment(folder: Path, home: Path) -> dict[str, str]:
    """That of a process for which nothing lies outside of a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    places = {"WAYTHROUGH_HOME": home, "XDG_RUNTIME_DIR": folder, "HOME": folder, "TMPDIR": folder}
    return kept | {name: str(place) for name, place in places.items()}


def test_the_other_window_ends_and_nothing_comes_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = _environment(tmp_path, home)
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW], env=environment, stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        try:
            assert window.stdout.readline() == "writes\n"
            assert (home / "settings.toml").exists()
            erased = subprocess.run(
                [sys.executable, "-m", "waythrough", "erase", "--yes"],
                env=environment, capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
            ended = window.poll()  # at once: it is not waited for any more
            assert erased.returncode == 0, erased.stderr
            assert "Everything is erased" in erased.stdout
            assert not home.exists()
            assert window.wait(10) == 0
            assert ended in (0, None)
            assert not home.exists()
        finally:
            window.kill()


ERASES = """
import sys
from PySide6.QtCore import QTimer
from waythrough_desktop import app

made = app.Starting.__init__

def erase(starting):
    starting.wiring.memory.keep_view(True)
    print(starting._dirs.settings.exists(), flush=True)
    starting.erase()

def begin(self, *arguments, **named):
    made(self, *arguments, **named)
    self.loaded.connect(lambda: QTimer.singleShot(0, lambda: erase(self)))

app.Starting.__init__ = begin
sys.exit(app.main([]))
"""


def test_a_window_that_erases_ends_and_leaves_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    window = subprocess.run(
        [sys.executable, "-c", ERASES],
        env=_environment(tmp_path, home),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (window.returncode, window.stdout) == (0, "True\n"), window.stderr
    assert not home.exists()


STAYS = """
from waythrough.store import erase
from waythrough.store.dirs import StoreError

taken = erase.wipe

def wipe(path):
    if path.name == "settings.toml":
        raise StoreError("store.unwritable", "it stays")
    taken(path)

erase.wipe = wipe
"""

FAILS = """
from waythrough.store import erase

def forget(dirs):
    raise RuntimeError("the key cannot be forgotten")

erase.forget = forget
"""


@pytest.mark.parametrize("trouble", [STAYS, FAILS])
def test_a_window_that_cannot_erase_everything_ends_and_says_so(tmp_path: Path, trouble: str) -> None:
    home = tmp_path / "home"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    environment = kept | {
        "WAYTHROUGH_HOME": str(home), "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "TMPDIR": str(tmp_path),
    }  # fmt: skip
    window = subprocess.run(
        [sys.executable, "-c", trouble + ERASES],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (window.returncode, window.stdout) == (1, "True\n"), window.stderr
    if trouble is STAYS:
        place = home / "settings.toml"
        assert window.stderr == f"These files could not be taken away: {place}. Delete them by hand.\n"
    else:
        assert "the key cannot be forgotten" in window.stderr


def test_both_sides_mean_the_same_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window of this very process is not asked; that it was found is told by another one's name in its lock."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    parent = QObject()
    door = Door(tmp_path / "home", parent=parent)
    assert door.claim()
    assert ask_window_to_leave(tmp_path / "home", 0.1)
    lock = next(tmp_path.glob("*.lock"))
    lock.write_text("1\n")
    assert not ask_window_to_leave(tmp_path / "home", 0.1)
    door.close()
