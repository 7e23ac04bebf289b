"""Choosing services: search, sensitive ones on request, own addresses and lists that come and go."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring
from tests.desktop.test_window import dialog_of, press
from waythrough.catalog.catalog import Catalog
from waythrough.store.dirs import portable_dirs
from waythrough_desktop.dialogs.add_list import AddListDialog
from waythrough_desktop.models.services import ID_ROLE
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.own_lists import ListReading, OwnLists, read_list
from waythrough_desktop.shell import SERVICES
from waythrough_desktop.wiring import Wiring

LIST = "example.org\nhttps://news.example.com/fa\nthis is no address\n"


def offered(wiring: Wiring) -> dict[str, QModelIndex]:
    model = wiring.pages.services.filter
    groups = [model.index(row, 0) for row in range(model.rowCount())]
    found = [model.index(row, 0, group) for group in groups for row in range(model.rowCount(group))]
    return {index.data(ID_ROLE): index for index in found}


@pytest.fixture
def shown(make_wiring: MakeWiring, qtbot: QtBot) -> Wiring:
    wiring = make_wiring()
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    wiring.window.show_page(SERVICES)
    return wiring


def test_typing_finds_and_esc_shows_all_again(shown: Wiring) -> None:
    page = shown.pages.services_page
    everything = len(offered(shown))
    press(shown.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert shown.window.focusWidget() is page.search
    QTest.keyClicks(page.search, "tele")
    assert 0 < len(offered(shown)) < 5
    press(page.search, Qt.Key.Key_Escape)
    assert len(offered(shown)) == everything


def test_an_address_that_nothing_fits_can_be_added_at_once(shown: Wiring) -> None:
    page = shown.pages.services_page
    QTest.keyClicks(page.search, "invented.example.org")
    assert page.nothing.isVisible()
    page.add_found.click()
    assert "invented.example.org" in [each.name() for each in shown.session.platforms]
    assert page.search.text() == ""


def test_sensitive_services_are_found_only_on_request_and_the_wish_is_kept(shown: Wiring) -> None:
    page = shown.pages.services_page
    sensitive = next(each for each in Catalog.bundled() if each.sensitivity == "sensitive")
    page.search.setText(sensitive.name())
    assert sensitive.id not in offered(shown)
    assert "not shown" in page.nothing.text()
    page.sensitive.click()
    assert sensitive.id in offered(shown)
    assert shown.memory.preferences.safety.sensitive


def test_the_count_tells_what_a_check_takes(shown: Wiring) -> None:
    text = shown.pages.services_page.count.text()
    assert text.startswith("4 services chosen · about ")
    assert text.endswith("\u00a0MB")


def test_an_own_service_is_removed_by_the_delete_key(shown: Wiring) -> None:
    page = shown.pages.services_page
    page.own.setText("invented.example.org")
    press(page.own, Qt.Key.Key_Return)
    name = shown.session.platforms[-1].id
    page.tree.setCurrentIndex(offered(shown)[name])
    assert page.remove_button.isVisible()
    page.tree.setFocus()
    press(page.tree, Qt.Key.Key_Delete)
    assert name not in offered(shown)
    assert name not in {each.id for each in shown.session.platforms}
    assert page.told.text() == "invented.example.org was removed."
    page.tree.setCurrentIndex(offered(shown)["telegram"])
    assert not page.remove_button.isVisible()


def test_a_pasted_list_is_told_first_then_chosen_kept_and_removed_as_a_whole(
    shown: Wiring, qtbot: QtBot, tmp_path: Path
) -> None:
    page = shown.pages.services_page
    page.list_button.click()
    dialog = dialog_of(AddListDialog, shown.window)
    assert not dialog.add_button.isEnabled()
    dialog.text.setPlainText(LIST)
    qtbot.waitUntil(dialog.add_button.isEnabled)
    assert dialog.count.text() == "2 services understood · 1 line left out"
    assert dialog.refused.text().startswith("Line 3: ")
    dialog.add_button.click()
    assert {"example.org", "news.example.com/fa"} <= {each.name() for each in shown.session.platforms}
    again = OwnLists(portable_dirs(tmp_path / "home").platforms)
    wide = again.widen(Catalog.bundled())
    ids = [each.id for each in read_list(LIST, "").platforms]
    assert all(name in wide for name in ids)
    page.tree.setCurrentIndex(offered(shown)[ids[0]])
    page.remove_button.click()
    assert page.told.text() == "pasted.txt with 2 services was removed."
    assert not set(ids) & offered(shown).keys()
    assert ids[0] not in shown.catalog
    assert list(portable_dirs(tmp_path / "home").platforms.iterdir()) == []


def test_a_list_is_read_beside_the_window_and_what_was_changed_is_read_anew(
    shown: Wiring, qtbot: QtBot, tmp_path: Path
) -> None:
    free, threads, wishes = Event(), list[Thread](), list[Callable[[], bool]]()

    def read(text: str, name: str, wanted: Callable[[], bool]) -> ListReading:
        threads.append(current_thread())
        wishes.append(wanted)
        assert len(wishes) > 1 or free.wait(30)
        return read_list(text, name, wanted)

    dialog = AddListDialog(read, shown.background.run, shown.window)
    dialog.open()
    dialog.text.setPlainText("a.example.org\n" * 2000)
    qtbot.waitUntil(lambda: bool(wishes))
    assert threads[0] is not main_thread()
    assert dialog.count.text() == "One moment…"
    assert not dialog.add_button.isEnabled()
    dialog.text.setPlainText("b.example.org")
    assert not wishes[0]()
    qtbot.waitUntil(dialog.add_button.isEnabled)
    free.set()
    qtbot.waitUntil(lambda: not shown.background.busy)
    assert dialog.count.text() == "1 service understood"
    with qtbot.waitSignal(dialog.added) as added:
        dialog.add_button.click()
    assert added.args[1] == "b.example.org"
    other = AddListDialog(read, shown.background.run, shown.window, ask=lambda _parent: str(tmp_path))
    other.open()
    other.open_button.click()
    qtbot.waitUntil(lambda: other.count.text() == "This file cannot be read")
    other.text.setPlainText("c.example.org")
    qtbot.waitUntil(lambda: len(wishes) == 3)
    other.reject()
    assert not wishes[2]()


def test_lists_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    lists = OwnLists(Memory(portable_dirs(tmp_path / "home")).dirs.platforms)
    for text in ("example.org", "example.com"):
        lists.keep("friends.txt", text, read_list(text, "").platforms)
    names = sorted(each.name for each in portable_dirs(tmp_path / "home").platforms.iterdir())
    assert names == ["friends-2.txt", "friends.txt"]
