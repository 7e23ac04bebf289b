"""Prints what a screen reader has of the window in front; run by the system's Python on the bus of a session.

A line for each thing in view: how deep it lies, its role, name, description, value and the states that are spoken.
"""

import sys
from collections.abc import Iterator
from typing import Any

import pyatspi  # type: ignore[import-not-found]
from spoken import in_view, program, wait  # type: ignore[import-not-found]  # it lies beside this script

SPOKEN = (
    pyatspi.STATE_FOCUSABLE,
    pyatspi.STATE_FOCUSED,
    pyatspi.STATE_CHECKABLE,
    pyatspi.STATE_CHECKED,
    pyatspi.STATE_SELECTED,
    pyatspi.STATE_EXPANDABLE,
    pyatspi.STATE_EXPANDED,
    pyatspi.STATE_BUSY,
    pyatspi.STATE_READ_ONLY,
    pyatspi.STATE_EDITABLE,
    pyatspi.STATE_MODAL,
    pyatspi.STATE_HAS_POPUP,
)
BUTTON = "\tpush button\t"
CELLS = 14
"""How many cells of a table are printed: the rest is alike."""


def main() -> int:
    for line in wait(_front, "a window with buttons"):
        sys.stdout.write(f"{line}\n")
    return 0


def _front() -> list[str]:
    """The window in front; nothing while it only says that it is a moment away."""
    app = program()
    front = None if app is None else next((each for each in app if each and _active(each)), None)
    lines = [] if front is None else list(heard(front, 0))
    return lines if any(BUTTON in line for line in lines) else []


def heard(node: Any, depth: int) -> Iterator[str]:
    """A node and all of it that is in view, a line each."""
    yield "\t".join((str(depth), node.getRoleName(), *_words(node), " ".join(_states(node))))
    cells = 0
    for child in node:
        if child is None or not in_view(child):
            continue
        if child.getRole() == pyatspi.ROLE_TABLE_CELL and (cells := cells + 1) > CELLS:
            continue
        yield from heard(child, depth + 1)


def _active(node: Any) -> bool:
    return bool(node.getState().contains(pyatspi.STATE_ACTIVE))


def _words(node: Any) -> tuple[str, str, str]:
    has_value = "Value" in pyatspi.utils.listInterfaces(node)
    value = f"{node.queryValue().currentValue:g}" if has_value else ""
    return (_line(node.name), _line(node.description), value)


def _line(text: str) -> str:
    return text.replace("\n", "\\n").replace("\t", " ")


def _states(node: Any) -> Iterator[str]:
    kept = node.getState()
    if not kept.contains(pyatspi.STATE_ENABLED):
        yield "disabled"
    for state in SPOKEN:
        if kept.contains(state):
            yield pyatspi.stateToString(state)


if __name__ == "__main__":
    sys.exit(main())
