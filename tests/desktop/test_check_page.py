"""The proof on the Check page: table or cards, search, order, and the keys between the areas."""

from collections.abc import AsyncIterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import Gate, InventedEngine
from tests.desktop.test_window import dialog_of, press
from waythrough.model.event import CellStarted, Event
from waythrough.model.run import RunPlan
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.models.face import ColumnHead, RowHead
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.state import Act, Order
from waythrough_desktop.views.card_view import act_text
from waythrough_desktop.views.check_page import LINES_FOR_LEGEND, CheckPage
from waythrough_desktop.views.proof_view import ProofView
from waythrough_desktop.wiring import Wiring


def names(wiring: Wiring) -> list[str]:
    model = wiring.check.model
    return [model.row_head(row).name for row in range(model.rowCount())]


def test_few_services_are_cards_that_say_which_way_opens_them(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=3)
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    run_to_end(qtbot, wiring)
    cards = wiring.page.cards
    assert cards.isVisible()
    assert not wiring.page.table.isVisible()
    assert cards.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Telegram, opens with Berlin, Works, 0.4 seconds"
    )
    cards.setFocus(Qt.FocusReason.TabFocusReason)
    press(cards, Qt.Key.Key_Down)
    press(cards, Qt.Key.Key_Return)
    assert cards.model().rowCount() == 3 * 2 + 5
    press(cards, Qt.Key.Key_Down)
    press(cards, Qt.Key.Key_Return)
    told = dialog_of(WhyDialog, wiring.window)
    assert told.state.headline == "Telegram is blocked on this network"
    told.close()
    press(cards, Qt.Key.Key_Left)
    assert cards.model().rowCount() == 3 * 2


def test_a_click_on_a_card_tells_why(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=3)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    cards = wiring.page.cards
    place = cards.visualRect(cards.model().index(2, 0)).center()
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog_of(WhyDialog, wiring.window).state.headline == "WhatsApp opens with Berlin"


def test_the_keyboard_stays_at_its_result_when_cards_take_the_place_of_the_table(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    wiring = make_wiring(services=8)
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    run_to_end(qtbot, wiring)
    page, session = wiring.page, wiring.session
    page.table.setFocus()
    page.table.setCurrentIndex(wiring.check.model.index_of(("whatsapp", "w2")))
    session.choose(session.platforms[:4])
    assert page.proof.shown is page.cards
    assert wiring.window.focusWidget() is page.cards
    assert page.cards.current_key() == ("whatsapp", "w2")


def test_a_narrow_page_shows_cards_however_many_services(qtbot: QtBot) -> None:
    model = MatrixModel()
    rows = [RowHead(id=f"s{n}", name=f"Service {n}") for n in range(8)]
    model.lay_out(rows, [ColumnHead(id=f"w{n}", name=f"Way number {n}") for n in range(4)])
    proof = ProofView(model)
    model.setParent(proof)
    qtbot.addWidget(proof)
    proof.set_words(("Not connected",))
    wanted = proof.table.width_wanted()
    with qtbot.waitActive(proof):
        proof.show()
    proof.resize(wanted + 100, 400)
    proof.table.setCurrentIndex(model.index_of(("s5", "w1")))
    proof.table.setFocus()
    proof.resize(wanted - 10, 400)
    assert proof.as_cards
    assert proof.focusWidget() is proof.cards
    assert proof.cards.current_key() == ("s5", "w1")
    proof.resize(wanted + 100, 400)
    assert not proof.as_cards
    assert proof.table.current_key() == ("s5", "w1")


def test_searching_narrows_the_rows_and_esc_clears_before_it_stops(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    gate = Gate(free=2)
    wiring = make_wiring(gate.engine, services=8)
    window = wiring.window
    with qtbot.waitActive(window):
        window.show()
    wiring.start()
    qtbot.waitUntil(gate.reached.is_set)
    press(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = wiring.page.proof.filter
    assert window.focusWidget() is field
    QTest.keyClicks(field, "whats")
    assert names(wiring) == ["WhatsApp"]
    assert not wiring.page.proof.as_cards
    QTest.keyClicks(field, "zzz")
    assert wiring.page.proof.nothing.isVisible()
    press(field, Qt.Key.Key_Escape)
    assert len(names(wiring)) == 8
    assert wiring.bridge.running
    with qtbot.waitSignal(wiring.run_over, timeout=2000):
        press(field, Qt.Key.Key_Escape)


def test_rows_are_sorted_when_asked_and_it_is_announced(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=8)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    said: list[str] = []
    wiring.check.announced.connect(said.append)
    chosen = names(wiring)
    proof = wiring.page.proof
    proof._orders[Order.NAME].trigger()
    assert names(wiring) == sorted(chosen, key=str.casefold)
    proof.table.sort_asked.emit("direct")
    assert names(wiring)[-1] == "Wikipedia"
    proof.table.sort_asked.emit("direct")
    assert names(wiring)[0] == "Wikipedia"
    proof._orders[Order.CHOSEN].trigger()
    assert names(wiring) == chosen
    assert said == [
        "sorted by name",
        "sorted by Direct: what does not open first",
        "sorted by Direct: what opens first",
        "The services stand as they were chosen",
    ]


def test_a_new_run_moves_no_row_until_it_is_over(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    gate = Gate(free=40)
    wiring = make_wiring(gate.engine, services=8)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    wiring.check.sort(Order.WAY, "direct")
    order = names(wiring)
    gate.free = 12
    wiring.start()
    assert names(wiring) == order
    qtbot.waitUntil(gate.reached.is_set)
    assert names(wiring) == order
    with qtbot.waitSignal(wiring.run_over, timeout=2000):
        wiring.stop()


def test_f6_goes_round_the_areas_and_back(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=8)
    window, page = wiring.window, wiring.page
    with qtbot.waitActive(window):
        window.show()
    run_to_end(qtbot, wiring)
    page.run_button.setFocus()
    seen = []
    for _step in range(5):
        press(window.focusWidget(), Qt.Key.Key_F6)
        seen.append(window.focusWidget())
    assert seen == [
        page.card.fold,
        page.table,
        page.legend,
        window.sidebar.buttons[0],
        page.run_button,
    ]
    press(page.run_button, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window.sidebar.buttons[0]


def test_in_a_low_window_the_results_keep_the_room_of_the_legend(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    wiring = make_wiring(services=8)
    page = wiring.page
    low = page.fontMetrics().lineSpacing() * LINES_FOR_LEGEND - 1
    page.resize(1000, low)
    run_to_end(qtbot, wiring)
    assert page.run_button.text()
    assert page.legend.isHidden()
    page.resize(1000, low + 1)
    wiring.check.sort(Order.NAME)
    assert not page.legend.isHidden()


def test_one_result_is_checked_again_and_all_others_stay(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    tested: list[tuple[str, str]] = []

    class Counting(InventedEngine):
        async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
            async for event in super().events(plan):
                if isinstance(event, CellStarted):
                    tested.append((event.platform_id, event.path_id))
                yield event

    wiring = make_wiring(Counting, services=3)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    assert len(tested) == 15
    tested.clear()
    told = wiring.tell_why("telegram", "w2")
    assert told is not None
    with qtbot.waitSignal(wiring.run_over, timeout=5000):
        told.again.click()
        words = [wiring.check.model.face_at(1, column).text for column in range(5)]
        assert "Waiting" not in words
    assert ("telegram", "w2") in tested
    assert {service for service, _way in tested} == {"telegram"}
    assert wiring.check.state.card.title == "Use Berlin – it opens all 3 services"


def test_simple_says_one_sentence_and_detailed_says_all(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=11)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    card = wiring.page.card
    text, more = wiring.check.state.card.text, wiring.check.state.card.more
    assert "Not safe on the direct line" in text
    assert text.count(".") <= 4
    assert "If Berlin stops" in more
    assert not card._more.isVisible()
    card.fold.click()
    assert card._more.isVisible()
    card.fold.click()
    wiring.page.switch.set_second(True)
    assert card._more.isVisible()
    assert not card.fold.isVisible()


def test_why_leads_to_the_use_of_the_way_that_opens(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=3)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    told = wiring.tell_why("telegram", "direct")
    assert told is not None
    assert told.state.advice_time == "It took 0.4\u00a0s that way."
    assert "3 tries, same answer each time" in told.state.where
    asked: list[str] = []
    shown = wiring.talks.why(told.state, None, asked.append)
    shown.findChildren(QPushButton, "how_to_use")[0].click()
    assert asked == ["w1"]
    without = wiring.talks.why(told.state, None, None)
    assert not without.findChildren(QPushButton, "how_to_use")


def test_details_are_open_at_once_for_field_staff(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=3)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    wiring.page.switch.set_second(True)
    told = wiring.tell_why("telegram", "direct")
    assert told is not None
    assert told.details.isVisible()


def test_every_act_has_words() -> None:
    assert all(act_text(act) for act in Act)


def test_before_the_first_state_nothing_without_words_is_shown(qtbot: QtBot) -> None:
    model = MatrixModel()
    page = CheckPage(model)
    qtbot.addWidget(page)
    page.resize(1240, 740)
    page.show()
    assert page.amount.text() == "One moment…"
    assert not any(
        each.isVisible() for each in (page.run_button, page.card, page.note, page.proof, page.legend)
    )
    assert not any(each.isVisible() for each in page.findChildren(QPushButton))
    page.show_state(CheckPresenter(model).state)
    assert all(each.isVisible() for each in (page.run_button, page.card, page.legend))
