"""Whether the system says that its user pays by the byte on this line."""

import re
import shutil
import subprocess
import sys
from typing import Final

_PATIENCE: Final = 3.0  # seconds for the system's own programs to answer
# NMMetered: 0 unknown, 1 yes, 2 no, 3 and 4 guessed (NetworkManager's D-Bus interface, property Metered)
_NETWORK_MANAGER: Final = (
    "busctl",
    "--system",
    "get-property",
    "org.freedesktop.NetworkManager",
    "/org/freedesktop/NetworkManager",
    "org.freedesktop.NetworkManager",
    "Metered",
)
# NetworkCostType: Unrestricted, or Fixed (a quota) and Variable (by the byte)
_WINDOWS: Final = (
    "powershell",
    "-NoProfile",
    "-NonInteractive",
    "-Command",
    (
        "[Windows.Networking.Connectivity.NetworkInformation,Windows,ContentType=WindowsRuntime]"
        "::GetInternetConnectionProfile().GetConnectionCost().NetworkCostType"
    ),
)
_QUESTIONS: Final = {"linux": (_NETWORK_MANAGER, r"\bu [13]\b"), "win32": (_WINDOWS, r"\b(Fixed|Variable)\b")}


def is_metered(system: str = sys.platform) -> bool:
    """Whether the system calls the line metered, a guess of its own included; False where it cannot be told.

    Takes a moment on Windows, at most 3 s anywhere. On macOS no program can ask.
    """
    if system not in _QUESTIONS:
        return False
    words, metered = _QUESTIONS[system]
    program = shutil.which(words[0])
    if program is None:
        return False
    try:
        answer = subprocess.run(
            (program, *words[1:]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return re.search(metered, answer.stdout.decode("utf-8", "replace")) is not None
