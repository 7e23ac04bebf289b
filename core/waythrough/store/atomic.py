"""Files that are either the old or the new one, whole, and readable by their owner only."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from waythrough.store.dirs import StoreError
from waythrough.verdict.clause import clause

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_PIECE = 1 << 20


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, closed to others. Raises StoreError."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise _error("store.no_folder", f"the folder {folder} cannot be made", error) from error


def write_private(path: Path, content: bytes) -> None:
    """Replace a file in one step; it is never seen half written, nor by others. Raises StoreError.

    A link is followed, so that settings kept elsewhere stay there.
    """
    _write(path, content, Path.replace)


def create_private(path: Path, content: bytes) -> None:
    """Make a file in one step, whole, where none is yet. Raises StoreError, also when there is one."""

    _write(path, content, _put_new)


def replace_wiped(path: Path, content: bytes) -> None:
    """Replace a file as `write_private` does and overwrite what it held; some disks keep it elsewhere all the same.

    Raises StoreError.
    """
    try:
        before = path.open("r+b")
    except OSError as error:
        raise _error("store.not_read", f"{path} cannot be read", error) from error
    with before:
        write_private(path, content)
        _overwrite(before, path)


def wipe(path: Path) -> None:
    """Overwrite a file and take it away; of a link only the link goes. Raises StoreError."""
    if path.is_symlink():
        remove_if_there(path)
        return
    try:
        with path.open("r+b") as file:
            _overwrite(file, path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _error("store.not_written", f"{path} cannot be taken away", error) from error
    remove_if_there(path)


def half_written(path: Path) -> tuple[Path, ...]:
    """What a program that was killed while it wrote this file has left of it; nobody reads it."""
    return tuple(path.parent.glob(f".{path.name}.*"))


def _put_new(fresh: Path, place: Path) -> None:
    try:
        os.link(fresh, place)
    except OSError:
        if place.exists():
            raise
        fresh.replace(place)  # a stick whose file system has no links
    else:
        fresh.unlink()


def _overwrite(file: BinaryIO, path: Path) -> None:
    try:
        left = file.seek(0, os.SEEK_END)
        file.seek(0)
        while left > 0:
            left -= file.write(bytes(min(left, _PIECE)))
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        raise _error("store.not_written", f"{path} cannot be overwritten", error) from error


def _write(path: Path, content: bytes, put: Callable[[Path, Path], object]) -> None:
    make_folder(path.parent)
    place = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    except OSError as error:
        raise _error("store.not_written", f"{path} cannot be written", error) from error
    fresh = Path(name)  # mkstemp makes it 0600 on systems that have such modes
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put(fresh, place)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise _error("store.not_written", f"{path} cannot be written", error) from error


def read_if_there(path: Path) -> bytes | None:
    """The content of a file, None when there is none. Raises StoreError when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _error("store.not_read", f"{path} cannot be read", error) from error


def remove_if_there(path: Path) -> None:
    """Take a file away. Raises StoreError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _error("store.not_written", f"{path} cannot be taken away", error) from error


def move(path: Path, place: Path) -> Path:
    """Give a file another name; returns it. Raises StoreError."""
    try:
        return path.replace(place)
    except OSError as error:
        raise _error("store.not_written", f"{path} cannot be moved", error) from error


def _error(message_id: str, what: str, error: OSError) -> StoreError:
    return StoreError(
        message_id,
        clause("{what} ({strerror})", what=what, strerror=error.strerror or error),
        still_works="checks run as before, but nothing is remembered",
        todo="free space or mend the rights of that folder, or set WAYTHROUGH_HOME to another one",
    )
