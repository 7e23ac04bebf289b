"""The proof on the Check page: table or cards, search, order, and the keys between the areas."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import Gate
from tests.desktop.test_window import dialog_of, press
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.models.face import ColumnHead, RowHead
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.state import Order
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
        page.card.buttons[0],
        page.table,
        page.legend,
        window.sidebar.buttons[0],
        page.run_button,
    ]
    press(page.run_button, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window.sidebar.buttons[0]
