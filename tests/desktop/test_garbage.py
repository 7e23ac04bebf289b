import asyncio
import gc
import os
import platform
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.invented import InventedEngine
from waythrough.model.event import Event, Progress
from waythrough.model.network import NetworkProfile
from waythrough.model.run import RunPlan
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.garbage import FULL_EVERY, GarbageKeeper


@pytest.fixture
def keeper() -> Iterator[GarbageKeeper]:
    made = GarbageKeeper()
    yield made
    made.close()


class _Wasteful(InventedEngine):
    """Makes more garbage in cycles than Python's collector would let lie."""

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        for number in range(40):
            for _cycle in range(2000):
                ring: list[object] = []
                ring.append(ring)
            yield Progress(done=number, total=40, bytes_used=0, seconds_left=None, elapsed=0.0)
            await asyncio.sleep(0)


def test_garbage_is_collected_in_the_gui_thread_only(qtbot: QtBot, keeper: GarbageKeeper) -> None:
    threads: set[int] = set()

    def note(phase: str, _info: dict[str, int]) -> None:
        threads.add(threading.get_ident())

    gc.callbacks.append(note)
    try:
        bridge = Bridge(_Wasteful)
        with qtbot.waitSignal(bridge.ended, timeout=10_000):
            bridge.start(NetworkProfile(), RunPlan(platforms=()))
        assert threads == set()
        keeper.collect()
        assert threads == {threading.get_ident()}
    finally:
        gc.callbacks.remove(note)


def test_a_widget_in_a_cycle_dies_in_the_gui_thread(qtbot: QtBot, keeper: GarbageKeeper) -> None:
    where: list[int] = []

    class Ring(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.me = self
            self.label = QLabel("ring")

        def __del__(self) -> None:
            where.append(threading.get_ident())

    Ring()
    bridge = Bridge(_Wasteful)
    with qtbot.waitSignal(bridge.ended, timeout=10_000):
        bridge.start(NetworkProfile(), RunPlan(platforms=()))
    keeper.collect()
    assert where == [threading.get_ident()]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep nothing for themselves")
def test_a_full_round_gives_free_memory_back(keeper: GarbageKeeper) -> None:
    def resident() -> int:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    pieces = [b"x" * 100_000 for _piece in range(600)]
    last = pieces[-1]  # what lies behind the others keeps them in the process
    pieces.clear()
    before = resident()
    for _round in range(FULL_EVERY):
        keeper.collect()
    assert last
    assert before - resident() > 30_000_000


def test_the_collector_is_given_back() -> None:
    keeper = GarbageKeeper()
    assert not gc.isenabled()
    keeper.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
