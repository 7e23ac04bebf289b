"""Results that come late, choices made in the middle of a run, and windows that are handed something while locked."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from tests.core.store.locked_home import CHEAP, WORDS
from tests.desktop.conftest import MakeWiring, run_to_end
from waythrough.store import locking, vault
from waythrough.store.keyring import LockState, forget, lock_state
from waythrough_desktop import report_desk, watching_desk
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.shell import REPORT, SETTINGS
from waythrough_desktop.wiring import Wiring


def _held(monkeypatch: pytest.MonkeyPatch, module: object, name: str, *, free: Event, reached: Event) -> None:
    """Let a piece of work of the background wait."""
    work: Callable[..., object] = getattr(module, name)

    def waiting(*given: object, **named: object) -> object:
        reached.set()
        assert free.wait(10)
        return work(*given, **named)

    monkeypatch.setattr(module, name, waiting)


def _redress(qtbot: QtBot, wiring: Wiring) -> None:
    with qtbot.waitSignal(wiring.redressed, timeout=5000):
        wiring.redress()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_preview_that_is_done_after_the_page_went_is_for_nobody(
    qtbot: QtBot, make_wiring: MakeWiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, reached = Event(), Event()
    _held(monkeypatch, report_desk, "make_preview", free=free, reached=reached)
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    wiring.window.show()
    wiring.window.show_page(REPORT)
    qtbot.waitUntil(reached.is_set)
    _redress(qtbot, wiring)
    free.set()
    qtbot.waitUntil(lambda: wiring.pages.report.ready)


def test_a_cost_that_is_counted_after_the_page_went_is_for_nobody(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, reached = Event(), Event()
    _held(monkeypatch, watching_desk, "cost_of", free=free, reached=reached)
    wiring = make_wiring()
    wiring.window.show_page(SETTINGS)
    memory.change(lambda known: replace(known, monitoring=replace(known.monitoring, hours=6)))
    qtbot.waitUntil(reached.is_set)
    _redress(qtbot, wiring)
    free.set()
    qtbot.waitUntil(lambda: not wiring.background.busy)
    assert wiring.pages.watching.section is not None


def test_a_lock_that_is_on_after_its_dialog_went_is_shown(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, reached = Event(), Event()
    monkeypatch.setattr(vault, "measured_cost", lambda: CHEAP)
    _held(monkeypatch, locking, "turn_on", free=free, reached=reached)
    wiring = make_wiring()
    dialog = wiring.pages.safety.turn_on()
    dialog.new.setText(WORDS)
    dialog.again.setText(WORDS)
    dialog.done_button.click()
    qtbot.waitUntil(reached.is_set)
    dialog.cancel.click()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with qtbot.waitSignal(wiring.redressed, timeout=30_000):
        free.set()
    assert lock_state(memory.dirs) is LockState.OPEN
    assert "Lock now (Ctrl+L)" in wiring.pages.safety.section.controls
    forget(memory.dirs)
