"""Bare `waythrough` opens the window, where there is one and a display to show it on."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

from waythrough.model.errors import WaythroughError

_PACKAGE = "waythrough_desktop.app"


def open_window() -> int:
    """Open the window and stay until it is closed; its exit code. Raises WaythroughError when there is none."""
    if find_spec("PySide6") is None:
        raise WaythroughError(
            "window.not_installed",
            "the window is not installed",
            still_works="waythrough check tests from here, waythrough practice shows how",
            todo="install it with: pip install waythrough[desktop]",
        )
    if not has_display():
        raise WaythroughError(
            "window.no_display",
            "there is no display to open the window on",
            still_works="the command line does the same job",
            todo="type: waythrough check, or waythrough practice to try it out",
        )
    # By name only: the engine and its command line never depend on the window.
    return int(import_module(_PACKAGE).main([]))


def has_display() -> bool:
    """Whether a window can be shown; only systems with X or Wayland can tell."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
