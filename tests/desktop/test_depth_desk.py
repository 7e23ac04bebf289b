"""The choice of depth in the window: kept, told with its cost, and careful with lines on which data costs money."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, choose, run_to_end
from tests.desktop.invented import describe
from waythrough.catalog.catalog import Catalog
from waythrough.catalog.profile import default_profile
from waythrough.model.run import Depth
from waythrough.store.dirs import portable_dirs
from waythrough.store.settings import Metered
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.depth_desk import DepthDesk
from waythrough_desktop.presenters.effort import effort_of, warning
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.presenters.settings import with_choice


def real_session(*, practice: bool = False) -> Session:
    catalog = Catalog.bundled()
    profile = default_profile()
    if practice:
        profile = type(profile)(practice=True)
    return Session(Network(profile=profile, platforms=catalog.short_list()), describe)


@pytest.fixture
def desk(memory: Memory, qapp: QApplication) -> DepthDesk:
    return DepthDesk(real_session(), memory, Background(), ask=lambda: True)


def test_the_choice_is_kept_and_holds_at_once(desk: DepthDesk, memory: Memory, tmp_path: Path) -> None:
    memory.change(lambda known: with_choice(known, "depth", "thorough"))
    memory.change(lambda known: with_choice(known, "metered", "yes"))
    memory.change(lambda known: with_choice(known, "local_dns", "on"))
    plan = desk._session.plan()
    assert (plan.depth, plan.settings.large, plan.settings.local_dns) == (Depth.THOROUGH, False, True)
    kept = Memory(portable_dirs(tmp_path / "home")).preferences.checks
    assert (kept.depth, kept.metered) == (Depth.THOROUGH, Metered.YES)
    again = DepthDesk(real_session(), memory, Background())
    assert again._session.plan().depth is Depth.THOROUGH


def test_a_thorough_check_tells_what_it_takes_in_one_sentence(desk: DepthDesk) -> None:
    session = desk._session
    assert warning(effort_of(session), 5) == ""
    session.measure(depth=Depth.THOROUGH)
    dear = effort_of(session)
    told = warning(dear, 5)
    assert told.startswith(f"A thorough check: up to about {dear.megabytes}\u00a0MB of data, and about ")
    assert told.count(".") == 1
    session.measure(large=False)
    cheap = effort_of(session)
    assert cheap.megabytes < dear.megabytes
    assert cheap.seconds(5) < dear.seconds(5)
    assert "speed is not measured" in warning(cheap, 5)


def test_the_practice_network_costs_nothing() -> None:
    session = real_session(practice=True)
    session.measure(depth=Depth.THOROUGH)
    assert warning(effort_of(session), 5) == ""


def test_the_system_is_asked_about_the_line_before_a_thorough_check(qtbot: QtBot, desk: DepthDesk) -> None:
    started: list[bool] = []

    def start() -> None:
        if desk.settled(start):
            started.append(desk._session.large)

    start()
    assert started == [True]  # not thorough: nobody is asked
    desk._session.measure(depth=Depth.THOROUGH)
    start()
    assert started == [True]
    qtbot.waitUntil(lambda: len(started) == 2)
    assert started[1] is False
    assert desk._background.close()


def test_who_says_that_data_is_free_is_believed(desk: DepthDesk, memory: Memory) -> None:
    memory.keep_metered(Metered.NO)
    desk._session.measure(depth=Depth.THOROUGH)
    assert desk.settled(lambda: None)


def test_a_window_runs_thoroughly_once_asked_to(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    wiring.memory.keep_metered(Metered.NO)
    choose(wiring, "depth", "thorough")
    assert "A thorough check: up to about" in wiring.page.amount.text()
    wiring.memory.give_consent(wiring.session)  # it was given for checks that go less deep
    run_to_end(qtbot, wiring)
    assert wiring.session.plan().depth is Depth.THOROUGH


def test_the_country_is_part_of_the_next_check(make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    assert wiring.session.plan().settings.country == ""
    choose(wiring, "country", "ir")
    assert wiring.session.plan().settings.country == "ir"
    assert wiring.session.profile.domestic_hosts == default_profile("ir").domestic_hosts != ()
    choose(wiring, "country", "")
    assert wiring.session.profile.domestic_hosts == ()
    assert wiring.memory.preferences.general.country == ""


def test_a_country_says_nothing_of_the_practice_network(make_wiring: MakeWiring) -> None:
    wiring = make_wiring(practice=True)
    choose(wiring, "country", "ir")
    assert wiring.session.plan().settings.country == ""
    assert wiring.session.profile.practice
