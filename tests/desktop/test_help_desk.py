"""The Help page: a draft that outlives a restart, a report that is saved as it is shown, secrets in neither."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring
from waythrough.paths.importing.links import parse_spec
from waythrough.store.draft import load_draft
from waythrough_desktop.presenters.problem import ProblemReport
from waythrough_desktop.shell import HELP
from waythrough_desktop.wiring import Wiring

SECRET, HOST = "word-7-word", "my-own-host.example"


def opened(qtbot: QtBot, wiring: Wiring) -> Wiring:
    wiring.window.show()
    wiring.window.show_page(HELP)
    return wiring


def test_a_draft_is_there_after_a_restart(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = opened(qtbot, make_wiring())
    form = wiring.pages.help.page.problem
    form.draft.setPlainText("The table stays empty")
    assert "The table stays empty" in form.preview.toPlainText()
    wiring.problem.keep()
    assert load_draft(wiring.memory.dirs.draft) == "The table stays empty"
    again = ProblemReport(wiring.memory.dirs, wiring.session, wiring.memory)
    assert again.draft == "The table stays empty"
    form.draft.clear()
    wiring.problem.keep()
    assert not wiring.memory.dirs.draft.exists()


def test_another_language_keeps_what_is_being_written(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = opened(qtbot, make_wiring())
    wiring.pages.help.page.problem.draft.setPlainText("half a sent")
    with qtbot.waitSignal(wiring.redressed):
        wiring.choose_language("fa")
    assert wiring.pages.help.page.problem.draft.toPlainText() == "half a sent"


def test_what_is_shown_is_what_is_saved_and_copied(
    qtbot: QtBot, make_wiring: MakeWiring, tmp_path: Path
) -> None:
    wiring = make_wiring()
    wiring.session.add([parse_spec(f"socks5://me:{SECRET}@{HOST}:1080#Mine")])
    opened(qtbot, wiring)
    desk = wiring.pages.help
    form = desk.page.problem
    form.draft.setPlainText(f"{HOST} with {SECRET} from 198.51.100.77 does not connect")
    shown = form.preview.toPlainText()
    desk.ask = lambda _parent, _title, _name: str(tmp_path / "problem.txt")
    form.save.click()
    form.copy.click()
    assert (tmp_path / "problem.txt").read_text("utf-8") == shown == QGuiApplication.clipboard().text()
    for private in (HOST, SECRET, "198.51.100.77", "Mine"):
        assert private not in shown
    assert "Ways by kind" in shown


def test_the_last_error_is_added_when_there_is_one(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    wiring.note_fault("APP-KeyError", f'  File "/x/waythrough/a.py", line 3, in f\nKeyError: {SECRET}\n')
    opened(qtbot, wiring)
    form = wiring.pages.help.page.problem
    assert "waythrough/a.py, line 3, in f" in form.preview.toPlainText()
    assert SECRET not in form.preview.toPlainText()
    form.with_fault.click()
    assert "KeyError" not in form.preview.toPlainText()


@pytest.mark.parametrize("place", range(6))
def test_links_lead_to_the_parts_of_the_page(qtbot: QtBot, make_wiring: MakeWiring, place: int) -> None:
    page = opened(qtbot, make_wiring()).pages.help.page
    page.links[place].click()
    _name, part = page.parts[place]
    bar = page.area.verticalScrollBar()
    assert bar.value() == min(part.y(), bar.maximum())
