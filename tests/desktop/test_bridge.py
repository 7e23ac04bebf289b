import asyncio
import threading
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.invented import InventedEngine, cell
from waythrough.model.event import CellFinished, CellStarted, Event, Progress
from waythrough.model.network import NetworkProfile
from waythrough.model.platform import Platform
from waythrough.model.run import RunPlan
from waythrough.model.verdict import Label
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.bridge.source import Batch, Ending

PLAN = RunPlan(platforms=tuple(Platform(id=str(n), names={"en": str(n)}, targets=()) for n in range(5)))


class Listener:
    def __init__(self, bridge: Bridge) -> None:
        self.batches: list[Batch] = []
        self.threads: set[int] = set()
        self.endings: list[tuple[Ending, BaseException | None]] = []
        bridge.batch.connect(self.take)
        bridge.ended.connect(lambda ending, error: self.endings.append((ending, error)))

    def take(self, batch: Batch) -> None:
        self.threads.add(threading.get_ident())
        self.batches.append(batch)


class Hanging(InventedEngine):
    """Never ends by itself and says when its clean-up ran."""

    cleaned: threading.Event

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        yield Progress(done=0, total=1, bytes_used=0, seconds_left=None, elapsed=0.0)
        try:
            await asyncio.Event().wait()
        finally:
            self.cleaned.set()


def hanging(*, deaf: bool = True) -> tuple[Bridge, threading.Event]:
    cleaned = threading.Event()

    def make(profile: NetworkProfile) -> Hanging:
        engine = Hanging(profile, deaf=deaf)
        engine.cleaned = cleaned
        return engine

    return Bridge(make), cleaned


def test_events_arrive_in_the_gui_thread_and_end_with_the_run(qtbot: QtBot) -> None:
    bridge = Bridge(InventedEngine)
    heard = Listener(bridge)
    with qtbot.waitSignal(bridge.ended, timeout=5000):
        bridge.start(NetworkProfile(), PLAN)
        assert bridge.running
    assert heard.threads == {threading.get_ident()}
    assert heard.endings == [(Ending.FINISHED, None)]
    assert heard.batches[-1].finished is not None
    cells = {
        key
        for batch in heard.batches
        for key, event in batch.cells.items()
        if isinstance(event, CellFinished)
    }
    assert cells == {(each.id, "direct") for each in PLAN.platforms}
    assert not bridge.running


def test_a_second_run_may_follow_but_not_at_the_same_time(qtbot: QtBot) -> None:
    bridge = Bridge(InventedEngine)
    for _round in range(3):
        with qtbot.waitSignal(bridge.ended, timeout=5000):
            bridge.start(NetworkProfile(), PLAN)
            with pytest.raises(RuntimeError):
                bridge.start(NetworkProfile(), PLAN)


def test_many_events_come_in_few_batches_with_the_last_state_of_each_cell() -> None:
    batch = Batch()
    first, second = (cell("t", "p", Label.OK, works=works, seconds=1.0) for works in (None, True))
    for event in (
        CellStarted(platform_id="t", path_id="p"),
        CellFinished(cell=first),
        CellFinished(cell=second),
    ):
        batch.add(event)
    batch.add(CellStarted(platform_id="t", path_id="p"))
    last = batch.cells[("t", "p")]
    assert isinstance(last, CellFinished)
    assert last.cell.works is True


def test_no_event_is_lost_and_none_is_reordered(qtbot: QtBot) -> None:
    """The sink is emptied and filled at the same time; the last progress must always arrive."""

    class Counting(InventedEngine):
        async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
            for number in range(1, 20_001):
                yield Progress(done=number, total=20_000, bytes_used=0, seconds_left=None, elapsed=0.0)
                if number % 97 == 0:
                    await asyncio.sleep(0)

    bridge = Bridge(Counting)
    heard = Listener(bridge)
    with qtbot.waitSignal(bridge.ended, timeout=20_000):
        bridge.start(NetworkProfile(), PLAN)
    done = [batch.progress.done for batch in heard.batches if batch.progress]
    assert done[-1] == 20_000
    assert all(a < b for a, b in pairwise(done))
    assert len(heard.batches) < 1000


def test_stop_lets_the_run_end_by_itself(qtbot: QtBot) -> None:
    gate: list[Any] = []

    async def pace() -> None:
        if not gate:
            gate.append(True)
            bridge_stop.set()
        await asyncio.sleep(0.01)

    bridge_stop = threading.Event()
    bridge = Bridge(lambda profile: InventedEngine(profile, pace=pace))
    heard = Listener(bridge)
    with qtbot.waitSignal(bridge.ended, timeout=5000):
        bridge.start(NetworkProfile(), PLAN)
        assert bridge_stop.wait(5)
        bridge.stop()
    finished = heard.batches[-1].finished
    assert heard.endings == [(Ending.FINISHED, None)]
    assert finished is not None
    assert finished.run.interrupted


def test_a_deaf_run_is_cancelled_after_a_short_patience(qtbot: QtBot) -> None:
    bridge, cleaned = hanging()
    heard = Listener(bridge)
    with qtbot.waitSignal(bridge.batch, timeout=5000):
        bridge.start(NetworkProfile(), PLAN)
    with qtbot.waitSignal(bridge.ended, timeout=5000):
        bridge.stop()
    assert heard.endings == [(Ending.CANCELLED, None)]
    assert cleaned.is_set()


def test_stop_before_the_loop_has_begun_is_heard(qtbot: QtBot) -> None:
    bridge, _cleaned = hanging(deaf=False)
    with qtbot.waitSignal(bridge.ended, timeout=5000):
        bridge.start(NetworkProfile(), PLAN)
        bridge.stop()


def test_closing_joins_the_thread_and_runs_the_clean_up(qtbot: QtBot) -> None:
    bridge, cleaned = hanging()
    heard = Listener(bridge)
    with qtbot.waitSignal(bridge.batch, timeout=5000):
        bridge.start(NetworkProfile(), PLAN)
    assert bridge.close()
    assert cleaned.is_set()
    qtbot.wait(1)
    assert heard.endings == []
    assert bridge.close()


def test_a_fault_in_the_engine_is_told_not_swallowed(qtbot: QtBot) -> None:
    bridge = Bridge(lambda profile: InventedEngine(profile, fails_after=2))
    heard = Listener(bridge)
    with qtbot.waitSignal(bridge.ended, timeout=5000):
        bridge.start(NetworkProfile(), PLAN)
    ending, error = heard.endings[0]
    assert ending is Ending.FAILED
    assert str(error) == "invented fault"


def test_work_beside_the_gui_thread_comes_back_to_it(qtbot: QtBot) -> None:
    background = Background()
    results: list[object] = []
    threads: list[int] = []

    def work() -> int:
        threads.append(threading.get_ident())
        return 7

    def broken() -> int:
        raise OSError("no port")

    background.run(work, results.append, results.append)
    background.run(broken, results.append, results.append)
    qtbot.waitUntil(lambda: len(results) == 2)
    assert 7 in results
    assert any(isinstance(each, OSError) for each in results)
    assert threads[0] != threading.get_ident()
    assert background.close()
