"""Language, colours and size of text change while the window is open, also in the middle of a run."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, choose, run_to_end
from tests.desktop.invented import Gate
from waythrough_desktop import dress, i18n, style
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.state import Phase
from waythrough_desktop.shell import SERVICES, SETTINGS
from waythrough_desktop.theme import DARK
from waythrough_desktop.wiring import Wiring


def changed(qtbot: QtBot, wiring: Wiring, name: str, value: str) -> None:
    """Choose something in the settings as a person does."""
    with qtbot.waitSignal(wiring.redressed, timeout=5000):
        choose(wiring, name, value)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_language_changes_at_once_and_the_run_stays(
    qtbot: QtBot, qapp: QApplication, make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    wiring.window.show()
    wiring.window.show_page(SETTINGS)
    english = wiring.check.state.card.title
    order = list(wiring.check.model.column_ids)
    changed(qtbot, wiring, "language", "fa")
    settings = wiring.pages.settings.look
    assert wiring.window.focusWidget() is settings.controls["language"]
    assert (i18n.language(), qapp.layoutDirection()) == ("fa", Qt.LayoutDirection.RightToLeft)
    assert wiring.window.place == SETTINGS
    assert memory.preferences.general.language == "fa"
    state = wiring.check.state
    assert state.phase is Phase.DONE
    assert state.card.title not in {"", english}
    assert wiring.page.card.accessibleName() or wiring.page.card.findChildren(QLabel)
    assert list(wiring.check.model.column_ids) == order
    assert wiring.page.run_button.text() == i18n._("Check now") != "Check now"
    changed(qtbot, wiring, "language", "en")
    assert wiring.check.state.card.title == english


def test_a_run_goes_on_under_a_new_frame(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    gate = Gate(free=3)
    wiring = make_wiring(gate.engine)
    wiring.start()
    qtbot.waitUntil(gate.reached.is_set)
    changed(qtbot, wiring, "theme", "high_contrast")
    assert style.theme().name == "high_contrast"
    assert wiring.check.state.phase is Phase.RUNNING
    assert wiring.page.run_button.text() == "Stop"
    with qtbot.waitSignal(wiring.run_over, timeout=5000):
        gate.open()
    assert wiring.check.state.card.title.startswith("Use Berlin")
    assert wiring.page.run_button.text() == "Check now"


def test_text_grows_and_the_old_frame_goes(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    wiring.window.show()
    before, gone = wiring.page.title.fontMetrics().height(), []
    wiring.window.frame.destroyed.connect(lambda: gone.append(True))
    changed(qtbot, wiring, "text_size", "175")
    assert wiring.page.title.fontMetrics().height() > 1.5 * before
    assert gone == [True]


def test_dialogs_close_before_the_frame_changes(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    run_to_end(qtbot, wiring)
    wiring.window.show()
    dialog = wiring.tell_why("telegram", "direct")
    assert dialog is not None
    with qtbot.waitSignals([wiring.redressed, dialog.finished], timeout=5000):
        wiring.choose_theme("dark")
    assert style.theme().dark


def test_what_stands_alone_hides_the_pages_and_their_keys(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    window = wiring.window
    alone = QLabel("alone")
    with qtbot.waitExposed(window):
        window.show()
    window.cover(alone)
    assert window.covered
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert (alone.isVisible(), window.place) == (True, 0)
    with qtbot.waitSignal(wiring.redressed, timeout=5000):
        wiring.choose_theme("dark")
    assert alone.isVisible()
    window.uncover()
    assert wiring.page.isVisible()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.place == SERVICES)


@pytest.mark.parametrize("size", [100, 175])
def test_the_sidebar_holds_its_words(make_wiring: MakeWiring, qapp: QApplication, size: int) -> None:
    style.apply(qapp, style.theme(), size)
    sidebar = make_wiring().window.sidebar
    for each in sidebar.buttons:
        assert each.sizeHint().width() <= sidebar.width(), each.text()


def test_the_colours_follow_the_system_while_the_window_is_open(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiring = make_wiring()
    monkeypatch.setattr(dress, "system_theme", lambda: DARK)
    scheme = QGuiApplication.styleHints().colorSchemeChanged
    with qtbot.waitSignal(wiring.redressed, timeout=5000):
        scheme.emit(Qt.ColorScheme.Dark)
    assert style.theme() is DARK
    assert memory.preferences.window.theme == "system"
    changed(qtbot, wiring, "theme", "light")
    with qtbot.assertNotEmitted(wiring.redressed, wait=50):
        scheme.emit(Qt.ColorScheme.Dark)
