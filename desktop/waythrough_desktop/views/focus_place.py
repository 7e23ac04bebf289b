"""Where the cursor stands, told so that it is found again in a window that was made anew."""

from PySide6.QtWidgets import QWidget

from waythrough_desktop.views.followed import Followed, Key

Step = tuple[str, int]


class FocusPlace:
    """Kinds and numbers of the widgets that lead to the one with the cursor; a box of a table by its names."""

    def __init__(self, root: QWidget, widget: QWidget) -> None:
        """Raises ValueError for a widget that does not lie in `root`."""
        self._steps = _steps(root, widget)
        self._key: Key | None = widget.current_key() if isinstance(widget, Followed) else None

    def find(self, root: QWidget) -> QWidget | None:
        """The same one in another root; None where it is not there, or takes no cursor now."""
        found: QWidget = root
        for kind, number in self._steps:
            alike = [each for each in found.children() if type(each).__name__ == kind]
            step = alike[number] if number < len(alike) else None
            if not isinstance(step, QWidget):
                return None
            found = step
        if isinstance(found, Followed):
            return self._view(found)
        return found if found.isVisible() and found.isEnabled() else None

    def _view(self, found: Followed) -> QWidget | None:
        """The view itself, or the other one beside it that stands for it until there is as much room again."""
        parent = found.parentWidget()
        beside = parent.children() if parent is not None else ()
        views = [found, *(each for each in beside if isinstance(each, Followed))]
        shown = next((each for each in views if each.isVisible()), None)
        if shown is not None:
            shown.set_current_key(self._key)
        return shown


def _steps(root: QWidget, widget: QWidget) -> list[Step]:
    steps: list[Step] = []
    while widget is not root:
        parent = widget.parentWidget()
        if parent is None:
            raise ValueError("not within the root")
        alike = [each for each in parent.children() if type(each) is type(widget)]
        steps.insert(0, (type(widget).__name__, alike.index(widget)))
        widget = parent
    return steps
