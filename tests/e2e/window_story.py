"""The whole window from its first start on, by mouse and keyboard: `window_story.py HOME REPORT`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog

from tests.e2e.hands import click, click_at, gone, meanwhile, press, say, until, window_of, write
from waythrough.store.dirs import portable_dirs
from waythrough_desktop.app import Starting, make_application
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.how_to_use import HowToUseDialog
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.garbage import GarbageKeeper
from waythrough_desktop.presenters.state import Phase
from waythrough_desktop.shell import HISTORY, SETTINGS, WAYS
from waythrough_desktop.views.first_run_view import FirstRunView
from waythrough_desktop.wiring import Wiring

LINK = "socks5://me:word-7@proxy.example:1080#Office"


def first_start(wiring: Wiring) -> None:
    """Through the pages by keyboard and back, and into practice by the mouse: not one packet before that."""
    view = window_of(FirstRunView)
    press("Return")
    until(lambda: view.page == 1, "the second page")
    press("Return")
    until(lambda: view.page == 2, "the third page")
    press("Escape")
    press("Escape")
    until(lambda: view.page == 0, "the first page again")
    click(view.welcome.practice)
    until(lambda: wiring.session.practice and wiring.session.platforms, "the practice network")
    until(lambda: not wiring.window.covered, "the pages of the window")
    say("first start")


def check(wiring: Wiring) -> None:
    """Start it by the mouse and speak Persian in the middle of it; a few services are enough."""
    wiring.session.choose(wiring.session.platforms[:8])
    click(wiring.page.run_button)
    until(lambda: wiring.check.state.phase is Phase.RUNNING, "a check that goes on")
    until(lambda: wiring.check.state.results, "the first results")
    click(wiring.window.sidebar.buttons[SETTINGS])
    languages = wiring.pages.settings.look.controls["language"]
    assert isinstance(languages, QComboBox)
    click(languages)
    until(languages.view().isVisible, "the list of languages")
    place = languages.findData("fa")
    while (now := languages.view().currentIndex().row()) != place:
        press("Down" if now < place else "Up")
    press("Return")
    until(lambda: QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft, "the window in Persian")
    assert wiring.bridge.running, "the check goes on"
    say("language")
    until(lambda: wiring.check.state.phase is Phase.DONE, "the end of the check", 90.0)
    run = wiring.check.run
    assert run is not None
    assert not run.interrupted
    assert len(run.cells) == len(run.platforms) * len(run.paths)
    say("check")


def why(wiring: Wiring) -> None:
    """Open the reasons of a box by the mouse, of another by the keyboard."""
    click(wiring.window.sidebar.buttons[0])
    table = wiring.page.table
    click_at(table, table.model().index(0, 0))
    dialog = window_of(WhyDialog)
    press("Escape")
    until(lambda: gone(dialog), "the reasons are closed")
    table.setFocus()
    press("Down", "Return")
    dialog = window_of(WhyDialog)
    click(dialog.close_button)
    until(lambda: gone(dialog), "the reasons are closed")
    say("why")


def report(wiring: Wiring, place: Path) -> None:
    """Save a report where somebody types."""
    wiring.save_report()
    desk = wiring.pages.report
    until(lambda: desk.ready, "every word of the report")

    def type_place() -> None:
        write(str(place))
        press("Return")

    meanwhile(lambda: any(each.isActiveWindow() for each in file_dialogs()), type_place, desk.page)
    click(desk.page.save)
    until(place.exists, "the saved report")
    say("report")


def file_dialogs() -> list[QFileDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog)]


def history(wiring: Wiring) -> None:
    """The check is there, opened by the keyboard."""
    click(wiring.window.sidebar.buttons[HISTORY])
    page = wiring.pages.history.page
    until(lambda: page.list.list.model().rowCount() == 1, "the check in the history")
    page.list.list.setFocus()
    press("Home", "Return")
    until(lambda: page.sheet is page.run, "the check of the past")
    press("alt+Right")  # back, where lines begin on the right
    until(lambda: page.sheet is page.list, "the list again")
    say("history")


def way(wiring: Wiring) -> None:
    """Back on the real network: a way is pasted, and how it is used is told; nothing is contacted."""
    wiring.leave_practice()
    view = window_of(FirstRunView)
    for _page in range(2):
        press("Return")
    click(view.add_way)
    dialog = window_of(AddWayDialog)
    click(dialog.text)
    write(LINK)
    until(lambda: dialog.text.toPlainText() == LINK, "the link")
    until(dialog.add_button.isEnabled, "what the link is")
    click(dialog.add_button)
    until(lambda: [each.name for each in wiring.session.paths] == ["Office"], "the way")
    click(wiring.window.sidebar.buttons[WAYS])
    wiring.pages.ways_page.how_to_asked.emit(wiring.session.paths[0].id)
    click(window_of(HowToUseDialog).close_button)
    assert not wiring.bridge.running
    say("how to use")


@contextmanager
def living(home: Path) -> Iterator[Wiring]:
    """The program from its first start on, with its window in front; on a failure a picture of the screen is kept."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = make_application("en", "light")
    keeper = GarbageKeeper()
    starting = Starting(portable_dirs(home))
    loaded: list[bool] = []
    starting.loaded.connect(lambda: loaded.append(True))
    starting.shell.window.show()
    try:
        until(lambda: loaded, "the window", 30.0)
        wiring = starting.wiring
        until(wiring.window.isActiveWindow, "the window in front")
        yield wiring
    except BaseException:
        app.primaryScreen().grabWindow(0).save(str(home / "failed.png"))
        raise
    finally:
        starting.close()
        keeper.close()
    say("closed")


def main() -> None:
    home, place = (Path(word) for word in sys.argv[1:3])
    with living(home) as wiring:
        for step in (first_start, check, why):
            step(wiring)
        report(wiring, place)
        history(wiring)
        way(wiring)


if __name__ == "__main__":
    main()
