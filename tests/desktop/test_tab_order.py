"""The Tab key goes through a window as the eye does, and stops at everything that can be worked with."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end, speaking
from tests.desktop.walk import controls
from waythrough_desktop.shell import CHECK, HELP, HISTORY, REPORT, SERVICES, SETTINGS, WAYS
from waythrough_desktop.views.stops import stops_of
from waythrough_desktop.wiring import Wiring

PAGES = (CHECK, SERVICES, WAYS, HISTORY, REPORT, SETTINGS, HELP)
SIZE = (1240, 2400)  # so that nothing has scrolled when places are compared
TABS_AT_MOST = 200
SLACK = 4


language = speaking("en", "fa")


def opened(qtbot: QtBot, make_wiring: MakeWiring, *, services: int = 8) -> Wiring:
    wiring = make_wiring(services=services, keeps=True)
    wiring.window.resize(*SIZE)
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    run_to_end(qtbot, wiring)
    return wiring


def page_of(wiring: Wiring, place: int) -> QWidget:
    wiring.window.show_page(place)
    if place == HISTORY:
        rows = wiring.pages.history.page.list.list.model().rowCount
        for _time in range(200):
            if rows():
                break
            QTest.qWait(10)
        assert rows()
    page = wiring.window.stack.currentWidget()
    assert page is not None
    return page


def round_of(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Stops of one whole round, from where the cursor is."""
    met: list[QWidget] = []
    for _time in range(TABS_AT_MOST):
        now = window.focusWidget()
        if now in met:
            assert now is met[0], "a round that never comes back"
            return met
        met.append(now)
        QTest.keyClick(now, key)
    raise AssertionError("no end of stops")


def place_of(widget: QWidget) -> QRect:
    """In a window that reads from left to right; the mirrored place of one that does not."""
    window = widget.window()
    there = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    if widget.isRightToLeft() or window.isRightToLeft():
        there.moveLeft(window.width() - there.right() - 1)
    return there.adjusted(SLACK, SLACK, -SLACK, -SLACK)


def against_the_eye(stops: list[QWidget]) -> list[str]:
    """Pairs of which the second lies above the first in its column, or before it in its line."""
    found = []
    for (one, first), (two, second) in combinations([(each, place_of(each)) for each in stops], 2):
        beside = first.left() <= second.right() and second.left() <= first.right()
        in_line = first.top() <= second.bottom() and second.top() <= first.bottom()
        if (beside and second.bottom() < first.top()) or (in_line and second.right() < first.left()):
            found.append(f"{called(one)} before {called(two)}")
    return found


def called(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} “{text or widget.accessibleName()}”"


def missed(page: QWidget, met: list[QWidget]) -> list[str]:
    """What takes the cursor and was not met; of several of which one is chosen, one is enough."""
    inside = [each for each in controls(page) if each.isVisible() and each.isEnabled()]
    inside = [
        each for each in inside if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not each.focusProxy()
    ]
    groups = [each.group() for each in met if isinstance(each, QAbstractButton) and each.group() is not None]
    return [
        called(each)
        for each in inside
        if each not in met and not (isinstance(each, QAbstractButton) and each.group() in groups)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("place", PAGES)
def test_every_page_is_walked_as_it_is_read(
    qtbot: QtBot, make_wiring: MakeWiring, language: str, place: int
) -> None:
    wiring = opened(qtbot, make_wiring)
    page = page_of(wiring, place)
    wiring.window.sidebar.buttons[place].setFocus()
    met = round_of(wiring.window)
    inside = [page.isAncestorOf(each) for each in met]
    first, last = inside.index(True), len(inside) - 1 - inside[::-1].index(True)
    assert all(inside[first : last + 1]), "the cursor leaves the page in its middle"
    assert missed(page, met) == []
    assert against_the_eye(met[first : last + 1]) == []
    assert met[1:] == round_of(wiring.window, Qt.Key.Key_Backtab)[:0:-1], "back the same way"


def test_the_history_is_walked_from_its_buttons_to_its_list(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = opened(qtbot, make_wiring, services=2)
    page_of(wiring, HISTORY)
    sheet = wiring.pages.history.page.list
    sheet.charts.setFocus()
    assert round_of(wiring.window)[:4] == [sheet.charts, sheet.delete_all, sheet.search, sheet.list]


def test_the_list_of_pages_is_entered_at_the_shown_one(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    """Also when the cursor was on another entry before, and from behind."""
    wiring = opened(qtbot, make_wiring, services=2)
    buttons = wiring.window.sidebar.buttons
    buttons[CHECK].setFocus()
    wiring.window.show_page(HELP)
    stops = stops_of(wiring.window)
    assert [each for each in stops if each in buttons] == [buttons[HELP], wiring.window.sidebar.extra]
    stops[-1].setFocus()
    QTest.keyClick(stops[-1], Qt.Key.Key_Tab)
    assert wiring.window.focusWidget() is buttons[HELP]
    wiring.window.sidebar.extra.setFocus()
    QTest.keyClick(wiring.window.sidebar.extra, Qt.Key.Key_Backtab)
    assert wiring.window.focusWidget() is buttons[HELP]


def test_a_part_that_goes_gives_the_cursor_to_what_follows_it(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = opened(qtbot, make_wiring)
    proof = wiring.page.proof
    proof.filter.setFocus()
    proof.filter.hide()
    assert wiring.window.focusWidget() is proof.sorting


@pytest.mark.slow
def test_dialogs_are_walked_as_they_are_read(qtbot: QtBot, make_wiring: MakeWiring, language: str) -> None:
    wiring = opened(qtbot, make_wiring, services=2)
    talks = (
        lambda: wiring.tell_why("telegram", "direct"),
        lambda: wiring.talks.type_way(wiring.session.paths, lambda _spec: None),
    )
    for talk in talks:
        dialog = talk()
        assert dialog is not None
        dialog.resize(900, 1600)
        qtbot.waitUntil(dialog.isActiveWindow)
        first = stops_of(dialog)[0]
        first.setFocus()
        met = round_of(dialog)
        assert len(met) > 1
        assert missed(dialog, met) == []
        assert against_the_eye(met) == []
        dialog.close()
