"""The order in which a screen reader walks through parts: as the eye does, whichever was made first."""

from PySide6.QtWidgets import QScrollArea, QStackedLayout, QWidget

from waythrough_desktop.views.stops import placed_in


def read_in_order(root: QWidget) -> None:
    """Qt tells the parts of a widget in the order in which they lie on each other; here none covers another."""
    layout = root.layout()
    if layout is not None and not isinstance(layout, QStackedLayout):
        for each in placed_in(layout):
            each.raise_()
    for child in root.children():
        if isinstance(child, QScrollArea):
            inside = child.widget()
            if inside is not None:
                read_in_order(inside)
        elif isinstance(child, QWidget):
            read_in_order(child)
