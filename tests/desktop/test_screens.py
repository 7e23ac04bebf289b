"""Every page and dialog, in three languages and with the largest text: named, reached by Tab, and cut nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.walk import cut, nameless, unreached
from waythrough.catalog.catalog import Catalog
from waythrough.paths.host_key import ShownKey
from waythrough.paths.importing.links import parse_spec
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import dress, style
from waythrough_desktop.presenters.consent import consent_state, news_state
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.server_key import key_face
from waythrough_desktop.shell import REPORT
from waythrough_desktop.wiring import Wiring

pytestmark = pytest.mark.slow

LOOKS = [
    *(("fa", 175), ("ru", 175)),  # where least fits
    *(pytest.param(each, marks=pytest.mark.long) for each in (("en", 100), ("en", 175), ("fa", 100))),
]
LEAST = (900, 600)


@pytest.fixture(autouse=True)
def active() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    language, size = request.param
    dress.speak(qapp, language)
    dress.paint(qapp, "light", size)
    yield str(language)
    style.apply(qapp, style.theme(), 100)


def open_least(qtbot: QtBot, window: QWidget) -> None:
    window.resize(*LEAST)
    with qtbot.waitActive(window):
        window.show()


def faults(screen: QWidget, name: str) -> list[str]:
    """What is wrong with a screen, a line each."""
    return [
        *(f"{name}: no name: {each}" for each in nameless(screen)),
        *(f"{name}: cut: {each}" for each in cut(screen)),
        *(f"{name}: not reached by Tab: {each}" for each in unreached(screen.window())),
    ]


@pytest.mark.parametrize("finished", [False, True], ids=["before", "after"])
def test_every_page(qtbot: QtBot, make_wiring: MakeWiring, look: str, finished: bool) -> None:
    wiring = make_wiring()
    window = wiring.window
    open_least(qtbot, window)
    if finished:
        run_to_end(qtbot, wiring)
    found = []
    for place in range(window.stack.count()):
        window.show_page(place)
        if finished and place == REPORT:  # while its preview comes, parts move
            qtbot.waitUntil(lambda: wiring.pages.report.ready)
        found += faults(window, f"page {place}")
    assert not found, "\n".join(found)


def test_the_first_run(qtbot: QtBot, make_wiring: MakeWiring, look: str, tmp_path: Path) -> None:
    wiring = make_wiring(remembers=Memory(portable_dirs(tmp_path / "fresh")))
    open_least(qtbot, wiring.window)
    view = wiring.pages.first_run.view
    assert view is not None
    found = []
    for page in range(len(view.pages)):
        assert view.page == page
        found += faults(view, view.pages[page].title)
        view.go_on() if page < 2 else view.services.fold.click()
    found += faults(view, "hosts")
    assert not found, "\n".join(found)


def dialogs(wiring: Wiring) -> Iterator[QDialog | None]:
    """Every dialog, filled as in use."""
    talks, session = wiring.talks, wiring.session
    yield wiring.tell_why("telegram", "direct")
    yield wiring.tell_why("telegram", "w4")
    session.add([parse_spec("Office=socks5://198.51.100.7:1080")])
    yield wiring.how_to_use(session.paths[-1].id)
    yield talks.add_way(lambda _specs: None)
    yield talks.type_way(session.paths, lambda _spec: None)
    session.choose(Catalog.bundled())
    yield talks.ask_consent(consent_state(session), lambda: None, lambda: None)
    yield talks.ask_consent(news_state(session, ("tor",), ("w1",)), lambda: None, lambda: None)
    yield talks.fault("APP-1", "details")
    key = ShownKey(fingerprint="SHA256:" + "qW3x" * 10 + "abc", kind="rsa", changed=False)
    yield talks.confirm_key(key_face("Berlin", key))


def test_every_dialog(qtbot: QtBot, make_wiring: MakeWiring, look: str) -> None:
    wiring = make_wiring()
    open_least(qtbot, wiring.window)
    run_to_end(qtbot, wiring)
    found = []
    for dialog in dialogs(wiring):
        assert dialog is not None
        qtbot.waitUntil(dialog.isActiveWindow)
        name = f"{type(dialog).__name__} “{dialog.windowTitle()}”"
        found += faults(dialog, name)
        if dialog.width() > LEAST[0] or dialog.height() > LEAST[1]:
            found.append(f"{name}: {dialog.width()}x{dialog.height()} is larger than the window")
        dialog.close()
    assert not found, "\n".join(found)
