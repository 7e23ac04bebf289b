"""The My ways page at work: what is shown of a way, and what becomes of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import InventedEngine, verdict
from waythrough.catalog.catalog import Catalog
from waythrough.model.event import Event, NetworkChecked, PathChecked, RunStarted
from waythrough.model.run import PathInfo, RunPlan
from waythrough.model.verdict import Label, Stage
from waythrough.paths.importing.links import parse_spec
from waythrough_desktop import icons, networks, style
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.ask import AskDialog
from waythrough_desktop.dialogs.found_way import FoundWay
from waythrough_desktop.dialogs.way_form import WayFormDialog
from waythrough_desktop.presenters.add_ways import read
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.shell import WAYS
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.parts import Mark
from waythrough_desktop.views.way_row import WayRow
from waythrough_desktop.views.ways_page import SHOWN, WaysPage
from waythrough_desktop.wiring import Wiring

SECRET = "hunter2-secret"


def part(wiring: Wiring, kind: type[QPushButton] | type[QCheckBox], text: str) -> QPushButton | QCheckBox:
    page = wiring.pages.ways_page
    return next(each for each in page.findChildren(kind) if each.text() == text and not each.isHidden())


def choose(wiring: Wiring, text: str) -> None:
    """Choose from the menu of the first way."""
    menu = wiring.pages.ways_page.findChildren(WayRow)[0].menu()
    next(each for each in menu.actions() if each.text() == text).trigger()


def words(wiring: Wiring) -> str:
    return "\n".join(each.text() for each in wiring.pages.ways_page.findChildren(QLabel))


def with_office(make_wiring: MakeWiring) -> Wiring:
    wiring = make_wiring(with_ways=False)
    wiring.window.show()
    wiring.window.show_page(WAYS)
    wiring.session.add([parse_spec(f"Office=socks5://me:{SECRET}@198.51.100.7:1080")])
    return wiring


def test_a_way_is_shown_with_its_server_and_without_its_secret(make_wiring: MakeWiring) -> None:
    wiring = with_office(make_wiring)
    assert "198.51.100.7:1080" in words(wiring)
    assert SECRET not in words(wiring)
    assert "me" not in words(wiring).split()


def test_a_removed_way_can_be_taken_back_where_it_was(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = with_office(make_wiring)
    wiring.session.add([parse_spec("Second=socks5://198.51.100.8:1080")])
    before = wiring.session.paths
    choose(wiring, "Remove")
    assert [path.name for path in memory.ways] == ["Second"]
    assert "Office was removed" in words(wiring)
    page = wiring.pages.ways_page
    assert wiring.window.focusWidget() is page.undo
    qtbot.waitUntil(page.undo.hasFocus)
    page._undo_ends.timeout.emit()
    assert page.removed_line.isVisible(), "it stays while somebody is about to press it"
    page.undo.click()
    assert wiring.session.paths == before
    assert page.isAncestorOf(wiring.window.focusWidget())
    assert {path.name for path in Memory(memory._dirs).ways} == {"Office", "Second"}


def test_a_way_may_rest_and_still_does_the_next_time(make_wiring: MakeWiring, memory: Memory) -> None:
    wiring = with_office(make_wiring)
    part(wiring, QCheckBox, "Use in checks").click()
    assert wiring.session.plan().paths == ()
    assert wiring.check.model.columnCount() == 1
    assert "Office" in words(wiring)
    again = networks.real_network(Catalog.bundled(), Memory(memory._dirs))
    assert again.resting == {again.paths[0].id}


def test_a_way_is_renamed_and_keeps_its_link(make_wiring: MakeWiring, qtbot: QtBot) -> None:
    wiring = with_office(make_wiring)
    wiring.window.show()
    before = wiring.session.paths[0]
    choose(wiring, "Change…")
    dialog = wiring.window.findChildren(WayFormDialog)[0]
    dialog.name.setText("Home")
    dialog.save.click()
    now = wiring.session.paths[0]
    assert (now.id, now.name, dict(now.fields)) == (before.id, "Home", dict(before.fields))


def test_another_link_drops_what_was_found_and_is_asked_about(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    wiring.window.show()
    run_to_end(qtbot, wiring)
    assert wiring.check.cell(("telegram", "w1")) is not None
    wiring.pages.ways.change("w1")
    dialog = wiring.window.findChildren(WayFormDialog)[0]
    dialog.link.setText("not a link at all")
    assert "cannot be used" in dialog.told.text()
    dialog.link.setText("socks5://198.51.100.9:1080")
    dialog.save.click()
    assert wiring.check.cell(("telegram", "w1")) is None
    assert wiring.check.cell(("telegram", "w2")) is not None
    assert wiring.memory.news(wiring.session) == ((), ("w1",))


def test_lines_that_cannot_be_used_stand_first_and_stay(qtbot: QtBot) -> None:
    dialog = AddWayDialog(read)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.text.setPlainText("socks5://198.51.100.7\nhello\nhttp://203.0.113.5:8080\n203.0.113.6:3128")
    dialog._look()
    assert dialog.count.text() == "3 understood · 1 not"
    faces = dialog._reading.faces
    assert faces[0].title.startswith("Line 2 cannot be used")
    assert "port 1080 assumed" in faces[1].text
    assert "assumed" not in faces[2].text
    assert "its kind is assumed" in faces[3].text
    with qtbot.waitSignal(dialog.added) as added:
        dialog.add_button.click()
    assert len(added.args[0]) == 3
    assert dialog.text.toPlainText() == "hello"
    assert dialog.isVisible()


def test_esc_does_not_throw_away_what_was_pasted(qtbot: QtBot) -> None:
    dialog = AddWayDialog(read)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.text.setPlainText("socks5://198.51.100.7:1080")
    dialog._look()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "not added yet" in dialog.count.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_nothing_is_claimed_of_a_proxy_on_this_computer() -> None:
    for host in ("127.0.0.1", "127.8.9.1", "[::1]", "localhost"):
        assert "provider can still see" not in read(f"socks5://{host}:1080").faces[0].text
    assert "provider can still see" in read("socks5://198.51.100.7:1080").faces[0].text


def test_a_way_is_tested_by_itself(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    wiring.window.show()
    wiring.window.show_page(WAYS)
    page = wiring.pages.ways_page
    rows = {each.face.id: each for each in page.findChildren(WayRow)}
    untouched = rows["w1"]
    rows["w4"].test.click()
    assert page.test_button.text() == "Stop the test"
    qtbot.waitUntil(lambda: not wiring.trial.running)
    assert "could not connect" in words(wiring)
    assert page.test_button.text() == "Test all 4"
    assert wiring.check.run is None
    assert [each for each in page.findChildren(WayRow) if each.face.id == "w1"] == [untouched]


def test_ways_are_tested_before_they_are_added(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(PathsOnly, with_ways=False)
    wiring.window.show()
    dialog = wiring.pages.ways.add()
    dialog.text.setPlainText("socks5://198.51.100.7:1080\nhttp://203.0.113.5:8080")
    qtbot.waitUntil(dialog.test_button.isEnabled)
    assert dialog.test_button.text() == "Test them first"
    dialog.test_button.click()
    qtbot.waitUntil(lambda: not wiring.trial.running)
    shown = [each.text() for each in dialog.findChildren(QLabel) if not each.isHidden()]
    assert sum(each == "connected" for each in shown) == 2
    assert wiring.session.paths == ()
    dialog.add_button.click()
    wiring.window.show_page(WAYS)
    assert [each.face.tone for each in wiring.pages.ways_page.findChildren(WayRow)] == [ToneName.GREEN] * 2


def bears(mark: Mark, name: str) -> bool:
    """Whether a mark shows this drawing, in the colours of whatever tone."""
    shown, tones = mark._picture.toImage(), style.theme().tones.values()
    drawn = (icons.pixmap(name, mark.width(), tone.ink, tone.cut).toImage() for tone in tones)
    return any(each == shown for each in drawn)


def test_a_way_that_did_not_connect_bears_no_tick_and_is_added_only_when_it_is_ticked(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    wiring = make_wiring(PathsFail, with_ways=False)
    dialog, found = tried(qtbot, wiring)
    assert "its server was not reached. Check address and port" in found._state.text()
    assert bears(found._head, "minus_disc")
    assert not dialog.add_button.isEnabled()
    assert dialog.test_button.isEnabled()
    assert dialog.test_button.text() == "Test it first"
    found.box.click()
    assert dialog.add_button.isEnabled()
    dialog.add_button.click()
    assert len(wiring.session.paths) == 1


def test_without_a_line_no_way_is_blamed(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    away = verdict(Label.NO_INTERNET)
    wiring = make_wiring(lambda profile: PathsFail(profile, network=(away,)), with_ways=False)
    dialog, found = tried(qtbot, wiring)
    assert found._state.text() == "not tested: you are not online"
    assert bears(found._head, "minus_disc")
    assert dialog.add_button.isEnabled()
    dialog.add_button.click()
    wiring.window.show_page(WAYS)
    assert "not tested: you are not online" in words(wiring)
    assert "Check address" not in words(wiring)


def test_a_trial_leaves_nothing_in_the_history(qtbot: QtBot, make_wiring: MakeWiring, memory: Memory) -> None:
    wiring = make_wiring(PathsFail, with_ways=False, keeps=True)
    tried(qtbot, wiring)
    assert not memory.dirs.history.exists()


def test_a_way_that_is_there_already_is_added_twice_only_if_that_is_wished(make_wiring: MakeWiring) -> None:
    wiring = with_office(make_wiring)
    dialog = wiring.pages.ways.add()
    dialog.text.setPlainText(f"socks5://me:{SECRET}@198.51.100.7:1080#Other")
    dialog._look()
    (found,) = dialog._found.values()
    assert "This way is there already, as Office." in [each.text() for each in found.findChildren(QLabel)]
    assert not dialog.add_button.isEnabled()
    found.box.click()
    dialog._look()
    assert dialog.add_button.isEnabled(), "what was ticked stays so when the text is read again"
    dialog.done(0)


def test_only_what_has_a_password_is_said_to_be_removed_with_it(make_wiring: MakeWiring) -> None:
    wiring = with_office(make_wiring)
    assert "198.51.100.7" in words(wiring)
    choose(wiring, "Remove")
    assert "removed, with its password" in words(wiring)
    wiring.session.add([parse_spec("Second=socks5://198.51.100.8:1080")])
    QCoreApplication.processEvents()
    wiring.pages.ways.remove(wiring.session.paths[0].id)
    assert "Second was removed." in words(wiring)


def tried(qtbot: QtBot, wiring: Wiring) -> tuple[AddWayDialog, FoundWay]:
    wiring.window.show()
    dialog = wiring.pages.ways.add()
    dialog.text.setPlainText("socks5://198.51.100.7:1080")
    qtbot.waitUntil(dialog.test_button.isEnabled)
    dialog.test_button.click()
    qtbot.waitUntil(lambda: not wiring.trial.running)
    return dialog, next(iter(dialog._found.values()))


def test_a_closed_dialog_ends_its_test(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(lambda profile: PathsOnly(profile, pace=lambda: asyncio.sleep(30)), with_ways=False)
    wiring.window.show()
    dialog = wiring.pages.ways.add()
    dialog.text.setPlainText("socks5://198.51.100.7:1080")
    qtbot.waitUntil(dialog.test_button.isEnabled)
    dialog.test_button.click()
    assert wiring.trial.running
    dialog.done(0)
    qtbot.waitUntil(lambda: not wiring.trial.running)
    assert wiring.trial.found == {}


def test_esc_ends_a_test_of_ways(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(lambda profile: PathsOnly(profile, pace=lambda: asyncio.sleep(30)))
    wiring.window.show()
    wiring.window.show_page(WAYS)
    wiring.pages.ways.test([wiring.session.paths[0].id])
    assert wiring.trial.running
    wiring.window.stop_asked.emit()
    qtbot.waitUntil(lambda: not wiring.trial.running)


def test_a_private_server_is_not_tested_without_a_word(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(PathsOnly, with_ways=False)
    wiring.session.add([replace(parse_spec("Quiet=socks5://198.51.100.7:1080"), private=True)])
    wiring.window.show()
    wiring.pages.ways.test([wiring.session.paths[0].id])
    asked = next(each for each in wiring.window.findChildren(AskDialog) if each.isVisible())
    assert not wiring.trial.running
    assert any("can burn it" in each.text() for each in asked.findChildren(QLabel))
    asked.accept()
    assert wiring.trial.running
    qtbot.waitUntil(lambda: not wiring.trial.running)


def test_many_ways_are_searched_and_shown_in_parts(make_wiring: MakeWiring) -> None:
    wiring = with_office(make_wiring)
    page = wiring.pages.ways_page
    wiring.session.add([parse_spec(f"Way {number}=socks5://192.0.2.{number}:1080") for number in range(100)])
    assert len(visible(page)) == SHOWN
    assert page.more.text() == "Show 41 more"
    page.more.click()
    assert len(visible(page)) == 101
    page.search.setText("192.0.2.77")
    assert [each.face.name for each in visible(page)] == ["Way 77"]
    assert page.test_button.text() == "Test this way"
    page.search.setText("nowhere")
    assert page.nothing.isVisible()


def test_what_is_dropped_on_the_page_is_looked_at_first(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = with_office(make_wiring)
    mime = QMimeData()
    mime.setText("http://203.0.113.5:8080")
    wiring.pages.ways_page.dropped.emit(mime)
    (dialog,) = wiring.window.findChildren(AddWayDialog)
    qtbot.waitUntil(dialog.add_button.isEnabled)
    assert len(wiring.session.paths) == 1


def visible(page: WaysPage) -> list[WayRow]:
    QCoreApplication.processEvents()  # rows are shown, and old ones go, by the event loop
    return [each for each in page.findChildren(WayRow) if each.isVisible()]


class PathsOnly(InventedEngine):
    """Tells that every way works."""

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        for each in plan.paths:
            await self.wait()
            yield PathChecked(path=PathInfo(id=each.id, kind=each.kind, name=each.name, usable=True))


class PathsFail(InventedEngine):
    """Tells that no way could be opened, and last what it knows of the line."""

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        columns = tuple(
            PathInfo(id=each.id, kind=each.kind, name=each.name, usable=False, stage=Stage.CONNECT)
            for each in plan.paths
        )
        yield RunStarted(run_id="trial", platforms=(), paths=columns, practice=False)
        for each in columns:
            await self.wait()
            yield PathChecked(path=each)
        yield NetworkChecked(verdicts=self._network, masks=bool(self._network))
