"""A screen of its own for a window that is driven by mouse and keyboard: Xvfb with a window manager."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

TOOLS = ("Xvfb", "openbox", "xdotool")
PATIENCE = 15.0


def why_not() -> str:
    """Which tools are missing; "" when a screen can be made."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


@contextmanager
def screen(environment: Mapping[str, str], size: str = "1280x800") -> Iterator[dict[str, str]]:
    """The environment of a program that shows its windows there."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with open(reading, encoding="ascii") as numbers:
        display = f":{numbers.readline().strip()}"
    there = {**environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    there.pop("WAYLAND_DISPLAY", None)
    manager = subprocess.Popen(
        ["openbox", "--sm-disable"], env=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield there
    finally:
        for process in (manager, server):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
