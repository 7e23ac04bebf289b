"""What is said of a history that cannot be used: why, what still works, and what helps."""

import shutil
import sqlite3
from pathlib import Path
from typing import Final

from waythrough.store.atomic import FREE_SPACE, is_full
from waythrough.store.dirs import StoreError
from waythrough.verdict.clause import clause

_LITTLE: Final = 1 << 16
"""Bytes with which SQLite cannot even begin: what it then calls an error of reading and writing is a full disk."""


def unusable(path: Path, error: Exception) -> StoreError:
    """The error in words; a full disk is told apart, for there nothing has to be closed or moved away."""
    if _no_room(path, error):
        return StoreError(
            "history.full",
            clause("the disk is full, so the history {path} cannot take in more", path=path),
            still_works="checks run as before, but are not remembered",
            todo=FREE_SPACE,
        )
    return StoreError(
        "history.unusable",
        clause("the history {path} cannot be used ({error})", path=path, error=error),
        still_works="checks run as before, but are not remembered",
        todo="close other windows of Waythrough, or move that file away to begin anew",
    )


def _no_room(path: Path, error: Exception) -> bool:
    if isinstance(error, OSError):
        return is_full(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _free(path) < _LITTLE)


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return _LITTLE
