"""F6 goes from one area of the window to the next, Shift+F6 back."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from waythrough_desktop.views.stops import stops_of


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


def begin_of(area: QWidget) -> QWidget:
    """Where the keyboard begins in an area: its first stop, else the area itself."""
    return next(iter(stops_of(area)), area)


def begin_of_page(page: QWidget) -> QWidget:
    """Where the keyboard begins on a page: in the first of its areas."""
    return begin_of(areas_of(page)[0])
