"""The user's own lists of services: a folder of files, whose names are sealed with them where the lock is on."""

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waythrough.store.atomic import move, read_if_there, wipe, write_private
from waythrough.store.dirs import StoreError
from waythrough.store.keyring import Ring, closed, ring_of
from waythrough.store.seal import Seal, is_sealed

_OPAQUE: Final = re.compile(r"[0-9a-f]{32}\.list")
_HALF_WRITTEN: Final = re.compile(r"\..+\.[a-z0-9_]{8}")
"""Names of files that were being written when the program was killed, see `store.atomic`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """A list under the name that its user knows."""

    name: str
    content: bytes


def kept_lists(folder: Path, refused: Callable[[StoreError], object] | None = None) -> tuple[KeptList, ...]:
    """All lists by their names. Raises StoreError for one that cannot be read, unless `refused` takes it."""
    found = []
    for path in _files(folder):
        if path.name.startswith("."):
            continue
        try:
            kept = _read(path)
        except StoreError as error:
            if refused is None:
                raise
            refused(error)
            continue
        if not kept.name.startswith("."):
            found.append(kept)
    return tuple(sorted(found, key=lambda each: each.name))


def has_list(folder: Path, name: str) -> bool:
    """Whether there is a list of this name. Raises StoreError while it is locked."""
    return _place(folder, name, _sealing(folder)).exists()


def save_list(folder: Path, name: str, content: bytes) -> Path:
    """Keep a list in place of the one of its name, sealed where the lock is on; where it lies. Raises StoreError."""
    return _write(folder, KeptList(name=name, content=content), _sealing(folder))


def forget_list(folder: Path, name: str) -> None:
    """Remove a list. Raises StoreError."""
    _take_away(_place(folder, name, _sealing(folder)))


def settle_lists(folder: Path, ring: Ring) -> None:
    """Bring every list into the form that the open lock asks for. Raises StoreError.

    Each stands whole in its new place before it goes from the old one, and two that are the same are one: this may be
    cut short at any step. What a link leads to stays as it is, like everything that its user keeps elsewhere.
    """
    for path in _files(folder):
        content = read_if_there(path)
        if _HALF_WRITTEN.fullmatch(path.name):
            wipe(path)
        elif content is not None and _other_form(path, content, ring):
            kept = _opened(path.name, content, ring.seal) if is_sealed(content) else _plain(path, content)
            _write(folder, _beside_others(folder, kept, ring), ring.writes)
            _take_away(path)


def _take_away(path: Path) -> None:
    """Overwrite a list that is no list any more from the first moment on, so that no half of one is ever read."""
    if path.exists() or path.is_symlink():
        wipe(move(path, path.with_name(f".gone.{secrets.token_hex(4)}")))


def _other_form(path: Path, content: bytes, ring: Ring) -> bool:
    """Whether a file is to be written anew; one of an older version was sealed under its own name."""
    if ring.writes is None:
        return is_sealed(content)
    return not is_sealed(content) or _OPAQUE.fullmatch(path.name) is None


def _beside_others(folder: Path, kept: KeptList, ring: Ring) -> KeptList:
    """The list under a name that no other list has."""
    name, number = kept.name, 1
    while (place := _place(folder, name, ring.writes)).exists() and _read(place).content != kept.content:
        number += 1
        name = f"{Path(kept.name).stem}-{number}{Path(kept.name).suffix}"
    return KeptList(name=name, content=kept.content)


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(each for each in folder.iterdir() if each.is_file())) if folder.is_dir() else ()


def _sealing(folder: Path) -> Seal | None:
    ring = ring_of(folder / "any")
    return None if ring is None else ring.writes


def _place(folder: Path, name: str, seal: Seal | None) -> Path:
    return folder / (name if seal is None else f"{seal.name('list', name)}.list")


def _write(folder: Path, kept: KeptList, seal: Seal | None) -> Path:
    place = _place(folder, kept.name, seal)
    content = kept.content
    if seal is not None:  # the name in ASCII: one that is no text comes back all the same
        content = seal.close_bytes(
            json.dumps(kept.name).encode("ascii") + b"\n" + content, f"list {place.name}"
        )
    write_private(place, content)
    return place


def _read(path: Path) -> KeptList:
    content = read_if_there(path) or b""
    if not is_sealed(content):
        return _plain(path, content)
    ring = ring_of(path)
    if ring is None:  # its key file was taken away
        raise closed()
    return _opened(path.name, content, ring.seal)


def _plain(path: Path, content: bytes) -> KeptList:
    return KeptList(name=path.name, content=content)


def _opened(file_name: str, sealed: bytes, seal: Seal) -> KeptList:
    if _OPAQUE.fullmatch(file_name) is None:
        return KeptList(name=file_name, content=seal.open_bytes(sealed, file_name))
    name, _newline, content = seal.open_bytes(sealed, f"list {file_name}").partition(b"\n")
    return KeptList(name=Path(json.loads(name)).name, content=content)
