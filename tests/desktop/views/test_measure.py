"""On a very wide screen text keeps a width that is read well, at the beginning of its line in both directions."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from waythrough_desktop import dress, i18n, style
from waythrough_desktop.models.face import ColumnHead, RowHead
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.shell import HELP, HISTORY, SERVICES, SETTINGS, WAYS
from waythrough_desktop.views.main_window import START
from waythrough_desktop.views.matrix_view import COLUMN_MOST
from waythrough_desktop.views.measure import EDGE, MEASURES, measure, set_margins
from waythrough_desktop.views.prose import Label

WIDE = (3840, 2160)


@pytest.fixture(params=["en", "fa"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    dress.speak(qapp, request.param)
    dress.paint(qapp, "light", 100)
    yield str(request.param)
    dress.speak(qapp, "en")
    style.apply(qapp, style.theme(), 100)


@pytest.mark.parametrize("place", [HELP, SETTINGS])
def test_lines_are_no_wider_than_is_read_well(
    qtbot: QtBot, make_wiring: MakeWiring, language: str, place: int
) -> None:
    window = make_wiring().window
    window.resize(*WIDE)
    window.show()
    window.show_page(place)
    page = window.stack.currentWidget()
    assert page is not None
    qtbot.waitUntil(lambda: page.width() > 3000)
    QApplication.processEvents()
    texts = [each for each in page.findChildren(Label) if each.isVisible() and len(each.text()) > 90]
    assert len(texts) > 3
    for text in texts:
        assert text.width() < measure() * 1.2, text.text()
        begin = text.mapTo(page, QPoint(0, 0)).x()
        gap = page.width() - begin - text.width() if i18n.right_to_left() else begin
        assert gap < 120, text.text()


def test_the_check_ends_with_its_table(qtbot: QtBot, make_wiring: MakeWiring, language: str) -> None:
    wiring = make_wiring(services=8)
    wiring.window.resize(*WIDE)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    page = wiring.page
    qtbot.waitUntil(lambda: page.width() > 3000)
    QApplication.processEvents()
    parts = (page.run_button, page.card, page.proof, page.legend)
    ends = [each.mapTo(page, QPoint(0 if i18n.right_to_left() else each.width(), 0)).x() for each in parts]
    assert len(set(ends)) == 1
    width = abs(ends[0] - (page.width() if i18n.right_to_left() else 0))
    assert width == max(round(MEASURES * measure()), page.proof.width_most()) + EDGE
    assert width < page.width() / 2
    table = page.table
    assert table.isVisible()
    assert not table.horizontalScrollBar().isVisible()


@pytest.mark.parametrize("place", [SERVICES, WAYS, HISTORY])
def test_lists_end_where_the_check_does(
    qtbot: QtBot, make_wiring: MakeWiring, language: str, place: int
) -> None:
    wiring = make_wiring(keeps=True)
    wiring.window.resize(*WIDE)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    wiring.window.show_page(place)
    page = wiring.window.stack.currentWidget()
    assert page is not None
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(QPushButton)))
    QApplication.processEvents()
    assert page.width() > 3000
    buttons = [each for each in page.findChildren(QPushButton) if each.isVisible()]
    for each in buttons:
        begin = each.mapTo(page, QPoint(0, 0)).x()
        end = page.width() - begin if i18n.right_to_left() else begin + each.width()
        assert end <= MEASURES * measure() + EDGE, each.text()


def test_a_table_of_many_ways_takes_the_room_there_is(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=8)
    table, proof = wiring.page.table, wiring.page.proof
    run_to_end(qtbot, wiring)
    few = proof.width_most()
    model = table.model()
    assert isinstance(model, MatrixModel)
    model.lay_out(
        [RowHead(id=f"s{n}", name=f"Service {n}") for n in range(8)],
        [ColumnHead(id=f"w{n}", name=f"Way {n}") for n in range(12)],
    )
    assert proof.width_most() >= 12 * COLUMN_MOST > few


def test_margins_follow_the_direction(qtbot: QtBot, language: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    box = QVBoxLayout(parent)
    set_margins(box, 22, 1, 16, 2)
    margins = box.contentsMargins()
    assert (margins.left(), margins.right()) == ((16, 22) if language == "fa" else (22, 16))


def test_a_window_of_common_size_is_filled(qtbot: QtBot, make_wiring: MakeWiring, language: str) -> None:
    wiring = make_wiring()
    wiring.window.resize(*START)
    wiring.window.show()
    run_to_end(qtbot, wiring)
    page = wiring.page
    assert page.width() > START[0] / 2
    assert page.card.width() == page.width() - 2 * EDGE
