"""Mouse and keyboard of somebody who sits at the window: real events of the X server, made by xdotool."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

Wanted = TypeVar("Wanted", bound=QWidget)
_STEP_MS = 20


def until(holds: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Let the window live until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        QTest.qWait(_STEP_MS)


def say(step: str) -> None:
    """Tell whoever started this how far it is."""
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


def click(widget: QWidget) -> None:
    """Press the left button in the middle of a widget that can be seen."""
    until(lambda: widget.isVisible() and widget.isEnabled(), f"{widget} can be pressed")
    QTest.qWait(_STEP_MS)  # what was laid out just now has its place
    _click(widget.mapToGlobal(widget.rect().center()))


def click_at(view: QAbstractItemView, index: QModelIndex) -> None:
    """Press the left button on an entry of a list or table."""
    view.scrollTo(index)
    QTest.qWait(_STEP_MS)
    _click(view.viewport().mapToGlobal(view.visualRect(index).center()))


def press(*keys: str) -> None:
    """Keys by their names in X, such as Return, ctrl+f; a window hears none before it is active."""
    until(QApplication.activeWindow, "a window that hears the keyboard")
    _do("key", "--clearmodifiers", *keys)


def write(text: str) -> None:
    """Type a text."""
    _do("type", "--delay", "5", text)


def button(words: str, within: QWidget | None = None) -> QAbstractButton:
    """The button in view that says this, waited for."""
    found: list[QAbstractButton] = []

    def there() -> bool:
        found[:] = [each for each in _shown(QAbstractButton, within) if _plain(each.text()) == _plain(words)]
        return bool(found)

    until(there, f"a button “{words}”")
    return found[0]


def window_of(kind: type[Wanted]) -> Wanted:
    """The widget of a kind that is in view and hears the keyboard, waited for."""
    found: list[Wanted] = []

    def there() -> bool:
        found[:] = [each for each in _shown(kind) if each.window().isActiveWindow()]
        return bool(found)

    until(there, kind.__name__)
    return found[0]


def gone(widget: QWidget) -> bool:
    """Whether a window was closed, and perhaps taken down already."""
    return not isValid(widget) or not widget.isVisible()


def meanwhile(holds: Callable[[], object], act: Callable[[], object], parent: QWidget) -> None:
    """Do something once, as soon as it holds: also while a dialog keeps everything else waiting."""
    timer = QTimer(parent, interval=_STEP_MS)

    def look() -> None:
        if holds():
            timer.stop()
            act()

    timer.timeout.connect(look)
    timer.start()


def _shown(kind: type[Wanted], within: QWidget | None = None) -> list[Wanted]:
    tops = QApplication.topLevelWidgets() if within is None else [within]
    inside: Iterator[QWidget] = (each for top in tops for each in (top, *top.findChildren(QWidget)))
    return [each for each in inside if isinstance(each, kind) and each.isVisible()]


def _plain(text: str) -> str:
    return re.sub(r"[&\u2066-\u2069]", "", text)


def _click(place: QPoint) -> None:
    _do("mousemove", str(place.x()), str(place.y()), "click", "1")
    QTest.qWait(_STEP_MS)


def _do(*words: str) -> None:
    subprocess.run(["xdotool", *words], check=True, timeout=10)
    QTest.qWait(_STEP_MS)
