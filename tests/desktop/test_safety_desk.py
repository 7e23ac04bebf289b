"""The settings of safety: kept at once, live at once, and each dangerous step asked about once."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.core.report.samples import sample_run
from tests.core.store.locked_home import CHEAP, WORDS
from tests.desktop.conftest import MakeWiring
from waythrough.store import vault
from waythrough.store.history import History
from waythrough.store.history_seal import HistorySeal
from waythrough.store.keyring import LockState, forget, lock_state
from waythrough.store.progress import Progress
from waythrough.store.watching import save_watch
from waythrough.verdict.watching import Watch
from waythrough_desktop import disguise
from waythrough_desktop.bridge import steps
from waythrough_desktop.dialogs.erase import EraseDialog
from waythrough_desktop.presenters.report import Kind, Wish, file_name, make_preview
from waythrough_desktop.presenters.safety import HISTORY, NEUTRAL, QUIET
from waythrough_desktop.wiring import Wiring


@pytest.fixture
def wiring(make_wiring: MakeWiring) -> Wiring:
    return make_wiring()


def _box(wiring: Wiring, key: str) -> QCheckBox:
    made = wiring.pages.safety.section.controls[key]
    assert isinstance(made, QCheckBox)
    return made


def _button(parent: QObject, start: str) -> QPushButton:
    return next(each for each in parent.findChildren(QPushButton) if each.text().startswith(start))


def test_the_name_changes_at_once_and_back(wiring: Wiring, qapp: QApplication) -> None:
    _box(wiring, NEUTRAL).click()
    assert wiring.window.windowTitle() == "Connection notes"
    assert qapp.applicationDisplayName() == "Connection notes"
    assert "aythrough" not in qapp.desktopFileName()
    assert wiring.memory.preferences.safety.neutral
    _box(wiring, NEUTRAL).click()
    assert wiring.window.windowTitle() == disguise.NAME


def test_reports_and_help_bear_the_neutral_name(wiring: Wiring, qtbot: QtBot) -> None:
    with qtbot.waitSignal(wiring.redressed):
        _box(wiring, NEUTRAL).click()
    run = sample_run()
    for kind in (Kind.HTML, Kind.PDF, Kind.CSV):
        preview = make_preview(run, (), Wish(kind=kind))
        assert b"aythrough" not in preview.content, kind
        assert "aythrough" not in preview.page + preview.short + file_name(run, kind)
    texts = [each.text() for each in wiring.pages.help.page.findChildren(QLabel)]
    assert "About Connection notes" in texts
    with qtbot.waitSignal(wiring.redressed):
        _box(wiring, NEUTRAL).click()
    assert b"Waythrough report" in make_preview(run, (), Wish()).content


def test_quiet_checks_are_in_the_plan_of_the_next_run(wiring: Wiring) -> None:
    assert not wiring.session.plan().settings.quiet
    _box(wiring, QUIET).click()
    assert wiring.session.plan().settings.quiet


def test_without_a_history_the_kept_one_is_asked_about(wiring: Wiring, qtbot: QtBot) -> None:
    place = wiring.memory.dirs.history
    with History(place) as history:
        history.finish(sample_run())
    _box(wiring, HISTORY).click()
    assert not wiring.memory.preferences.general.remember_runs
    question = wiring.pages.safety.ask_about_history()
    question.yes.click()

    def empty() -> bool:
        with History(place) as history:
            return history.runs() == ()

    qtbot.waitUntil(empty)


def test_without_a_history_watching_forgets_too(wiring: Wiring) -> None:
    place = wiring.memory.dirs.watching
    save_watch(place, Watch())
    _box(wiring, HISTORY).click()
    assert not place.exists()


def test_the_lock_is_turned_on_and_off_in_the_window(
    wiring: Wiring, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "measured_cost", lambda: CHEAP)
    dirs = wiring.memory.dirs
    dialog = wiring.pages.safety.turn_on()
    dialog.new.setText("short")
    dialog.done_button.click()
    assert "8 letters" in dialog.said.text()
    dialog.new.setText(WORDS)
    dialog.again.setText("four words that rail")
    dialog.done_button.click()
    assert "not the same" in dialog.said.text()
    dialog.again.setText(WORDS)
    with qtbot.waitSignal(wiring.redressed, timeout=30_000):
        dialog.done_button.click()
    assert lock_state(dirs) is LockState.OPEN
    assert wiring.guard.idle.counting
    assert _button(wiring.pages.safety.section, "Lock now").isEnabled()
    off = wiring.pages.safety.turn_off()
    off.old.setText("four words that rail")
    off.done_button.click()
    qtbot.waitUntil(lambda: "does not open" in off.said.text(), timeout=30_000)
    off.old.setText(WORDS)
    with qtbot.waitSignal(wiring.redressed, timeout=30_000):
        off.done_button.click()
    assert lock_state(dirs) is LockState.OFF
    assert not wiring.guard.idle.counting
    forget(dirs)


def test_sealing_counts_and_can_be_stopped(
    wiring: Wiring, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "measured_cost", lambda: CHEAP)
    monkeypatch.setattr(steps, "EVERY", 0.0)
    dirs, free, shown = wiring.memory.dirs, Event(), list[tuple[int, int, str]]()
    with History(dirs.history) as history:
        for number in range(5):
            history.finish(replace(sample_run(), id=f"run-{number}"))
    real = HistorySeal._recode_all

    def slowly(self: HistorySeal, to_sealed: bool, progress: Progress) -> None:
        def wait(done: int, of: int) -> None:
            progress(done, of)
            if to_sealed and done == 2:
                assert free.wait(30)

        real(self, to_sealed, wait)

    monkeypatch.setattr(HistorySeal, "_recode_all", slowly)
    dialog = wiring.pages.safety.turn_on()
    bar = dialog.steps.bar
    for field in (dialog.new, dialog.again):
        field.setText(WORDS)
    dialog.done_button.click()
    qtbot.waitUntil(lambda: bar.value() == 2, timeout=30_000)
    shown.append((bar.value(), bar.maximum(), dialog.steps.text.text()))
    assert shown == [(2, 5, "2 of 5 checks")]
    assert dialog.steps.isVisibleTo(dialog)
    assert dialog.cancel.text() == "Stop"
    assert wiring.guard.working
    dialog.cancel.click()
    assert not dialog.cancel.isEnabled()
    free.set()
    qtbot.waitUntil(lambda: "It was stopped" in dialog.said.text(), timeout=30_000)
    assert lock_state(dirs) is LockState.OFF
    assert not wiring.guard.working
    assert not dialog.steps.isVisibleTo(dialog)
    with qtbot.waitSignal(wiring.redressed, timeout=30_000):
        dialog.done_button.click()
    assert lock_state(dirs) is LockState.OPEN
    off = wiring.pages.safety.turn_off()
    off.old.setText(WORDS)
    with qtbot.waitSignal(wiring.redressed, timeout=30_000):
        off.done_button.click()
        off.reject()
        assert "cannot be stopped" in off.said.text()
        assert not off.cancel.isEnabled()
    assert lock_state(dirs) is LockState.OFF


def test_the_lock_waits_for_a_check_that_goes_on(
    wiring: Wiring, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(wiring.bridge), "running", property(lambda _bridge: True))
    dialog = wiring.pages.safety.turn_on()
    for field in (dialog.new, dialog.again):
        field.setText(WORDS)
    dialog.done_button.click()
    assert "A check is going on" in dialog.said.text()
    assert lock_state(wiring.memory.dirs) is LockState.OFF
    monkeypatch.undo()
    dialog.reject()


def test_a_lock_that_another_process_has_turned_on_asks_here_as_well(wiring: Wiring, qtbot: QtBot) -> None:
    wiring.memory.dirs.lock.write_text("{}")
    with qtbot.waitSignal(wiring.lock_asked):
        wiring.guard.lock_now()


def test_the_key_locks_only_where_there_is_a_lock(wiring: Wiring, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(wiring.lock_asked):
        wiring.guard.lock_now()
    assert wiring.pages.safety.section.isVisibleTo(wiring.window)


def test_erasing_is_asked_once_and_enter_does_not_erase(wiring: Wiring, qtbot: QtBot) -> None:
    dialog = wiring.pages.safety.erase()
    assert isinstance(dialog, EraseDialog)
    assert dialog.cancel.isDefault()
    with qtbot.waitSignal(wiring.erase_asked):
        dialog.erase.click()


def test_the_window_writes_nothing_of_a_run_without_a_history(
    wiring: Wiring, qtbot: QtBot, tmp_path: Path
) -> None:
    _box(wiring, HISTORY).click()
    settings = wiring.memory.dirs.settings.read_text("utf-8")
    with qtbot.waitSignal(wiring.run_over, timeout=30_000):
        wiring.start()
    assert wiring.memory.dirs.settings.read_text("utf-8") == settings
    kept = [each.name for each in tmp_path.rglob("*") if each.is_file()]
    assert set(kept) <= {"settings.toml", "ways.toml"}
