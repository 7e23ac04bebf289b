"""A folder for the files of one child program, readable by its owner only, and removed at the end."""

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

_PREFIX: Final = "waythrough-child-"
_LOCK: Final = ".lock"
_YOUNG: Final = 60.0  # seconds in which a folder may not be locked yet by who made it


class PrivateFolder:
    """Made at once with mode 0700; `write` makes files with mode 0600; `remove` takes everything away.

    What a killed process left behind is removed by the next one that makes a folder.
    """

    def __init__(self) -> None:
        base = Path(tempfile.gettempdir())
        _sweep(base)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
        self._lock: int | None = _locked(self.path / _LOCK)

    def write(self, name: str, text: str) -> Path:
        """A new file that only its owner can read."""
        path = self.path / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode("utf-8"))
        return path

    def remove(self) -> None:
        """Take the folder away; safe to call twice."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _sweep(base: Path) -> None:
    """Remove the folders whose makers are dead: nobody holds their locks."""
    for folder in base.glob(_PREFIX + "*"):
        try:
            about = folder.stat()
            mine = os.name == "posix" and about.st_uid == os.getuid()
            if not mine or about.st_mtime > time.time() - _YOUNG:
                continue
            lock = _locked(folder / _LOCK)
        except OSError:  # it is used, or was removed by another one of us
            continue
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _locked(path: Path) -> int | None:
    """An open file that nobody else has locked; None where the system has no such locks. Raises OSError."""
    if os.name != "posix":
        return None
    import fcntl

    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        raise
    return number
