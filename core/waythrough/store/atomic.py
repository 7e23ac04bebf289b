"""Files that are either the old or the new one, whole, and readable by their owner only."""

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from waythrough.store.dirs import StoreError
from waythrough.verdict.clause import clause

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_OPEN_FILE = 0o666
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_PIECE = 1 << 20
_NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
FREE_SPACE: Final = "free space on that disk, then try again"
"""What to do where a disk is full."""


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


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file that its user named, whole or not at all: what stood there stays until then. Raises OSError.

    What is no file, such as a pipe, is written to as it is; a link is followed. A file that is replaced keeps its
    rights, unless it is `private`: then only its owner can read it.
    """
    place = path.resolve()
    if place.exists() and not place.is_file():
        place.write_bytes(content)
        return
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, _ANEW, PRIVATE_FILE if private else _OPEN_FILE)
    try:
        _fill(handle, content)
        if place.exists() and not private:
            shutil.copymode(place, fresh)
        fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def is_full(error: OSError) -> bool:
    """Whether it is for want of space that something could not be written."""
    return error.errno in _NO_ROOM


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
        _fill(handle, content)
        put(fresh, place)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise _error("store.not_written", f"{path} cannot be written", error) from error


def _fill(handle: int, content: bytes) -> None:
    """All of it, on the disk. Raises OSError."""
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


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
        todo=FREE_SPACE
        if is_full(error)
        else "mend the rights of that folder, or set WAYTHROUGH_HOME to another one",
    )
