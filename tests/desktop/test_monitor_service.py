"""Checks by themselves: never unasked, never two at once, quick first, and only what changed a second time."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.invented import WORKS, cell, describe, invented_run, platforms, ways
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Depth, Run, RunPlan
from waythrough.model.verdict import Label
from waythrough.store.settings import Metered, Monitoring
from waythrough.verdict.watching import News
from waythrough_desktop.alarm import Alarm
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.line_notice import LineNotice
from waythrough_desktop.monitor_service import MonitorService, Wait
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session

START = 1_800_000_000.0
ROWS, COLUMNS = platforms()[:2], ways()[:2]
KEY = ("telegram", "w1")


@dataclass
class World:
    """A machine whose time, line and runs the test decides."""

    service: MonitorService
    memory: Memory
    session: Session
    line: LineNotice
    background: Background
    now: list[float]
    plans: list[RunPlan] = field(default_factory=list)
    told: list[News] = field(default_factory=list)
    busy: bool = False
    agreed: bool = True
    costs: bool = False

    def choose(self, **wishes: object) -> None:
        wanted = replace(Monitoring(), **wishes)  # type: ignore[arg-type]
        self.memory.change(lambda known: replace(known, monitoring=wanted))

    def go_to_due(self) -> None:
        assert self.service.due is not None
        self.now[0] = max(self.now[0], self.service.due)
        self.service.look()

    def end_run(self, **works: bool) -> None:
        self.busy = False
        cells = {}
        for row in ROWS:
            for column in COLUMNS:
                opens = works.get(f"{row.id}_{column.id}", True)
                label = WORKS[0] if opens else Label.SNI_FILTERING
                made = cell(row.id, column.id, label, works=opens)
                cells[made.key] = made
        self.service.run_over(_at(invented_run(ROWS, COLUMNS, cells), self.now[0]))

    def settle(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: not self.background._threads)


def _at(run: Run, now: float) -> Run:
    return replace(run, started=now - 20, finished=now)


@pytest.fixture
def world(memory: Memory, qtbot: QtBot) -> Iterator[World]:
    services = tuple(Platform(id=info.id, names=info.names, targets=()) for info in ROWS)
    specs = tuple(PathSpec(id=info.id, kind=info.kind, name=info.name) for info in COLUMNS[1:])
    session = Session(Network(profile=NetworkProfile(), platforms=services, paths=specs), describe)
    background, now = Background(), [START]
    line = LineNotice(background, changes=lambda: None, mark=lambda _salt: b"home")
    alarm = Alarm(clock=lambda: now[0])
    service = MonitorService(
        session,
        memory,
        background,
        lambda plan: begin(plan),
        may_start=lambda: made.agreed,
        busy=lambda: made.busy,
        alarm=alarm,
        chance=random.Random(5),
        line=line,
        is_metered=lambda: made.costs,
    )
    made = World(service, memory, session, line, background, now)

    def begin(plan: RunPlan) -> None:
        assert not made.busy
        made.plans.append(plan)
        made.busy = True

    service.told.connect(lambda news, _run: made.told.append(news))
    yield made
    service.close()
    assert background.close()


def test_off_by_default_and_then_nothing_is_watched(world: World) -> None:
    world.service.look()
    assert not world.service.on
    assert (world.service.waits, world.service.due) == (Wait.OFF, None)
    assert not world.line.watching
    assert not world.service.alarm.active


def test_a_round_is_quick_and_begins_when_it_is_due(world: World, qtbot: QtBot) -> None:
    world.choose(hours=6)
    assert world.service.alarm.active
    assert not world.plans
    world.go_to_due()
    world.settle(qtbot)
    assert [plan.depth for plan in world.plans] == [Depth.QUICK]
    assert world.service.waits is Wait.BUSY
    world.end_run()
    assert world.service.due is not None
    assert world.service.due >= world.now[0] + 0.8 * 6 * 3600
    world.choose()
    assert not world.service.alarm.active
    assert not world.line.watching


def test_what_changed_is_asked_once_more_and_only_that(world: World, qtbot: QtBot) -> None:
    world.choose(hours=6, wait_when_metered=False)
    for works in ({}, {"telegram_w1": False}):
        world.go_to_due()
        world.end_run(**works)
    assert world.service.due is not None
    assert world.service.due - world.now[0] <= 360
    assert world.service.doubts
    world.go_to_due()
    plan = world.plans[-1]
    assert plan.depth is Depth.STANDARD
    assert {each.key for each in plan.known} == {
        (row.id, column.id) for row in ROWS for column in COLUMNS
    } - {KEY}
    assert world.told == []
    world.end_run(telegram_w1=False)
    assert world.told == [News(closed=(KEY,))]
    assert not world.service.doubts
    world.settle(qtbot)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda world: setattr(world, "agreed", False), Wait.CONSENT),
        (lambda world: world.memory.dirs.lock.write_text("{}"), Wait.LOCKED),
        (lambda world: setattr(world, "busy", True), Wait.BUSY),
        (lambda world: setattr(world.line, "online", False), Wait.OFFLINE),
        (lambda world: world.memory.keep_metered(Metered.YES), Wait.METERED),
        (lambda world: setattr(world, "costs", True), Wait.METERED),
        (lambda world: world.session.choose(()), Wait.NO_SERVICES),
        (
            lambda world: world.session.move_to(
                Network(profile=NetworkProfile(practice=True), platforms=world.session.platforms)
            ),
            Wait.PRACTICE,
        ),
    ],
)
def test_what_stands_against_it_is_waited_for(
    world: World, qtbot: QtBot, change: Callable[[World], object], why: Wait
) -> None:
    world.choose(hours=1)
    world.settle(qtbot)
    change(world)
    world.go_to_due()
    world.settle(qtbot)
    assert world.plans == []
    assert world.service.waits is why
    assert world.service.alarm.active


def test_after_the_lock_what_was_missed_comes_once_and_what_is_due_later_stays(world: World) -> None:
    """The window was taken down meanwhile, and a new service knows only when the next check was due."""
    world.service.resume(START)
    assert world.service.due is None, "off is off"
    world.choose(hours=24, wait_when_metered=False)
    world.service.resume(START + 5000)
    assert world.service.due == START + 5000
    world.service.resume(None)
    assert world.service.due == START + 5000
    world.now[0] += 50 * 3600
    world.service.resume(START + 5000)
    assert world.plans == []
    assert 60 <= world.service.due - world.now[0] <= 180
    world.go_to_due()
    assert len(world.plans) == 1
    world.end_run()
    world.service.look()
    assert len(world.plans) == 1


def test_a_sleeping_machine_makes_up_for_it_once_it_has_a_line_again(world: World) -> None:
    world.choose(hours=1, wait_when_metered=False)
    world.now[0] += 10 * 3600
    world.service.alarm._ring()
    assert world.plans == []
    assert world.service.due is not None
    assert 60 <= world.service.due - world.now[0] <= 180
    world.go_to_due()
    assert len(world.plans) == 1


def test_another_network_asks_for_a_check_and_takes_doubts_back(world: World, qtbot: QtBot) -> None:
    world.choose(on_network_change=True, wait_when_metered=False)
    assert (world.service.waits, world.service.due) == (Wait.NOTHING, None)
    world.line.moved.emit()
    world.go_to_due()
    world.end_run()
    world.now[0] += 3600
    world.end_run(telegram_w1=False)
    assert world.service.doubts
    world.line.moved.emit()
    assert not world.service.doubts
    world.go_to_due()
    assert world.plans[-1].depth is Depth.QUICK
    world.end_run(telegram_w1=False)
    assert world.told == []
    world.settle(qtbot)


@pytest.mark.parametrize("keeps", [True, False])
def test_what_is_known_survives_a_restart_unless_nothing_is_to_be_remembered(
    world: World, qtbot: QtBot, keeps: bool, tmp_path: Path
) -> None:
    world.memory.change(lambda known: replace(known, general=replace(known.general, remember_runs=keeps)))
    world.choose(hours=6)
    world.end_run()
    world.settle(qtbot)
    assert world.memory.dirs.watching.exists() is keeps
    world.choose()
    world.choose(hours=6)  # begins anew, as after a restart
    for hours in (1, 2):
        world.now[0] = START + hours * 3600
        world.end_run(telegram_w1=False)
        world.settle(qtbot)
    assert world.told == ([News(closed=(KEY,))] if keeps else [])
    world.service.forget()
    assert not world.memory.dirs.watching.exists()


def test_a_run_that_gave_nothing_only_moves_the_next_one(world: World) -> None:
    world.choose(hours=6, wait_when_metered=False)
    world.go_to_due()
    world.busy = False
    world.service.run_over(None)
    assert world.service.waits is Wait.NOTHING
    assert not world.service.doubts
