"""Where the Tab key stops, in the order of the layout: as the eye reads, whichever part was made first."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QLayout, QScrollArea, QStackedLayout, QWidget


def stops_of(root: QWidget) -> list[QWidget]:
    """Every stop in a part of a window, in order; a group of which one is chosen is one stop, at what is chosen."""
    return [each for each in _walk(root, None) if _stops(each)]


def go_on(window: QWidget, *, forward: bool) -> bool:
    """Move the cursor to the next stop of a window, round and round; False where there is none."""
    now: QWidget | None = window.focusWidget()
    order = list(_walk(window, now))
    here = next((place for place, each in enumerate(order) if each is now), -1 if forward else 0)
    ahead = (
        order[here + 1 :] + order[: max(here, 0)] if forward else order[:here][::-1] + order[here + 1 :][::-1]
    )
    beside = _several(now) if isinstance(now, QAbstractButton) else []
    for each in ahead:
        if each not in beside and _stops(each):
            each.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
            return True
    return False


def _walk(widget: QWidget, now: QWidget | None) -> Iterator[QWidget]:
    """All that can be seen, and what leads to `now`: a part with the cursor may have been hidden just before."""
    yield widget
    for part in _parts(widget):
        if part.isVisible() or (now is not None and (part is now or part.isAncestorOf(now))):
            yield from _walk(part, now)


def _parts(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QScrollArea):
        inside: QWidget | None = widget.widget()
        return [] if inside is None else [inside]
    layout: QLayout | None = widget.layout()
    placed = [] if layout is None or isinstance(layout, QStackedLayout) else list(placed_in(layout))
    known = set(placed)
    free = [each for each in widget.children() if isinstance(each, QWidget) and each not in known]
    return [each for each in (*placed, *free) if not each.isWindow()]


def placed_in(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout and of those within it, in their order."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from placed_in(inner)


def _stops(widget: QWidget) -> bool:
    if not widget.isVisible() or not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    several = _several(widget) if isinstance(widget, QAbstractButton) else []
    chosen = [each for each in several if each.isChecked() and each.isVisible() and each.isEnabled()]
    if chosen:  # Qt itself stops where the cursor was last, whatever was chosen since
        return widget is chosen[0]
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _several(button: QAbstractButton) -> list[QAbstractButton]:
    """The buttons of which one at most is chosen, this one among them."""
    group: QButtonGroup | None = button.group()
    if group is not None:
        return list(group.buttons()) if group.exclusive() else []
    parent: QWidget | None = button.parentWidget()
    if parent is None or not button.autoExclusive():
        return []
    beside = [each for each in parent.children() if isinstance(each, QAbstractButton)]
    return [each for each in beside if each.autoExclusive() and each.group() is None]
