import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from waythrough.store.dirs import portable_dirs, user_dirs
from waythrough_desktop import app
from waythrough_desktop.crash import CrashGuard

HEAVY = (
    "waythrough.engine",
    "waythrough.practice",
    "waythrough.catalog",
    "waythrough.net",
    "httpx",
    "asyncio",
)


def start(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "waythrough_desktop", *arguments],
        env={**os.environ, "WAYTHROUGH_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_the_window_opens_takes_a_picture_and_ends(tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    done = start(tmp_path / "home", "--lang", "fa", "--theme", "dark", "--screenshot", str(picture), "--quit")
    assert done.returncode == 0, done.stderr
    assert QImage(str(picture)).width() >= 900
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home" / "settings.toml").exists()


def test_a_wrong_option_is_refused(tmp_path: Path) -> None:
    assert start(tmp_path, "--theme", "pink").returncode == 2


def test_a_second_start_hands_over_to_the_first_and_ends(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "WAYTHROUGH_HOME": str(tmp_path / "home"),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
    }
    tmp_path.chmod(0o700)
    command = [sys.executable, "-m", "waythrough_desktop"]
    with subprocess.Popen(command, env=environment) as first:
        try:
            while not list(tmp_path.glob("waythrough-*.lock")):
                assert first.poll() is None
            link = [*command, "socks5://proxy.example:1080"]
            assert subprocess.run(link, env=environment, timeout=50, check=False).returncode == 0
            assert first.poll() is None
        finally:
            first.kill()


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    code = f"""
import sys
from waythrough_desktop.app import Starting, make_application
app = make_application("en", "light")
starting = Starting()
print([name for name in sys.modules if name.startswith({HEAVY!r})])
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=50, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_shell_is_filled_after_it_was_painted(qtbot: QtBot, tmp_path: Path) -> None:
    starting = app.Starting(portable_dirs(tmp_path / "home"))
    with qtbot.waitSignal(starting.loaded, timeout=20_000):
        starting.shell.window.show()
    assert starting.wiring.page is starting.shell.page
    assert starting.wiring.session.platforms
    assert starting.shell.background.close(20_000)  # loading ahead takes long on a busy machine
    assert starting.close()


def test_closing_before_everything_is_loaded_is_clean(qtbot: QtBot, tmp_path: Path) -> None:
    starting = app.Starting(portable_dirs(tmp_path / "home"))
    with qtbot.waitSignal(starting.shell.window.painted, timeout=20_000):
        starting.shell.window.show()
    starting.shell.window.close()
    assert starting.close()


def test_language_and_theme_are_read_before_anything_else(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    assert app.peek(file) == app.Peeked("", "")
    file.write_text('[general]\nlanguage = "fa"\n[window]\ntheme = "dark"\n', encoding="utf-8")
    assert app.peek(file) == app.Peeked("fa", "dark")
    file.write_text("[general]\nlanguage = 7\nwindow = ", encoding="utf-8")
    assert app.peek(file) == app.Peeked("", "")


def test_the_settings_are_looked_for_where_they_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("WAYTHROUGH_HOME", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert app.settings_place() == user_dirs(os.environ).settings
    monkeypatch.setenv("WAYTHROUGH_HOME", str(tmp_path / "own"))
    assert app.settings_place() == user_dirs(os.environ).settings


def test_a_fault_that_nobody_caught_is_told_once(qtbot: QtBot) -> None:
    told: list[tuple[str, str]] = []
    guard = CrashGuard()
    guard.install(lambda code, details: told.append((code, details)))
    try:
        for _time in range(2):
            error = ValueError("deep inside")
            sys.excepthook(ValueError, error, None)
        qtbot.waitUntil(lambda: bool(told))
    finally:
        guard.remove()
    assert [code for code, _details in told] == ["APP-ValueError"]
    assert "deep inside" in told[0][1]
