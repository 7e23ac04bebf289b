"""Marks of runs under way: a file that is locked as long as its process lives, and free again however it ends."""

import os
import sys
from pathlib import Path
from typing import IO

from waythrough.store.atomic import PRIVATE_FILE, make_folder

FOLDER = "running"


class RunningMark:
    """The mark of one run, set by whoever makes it; the system takes the lock back even after a kill."""

    def __init__(self, folder: Path, run_id: str) -> None:
        """Set the mark. Raises StoreError when the folder cannot be made, OSError when the file cannot."""
        make_folder(folder)
        self._place = folder / run_id
        self._place.touch(mode=PRIVATE_FILE)
        self._file: IO[bytes] | None = self._place.open("r+b")
        if _locked(self._file):
            self._file.write(f" {os.getpid()}".encode("ascii"))  # behind the byte that is locked
            self._file.flush()
        else:
            self.clear()

    def clear(self) -> None:
        """The run is over; safe to call twice."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._place.unlink(missing_ok=True)


def under_way(folder: Path, run_id: str) -> bool:
    """Whether a process that lives is making this run. The mark of one that was killed is taken away."""
    place = folder / run_id
    try:
        with place.open("r+b") as file:
            if not _locked(file):
                return True
        place.unlink(missing_ok=True)
    except OSError:
        return False  # there is no mark, or nobody can tell
    return False


def makers(folder: Path) -> tuple[int | None, ...]:
    """The processes that make a run now; None for one that does not say which it is."""
    found: list[int | None] = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not under_way(folder, place.name):
            continue
        try:
            with place.open("rb") as file:
                file.seek(1)
                found.append(int(file.read(20)))
        except (OSError, ValueError):
            found.append(None)
    return tuple(found)


def _locked(file: IO[bytes]) -> bool:
    """Lock a file for as long as it is open; False when somebody else has."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
