"""How the window looks: sizes, directions, themes, and what stays where it is."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import Gate
from tests.desktop.test_window import texts
from waythrough_desktop import i18n
from waythrough_desktop.presenters.state import Act


def test_empty_states_lead_on(make_wiring: MakeWiring) -> None:
    alone = make_wiring(with_ways=False)
    assert alone.check.state.card.acts == (Act.ADD_WAY,)
    nothing = make_wiring(services=0)
    assert nothing.check.state.card.acts == (Act.USE_SHORT_LIST, Act.CHOOSE_SERVICES)
    assert not nothing.page.run_button.isEnabled()
    nothing.act(Act.USE_SHORT_LIST)
    assert nothing.page.run_button.isEnabled()
    assert len(nothing.session.platforms) >= 3


def test_the_least_window_shows_every_button_whole(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    window = wiring.window
    window.resize(QSize(900, 600))
    window.show()
    run_to_end(qtbot, wiring)
    for place in range(window.stack.count()):
        window.show_page(place)
        QApplication.processEvents()
        for button in window.findChildren(QPushButton):
            if button.isVisible():
                corner = button.mapTo(window, QPoint(0, 0))
                assert corner.x() >= 0
                assert corner.x() + button.width() <= window.width(), button.text()
                assert button.width() >= button.sizeHint().width() - 2, button.text()
    assert window.minimumSizeHint().width() <= 900
    assert window.minimumSizeHint().height() <= 600


def test_right_to_left_is_the_mirror_of_left_to_right(
    qtbot: QtBot, make_wiring: MakeWiring, qapp: QApplication
) -> None:
    def places() -> dict[str, tuple[int, int]]:
        wiring = make_wiring(services=6)
        window = wiring.window
        window.resize(1240, 740)
        window.show()
        run_to_end(qtbot, wiring)
        page = wiring.page
        parts = {
            "sidebar": window.sidebar,
            "run": page.run_button,
            "switch": page.switch,
            "rows": page.table.verticalHeader(),
        }
        return {
            name: (part.mapTo(window, QPoint(0, 0)).x(), part.mapTo(window, QPoint(0, 0)).x() + part.width())
            for name, part in parts.items()
        }

    left_to_right = places()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    mirrored = places()
    for name, (start, end) in left_to_right.items():
        assert abs((1240 - end) - mirrored[name][0]) <= 12, name
        assert abs((1240 - start) - mirrored[name][1]) <= 12, name


def test_persian_has_every_word_of_the_page(
    qtbot: QtBot, make_wiring: MakeWiring, qapp: QApplication
) -> None:
    i18n.install("fa")
    i18n.install_in(qapp)
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    state = wiring.check.state
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    shown = [state.amount, state.progress, state.card.title, *(item.text for item in state.legend)]
    for text in shown:
        foreign = "".join(char for char in text if char.isascii() and char.isalpha())
        assert foreign in {"", "Berlin"}, text
    assert texts(wiring)["Telegram"][1] == "باز می‌شود"


def test_updates_never_move_rows_and_the_end_keeps_the_selection(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    gate = Gate(free=6)
    wiring = make_wiring(gate.engine, services=6)
    wiring.window.show()
    wiring.page.table.setCurrentIndex(wiring.check.model.index_of(("signal", "w3")))
    wiring.start()
    wiring.page.table.setCurrentIndex(wiring.check.model.index_of(("signal", "w3")))
    QApplication.processEvents()  # the window lays itself out
    top = wiring.page.table.mapTo(wiring.window, QPoint(0, 0)).y()
    qtbot.waitUntil(gate.reached.is_set)
    assert wiring.page.table.mapTo(wiring.window, QPoint(0, 0)).y() == top
    with qtbot.waitSignal(wiring.run_over, timeout=2000):
        wiring.stop()
    assert wiring.check.model.key_at(wiring.page.table.currentIndex()) == ("signal", "w3")


def test_both_themes_and_views_paint_every_word(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=11)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    simple = wiring.page.table.grab().toImage()
    wiring.page.switch.set_second(True)
    detailed = wiring.page.table.grab().toImage()
    assert simple != detailed
    assert wiring.memory.detailed
    colours = {QImage(simple).pixelColor(x, 120).name() for x in range(0, simple.width(), 7)}
    assert len(colours) > 3
