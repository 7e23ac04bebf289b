"""The first start: by keyboard alone, in any language, and without a packet before its last page is left."""

import socket
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring
from tests.desktop.invented import InventedEngine
from waythrough.model.network import NetworkProfile
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import i18n
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.presenters.first_run import TICKED
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.shell import WAYS
from waythrough_desktop.views.controls import Combo
from waythrough_desktop.views.first_run_view import FirstRunView
from waythrough_desktop.wiring import Wiring

ENTER, ESC, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space


class Watch:
    """Counts what leaves: engines that are opened, sockets that connect or send."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.opened: list[str] = []
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, self._refuse(name))
        patch.setattr(socket, "getaddrinfo", self._refuse("getaddrinfo"))

    def engine(self, profile: NetworkProfile) -> InventedEngine:
        self.opened.append("engine")
        return InventedEngine(profile)

    def _refuse(self, name: str) -> object:
        def called(*_arguments: object, **_more: object) -> None:
            self.opened.append(name)
            raise OSError(name)

        return called


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


@pytest.fixture
def fresh(tmp_path: Path) -> Memory:
    return Memory(portable_dirs(tmp_path / "fresh"))


def kept(tmp_path: Path) -> Memory:
    return Memory(portable_dirs(tmp_path / "fresh"))


def shown(qtbot: QtBot, wiring: Wiring) -> FirstRunView:
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    view = wiring.pages.first_run.view
    assert view is not None
    return view


def key(window: QWidget, which: Qt.Key) -> None:
    QTest.keyClick(window.focusWidget(), which)


def test_by_keyboard_alone_and_not_one_packet_before_its_end(
    qtbot: QtBot, make_wiring: MakeWiring, fresh: Memory, watch: Watch, tmp_path: Path
) -> None:
    wiring = make_wiring(watch.engine, with_ways=False, remembers=fresh)
    view, window = shown(qtbot, wiring), wiring.window
    assert view.isVisible()
    assert not wiring.page.isVisible()
    assert window.focusWidget() is view.welcome.choices["en"]
    key(window, ENTER)
    assert window.focusWidget() is view.forth
    assert view.forth.text() == "I understand"
    wiring.start()
    for which in (Qt.Key.Key_F5, ESC, ENTER, ENTER):
        key(window, which)
    assert view.page == 2
    assert window.focusWidget() is view.services.ticks["telegram"].box
    key(window, SPACE)
    assert (watch.opened, wiring.bridge.running, kept(tmp_path).consent_given) == ([], False, False)
    key(window, ENTER)
    assert wiring.pages.first_run.view is None
    assert wiring.page.isVisible()
    assert window.focusWidget() is wiring.page.run_button
    assert watch.opened == []
    chosen = set(TICKED) - {"telegram"}
    assert {each.id for each in wiring.session.platforms} == chosen
    assert set(kept(tmp_path).preferences.consent.services) == chosen
    with qtbot.waitSignal(wiring.run_over, timeout=5000):
        key(window, ENTER)  # what was agreed to is not asked for again
    assert watch.opened == ["engine"]


def test_it_is_not_shown_again(make_wiring: MakeWiring, fresh: Memory, tmp_path: Path) -> None:
    first = make_wiring(remembers=fresh)
    first.first_run.finish(add_way=False)
    again = make_wiring(remembers=kept(tmp_path))
    assert again.pages.first_run.view is None
    assert not again.window.covered


def test_the_language_changes_at_once_and_outlives_a_kill(
    qtbot: QtBot, make_wiring: MakeWiring, fresh: Memory, tmp_path: Path, qapp: QApplication
) -> None:
    wiring = make_wiring(remembers=fresh)
    view = shown(qtbot, wiring)
    with qtbot.waitSignal(wiring.redressed, timeout=5000):
        view.welcome.choices["fa"].click()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    new = wiring.pages.first_run.view
    assert new is not None
    assert new.isVisible()
    assert i18n.language() == "fa"
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert wiring.window.focusWidget() is new.welcome.choices["fa"]
    new.go_on()
    new.before.country.setCurrentIndex(new.before.country.findData("ir"))
    new.before.country.activated.emit(new.before.country.currentIndex())
    after = kept(tmp_path).preferences  # as if the program was killed now
    assert (after.general.language, after.general.country, after.consent.at) == ("fa", "", "")


def test_the_country_is_asked_once_and_kept_with_the_rest(
    qtbot: QtBot, make_wiring: MakeWiring, fresh: Memory, tmp_path: Path
) -> None:
    wiring = make_wiring(remembers=fresh)
    view = shown(qtbot, wiring)
    view.go_on()
    country = view.before.country
    assert country.itemText(0) == "I would rather not say"
    country.setCurrentIndex(country.findData("ir"))
    country.activated.emit(country.currentIndex())
    view.go_on()
    view.add_way.click()
    assert kept(tmp_path).preferences.general.country == "ir"
    assert wiring.session.plan().settings.country == "ir"
    chosen = wiring.pages.settings.checks.controls["country"]
    assert isinstance(chosen, Combo)
    assert chosen.value == "ir"
    assert wiring.window.place == WAYS
    assert [each for each in wiring.window.findChildren(AddWayDialog) if each.isVisible()]
    assert kept(tmp_path).preferences.consent.ways == ()  # each way is asked for before it is contacted


def test_practice_comes_without_it_and_leads_back_to_it(
    qtbot: QtBot, make_wiring: MakeWiring, fresh: Memory
) -> None:
    started = make_wiring(practice=True, remembers=fresh)
    assert started.pages.first_run.view is None
    started.leave_practice()
    assert started.pages.first_run.view is not None
    view = shown(qtbot, started)
    with qtbot.waitSignal(started.ready, timeout=20_000):
        view.welcome.practice.click()
    assert started.pages.first_run.view is None
    assert started.page.isVisible()
    assert not fresh.consent_given


def test_back_keeps_what_was_ticked_and_none_is_too_few(
    qtbot: QtBot, make_wiring: MakeWiring, fresh: Memory
) -> None:
    wiring = make_wiring(remembers=fresh)
    view = shown(qtbot, wiring)
    view.go_on()
    view.go_on()
    full = view.services.amount.text()
    assert "hosts" in full
    for tick in view.services.ticks.values():
        tick.box.setChecked(False)
    assert view.services.amount.text() == "Tick at least one service."
    assert not view.direct.isEnabled()
    key(wiring.window, ENTER)
    assert not fresh.consent_given
    view.services.ticks["signal"].box.setChecked(True)
    view.go_back()
    view.go_on()
    assert [name for name, tick in view.services.ticks.items() if tick.box.isChecked()] == ["signal"]
    assert view.direct.isEnabled()


def test_hosts_of_the_country_are_counted_as_soon_as_it_is_named(
    qtbot: QtBot, make_wiring: MakeWiring, fresh: Memory
) -> None:
    view = shown(qtbot, make_wiring(remembers=fresh))
    view.country_chosen.emit("")
    nowhere = view.services.hosts.toPlainText().splitlines()
    view.country_chosen.emit("IR")
    assert set(nowhere) < set(view.services.hosts.toPlainText().splitlines())


def test_a_screen_reader_hears_title_and_place(qtbot: QtBot, make_wiring: MakeWiring, fresh: Memory) -> None:
    QAccessible.setActive(True)
    view = shown(qtbot, make_wiring(remembers=fresh))
    names = []
    for _page in view.pages:
        names.append(view.accessibleName())
        view.go_on() if view.page < 2 else None
    QAccessible.setActive(False)
    assert names == [
        "Welcome to Waythrough – 1 of 3",
        "Before you start – 2 of 3",
        "What do you want to check first? – 3 of 3",
    ]
    view.go_back()
    assert "Nothing is sent to us." in view.forth.accessibleDescription()


def test_the_keys_of_the_pages_come_back_with_them(
    qtbot: QtBot, make_wiring: MakeWiring, fresh: Memory
) -> None:
    wiring = make_wiring(remembers=fresh)
    view = shown(qtbot, wiring)
    view.go_on()
    key(wiring.window, ESC)
    assert view.page == 0
    view.go_on()
    view.go_on()
    view.direct.click()
    QTest.keyClick(wiring.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: wiring.window.place == WAYS)
    assert all(each.text() for each in wiring.window.findChildren(QPushButton) if each.isVisible())
