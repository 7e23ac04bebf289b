"""One step that takes away everything the program has put on this computer."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waythrough.model.errors import WaythroughError
from waythrough.store.atomic import half_written, wipe
from waythrough.store.dirs import Dirs, StoreError, user_dirs
from waythrough.store.keyring import forget
from waythrough.verdict.clause import clause
from waythrough.verdict.words import Text, msg

GOES: Final[tuple[Text, ...]] = (
    msg("the history of all checks"),
    msg("your ways with their passwords and confirmed server keys"),
    msg("your services, settings and what you agreed to"),
    msg("the app lock, logs and everything kept for speed"),
)
STAYS: Final[tuple[Text, ...]] = (
    msg("reports and files that you have saved or sent"),
    msg("older copies on a disk without moving parts, in backups, snapshots and swap space"),
    msg("what your internet provider has noted of earlier checks"),
    msg("the program itself, and that it was installed"),
    msg("the system's own lists of files and programs used lately"),
)
"""Said before everything is erased: what no program can take back."""

MADE_HERE: Final = "X-Waythrough-Made=true"
"""A line in every menu entry that the program makes for itself; only those are taken away."""
_ENTRY_FOLDERS: Final = (
    ("XDG_DATA_HOME", ".local/share", "applications"),
    ("XDG_CONFIG_HOME", ".config", "autostart"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many files went, and which could not be taken away."""

    files: int
    left: tuple[Path, ...] = ()

    def tell_left(self) -> None:
        """Raises WaythroughError where something could not be taken away."""
        if self.left:
            names = ", ".join(str(path) for path in self.left)
            raise WaythroughError(
                "erase.left",
                clause("these files could not be taken away: {names}", names=names),
                todo="delete them by hand",
            )


def erase(dirs: Dirs, *, menus: Path | None = None) -> Erased:
    """Take away everything of this home; no passphrase is needed. Whatever is there, the rest goes all the same.

    `menus`: the folder under which menu entries are looked for, None = the user's own places. Nothing of the
    program may run meanwhile. A folder that its user has chosen is kept when other things lie in it.
    """
    forget(dirs)
    gone, left = 0, list[Path]()
    for path in _everything(dirs, menus):
        if not os.path.lexists(path):
            continue
        try:
            wipe(path)
            gone += 1
        except StoreError:
            left.append(path)
    for folder in (dirs.platforms, dirs.logs, dirs.running, *filter(_ours, _folders(dirs)), dirs.cache):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in _folders(dirs):
        with suppress(OSError):  # something else lies in a folder that its user has chosen
            folder.rmdir()
    return Erased(files=gone, left=tuple(path for path in left if path.exists()))


def _everything(dirs: Dirs, menus: Path | None) -> Iterator[Path]:
    for path in dirs.own:
        yield from half_written(path)
        if path.is_dir() and not path.is_symlink():
            yield from _inside(path)
        elif path.is_file():
            if path.is_symlink():
                yield path.resolve()  # settings kept elsewhere: what they hold goes as well
            yield path
    for folder in filter(_ours, _folders(dirs)):
        yield from _inside(folder)
    yield from _stray_logs()
    yield from _entries(menus)


def _inside(folder: Path) -> Iterator[Path]:
    for place, _names, files in os.walk(folder):
        yield from (Path(place, name) for name in files)


def _folders(dirs: Dirs) -> tuple[Path, ...]:
    return tuple(dict.fromkeys((dirs.cache, dirs.config, dirs.data)))


def _ours(folder: Path) -> bool:
    """Whether a folder is one that only this program uses: then everything in it goes."""
    system = user_dirs({})
    return folder in _folders(system)


def _stray_logs() -> Iterator[Path]:
    """Logs of faults that found no other place than the system's folder for temporary files."""
    for path in Path(tempfile.gettempdir()).glob("crash-*.log"):
        with suppress(OSError):
            ours = not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()
            if ours and not path.is_symlink() and path.read_bytes().startswith(b"waythrough "):
                yield path


def _entries(menus: Path | None) -> Iterator[Path]:
    for path in entry_folders(menus):
        for each in sorted(path.glob("*.desktop")) if path.is_dir() else ():
            with suppress(OSError, UnicodeDecodeError):
                if MADE_HERE in each.read_text(encoding="utf-8").splitlines():
                    yield each


def entry_folders(menus: Path | None = None) -> Iterable[Path]:
    """The user's folders for menu entries and for programs that start with the desktop."""
    for variable, place, name in _ENTRY_FOLDERS:
        if menus is not None:
            yield menus / place / name
        else:
            yield Path(os.environ.get(variable, "") or Path.home() / place) / name
