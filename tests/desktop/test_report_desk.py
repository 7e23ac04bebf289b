"""The Report page: what is shown is what leaves, names only when they are asked for, the same bytes as elsewhere."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.core.report.samples import sample_run
from tests.desktop.conftest import MakeWiring, run_to_end
from waythrough.cli.main import run as command_line
from waythrough.model.run import Run
from waythrough.paths.importing.links import parse_spec
from waythrough.store.dirs import portable_dirs
from waythrough.store.history import History
from waythrough_desktop.dialogs.saving import save_dialog
from waythrough_desktop.presenters.report import Kind, Wish, make_preview
from waythrough_desktop.presenters.visible import PREVIEW_MOST, visible_text
from waythrough_desktop.report_desk import ReportDesk
from waythrough_desktop.shell import CHECK, REPORT
from waythrough_desktop.wiring import Wiring


def shown(qtbot: QtBot, wiring: Wiring, place: Path | None = None, run: Run | None = None) -> ReportDesk:
    wiring.window.show()
    wiring.show_report(run or sample_run())
    desk = wiring.pages.report
    desk.ask = lambda _parent, _title, _name: "" if place is None else str(place)
    qtbot.waitUntil(lambda: desk.ready)
    return desk


def choose(qtbot: QtBot, desk: ReportDesk, kind: Kind) -> None:
    desk.page.kinds.button(list(Kind).index(kind)).click()
    qtbot.waitUntil(lambda: desk.ready)


def test_without_a_check_the_page_leads_to_one(make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    wiring.window.show()
    wiring.save_report()
    page = wiring.pages.report.page
    assert wiring.window.place == REPORT
    assert page.stack.currentIndex() == 0
    page.check.click()
    assert wiring.window.place == CHECK


def test_names_are_asked_for_and_the_change_is_told(
    qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path
) -> None:
    place = tmp_path / "report.html"
    desk = shown(qtbot, make_wiring(), place)
    page = desk.page
    assert "Telegram" in page.text.toPlainText()
    assert "Berlin" not in page.text.toPlainText()
    page.save.click()
    assert b"Berlin" not in place.read_bytes()
    page.names.click()
    qtbot.waitUntil(lambda: desk.ready)
    assert "Berlin" in page.text.toPlainText()
    page.save.click()
    assert b"Berlin" in place.read_bytes()
    assert str(place) in page.result_line.text()
    assert page.open_button.isVisible()


@pytest.mark.parametrize("kind", [Kind.HTML, Kind.JSON, Kind.CSV])
def test_the_preview_is_what_leaves(
    qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path, kind: Kind
) -> None:
    place = tmp_path / "report"
    desk = shown(qtbot, make_wiring(), place)
    choose(qtbot, desk, kind)
    desk.page.save.click()
    saved = place.read_text(encoding="utf-8-sig")
    seen = desk.page.text.toPlainText().splitlines()
    expected = (visible_text(saved) if kind is Kind.HTML else saved).splitlines()
    assert seen == expected[: len(seen)]
    assert len(seen) == len(expected) or desk.page.cut_line.isVisible()


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_web_page_is_shown_as_it_looks_with_every_word_that_leaves(
    qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path, language: str
) -> None:
    place = tmp_path / "report.html"
    desk = shown(qtbot, make_wiring(), place)
    desk.page.language_chosen.emit(language)
    qtbot.waitUntil(lambda: desk.ready)
    desk.page.save.click()
    saved = visible_text(place.read_text(encoding="utf-8"))
    assert desk.page.preview.currentWidget() is desk.page.paper
    qtbot.waitUntil(lambda: _words(desk.page.paper.toPlainText()) == _words(saved))
    desk.page.words.setFocus()
    QTest.keyClick(desk.page.words, Qt.Key.Key_Space)
    assert desk.page.preview.currentWidget() is desk.page.text
    assert _words(desk.page.text.toPlainText()) == _words(saved)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]{2,}", text))


def test_words_only_stays_chosen_and_data_is_no_page(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    desk = shown(qtbot, wiring)
    desk.page.words.click()
    choose(qtbot, desk, Kind.PDF)
    assert desk.page.preview.currentWidget() is desk.page.text
    assert "Telegram" in desk.page.text.toPlainText()
    choose(qtbot, desk, Kind.JSON)
    assert desk.page.words.isHidden()
    with qtbot.waitSignal(wiring.redressed):
        wiring.choose_theme("dark")
    fresh = wiring.pages.report
    qtbot.waitUntil(lambda: fresh.ready)
    assert fresh.page.words.isChecked()


def test_a_very_long_page_is_shown_by_its_words() -> None:
    run = sample_run()
    rows = {f"{info.id}-{n}": replace(info, id=f"{info.id}-{n}") for info in run.platforms for n in range(12)}
    cells = {
        (name, way.id): replace(run.cells[name.rpartition("-")[0], way.id], platform_id=name)
        for name in rows
        for way in run.paths
    }
    made = make_preview(replace(run, platforms=tuple(rows.values()), cells=cells), (), Wish())
    assert (made.page, made.cut) == ("", len(visible_text(made.content.decode())) > PREVIEW_MOST)
    assert "Telegram" in made.text


def test_a_pdf_is_shown_as_its_sheets(qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path) -> None:
    place = tmp_path / "report.pdf"
    desk = shown(qtbot, make_wiring(), place)
    choose(qtbot, desk, Kind.PDF)
    assert desk.page.preview.currentWidget() is desk.page.paper
    assert "Telegram" in desk.page.paper.toPlainText()
    desk.page.save.click()
    assert place.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_window_and_command_line_write_the_same_bytes(
    qtbot: QtBot,
    make_wiring: MakeWiring,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    names: bool,
    language: str,
) -> None:
    dirs = portable_dirs(tmp_path / "home")
    wiring = make_wiring(with_ways=False)
    wiring.session.add([parse_spec("socks5://me:word-7@video.example:1080#Berlin")])  # kept on disk by that
    with History(dirs.history) as history:
        run = sample_run()
        history.begin(run)
        for cell in run.cells.values():
            history.put_cell(run.id, cell)
        history.finish(run)
        kept = history.load(run.id)
    monkeypatch.setenv("WAYTHROUGH_HOME", str(tmp_path / "home"))
    theirs, ours = tmp_path / "theirs.html", tmp_path / "ours.html"
    command = ["history", "show", "last", "--output", str(theirs), "--lang", language]
    assert command_line([*command, "--include-names"] if names else command) == 0
    desk = shown(qtbot, wiring, ours, kept)
    desk.page.language_chosen.emit(language)
    desk.page.names.setChecked(names)
    qtbot.waitUntil(lambda: desk.ready)
    desk.page.save.click()
    assert ours.read_bytes() == theirs.read_bytes()
    assert b"word-7" not in ours.read_bytes()


def test_another_language_of_the_window_keeps_run_and_wish(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    desk = shown(qtbot, wiring)
    choose(qtbot, desk, Kind.CSV)
    with qtbot.waitSignal(wiring.redressed):
        wiring.choose_language("fa")
    fresh = wiring.pages.report
    assert fresh is not desk
    qtbot.waitUntil(lambda: fresh.ready)
    assert fresh.page.kinds.checkedId() == list(Kind).index(Kind.CSV)
    assert wiring.window.place == REPORT


def test_a_short_text_goes_to_the_clipboard(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    desk = shown(qtbot, make_wiring())
    desk.page.copy.click()
    text = QGuiApplication.clipboard().text()
    assert "Telegram is blocked" in text
    assert "Berlin" not in text


def test_a_place_that_cannot_be_written_is_told(
    qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path
) -> None:
    desk = shown(qtbot, make_wiring(), tmp_path / "none" / "report.html")
    desk.page.save.click()
    assert "REP-01" in desk.page.result_line.text()
    assert not desk.page.open_button.isVisible()


def test_changing_ones_mind_saves_nothing(qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.html"))
    desk = shown(qtbot, make_wiring())
    desk.page.save.click()
    assert sorted(tmp_path.rglob("*.html")) == before
    assert desk.page.result_line.isHidden()


def test_the_run_that_just_ended_is_the_one_to_report(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    wiring.window.show()
    wiring.save_report()
    qtbot.waitUntil(lambda: wiring.pages.report.ready)
    assert wiring.reported.run is wiring.check.run


def test_hidden_parts_of_a_page_are_not_its_text() -> None:
    page = "<head><title>t</title><style>p{}</style></head><p>One <b>two</b></p><td>3</td><td>4</td>&amp;"
    assert visible_text(page) == "One two\n3\n4\n&"


def test_facts_of_a_page_stay_apart_and_lines_keep_their_direction() -> None:
    cell = '<td><span><span class="way">Berlin</span><b>Works</b><span class="s">0.4 s</span></span></td>'
    assert visible_text(f"<html>{cell}") == "Berlin, Works, 0.4 s"
    assert visible_text(f'<html dir="rtl">{cell}') == "\u200fBerlin، Works، 0.4 s"
    facts = '<p class="facts"><span>11 services</span><span>took 9 s</span></p><p>Then <span>this</span></p>'
    assert visible_text(facts) == "11 services, took 9 s\nThen this"
    assert visible_text('<li>It answered.<span class="s">0.4 s</span></li>') == "It answered. 0.4 s"


def test_another_format_never_shows_the_text_of_the_last_one(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    desk = shown(qtbot, make_wiring())
    said: list[str] = []
    with capture_warnings(said):
        desk.page.kinds.button(list(Kind).index(Kind.PDF)).click()
        assert desk.page.text.toPlainText() == "One moment…"
        assert desk.page.size_line.text() == ""
        qtbot.waitUntil(lambda: desk.ready)
    assert desk.page.paper.toPlainText()
    assert said == []  # a text document starts timers, also beside the GUI thread


def test_a_name_without_an_ending_gets_that_of_its_format(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = save_dialog(parent, "Save", str(tmp_path / "report.html"))
    assert dialog.nameFilters() == ["HTML (*.html)"]
    dialog.selectFile(str(tmp_path / "mine"))
    assert dialog.selectedFiles() == [str(tmp_path / "mine.html")]


@contextmanager
def capture_warnings(said: list[str]) -> Iterator[None]:
    """Gather what Qt prints, of any thread."""
    before = qInstallMessageHandler(lambda _kind, _place, text: said.append(text))
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def test_a_preview_runs_as_its_own_language_does(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    desk = shown(qtbot, make_wiring())
    desk.page.language_chosen.emit("fa")
    for kind, box, mirrored in (
        (Kind.HTML, desk.page.text, True),
        (Kind.PDF, desk.page.paper, True),
        (Kind.JSON, desk.page.text, False),
    ):
        choose(qtbot, desk, kind)
        option = box.document().defaultTextOption()
        assert (option.textDirection() == Qt.LayoutDirection.RightToLeft) is mirrored
        at_right = bool(option.alignment() & Qt.AlignmentFlag.AlignRight)
        assert at_right is (mirrored and box is desk.page.text), (
            "a page for paper aligns by its own direction"
        )
