"""What figures of the window were measured on. Imports nothing heavy: some figures are of memory."""

import os
import platform

import PySide6

from waythrough import __version__


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "waythrough": __version__,
        "python": platform.python_version(),
        "pyside6": PySide6.__version__,
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "screen": os.environ.get("QT_QPA_PLATFORM", "default"),
    }
