"""Runs of the window in the history."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import Gate, InventedEngine
from waythrough.model.network import NetworkProfile
from waythrough.store.history import History
from waythrough_desktop.bridge.source import EventSource
from waythrough_desktop.dialogs.trouble import TroubleDialog
from waythrough_desktop.presenters.memory import Memory


def test_a_run_is_kept_before_the_window_says_that_it_is_over(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = make_wiring(keeps=True)
    run_to_end(qtbot, wiring)
    assert wiring.check.run is not None
    with History(memory.dirs.history) as history:
        assert [entry.id for entry in history.runs()] == ["invented"]
        assert history.load("invented").cells == wiring.check.run.cells


@pytest.mark.parametrize("practice", [True, False])
def test_a_practice_run_is_marked_as_one(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory, practice: bool
) -> None:
    run_to_end(qtbot, make_wiring(keeps=True, practice=practice))
    with History(memory.dirs.history) as history:
        assert history.runs()[0].practice is practice


def test_whoever_wants_no_history_has_none(qtbot: QtBot, make_wiring: MakeWiring, memory: Memory) -> None:
    wiring = make_wiring(keeps=True)
    general = memory.preferences.general
    memory.change(lambda known: replace(known, general=replace(general, remember_runs=False)))
    run_to_end(qtbot, wiring)
    assert not memory.dirs.history.exists()


def test_a_disk_that_fails_is_told_once_and_ends_no_run(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory
) -> None:
    memory.dirs.history.mkdir(parents=True)
    wiring = make_wiring(keeps=True)
    run_to_end(qtbot, wiring)
    assert wiring.check.run is not None
    assert not wiring.check.run.interrupted
    (told,) = wiring.window.findChildren(TroubleDialog)
    assert any("history.unusable" in each.text() for each in told.findChildren(QLabel))


def test_what_a_closed_window_had_found_is_kept(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = make_wiring(_stuck_after_three, keeps=True)
    wiring.start()
    qtbot.waitUntil(lambda: len(_cells(memory.dirs.history)) == 3)
    assert wiring.close()
    with History(memory.dirs.history) as history:
        (entry,) = history.runs()
        assert entry.cut_short
        assert len(history.load(entry.id).cells) == 3


def _no_more_history(memory: Memory) -> None:
    general = replace(memory.preferences.general, remember_runs=False)
    memory.change(lambda known: replace(known, general=general))


def _all_deleted(memory: Memory) -> None:
    with History(memory.dirs.history) as history:
        history.clear()


@pytest.mark.parametrize("act", [_no_more_history, _all_deleted])
def test_a_run_that_is_unwanted_in_its_middle_leaves_nothing(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory, act: Callable[[Memory], None]
) -> None:
    gate = Gate(free=3)
    wiring = make_wiring(gate.engine, keeps=True)
    wiring.start()
    qtbot.waitUntil(gate.reached.is_set)
    assert len(_cells(memory.dirs.history)) >= 3
    act(memory)
    with qtbot.waitSignal(wiring.run_over, timeout=5000):
        gate.open()
    assert wiring.check.run is not None
    assert not wiring.check.run.interrupted
    with History(memory.dirs.history) as history:
        assert history.runs() == ()
    assert _cells(memory.dirs.history) == []
    assert wiring.window.findChildren(TroubleDialog) == []


def _cells(place: Path) -> list[object]:
    if not place.exists():
        return []
    file = sqlite3.connect(place)
    try:
        return file.execute("SELECT * FROM cell").fetchall()
    except sqlite3.OperationalError:
        return []  # it is just being made
    finally:
        file.close()


def _stuck_after_three(profile: NetworkProfile) -> EventSource:
    count = 0

    async def pace() -> None:
        nonlocal count
        count += 1
        if count > 3:
            await asyncio.Event().wait()

    return InventedEngine(profile, pace=pace)
