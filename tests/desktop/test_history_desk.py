"""The history page at work, on a real file."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.past import HOUR, keep, past_run, past_runs
from waythrough.store.history import History
from waythrough.store.run_summary import RunEntry
from waythrough_desktop import history_desk
from waythrough_desktop.check_like import plan_like
from waythrough_desktop.dialogs.ask import AskDialog
from waythrough_desktop.dialogs.pick_run import PickRunDialog
from waythrough_desktop.dialogs.trouble import TroubleDialog
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.shell import CHECK, HISTORY, REPORT, SETTINGS
from waythrough_desktop.views.history_page import HistoryPage
from waythrough_desktop.views.sparkline import Sparkline
from waythrough_desktop.wiring import Wiring

Open = Callable[..., Wiring]


@pytest.fixture
def opened(qtbot: QtBot, make_wiring: MakeWiring, memory: Memory) -> Open:
    """A window on its History page, with this many checks in the file."""

    def open_(count: int = 12) -> Wiring:
        if count:
            with History(memory.dirs.history) as history:
                keep(history, past_runs(time.time(), count))
        wiring = make_wiring()
        wiring.window.show()
        wiring.window.show_page(HISTORY)
        qtbot.waitUntil(lambda: page_of(wiring).list.list.model().rowCount() == count)
        QApplication.processEvents()
        return wiring

    return open_


def page_of(wiring: Wiring) -> HistoryPage:
    return wiring.pages.history.page


def test_the_newest_stands_first_and_opens_as_it_was(qtbot: QtBot, opened: Open) -> None:
    wiring = opened()
    page = page_of(wiring)
    assert page.list.count.text() == "12 checks, kept on this computer"
    page.list.list.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.list.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.sheet is page.run)
    assert page.run.head.title.text().startswith("Check of ")
    assert page.run.table.model().rowCount() == 11
    QTest.keyClick(page.run, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.sheet is page.list
    assert page.list.list.current_id == "past-0"


def test_a_check_of_the_past_tells_why_and_is_reported(qtbot: QtBot, opened: Open) -> None:
    wiring = opened()
    page = page_of(wiring)
    wiring.pages.history.open("past-0")
    qtbot.waitUntil(lambda: page.sheet is page.run)
    page.run.cell_opened.emit("telegram", "direct")
    (dialog,) = wiring.window.findChildren(WhyDialog)
    assert not dialog.again.isVisible()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(Sparkline)))
    assert dialog.findChildren(Sparkline)[0].accessibleName().endswith("checks that tested it.")
    page.run.report.click()
    assert wiring.window.place == REPORT
    assert wiring.reported.run is not None
    wiring.window.show_page(HISTORY)


def test_search_finds_as_one_types(qtbot: QtBot, opened: Open) -> None:
    wiring = opened()
    page = page_of(wiring)
    QTest.keyClick(wiring.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert wiring.window.focusWidget() is page.list.search
    QTest.keyClicks(page.list.search, "practice")
    qtbot.waitUntil(lambda: page.list.list.model().rowCount() == 1)
    assert page.list.count.text() == "1 of 12 checks"
    QTest.keyClicks(page.list.search, " xyz")
    qtbot.waitUntil(lambda: page.list.nothing.isVisible())
    QTest.keyClick(page.list.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.list.list.model().rowCount() == 12)


def test_a_check_is_compared_with_the_one_before_or_any_other(qtbot: QtBot, opened: Open) -> None:
    wiring = opened()
    page = page_of(wiring)
    wiring.pages.history.open("past-0")
    qtbot.waitUntil(lambda: page.sheet is page.run)
    page.run.compare.click()
    qtbot.waitUntil(lambda: page.sheet is page.changes)
    first = page.changes.head.title.text()
    assert first.startswith("Since ")
    page.changes.other.click()
    (dialog,) = wiring.window.findChildren(PickRunDialog)
    assert dialog.list.model().rowCount() == 10  # itself and the practice are left out
    QTest.keyClicks(dialog.search, "quick")
    dialog.search.clear()
    dialog.list.opened.emit("past-5")
    qtbot.waitUntil(lambda: page.changes.head.title.text() != first)
    fold = page.changes.fold
    fold.click()
    assert fold.open
    page.changes.head.back.click()
    assert page.sheet is page.run


def test_the_whole_page_is_used_by_keyboard(qtbot: QtBot, opened: Open, memory: Memory) -> None:
    """Every sheet and every act of a check, with no pointer."""
    wiring = opened(4)
    page = page_of(wiring)

    def tab_to(widget: QWidget) -> None:
        for _ in range(40):
            if wiring.window.focusWidget() is widget:
                return
            QTest.keyClick(wiring.window.focusWidget(), Qt.Key.Key_Tab)
        raise AssertionError(f"{widget.accessibleName() or widget} cannot be reached")

    page.list.search.setFocus(Qt.FocusReason.TabFocusReason)
    tab_to(page.list.charts)
    QTest.keyClick(page.list.charts, Qt.Key.Key_Space)
    assert page.over_time.isVisible()
    QTest.keyClick(page.over_time.ways, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    tab_to(page.list.list)
    QTest.keyClick(page.list.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.sheet is page.run)
    for act in (page.run.report, page.run.again, page.run.delete, page.run.compare):
        tab_to(act)
    QTest.keyClick(page.run.compare, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.sheet is page.changes)
    QTest.keyClick(page.changes.area, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(page.run.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.list.isVisible()
    QTest.keyClick(page.list.list, Qt.Key.Key_Delete)
    (dialog,) = wiring.window.findChildren(AskDialog)
    QTest.keyClick(dialog.yes, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.list.list.model().rowCount() == 3)
    assert not any(each.id == "past-0" for each in page_entries(memory))


def page_entries(memory: Memory) -> tuple[RunEntry, ...]:
    with History(memory.dirs.history) as history:
        return history.runs()


def test_a_check_of_the_past_is_made_again_as_far_as_it_is_agreed_to(qtbot: QtBot, opened: Open) -> None:
    wiring = opened(9)
    page = page_of(wiring)
    assert plan_like(past_run(0, 1.0), wiring) is not None
    assert plan_like(past_run(0, 1.0, practice=True), wiring) is None, "another kind of network"
    consent = wiring.memory.preferences.consent
    wiring.memory.change(
        lambda known: replace(known, consent=replace(consent, services=("telegram",), ways=("w2",)))
    )
    wiring.pages.history.open("past-0")
    qtbot.waitUntil(lambda: page.sheet is page.run)
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        page.run.again.click()
        assert plan_like(past_run(0, 1.0), wiring) is None, "one check at a time"
    assert wiring.window.place == CHECK
    assert wiring.check.run is not None
    assert set(wiring.check.run.cells) == {("telegram", "direct"), ("telegram", "w2")}


def test_deleting_asks_once(qtbot: QtBot, opened: Open, memory: Memory) -> None:
    wiring = opened(3)
    page = page_of(wiring)
    wiring.pages.history.open("past-1")
    qtbot.waitUntil(lambda: page.sheet is page.run)
    page.run.delete.click()
    (dialog,) = wiring.window.findChildren(AskDialog)
    dialog.no.click()
    page.run.delete.click()
    wiring.window.findChildren(AskDialog)[-1].yes.click()
    qtbot.waitUntil(lambda: page.list.list.model().rowCount() == 2)
    assert page.sheet is page.list
    page.list.delete_all.click()
    wiring.window.findChildren(AskDialog)[-1].yes.click()
    qtbot.waitUntil(lambda: page.list.empty.isVisible())
    with History(memory.dirs.history) as history:
        assert history.runs() == ()


def test_without_checks_the_page_leads_on(qtbot: QtBot, opened: Open) -> None:
    wiring = opened(0)
    page = page_of(wiring)
    qtbot.waitUntil(lambda: page.list.check.isVisible())
    assert not page.list.off.isVisible()
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        page.list.check.click()
    assert wiring.window.place == CHECK


def test_a_check_that_came_since_is_listed(qtbot: QtBot, opened: Open, memory: Memory) -> None:
    wiring = opened(2)
    page = page_of(wiring)
    with History(memory.dirs.history) as history:
        keep(history, [past_run(77, time.time() - HOUR / 2)])
    wiring.window.show_page(CHECK)
    wiring.pages.history.refresh()
    assert page.list.list.model().rowCount() == 2  # nothing is read while nobody looks
    wiring.window.show_page(HISTORY)
    qtbot.waitUntil(lambda: page.list.list.model().rowCount() == 3)


def test_where_nothing_is_kept_the_page_says_so(opened: Open, memory: Memory) -> None:
    memory.change(lambda known: replace(known, general=replace(known.general, remember_runs=False)))
    wiring = opened(2)
    page = page_of(wiring)
    assert page.list.off.isVisible()
    page.list.settings.click()
    assert wiring.window.place == SETTINGS


def test_a_file_that_cannot_be_read_is_told(qtbot: QtBot, make_wiring: MakeWiring, memory: Memory) -> None:
    memory.dirs.history.parent.mkdir(parents=True, exist_ok=True)
    memory.dirs.history.write_bytes(b"this is no database at all, but long enough to be one" * 40)
    wiring = make_wiring()
    wiring.window.show()
    wiring.window.show_page(HISTORY)
    qtbot.waitUntil(lambda: bool(wiring.window.findChildren(TroubleDialog)))


def test_pages_made_anew_while_the_file_is_read(qtbot: QtBot, opened: Open) -> None:
    wiring = opened()
    wiring.pages.history.open("past-0")
    with qtbot.waitSignal(wiring.redressed):
        wiring.choose_theme("dark")
    page = page_of(wiring)
    qtbot.waitUntil(lambda: page.list.list.model().rowCount() == 12)
    assert page.sheet is page.list


def test_charts_over_all_kept_checks(qtbot: QtBot, opened: Open) -> None:
    wiring = opened()
    page = page_of(wiring)
    page.list.charts.click()
    view = page.over_time
    assert view.isVisible()
    assert [view.ways.itemText(place) for place in range(3)] == ["Direct", "Berlin", "Office proxy"]
    assert view.sentence.text().startswith("Direct opened ")
    view.ways.setCurrentIndex(1)
    view.ways.activated.emit(1)
    view.measure.set_second(True)
    assert view.sentence.text().startswith("Berlin: a page took ")
    QTest.keyClick(view.chart, Qt.Key.Key_End)
    assert view.told.text().startswith("today ")
    view.form.set_second(True)
    assert view.table.isVisible()
    assert view.table.model().rowCount() == 10  # one of twelve was practice, one cut short
    view.head.back.click()
    assert page.list.isVisible()


def test_looking_makes_no_file(qtbot: QtBot, opened: Open, memory: Memory) -> None:
    memory.change(lambda known: replace(known, general=replace(known.general, remember_runs=False)))
    wiring = opened(0)
    run_to_end(qtbot, wiring)
    dialog = wiring.tell_why("telegram", "direct")
    assert dialog is not None
    wiring.window.show_page(HISTORY)
    wiring.pages.history.refresh()
    assert page_of(wiring).list.empty.isVisible()
    assert not memory.dirs.history.exists()


def test_what_was_before_stands_below_the_reasons(qtbot: QtBot, opened: Open) -> None:
    wiring = opened()
    run_to_end(qtbot, wiring)
    dialog = wiring.tell_why("telegram", "w1")
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.findChildren(Sparkline)))


def test_checks_that_come_move_nothing_away(qtbot: QtBot, opened: Open, memory: Memory) -> None:
    wiring = opened(40)
    rows = page_of(wiring).list.list
    rows.scrollTo(rows.model().index(15, 0), rows.ScrollHint.PositionAtTop)
    at = rows.viewport().rect().topLeft()
    assert rows.indexAt(at).row() == 15
    with History(memory.dirs.history) as history:
        keep(history, [past_run(77, time.time())])
    wiring.pages.history.refresh()
    qtbot.waitUntil(lambda: rows.model().rowCount() == 41)
    assert rows.indexAt(at).row() == 16


def test_a_long_history_shows_its_newest_first(
    qtbot: QtBot, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_desk, "FIRST", 5)
    wiring = opened(12)
    assert page_of(wiring).list.count.text().startswith("12 checks")
