"""F6 goes from one area of the window to the next, Shift+F6 back."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget


@runtime_checkable
class HasAreas(Protocol):
    """A page that is more than one area."""

    def areas(self) -> Sequence[QWidget]:
        """Its areas in the order of reading."""
        ...


def areas_of(page: QWidget) -> Sequence[QWidget]:
    """The areas of a page, the page itself where it has no parts."""
    return page.areas() if isinstance(page, HasAreas) else (page,)


def step_area(areas: Sequence[QWidget], now: QWidget | None, step: int) -> None:
    """Give the focus to the next area that is shown, round and round."""
    shown = [area for area in areas if area.isVisible()]
    if not shown:
        return
    here = next((n for n, area in enumerate(shown) if now is not None and _holds(area, now)), None)
    start = (0 if step > 0 else -1) if here is None else (here + step) % len(shown)
    begin_of(shown[start]).setFocus(Qt.FocusReason.TabFocusReason)


def _holds(area: QWidget, widget: QWidget) -> bool:
    return area is widget or area.isAncestorOf(widget)


def _one_of_several(button: QAbstractButton) -> bool:
    group: QButtonGroup | None = button.group()
    return button.autoExclusive() or (group is not None and group.exclusive())


def begin_of(area: QWidget) -> QWidget:
    """Where the keyboard begins in an area: what is chosen there, else the first stop, else the area itself."""
    if area.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return area
    stops = [
        each
        for each in area.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible() and each.isEnabled()
    ]
    buttons = (each for each in stops if isinstance(each, QAbstractButton))
    chosen = [each for each in buttons if each.isChecked() and _one_of_several(each)]
    return next(iter((*chosen, *stops)), area)
