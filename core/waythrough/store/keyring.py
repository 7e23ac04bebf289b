"""The open locks of this process, asked by every reader and writer of a file, so that none can forget the lock."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from waythrough.store.atomic import read_if_there, write_private
from waythrough.store.dirs import LOCK_FILE, Dirs, StoreError
from waythrough.store.seal import Seal, is_sealed


@dataclass(frozen=True, slots=True)
class Ring:
    """The key of an open lock. While the lock is being turned off it opens, but seals nothing any more."""

    seal: Seal
    ending: bool = False

    @property
    def writes(self) -> Seal | None:
        return None if self.ending else self.seal


_OPEN: Final[dict[Path, Ring]] = {}


class LockState(StrEnum):
    """How the lock of a home stands."""

    OFF = "off"
    CLOSED = "closed"
    OPEN = "open"


def lock_state(dirs: Dirs) -> LockState:
    """How the lock stands in this process."""
    if is_open(dirs):
        return LockState.OPEN
    return LockState.CLOSED if dirs.lock.exists() else LockState.OFF


def hold(dirs: Dirs, ring: Ring) -> None:
    """Keep the key of a home at hand."""
    for folder in (dirs.config, dirs.data):
        _OPEN[folder.absolute()] = ring


def forget(dirs: Dirs) -> None:
    """Let go of the key of a home."""
    for folder in (dirs.config, dirs.data):
        _OPEN.pop(folder.absolute(), None)


def ring_of(path: Path) -> Ring | None:
    """The key for a file of a home, None where there is no lock. Raises StoreError while it is locked."""
    folder = path.parent.absolute()
    ring = _OPEN.get(folder) or _OPEN.get(folder.parent)
    if ring is None and ((folder / LOCK_FILE).exists() or (folder.parent / LOCK_FILE).exists()):
        raise closed()
    return ring


def is_open(dirs: Dirs) -> bool:
    """Whether the key of this home is at hand."""
    return dirs.config.absolute() in _OPEN


def closed() -> StoreError:
    """What is said to whoever asks for something that is locked."""
    return StoreError(
        "lock.closed",
        "what is kept here is locked",
        still_works="nothing was read or changed",
        todo="open the lock with its passphrase",
    )


def read_kept(path: Path) -> bytes | None:
    """The content of a file of a home, opened where it is sealed; None when there is none. Raises StoreError."""
    content = read_if_there(path)
    if content is None or not is_sealed(content):
        return content
    ring = ring_of(path)
    if ring is None:  # its key file was taken away
        raise closed()
    return ring.seal.open_bytes(content, path.name)


def write_kept(path: Path, content: bytes) -> None:
    """Replace a file of a home, sealed where the lock is on. Raises StoreError."""
    ring = ring_of(path)
    seal = None if ring is None else ring.writes
    write_private(path, content if seal is None else seal.close_bytes(content, path.name))
