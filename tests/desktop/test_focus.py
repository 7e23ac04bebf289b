"""Where the cursor goes by itself: with a page that is left, and with a window that is made anew."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end, visit_all
from waythrough_desktop.shell import CHECK, HELP, HISTORY, REPORT, SERVICES, SETTINGS, WAYS
from waythrough_desktop.views.fold import Fold
from waythrough_desktop.views.parts import Switch
from waythrough_desktop.wiring import Wiring

PAGES = (SERVICES, WAYS, HISTORY, REPORT, SETTINGS, HELP, CHECK)


def opened(qtbot: QtBot, make_wiring: MakeWiring) -> Wiring:
    wiring = make_wiring()
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    run_to_end(qtbot, wiring)
    return wiring


def redressed(qtbot: QtBot, wiring: Wiring) -> None:
    with qtbot.waitSignal(wiring.redressed):
        wiring.redress()


def stops(wiring: Wiring) -> list[QAbstractButton]:
    """Buttons of the page that is shown to which the Tab key leads."""
    page = wiring.window.stack.currentWidget()
    assert page is not None
    found = page.findChildren(QAbstractButton)
    return [each for each in found if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus]


def said(widget: QWidget, text: QAccessible.Text = QAccessible.Text.Name) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(text)


def test_a_page_that_comes_takes_the_cursor_of_the_one_that_goes(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    wiring = opened(qtbot, make_wiring)
    wiring.page.run_button.setFocus()
    for place in PAGES:
        QTest.keyClick(wiring.window, Qt.Key(Qt.Key.Key_1 + place), Qt.KeyboardModifier.ControlModifier)
        now = wiring.window.focusWidget()
        page = wiring.window.stack.currentWidget()
        assert page is not None
        assert page.isAncestorOf(now), place
        assert now.focusPolicy() & Qt.FocusPolicy.TabFocus, place
        assert said(now), place


def test_arrows_in_the_list_of_pages_leave_the_cursor_there(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = opened(qtbot, make_wiring)
    buttons = wiring.window.sidebar.buttons
    buttons[CHECK].setFocus()
    for place in (SERVICES, WAYS, HISTORY):
        QTest.keyClick(wiring.window.focusWidget(), Qt.Key.Key_Down)
        assert wiring.window.place == place
        assert wiring.window.focusWidget() is buttons[place]


@pytest.mark.parametrize("place", [CHECK, WAYS, HELP])
def test_the_cursor_stands_where_it_stood_in_a_window_made_anew(
    qtbot: QtBot, make_wiring: MakeWiring, place: int
) -> None:
    wiring = opened(qtbot, make_wiring)
    wiring.window.show_page(place)
    shown = stops(wiring)
    for number in range(0, len(shown), 3):
        shown[number].setFocus()
        name = said(shown[number])
        redressed(qtbot, wiring)
        now = wiring.window.focusWidget()
        assert now is not shown[number]
        assert said(now) == name
        shown = stops(wiring)


def test_the_box_of_the_table_is_found_again(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(services=8)
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    run_to_end(qtbot, wiring)
    wiring.page.table.setFocus()
    wiring.page.table.set_current_key(("signal", "w2"))
    redressed(qtbot, wiring)
    qtbot.waitUntil(wiring.page.table.hasFocus)
    assert wiring.page.table.current_key() == ("signal", "w2")


def test_what_is_not_there_any_more_gives_the_cursor_to_the_page(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    wiring = opened(qtbot, make_wiring)
    gone = QLabel("gone", wiring.page)
    gone.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    gone.show()
    gone.setFocus()
    redressed(qtbot, wiring)
    assert wiring.window.focusWidget() is wiring.page.run_button


def test_one_of_several_is_no_box_to_tick(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = opened(qtbot, make_wiring)
    visit_all(wiring)
    choices: list[QAbstractButton] = [*wiring.window.sidebar.buttons[:-1]]
    choices += [each for switch in wiring.window.findChildren(Switch) for each in switch.buttons]
    assert len(choices) >= 7 + 2
    for each in choices:
        assert QAccessible.queryAccessibleInterface(each).role() is QAccessible.Role.RadioButton
    last = QAccessible.queryAccessibleInterface(wiring.window.sidebar.extra)
    assert last.role() is QAccessible.Role.PushButton


def test_what_folds_says_what_it_does_next(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = opened(qtbot, make_wiring)
    dialog = wiring.tell_why("telegram", "direct")
    assert dialog is not None
    fold = dialog.fold
    assert isinstance(fold, Fold)
    assert QAccessible.queryAccessibleInterface(fold).role() is QAccessible.Role.PushButton
    assert said(fold) == "Show: Details for support staff"
    assert dialog.details.isHidden()
    QTest.keyClick(fold, Qt.Key.Key_Return)
    assert said(fold) == "Hide: Details for support staff"
    assert dialog.details.isVisible()
    dialog.close()


def test_every_list_is_called_by_words_beside_it(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    """On Linux a list has no other name than these: its own is what is chosen in it."""
    wiring = opened(qtbot, make_wiring)
    visit_all(wiring)
    form = wiring.talks.type_way(wiring.session.paths, lambda _spec: None)
    boxes = [*wiring.window.findChildren(QComboBox), *form.findChildren(QComboBox)]
    assert len(boxes) >= 8
    for box in boxes:
        relations = QAccessible.queryAccessibleInterface(box).relations()
        names = [one.text(QAccessible.Text.Name) for one, kind in relations]
        assert any(names), box.accessibleName()
    form.close()


def test_parts_are_heard_in_the_order_in_which_they_are_seen(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = opened(qtbot, make_wiring)
    wiring.window.show_page(SETTINGS)
    QApplication.processEvents()
    page = QAccessible.queryAccessibleInterface(wiring.pages.settings_page)
    parts = [page.child(place) for place in range(page.childCount())]
    tops = [part.rect().top() for part in parts]
    assert tops == sorted(tops)
    assert parts[0].text(QAccessible.Text.Name) == "Settings"


def test_a_page_is_chosen_without_a_click_too(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    """What a screen reader does by the action that choices offer."""
    window = make_wiring().window
    entry = QAccessible.queryAccessibleInterface(window.sidebar.buttons[SETTINGS])
    entry.actionInterface().doAction(QAccessibleActionInterface.toggleAction())
    assert window.place == SETTINGS
