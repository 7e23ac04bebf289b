"""The whole window on an invented engine: run, stop, close, faults, both directions, keys alone."""

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import Gate, InventedEngine
from waythrough.model.network import NetworkProfile
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.paths.importing.links import parse_spec
from waythrough.store.dirs import portable_dirs
from waythrough.store.settings import with_consent
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.consent import ConsentDialog
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.state import Act, Phase
from waythrough_desktop.shell import CHECK, SERVICES, WAYS
from waythrough_desktop.wiring import Wiring


def press(
    widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(widget, key, modifier)


def texts(wiring: Wiring) -> dict[str, list[str]]:
    model = wiring.check.model
    return {
        model.row_head(row).name: [model.face_at(row, column).text for column in range(model.columnCount())]
        for row in range(model.rowCount())
    }


def dialog_of(kind: type[Any], window: QWidget) -> Any:
    found = [each for each in window.findChildren(kind) if each.isVisible()]
    return found[0] if found else None


def test_before_the_run_everything_is_there_but_nothing_is_claimed(make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    assert set(texts(wiring)["Telegram"]) == {"Not checked"}
    assert wiring.page.amount.text() == (
        "4 services · 4 ways · about 20\u00a0seconds · about 0.2\u00a0MB · results stay on this computer"
    )
    assert wiring.page.run_button.text() == "Check now"
    assert [item.text for item in wiring.check.state.legend] == ["Not checked"]


def test_a_run_fills_the_matrix_and_says_what_to_use(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    heads = [wiring.check.model.column_head(place) for place in range(5)]
    assert [head.name for head in heads][:2] == ["Direct", "Berlin"]
    assert [head.best for head in heads] == ["", "Best", "", "", ""]
    assert heads[1].state == "opens 4 of 4"
    assert texts(wiring)["Telegram"][:2] == ["Blocked", "Works"]
    state = wiring.check.state
    assert state.phase is Phase.DONE
    assert state.card.title == "Use Berlin – it opens all 4 services"
    assert state.card.acts == (Act.HOW_TO_USE, Act.SAVE_REPORT)
    assert "Not checked" not in [item.text for item in state.legend]


def test_stop_keeps_what_was_found_and_claims_nothing_of_the_rest(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    gate = Gate(free=3)
    wiring = make_wiring(gate.engine)
    wiring.start()
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(wiring.run_over, timeout=1000):
        wiring.stop()
        assert wiring.check.state.phase is Phase.STOPPING
    assert texts(wiring)["Telegram"][:2] == ["Blocked", "Works"]
    assert "Not checked" in texts(wiring)["YouTube"]
    assert wiring.check.state.card.title.startswith("Stopped after")
    assert not wiring.bridge.running


def test_a_run_that_does_not_listen_is_stopped_within_a_second(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    gate = Gate(free=2)
    wiring = make_wiring(lambda profile: InventedEngine(profile, pace=gate, deaf=True))
    wiring.start()
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(wiring.run_over, timeout=1000):
        wiring.stop()
    shown = {text for row in texts(wiring).values() for text in row}
    assert shown.isdisjoint({"Checking…", "Waiting"})


def test_closing_in_the_middle_of_a_run_is_clean(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    before = threading.active_count()
    gate = Gate(free=2)
    wiring = make_wiring(lambda profile: InventedEngine(profile, pace=gate, deaf=True))
    wiring.window.show()
    wiring.start()
    qtbot.waitUntil(gate.reached.is_set)
    wiring.window.close()
    assert wiring.close()
    assert threading.active_count() == before


def test_a_fault_of_the_program_is_never_called_blocked(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(lambda profile: InventedEngine(profile, fails_after=1))
    run_to_end(qtbot, wiring)
    card = wiring.check.state.card
    assert "fault in this program" in card.title
    assert "RUN-RuntimeError" in card.text
    assert card.acts == (Act.CHECK, Act.COPY_ERROR)
    assert texts(wiring)["WhatsApp"] == ["Not checked"] * 5
    wiring.act(Act.COPY_ERROR)
    assert "invented fault" in QApplication.clipboard().text()


def test_a_matter_of_the_whole_line_takes_the_place_of_the_advice(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    portal = Verdict(
        label=Label.CAPTIVE_PORTAL,
        rule_id="local.portal",
        confidence=Confidence.CONFIRMED,
        locus=Locus.LOCAL,
    )
    wiring = make_wiring(lambda profile: InventedEngine(profile, network=(portal,)), services=0)
    wiring.check.prepare((), ())
    assert wiring.check.state.empty


def agreed_before(home: Path) -> Memory:
    """Settings of somebody who knows what a check does, and has agreed to none of these services."""
    memory = Memory(portable_dirs(home))
    memory.change(lambda known: with_consent(known, 0.0))
    return memory


def test_what_was_not_agreed_to_waits_for_the_consent(
    qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path
) -> None:
    opened: list[NetworkProfile] = []

    def open_source(profile: NetworkProfile) -> InventedEngine:
        opened.append(profile)
        return InventedEngine(profile)

    wiring = make_wiring(open_source, remembers=agreed_before(tmp_path / "fresh"))
    wiring.window.show()
    wiring.start()
    asked = dialog_of(ConsentDialog, wiring.window)
    assert asked is not None
    assert opened == []
    with qtbot.waitSignal(wiring.run_over, timeout=5000):
        asked.agree.click()
    assert len(opened) == 1
    assert Memory(portable_dirs(tmp_path / "fresh")).agreed_to(wiring.session)


def test_saying_no_sends_nothing_and_leads_to_the_services(make_wiring: MakeWiring, tmp_path: Path) -> None:
    wiring = make_wiring(remembers=agreed_before(tmp_path / "fresh"))
    wiring.window.show()
    wiring.start()
    dialog_of(ConsentDialog, wiring.window).choose.click()
    assert not wiring.bridge.running
    assert wiring.window.stack.currentIndex() == SERVICES


def test_a_way_that_came_later_is_asked_about_before_it_is_contacted(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    wiring = make_wiring(with_ways=False)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    wiring.session.add([parse_spec("Office=socks5://198.51.100.7:1080")])
    wiring.start()
    asked = dialog_of(ConsentDialog, wiring.window)
    assert not wiring.bridge.running
    assert any("New since you agreed" in each.text() for each in asked.findChildren(QLabel))
    assert not asked.fold.isVisible()  # a way has no hosts that could be shown
    asked.cancel.click()
    assert not wiring.bridge.running
    assert wiring.window.stack.currentIndex() == CHECK


def test_no_way_of_ones_own_is_asked_for_on_the_practice_network(make_wiring: MakeWiring) -> None:
    wiring = make_wiring(practice=True)
    wiring.window.show()
    wiring.act(Act.ADD_WAY)
    assert dialog_of(AddWayDialog, wiring.window) is None
    assert not wiring.pages.ways_page.add_button.isVisible()
    assert wiring.pages.ways_page.practice_note.isVisible()
    assert wiring.pages.services_page.own.isHidden()
    alone = make_wiring(practice=True, with_ways=False)
    assert Act.ADD_WAY not in alone.check.state.card.acts


def test_practice_needs_no_consent_and_says_what_it_is(
    qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path
) -> None:
    wiring = make_wiring(practice=True, remembers=Memory(portable_dirs(tmp_path / "fresh")))
    wiring.window.show()
    run_to_end(qtbot, wiring)
    words = [
        each.text()
        for each in wiring.window.findChildren(QWidget)
        if hasattr(each, "text") and each.isVisible()
    ]
    assert any("Practice network" in text for text in words)


def test_the_whole_job_by_keyboard_alone(
    qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiring = make_wiring(services=6)
    window = wiring.window
    with qtbot.waitActive(window):
        window.show()
    assert window.focusWidget() is wiring.page.run_button
    with qtbot.waitSignal(wiring.run_over, timeout=5000):
        press(window, Qt.Key.Key_F5)
    wiring.page.table.setFocus()
    for _step in range(20):
        if window.focusWidget() is wiring.page.table:
            break
        press(window.focusWidget(), Qt.Key.Key_Tab)
    table = wiring.page.table
    assert window.focusWidget() is table
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Right)
    assert wiring.check.model.key_at(table.currentIndex()) == ("whatsapp", "w1")
    press(table, Qt.Key.Key_Return)
    told = dialog_of(WhyDialog, window)
    assert told.state.headline == "WhatsApp opens with Berlin"
    press(told, Qt.Key.Key_Escape)
    place = tmp_path / "report.html"
    press(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    desk = wiring.pages.report
    qtbot.waitUntil(lambda: desk.ready)
    desk.ask = lambda _parent, _title, _name: str(place)
    assert window.focusWidget() is desk.page.save
    press(desk.page.save, Qt.Key.Key_Return)
    assert place.read_bytes().startswith(b"<!")
    window.activateWindow()  # no window manager does that after a dialog here
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentIndex() == WAYS


def test_the_tab_key_goes_as_the_eye_does(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(practice=True)
    window, page = wiring.window, wiring.page
    with qtbot.waitActive(window):
        window.show()
    run_to_end(qtbot, wiring)
    fold, *acts = (each for each in page.card.findChildren(QPushButton) if each.isVisible())
    assert fold is page.card.fold
    assert acts
    order = [page.run_button, fold, *acts, page.switch.buttons[0], page.proof.shown]
    seen: list[QWidget] = []
    page.run_button.setFocus()
    while len(seen) < len(order):
        seen.append(window.focusWidget())
        press(window.focusWidget(), Qt.Key.Key_Tab)
    assert seen == order
    leave = window.findChildren(QPushButton, "leave")[0]
    leave.setFocus()
    press(leave, Qt.Key.Key_Tab)
    assert window.focusWidget() is page.run_button


def test_enter_changes_the_page(make_wiring: MakeWiring, qtbot: QtBot) -> None:
    wiring = make_wiring()
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    button = wiring.window.sidebar.buttons[WAYS]
    button.setFocus()
    press(button, Qt.Key.Key_Return)
    assert wiring.window.stack.currentIndex() == WAYS


def test_a_way_is_added_by_its_link_and_stands_in_the_next_check(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = make_wiring(with_ways=False)
    wiring.window.show()
    wiring.act(Act.ADD_WAY)
    dialog = dialog_of(AddWayDialog, wiring.window)
    dialog.text.setPlainText("socks5://me:secret@198.51.100.7:1080")
    qtbot.waitUntil(dialog.add_button.isEnabled)
    dialog.name.setText("Office")
    dialog.add_button.click()
    assert [path.name for path in wiring.session.paths] == ["Office"]
    assert [path.name for path in memory.ways] == ["Office"]
    assert wiring.check.model.column_head(1).name == "Office"


def test_what_is_known_stays_when_the_choice_changes(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    wiring.session.remove("w4")
    wiring.session.choose(wiring.session.platforms[:2])
    assert texts(wiring)["Telegram"][:2] == ["Blocked", "Works"]
    assert list(texts(wiring)) == ["Telegram", "WhatsApp"]
    assert wiring.check.run is not None


def test_a_choice_in_the_middle_of_a_run_does_not_disturb_it(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    gate = Gate(free=2)
    wiring = make_wiring(gate.engine)
    wiring.start()
    qtbot.waitUntil(gate.reached.is_set)
    wiring.session.choose(wiring.session.platforms[:1])
    assert wiring.check.model.rowCount() == 4
    with qtbot.waitSignal(wiring.run_over, timeout=2000):
        wiring.stop()
    assert wiring.check.model.rowCount() == 4
