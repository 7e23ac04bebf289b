"""Every desktop test runs offscreen, in English and light, and leaves no thread behind."""

import gc
import os
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from tests.desktop.invented import InventedEngine, describe, platforms, ways
from waythrough.catalog.catalog import Catalog
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import dress, i18n, style, theme
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.bridge.keeping import RunKeeping
from waythrough_desktop.bridge.source import OpenSource
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import Shell
from waythrough_desktop.views.controls import Combo
from waythrough_desktop.wiring import Wiring

MakeWiring = Callable[..., Wiring]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.gui)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """No other thread that runs meanwhile collects widgets: a widget that dies there ends the process, later.

    Not a fixture: until all of them have ended, pytest itself holds what they gave, widgets too.
    """
    if not item.path.is_relative_to(HERE):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        gc.freeze()  # also what a test of the program's own collector thawed
        gc.enable()


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    """English, light, left to right, native dialogs off; no window of an earlier test, which would slow this one."""
    assert not QApplication.allWidgets(), "an earlier test left widgets behind"
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    i18n.install("en")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    style.apply(qapp, theme.LIGHT)
    yield
    i18n.install("en")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """Settings of somebody who agrees to all that a test's window begins with."""
    return Memory(portable_dirs(tmp_path / "home"))


@pytest.fixture
def make_wiring(qtbot: QtBot, memory: Memory) -> Iterator[MakeWiring]:
    """Makes the whole window on an invented engine; everything is closed after the test."""
    made: list[Wiring] = []

    def make(
        open_source: OpenSource = InventedEngine,
        *,
        services: int = 4,
        with_ways: bool = True,
        practice: bool = False,
        remembers: Memory | None = None,
        keeps: bool = False,
    ) -> Wiring:
        rows = tuple(Platform(id=info.id, names=info.names, targets=()) for info in platforms()[:services])
        specs = tuple(PathSpec(id=info.id, kind=info.kind, name=info.name) for info in ways()[1:])
        network = Network(
            profile=NetworkProfile(practice=practice), platforms=rows, paths=specs if with_ways else ()
        )
        session = Session(network, describe)
        if remembers is None:
            memory.give_consent(session)
        known = remembers or memory
        keeping = RunKeeping(
            open_source, known.dirs.history, lambda: known.preferences.general.remember_runs, session
        )
        bridge = Bridge(keeping.open if keeps else open_source)
        wiring = Wiring(Shell(), session, Catalog.bundled(), bridge, known, keeping if keeps else None)
        made.append(wiring)
        return wiring

    yield make
    for wiring in made:
        assert wiring.close()
        wiring.window.close()
        wiring.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def speaking(*codes: str) -> Callable[..., Iterator[str]]:
    """A fixture that speaks one of these languages after the other, to be named in the module that uses it."""

    @pytest.fixture(params=codes)
    def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
        dress.speak(qapp, request.param)
        yield str(request.param)
        dress.speak(qapp, "en")

    return language


def choose(wiring: Wiring, key: str, value: str) -> None:
    """Choose something on the settings page as a person does."""
    settings = wiring.pages.settings
    control = {**settings.look.controls, **settings.checks.controls}[key]
    if isinstance(control, Combo):
        control.setCurrentIndex(control.findData(value))
        control.activated.emit(control.currentIndex())
    elif isinstance(control, QCheckBox):
        control.setChecked(value == "on")


def visit_all(wiring: Wiring) -> None:
    """Look at every page once, for pages are made when they are looked at; the page that was shown is shown again."""
    before = wiring.window.place
    for place in range(wiring.window.stack.count()):
        wiring.window.show_page(place)
    wiring.window.show_page(before)


def run_to_end(qtbot: QtBot, wiring: Wiring) -> None:
    """Start a check and wait until it is over."""
    with qtbot.waitSignal(wiring.run_over, timeout=10_000):
        wiring.start()
