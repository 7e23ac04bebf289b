"""The lock screen: one right passphrase opens, wrong ones wait, and nothing private is read or shown before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.core.store.locked_home import CHEAP, RUNS, WORDS, fill
from waythrough.store import alone, locking, vault
from waythrough.store.dirs import Dirs, portable_dirs
from waythrough.store.keyring import LockState, forget, lock_state
from waythrough.store.progress import Progress
from waythrough.store.settings import Monitoring, load_settings, save_settings
from waythrough_desktop.app import Starting
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.trouble import TroubleDialog
from waythrough_desktop.lock_desk import LONGEST, LockDesk, growing
from waythrough_desktop.paused import Paused
from waythrough_desktop.presenters.state import Phase
from waythrough_desktop.tray import Tray


@pytest.fixture
def dirs(tmp_path: Path) -> Iterator[Dirs]:
    made = portable_dirs(tmp_path / "home")
    fill(made)
    locking.turn_on(made, WORDS, CHEAP)
    locking.close(made)
    yield made
    forget(made)


@pytest.fixture
def starting(qtbot: QtBot, dirs: Dirs) -> Iterator[Starting]:
    made = Starting(dirs)
    made.shell.window.show()
    yield made
    _settle(qtbot, made)
    assert made.close()


def _settle(qtbot: QtBot, starting: Starting) -> None:
    """What is loaded beside the window is there."""
    work = starting.shell.background
    qtbot.waitUntil(lambda: work._closed or not work.busy, timeout=30_000)  # closed: all was erased


def _gate(qtbot: QtBot, starting: Starting) -> LockDesk:
    qtbot.waitUntil(lambda: starting.gate is not None, timeout=30_000)
    assert starting.gate is not None
    return starting.gate


def _type(gate: LockDesk, words: str) -> None:
    gate.view.field.setText(words)
    gate.view.field.returnPressed.emit()


def test_the_right_words_open_what_is_kept(qtbot: QtBot, starting: Starting, dirs: Dirs) -> None:
    gate = _gate(qtbot, starting)
    window = starting.shell.window
    assert window.covered
    assert window.windowTitle() == "Locked"
    said = " ".join(each.text() for each in gate.view.findChildren(QLabel))
    assert "Waythrough" not in said
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(gate, WORDS)
    assert lock_state(dirs) is LockState.OPEN
    assert not window.covered
    assert window.windowTitle() == "Waythrough"
    assert [way.name for way in starting.wiring.session.paths] == ["Berlin office"]


def test_the_check_that_was_shown_is_shown_again_after_unlocking(qtbot: QtBot, starting: Starting) -> None:
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(_gate(qtbot, starting), WORDS)
    run = next(each for each in RUNS if not each.practice)
    starting.wiring.resume.recall(run.id)
    qtbot.waitUntil(lambda: starting.wiring.check.run is not None)
    before = starting.shell.window
    starting.wiring.guard.lock_now()
    qtbot.waitUntil(lambda: starting.shell.window is not before and starting.gate is not None, timeout=30_000)
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(_gate(qtbot, starting), WORDS)
    qtbot.waitUntil(lambda: starting.wiring.check.run is not None)
    again = starting.wiring.check
    assert again.run is not None
    assert again.run.id == run.id
    assert again.state.phase is Phase.DONE


def test_wrong_words_are_told_and_the_next_try_waits(qtbot: QtBot, starting: Starting, dirs: Dirs) -> None:
    gate = _gate(qtbot, starting)
    _type(gate, "four words that rail")
    qtbot.waitUntil(lambda: "1\u00a0second" in gate.view.said.text(), timeout=30_000)
    assert "does not open the lock" in gate.view.said.text()
    assert not gate.view.open.isEnabled()
    assert gate.view.field.text() == ""
    gate._tick()
    assert gate.view.open.isEnabled()
    assert "second" not in gate.view.said.text()
    assert lock_state(dirs) is LockState.CLOSED


def test_the_pauses_grow_to_a_minute() -> None:
    assert [growing(count) for count in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert growing(100) == LONGEST


def test_letters_are_shown_only_when_asked_for(qtbot: QtBot, starting: Starting) -> None:
    view = _gate(qtbot, starting).view
    assert view.field.echoMode() is QLineEdit.EchoMode.Password
    view.shown.box.setChecked(True)
    assert view.field.echoMode() is QLineEdit.EchoMode.Normal


def test_everything_can_be_erased_without_the_passphrase(
    qtbot: QtBot, starting: Starting, dirs: Dirs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gate = _gate(qtbot, starting)
    gate.view.erase.click()
    dialog = starting.ask_to_erase()
    with qtbot.waitSignal(starting.erased, timeout=30_000):
        dialog.erase.click()
    assert [each.name for each in dirs.config.rglob("*") if each.is_file()] == []
    assert not starting.shell.window.isVisible()
    assert lock_state(dirs) is LockState.OFF


def test_locking_takes_down_all_that_was_read(qtbot: QtBot, starting: Starting, dirs: Dirs) -> None:
    gate = _gate(qtbot, starting)
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(gate, WORDS)
    _settle(qtbot, starting)
    before = starting.shell.window
    starting.wiring.guard.lock_now()
    qtbot.waitUntil(lambda: starting.shell.window is not before and starting.gate is not None, timeout=30_000)
    assert lock_state(dirs) is LockState.CLOSED
    assert starting.shell.window.covered
    assert not isValid(before)
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(_gate(qtbot, starting), WORDS)
    assert [way.name for way in starting.wiring.session.paths] == ["Berlin office"]


def test_what_is_handed_over_waits_for_the_lock(qtbot: QtBot, starting: Starting) -> None:
    gate = _gate(qtbot, starting)
    starting.shell.window.hide()
    starting.take("socks5://proxy.example:1080")
    assert starting.shell.window.isVisible()
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(gate, WORDS)
    (dialog,) = starting.wiring.window.findChildren(AddWayDialog)
    assert dialog.text.toPlainText() == "socks5://proxy.example:1080"
    dialog.done(0)


def test_erasing_waits_for_a_key_that_is_being_found(
    qtbot: QtBot, starting: Starting, dirs: Dirs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gate = _gate(qtbot, starting)
    free, begun, unlock = Event(), Event(), locking.unlock

    def slow(dirs: Dirs, passphrase: str, progress: Progress) -> None:
        begun.set()
        assert free.wait(30)
        unlock(dirs, passphrase, progress)

    monkeypatch.setattr(locking, "unlock", slow)
    _type(gate, WORDS)
    assert begun.wait(10)
    starting.erase()
    free.set()
    with qtbot.waitSignal(starting.erased, timeout=30_000):
        pass
    assert lock_state(dirs) is LockState.OFF
    assert [each.name for each in dirs.config.rglob("*") if each.is_file()] == []


def test_nothing_is_erased_while_another_window_does_not_answer(
    qtbot: QtBot, starting: Starting, dirs: Dirs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "ask_window_to_leave", lambda _home, _patience: False)
    gate = _gate(qtbot, starting)
    starting.erase()
    qtbot.waitUntil(lambda: "does not answer" in gate.view.said.text(), timeout=30_000)
    assert "Nothing was erased. Close it" in gate.view.said.text()
    assert dirs.lock.exists()
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(gate, WORDS)
    starting.erase()
    talk = wait_for_dialog(qtbot, starting)
    assert any("does not answer" in each.text() for each in talk.findChildren(QLabel))
    talk.reject()
    assert dirs.lock.exists()


def wait_for_dialog(qtbot: QtBot, starting: Starting) -> TroubleDialog:
    qtbot.waitUntil(lambda: bool(starting.wiring.window.findChildren(TroubleDialog)), timeout=30_000)
    return starting.wiring.window.findChildren(TroubleDialog)[0]


def _watch(dirs: Dirs) -> None:
    """Checks by themselves, and a mark beside the clock."""
    known = replace(load_settings(dirs.settings), monitoring=Monitoring(hours=6, tray=True))
    save_settings(dirs.settings, known)


def test_watching_is_paused_while_it_is_locked_says_so_and_goes_on(
    qtbot: QtBot, dirs: Dirs, monkeypatch: pytest.MonkeyPatch
) -> None:
    locking.unlock(dirs, WORDS)
    _watch(dirs)
    locking.close(dirs)
    monkeypatch.setattr(Tray, "available", staticmethod(lambda: True))
    monkeypatch.setattr(Paused.__init__, "__defaults__", (lambda: True,))
    starting = Starting(dirs)
    starting.shell.window.show()
    gate = _gate(qtbot, starting)
    assert gate.view.note.text() == "Paused until you unlock. Then it goes on by itself."
    assert gate.view.note.isVisible()
    assert gate.paused.tray.shown
    assert not QApplication.quitOnLastWindowClosed()
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(gate, WORDS)
    _settle(qtbot, starting)
    due = starting.wiring.watching.monitor.due
    assert due is not None
    outward = starting.wiring.watching.outward
    monkeypatch.setattr(outward, "_tray_offered", lambda: True)
    outward.follow()
    starting.shell.window.hide()  # closed beside the clock
    before = starting.shell.window
    starting.lock()
    qtbot.waitUntil(lambda: starting.gate is not None, timeout=30_000)
    assert starting.shell.window is not before
    assert not starting.shell.window.isVisible(), "it does not come forward by itself"
    _gate(qtbot, starting).paused.tray.open_asked.emit()
    assert starting.shell.window.isVisible()
    with qtbot.waitSignal(starting.loaded, timeout=30_000):
        _type(_gate(qtbot, starting), WORDS)
    assert starting.wiring.watching.monitor.due == due
    _settle(qtbot, starting)
    assert starting.close()


def test_where_nothing_goes_on_by_itself_nothing_is_said_to_be_paused(
    qtbot: QtBot, starting: Starting
) -> None:
    gate = _gate(qtbot, starting)
    assert not gate.view.note.isVisible()
    assert not gate.paused.tray.shown
    assert QApplication.quitOnLastWindowClosed()


def test_what_was_cut_short_is_counted_while_it_is_ended(
    qtbot: QtBot, starting: Starting, dirs: Dirs
) -> None:
    gate = _gate(qtbot, starting)
    kept = vault.read_vault(dirs.lock)
    assert kept is not None
    vault.write_vault(dirs.lock, vault.ending(kept, kept.open(WORDS)))  # killed while it was turned off
    with qtbot.waitSignal(starting.loaded, timeout=30_000), qtbot.waitSignal(gate.steps_moved):
        _type(gate, WORDS)
    assert lock_state(dirs) is LockState.OFF
