"""The window as a screen reader has it; run by the system's Python, prints as JSON what it found.

It finds the program by its name on the bus of its session, reads table and buttons, and presses by their actions.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyatspi  # type: ignore[import-not-found]
from gi.repository import GLib  # type: ignore[import-not-found]

NAME = "waythrough"
PATIENCE = 60.0
BUTTONS = (
    pyatspi.ROLE_PUSH_BUTTON,
    pyatspi.ROLE_RADIO_BUTTON,
    pyatspi.ROLE_CHECK_BOX,
)  # pages are chosen, too


def walk(node: Any, depth: int = 0) -> Iterator[Any]:
    """A node and all of it that is in view; the cells of a table are asked for by their places."""
    yield node
    if depth > 0 and (node.getRole() == pyatspi.ROLE_TABLE or not in_view(node)):
        return
    for child in node:
        if child is not None:
            yield from walk(child, depth + 1)


def in_view(node: Any) -> bool:
    """Whether somebody who looks at the screen can see it."""
    return bool(node.getState().contains(pyatspi.STATE_SHOWING))


def wait(find: Callable[[], Any], what: str) -> Any:
    """What `find` gives, as soon as it gives something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = find()
        except (GLib.Error, LookupError, RuntimeError):
            found = None  # a widget may go while it is asked
        if found:
            return found
        time.sleep(0.1)
    sys.exit(f"not within {PATIENCE:.0f} s: {what}")


def program() -> Any:
    """The application on the bus."""
    return next((each for each in pyatspi.Registry.getDesktop(0) if each and each.name == NAME), None)


def button(app: Any, name: str) -> Any:
    """A button in view that can be pressed, by its name."""
    return next(
        (
            each
            for each in walk(app)
            if each.getRole() in BUTTONS
            and each.name == name
            and in_view(each)
            and {"Press", "Toggle"} & {*actions(each)}
        ),
        None,
    )


def actions(node: Any) -> list[str]:
    """What can be done with a node now, in the program's words."""
    action = node.queryAction()
    return [action.getName(place) for place in range(action.nActions)]


def press(node: Any) -> None:
    """Press, or choose what is one of several, by the action that the program offers."""
    offered = actions(node)
    node.queryAction().doAction(offered.index("Press" if "Press" in offered else "Toggle"))


def table_of(app: Any) -> Any:
    """The table in view."""
    tables = (each for each in walk(app) if each.getRole() == pyatspi.ROLE_TABLE)
    return next((each.queryTable() for each in tables if in_view(each)), None)


def sentences(grid: Any, rows: int) -> list[str]:
    """What each cell of the first rows says now."""
    cells = [grid.getAccessibleAt(row, column) for row in range(rows) for column in range(grid.nColumns)]
    for each in cells:
        each.clear_cache()
    return [each.name for each in cells]


def shown(app: Any, role: Any) -> list[str]:
    """The names of everything of a role that is in view."""
    nodes = (each for each in walk(app) if each.getRole() == role)
    return [each.name for each in nodes if in_view(each)]


def main() -> None:
    app = wait(program, "the program on the bus")
    press(wait(lambda: button(app, "Check now"), "a button “Check now”"))
    stop = wait(lambda: button(app, "Stop"), "a button “Stop”")
    grid = wait(lambda: table_of(app), "a table")
    first = wait(lambda: [each for each in sentences(grid, 1) if ": Works" in each], "the first results")
    press(stop)
    wait(lambda: button(app, "Save a report…"), "the end of the check")
    found = {
        "rows": grid.nRows,
        "columns": grid.nColumns,
        "first": first,
        "cells": sentences(grid, grid.nRows),
        "buttons": shown(app, pyatspi.ROLE_PUSH_BUTTON),
        "frames": shown(app, pyatspi.ROLE_FRAME),
    }
    press(wait(lambda: button(app, "Settings"), "a button “Settings”"))
    wait(lambda: not button(app, "Save a report…"), "another page")
    found["settings"] = shown(app, pyatspi.ROLE_COMBO_BOX)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
