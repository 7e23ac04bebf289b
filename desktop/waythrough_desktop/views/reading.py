"""The order in which a screen reader walks through parts: as the eye does, whichever was made first."""

from PySide6.QtWidgets import QLayout, QScrollArea, QStackedLayout, QWidget


def read_in_order(root: QWidget) -> None:
    """Qt tells the parts of a widget in the order in which they lie on each other; here none covers another."""
    layout = root.layout()
    if layout is not None and not isinstance(layout, QStackedLayout):
        _raise(layout)
    for child in root.children():
        if isinstance(child, QScrollArea):
            inside = child.widget()
            if inside is not None:
                read_in_order(inside)
        elif isinstance(child, QWidget):
            read_in_order(child)


def _raise(layout: QLayout) -> None:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.raise_()
        elif inner is not None:
            _raise(inner)
