"""The entry in the desktop's menu while the program goes by a neutral name; the installed one is hidden meanwhile."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from waythrough.store.atomic import remove_if_there, write_private
from waythrough.store.dirs import HOME_VARIABLE
from waythrough.store.erase import MADE_HERE, entry_folders

_PLAIN, _NEUTRAL = "waythrough.desktop", "connection-notes.desktop"
_HIDDEN = f"[Desktop Entry]\nType=Application\nName=Notes\nNoDisplay=true\n{MADE_HERE}\n"


def kept() -> bool:
    """Whether there is a menu to write to; what is kept in a folder of its own leaves nothing elsewhere."""
    return sys.platform.startswith("linux") and not os.environ.get(HOME_VARIABLE)


def put(name: str, folder: Path | None = None) -> None:
    """Stand in the menu by this name only. Raises StoreError."""
    place = folder or _folder()
    entry = (
        f"[Desktop Entry]\nType=Application\nName={name}\nExec=waythrough-desktop %u\nIcon=text-x-generic\n"
        f"Terminal=false\nCategories=Utility;\n{MADE_HERE}\n"
    )
    for file, content in ((_NEUTRAL, entry), (_PLAIN, _HIDDEN)):
        if not (place / file).exists() or _ours(place / file):
            write_private(place / file, content.encode("utf-8"))


def take(folder: Path | None = None) -> None:
    """Be in the menu as it was installed. Raises StoreError."""
    place = folder or _folder()
    for file in (_NEUTRAL, _PLAIN):
        if _ours(place / file):
            remove_if_there(place / file)


def _folder() -> Path:
    return next(iter(entry_folders()))


def _ours(path: Path) -> bool:
    with suppress(OSError, UnicodeDecodeError):
        return MADE_HERE in path.read_text(encoding="utf-8").splitlines()
    return False
