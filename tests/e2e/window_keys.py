"""From the first start to a saved report in Persian with the keyboard alone: `window_keys.py HOME REPORT`."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.e2e.hands import gone, meanwhile, press, say, until, window_of, write
from tests.e2e.window_story import file_dialogs, living
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.presenters.state import Phase
from waythrough_desktop.shell import CHECK, HISTORY, REPORT
from waythrough_desktop.views.first_run_view import FirstRunView
from waythrough_desktop.wiring import Wiring

TABS_AT_MOST = 40


def go_to(wanted: Callable[[], QWidget]) -> None:
    """Press Tab until the cursor is there, as somebody does who sees the ring; no part is given it by the program."""
    for _time in range(TABS_AT_MOST):
        if QApplication.focusWidget() is wanted():
            return
        press("Tab")
    raise AssertionError(f"the Tab key does not lead to {wanted()}")


def first_start(wiring: Wiring) -> None:
    """Persian by the arrow keys, which is spoken at once; then into practice."""
    for _time in range(len(window_of(FirstRunView).welcome.choices)):
        if window_of(FirstRunView).welcome.choices["fa"].isChecked():
            break
        before = window_of(FirstRunView)
        press("Down")
        until(partial(gone, before), "the page in another language")
    until(lambda: QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft, "Persian")
    assert QApplication.focusWidget() is window_of(FirstRunView).welcome.choices["fa"], "the cursor stays"
    say("language")
    go_to(lambda: window_of(FirstRunView).welcome.practice)
    press("Return")
    until(lambda: wiring.session.practice and wiring.session.platforms, "the practice network")
    until(lambda: not wiring.window.covered, "the pages of the window")
    say("first start")


def check(wiring: Wiring) -> None:
    """F5, and to the end."""
    press("F5")
    until(lambda: wiring.check.state.phase is Phase.RUNNING, "a check that goes on")
    until(lambda: wiring.check.state.phase is Phase.DONE, "the end of the check", 150.0)
    say("check")


def why(wiring: Wiring) -> None:
    """From the list of pages to the table, one box to the start of the line, its reasons, and back."""
    go_to(lambda: wiring.window.sidebar.buttons[CHECK])
    go_to(lambda: wiring.page.proof.shown)
    press("Left", "Return")
    dialog = window_of(WhyDialog)
    go_to(lambda: dialog.close_button)
    press("Return")
    until(lambda: gone(dialog), "the reasons are closed")
    until(lambda: QApplication.focusWidget() is wiring.page.proof.shown, "the cursor in the table again")
    say("why")


def history(wiring: Wiring) -> None:
    """The check is in the list."""
    press("ctrl+4")
    assert wiring.window.place == HISTORY
    sheet = wiring.pages.history.page.list
    until(lambda: sheet.list.model().rowCount() == 1, "the check in the history")
    go_to(lambda: sheet.list)
    press("Return")
    until(lambda: wiring.pages.history.page.sheet is wiring.pages.history.page.run, "the check of the past")
    press("alt+Right")
    until(lambda: wiring.pages.history.page.sheet is sheet, "the list again")
    say("history")


def report(wiring: Wiring, place: Path) -> None:
    """Save it where somebody types."""
    press("ctrl+1", "ctrl+e")
    until(lambda: wiring.window.place == REPORT, "the report page")
    desk = wiring.pages.report
    until(lambda: desk.ready and desk.page.save.isEnabled(), "every word of the report")
    go_to(lambda: desk.page.save)

    def type_place() -> None:
        press("ctrl+a")
        write(str(place))
        press("Return")

    meanwhile(lambda: any(each.isActiveWindow() for each in file_dialogs()), type_place, desk.page)
    press("Return")
    until(place.exists, "the saved report")
    assert not any(each.isVisible() for each in file_dialogs())
    say("report")


def main() -> None:
    home, place = (Path(word) for word in sys.argv[1:3])
    with living(home) as wiring:
        for step in (first_start, check, why, history):
            step(wiring)
        report(wiring, place)


if __name__ == "__main__":
    main()
