"""Nobody there: told after the time that was asked for, never while something is going on."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from waythrough_desktop.idle_watch import IdleWatch


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0
        self.busy = False

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(qtbot: QtBot, clock: Clock) -> IdleWatch:
    made = IdleWatch(lambda: clock.busy, clock=clock)
    made.count(10)
    return made


def test_it_tells_when_the_time_is_over_and_not_before(watch: IdleWatch, clock: Clock, qtbot: QtBot) -> None:
    clock.now += 599
    with qtbot.assertNotEmitted(watch.idle):
        watch._look()
    assert watch.counting
    clock.now += 1
    with qtbot.waitSignal(watch.idle):
        watch._look()


def test_a_run_is_not_cut_short(watch: IdleWatch, clock: Clock, qtbot: QtBot) -> None:
    clock.now += 6000
    clock.busy = True
    with qtbot.assertNotEmitted(watch.idle):
        watch._look()
    assert watch.counting
    clock.busy = False
    with qtbot.waitSignal(watch.idle):
        watch._look()


def test_a_touch_begins_anew_and_one_after_sleep_comes_too_late(
    watch: IdleWatch, clock: Clock, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    place = QPoint(1, 1).toPointF()
    buttons = Qt.MouseButton.LeftButton
    touch = QMouseEvent(
        QEvent.Type.MouseButtonPress, place, place, buttons, buttons, Qt.KeyboardModifier.NoModifier
    )
    clock.now += 300
    watch.eventFilter(window, touch)
    clock.now += 599
    with qtbot.assertNotEmitted(watch.idle):
        watch._look()
    clock.now += 3600  # the computer has slept
    with qtbot.waitSignal(watch.idle):
        watch.eventFilter(window, touch)


def test_never_means_that_no_clock_runs(watch: IdleWatch) -> None:
    watch.count(0)
    assert not watch.counting
