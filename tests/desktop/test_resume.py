"""Going on with a check that was cut short, and testing one box again."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import Gate, InventedEngine
from waythrough.catalog.catalog import Catalog
from waythrough.model.event import CellFinished, Event, PathChecked, RunFinished
from waythrough.model.network import NetworkProfile
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, RunPlan
from waythrough.store.dirs import StoreError
from waythrough.store.history import History
from waythrough.store.keeper import RunKeeper
from waythrough.store.ways import save_ways
from waythrough_desktop.bridge.source import EventSource
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network
from waythrough_desktop.presenters.state import Act, Phase
from waythrough_desktop.shell import CHECK, HISTORY
from waythrough_desktop.wiring import Wiring


class Spy:
    """An invented engine that remembers its plans."""

    def __init__(self) -> None:
        self.plans: list[RunPlan] = []

    def __call__(self, profile: NetworkProfile) -> EventSource:
        source = InventedEngine(profile, run_id=f"run-{len(self.plans) + 2}")
        events = source.events

        def spied(plan: RunPlan) -> object:
            self.plans.append(plan)
            return events(plan)

        source.events = spied  # type: ignore[assignment, method-assign]
        return source


class Today(InventedEngine):
    """One whose run is of now and of this line."""

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        async for event in super().events(plan):
            if isinstance(event, RunFinished):
                run = replace(event.run, started=time.time(), profile=NetworkProfile().name)
                yield RunFinished(run=run)
            else:
                yield event


async def _events(plan: RunPlan, profile: NetworkProfile, cells: int, keeper: RunKeeper) -> None:
    async for event in InventedEngine(profile, run_id="run-1").events(plan):
        if isinstance(event, PathChecked | RunFinished):
            return
        keeper.take(event)
        cells -= isinstance(event, CellFinished)
        if not cells:
            return


def _cut_short(wiring: Wiring, cells: int = 7, *, practice: bool = False) -> RunPlan:
    """A run of another start of the program, which was killed after some cells."""

    memory, plan = wiring.memory, wiring.session.plan()
    _ways_of_before(memory)
    problems: list[StoreError] = []
    profile = NetworkProfile(practice=practice)
    keeper = RunKeeper(memory.dirs.history, plan, profile, problems.append)
    asyncio.run(_events(plan, profile, cells, keeper))
    keeper.close()
    assert not problems
    return plan


def _ways_of_before(memory: Memory) -> None:
    """The ways were not changed since."""
    if not memory.dirs.ways.exists():
        save_ways(memory.dirs.ways, ())
    os.utime(memory.dirs.ways, (1.0, 1.0))


def _look(qtbot: QtBot, wiring: Wiring) -> None:
    wiring.resume.look()
    qtbot.waitUntil(lambda: not wiring.background.busy)


def _acts(wiring: Wiring) -> tuple[Act, ...]:
    return wiring.check.state.card.acts


def test_a_check_that_was_cut_short_is_offered_and_gone_on_with(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    spy = Spy()
    wiring = make_wiring(spy, keeps=True)
    _cut_short(wiring)
    _look(qtbot, wiring)
    assert wiring.check.state.card.title == "The last check was cut short: 7 of 20 done"
    assert _acts(wiring) == (Act.CONTINUE, Act.LET_BE)
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        wiring.act(Act.CONTINUE)
    (plan,) = spy.plans
    assert len(plan.known) == 7
    assert wiring.check.run is not None
    assert len(wiring.check.run.cells) == 20
    assert wiring.check.state.phase is Phase.DONE
    with History(wiring.memory.dirs.history) as history:
        assert [each.id for each in history.runs()] == ["run-2"], "both parts are one check"
    wiring.session.rest("w1", True)
    _look(qtbot, wiring)
    assert Act.CONTINUE not in _acts(wiring), "the newest run is whole"


def test_what_was_found_is_shown_at_once(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(Spy())
    _cut_short(wiring)
    _look(qtbot, wiring)
    begun: list[int] = []
    wiring.check.changed.connect(
        lambda state: begun.append(_found(wiring)) if state.phase is Phase.RUNNING else None
    )
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        wiring.go_on()
    assert begun[0] == 7


def _found(wiring: Wiring) -> int:
    model = wiring.check.model
    keys = [(row, column) for row in model.row_ids for column in model.column_ids]
    return sum(wiring.check.cell(key) is not None for key in keys)


def test_leaving_it_is_remembered(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    _cut_short(wiring)
    _look(qtbot, wiring)
    wiring.act(Act.LET_BE)
    assert Act.CONTINUE not in _acts(wiring)
    qtbot.waitUntil(lambda: not wiring.background.busy)
    _look(qtbot, wiring)
    assert Act.CONTINUE not in _acts(wiring)


def test_services_and_ways_that_are_gone_are_left_out(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    spy = Spy()
    wiring = make_wiring(spy, services=6)
    _cut_short(wiring)
    wiring.session.remove("w1")
    *others, own = wiring.session.platforms
    assert own.id not in Catalog.bundled()
    wiring.session.choose(others[1:])
    _ways_of_before(wiring.memory)
    _look(qtbot, wiring)
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        wiring.act(Act.CONTINUE)
    (plan,) = spy.plans
    assert "w1" not in {each.id for each in plan.paths}
    assert [each.id for each in plan.platforms] == [each.id for each in others], (
        "one of the catalogue is there"
    )


Case = Callable[[Wiring], object]


def _forget_consent(wiring: Wiring) -> None:
    wiring.memory.change(lambda known: replace(known, consent=replace(known.consent, version=0)))


@pytest.mark.parametrize(
    "case",
    [
        _forget_consent,
        lambda wiring: wiring.memory.change(
            lambda known: replace(known, consent=replace(known.consent, services=()))
        ),
        lambda wiring: wiring.memory.dirs.history.unlink(),
        lambda wiring: wiring.memory.dirs.history.write_bytes(b"no history at all, but something else"),
    ],
)
def test_nothing_is_offered_that_was_not_agreed_to_or_is_not_there(
    qtbot: QtBot, make_wiring: MakeWiring, case: Case
) -> None:
    wiring = make_wiring()
    _cut_short(wiring)
    case(wiring)
    _look(qtbot, wiring)
    assert Act.CONTINUE not in _acts(wiring)


def test_a_practice_run_is_offered_in_practice_only(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    spy = Spy()
    wiring = make_wiring()
    _cut_short(wiring, practice=True)
    _look(qtbot, wiring)
    assert Act.CONTINUE not in _acts(wiring)
    practice = make_wiring(spy, practice=True)
    _look(qtbot, practice)
    assert _acts(practice) == (Act.CONTINUE, Act.LET_BE)
    with qtbot.waitSignal(practice.run_over, timeout=10_000):
        practice.act(Act.CONTINUE)
    assert len(spy.plans[0].known) == 7, "its ways have no file that could have changed"


def test_a_check_that_was_stopped_can_be_gone_on_with(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    gate = Gate(free=3)
    wiring = make_wiring(lambda profile: Today(profile, pace=gate), keeps=True)
    _ways_of_before(wiring.memory)
    wiring.start()
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(wiring.run_over, timeout=2000):
        wiring.stop()
    qtbot.waitUntil(lambda: _acts(wiring)[:1] == (Act.CONTINUE,))


def test_the_history_offers_to_go_on(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    spy = Spy()
    wiring = make_wiring(spy, keeps=True)
    _cut_short(wiring)
    wiring.window.show()
    wiring.window.show_page(HISTORY)
    page = wiring.pages.history.page
    qtbot.waitUntil(lambda: not wiring.background.busy)
    wiring.pages.history.open("run-1")
    qtbot.waitUntil(page.run.rest.isVisible)
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        page.run.rest.click()
    assert len(spy.plans[0].known) == 7
    assert wiring.window.place == CHECK
    wiring.window.show_page(HISTORY)
    qtbot.waitUntil(lambda: not wiring.background.busy)
    wiring.pages.history.open("run-2")
    qtbot.waitUntil(lambda: not wiring.background.busy)
    assert page.run.rest.isHidden(), "nothing is left of it"


def _box(wiring: Wiring, key: tuple[str, str]) -> Cell:
    found = wiring.check.cell(key)
    assert found is not None
    return found


def test_one_box_is_tested_again_and_the_others_stay(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    spy = Spy()
    wiring = make_wiring(spy)
    run_to_end(qtbot, wiring)
    order = tuple(wiring.check.model.column_ids)
    key = ("telegram", DIRECT_ID)
    beside = _box(wiring, ("signal", "w1"))
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        wiring.check_again(key)
    known = {each.key for each in spy.plans[1].known}
    assert key not in known
    assert len(known) >= 18, "at most one more is asked as a control"
    assert _box(wiring, ("signal", "w1")).verdict == beside.verdict
    assert tuple(wiring.check.model.column_ids) == order


def test_a_box_is_tested_again_as_quietly_as_is_wished_now(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    spy = Spy()
    wiring = make_wiring(spy)
    run_to_end(qtbot, wiring)
    wiring.memory.change(lambda known: replace(known, safety=replace(known.safety, quiet=True)))
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        wiring.check_again(("telegram", DIRECT_ID))
    assert [plan.settings.quiet for plan in spy.plans] == [False, True]


def test_ways_are_tried_as_quietly_as_is_wished_now(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    spy = Spy()
    wiring = make_wiring(spy)
    wiring.memory.change(lambda known: replace(known, safety=replace(known.safety, quiet=True)))
    wiring.pages.ways.test(("w1",))
    qtbot.waitUntil(lambda: not wiring.trial.running)
    (plan,) = spy.plans
    assert (plan.platforms, plan.settings.quiet) == ((), True)


def test_the_practice_network_hears_nothing_of_a_check_of_the_real_one(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    spy = Spy()
    wiring = make_wiring(spy)
    _cut_short(wiring)
    _look(qtbot, wiring)
    wiring.act(Act.CONTINUE)
    wiring.session.move_to(Network(profile=NetworkProfile(practice=True), platforms=()))
    qtbot.waitUntil(lambda: not wiring.background.busy)
    assert not wiring.bridge.running
    assert spy.plans == []


def test_a_way_that_leads_elsewhere_is_agreed_to_first(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    spy = Spy()
    wiring = make_wiring(spy)
    run_to_end(qtbot, wiring)
    wiring.check.forget_way("w2")
    wiring.memory.forget_consent("w2")
    wiring.check_again(("telegram", "w1"))
    assert len(spy.plans) == 1
    wiring.memory.give_consent(wiring.session)
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        wiring.check_again(("telegram", "w1"))
    assert "w2" not in {each.id for each in spy.plans[1].paths}


def test_a_box_that_is_gone_is_not_tested(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    spy = Spy()
    wiring = make_wiring(spy)
    run_to_end(qtbot, wiring)
    wiring.session.remove("w1")
    wiring.check_again(("telegram", "w1"))
    assert len(spy.plans) == 1
