"""The app lock as a whole: on, off, open, closed; each step can be cut short by the end of the program."""

from pathlib import Path
from typing import Final

from waythrough.store.atomic import half_written, read_if_there, remove_if_there, replace_wiped, wipe
from waythrough.store.dirs import Dirs, StoreError
from waythrough.store.history import History
from waythrough.store.keyring import LockState, Ring, forget, hold, lock_state, read_kept, ring_of
from waythrough.store.own_lists import settle_lists
from waythrough.store.progress import Progress, StoppedError, silent
from waythrough.store.running import under_way
from waythrough.store.seal import Seal, is_sealed, need_library
from waythrough.store.settings import load_settings, save_settings
from waythrough.store.vault import (
    Cost,
    Vault,
    ending,
    fresh_key,
    read_vault,
    wrap,
    write_vault,
)
from waythrough.verdict.words import Text, msg

NO_RECOVERY: Final[Text] = msg(
    "Nobody can open the lock without the passphrase, we cannot either. If you forget it, all that is left is to erase"
    " everything and begin anew."
)
STAYS_VISIBLE: Final[Text] = msg(
    "The lock hides what your ways, services and results are. That this program is used, how many checks were kept,"
    " the sizes and dates of its files, its language and its colours, every how many hours it watches, and what it"
    " noted of its own faults (without names and addresses) can still be seen. While the lock is open, other programs"
    " of yours can read the rest too."
)
OLD_COPIES: Final[Text] = msg(
    "What lay here before is overwritten, but disks without moving parts, backups and the system's own journals may"
    " keep older copies that cannot be reached from here."
)


def refuse_second(dirs: Dirs) -> None:
    """Raises StoreError when the lock is on already."""
    if lock_state(dirs) is not LockState.OFF:
        raise StoreError("lock.on", "the app lock is on already", todo="change its passphrase instead")


def need_lock(dirs: Dirs) -> None:
    """Raises StoreError when the lock is not on."""
    if lock_state(dirs) is LockState.OFF:
        raise StoreError("lock.off", "the app lock is not on", todo="turn it on first")


def turn_on(dirs: Dirs, passphrase: str, cost: Cost | None = None, progress: Progress = silent) -> None:
    """Lock this home from now on and seal what is there; the lock is open then. Raises StoreError, StoppedError.

    The key file comes first: whatever is cut short after it is sealed when the lock is next opened. When it is
    stopped by `progress`, or cannot be ended, there is no lock again.
    """
    need_library()
    refuse_second(dirs)
    load_settings(dirs.settings)  # one that cannot be read must not be found out half way
    key = fresh_key()
    vault = wrap(key, passphrase, cost)
    write_vault(dirs.lock, vault, fresh=True)
    hold(dirs, Ring(Seal(key)))
    try:
        _settle(dirs, progress)
    except (StoppedError, StoreError):
        _end(dirs, vault, key, silent)
        raise


def unlock(dirs: Dirs, passphrase: str, progress: Progress = silent) -> None:
    """Open the lock, and end what was cut short; `progress` tells of that. Raises WrongPassphraseError, StoreError."""
    vault = _vault(dirs)
    key = vault.open(passphrase)
    ring = Ring(Seal(key), ending=vault.is_ending(key))
    hold(dirs, ring)
    try:
        _settle(dirs, progress)
    except StoreError:
        forget(dirs)
        raise
    if ring.ending:
        _remove(dirs)


def close(dirs: Dirs) -> None:
    """Let go of the key; what is kept can be read no more until the lock is opened again."""
    forget(dirs)


def change_passphrase(dirs: Dirs, old: str, new: str, cost: Cost | None = None) -> None:
    """Another passphrase for the same key: no file is written anew but the key file. Raises StoreError."""
    write_vault(dirs.lock, wrap(_vault(dirs).open(old), new, cost))


def turn_off(dirs: Dirs, passphrase: str, progress: Progress = silent) -> None:
    """Keep everything readable again. Raises WrongPassphraseError, StoreError.

    The key file goes last: whatever is cut short before is ended when the lock is next opened.
    """
    vault = _vault(dirs)
    _end(dirs, vault, vault.open(passphrase), progress)


def _end(dirs: Dirs, vault: Vault, key: bytes, progress: Progress) -> None:
    write_vault(dirs.lock, ending(vault, key))
    hold(dirs, Ring(Seal(key), ending=True))
    _settle(dirs, progress)
    _remove(dirs)


def _settle(dirs: Dirs, progress: Progress) -> None:
    """Bring every file into the form that the open lock asks for; those that have it already stay.

    The history first: it is the only one that takes long, so that whoever stops it has nothing else to take back.
    """
    ring = ring_of(dirs.settings)
    assert ring is not None
    # Made where there is none yet, so that nobody without the key makes a plain one in its place.
    if not ring.ending or dirs.history.exists():
        with History(dirs.history, progress) as history:
            history.recode(sealed=not ring.ending, progress=progress)
    settle_lists(dirs.platforms, ring)
    for path in (dirs.ways, dirs.watching, dirs.draft):
        _settle_file(path, ring)
    save_settings(dirs.settings, load_settings(dirs.settings), wiped=True)
    for path in (dirs.ways, dirs.watching, dirs.draft, dirs.settings, dirs.lock):
        for left in half_written(path):
            wipe(left)
    if dirs.running.is_dir():  # the names of the marks that killed runs have left tell when they were made
        for mark in tuple(dirs.running.iterdir()):
            under_way(dirs.running, mark.name)


def _settle_file(path: Path, ring: Ring) -> None:
    content = read_if_there(path)
    if content is None or is_sealed(content) is (ring.writes is not None):
        return
    if ring.writes is None:
        plain = read_kept(path)
        assert plain is not None
        replace_wiped(path, plain)
    else:
        replace_wiped(path, ring.writes.close_bytes(content, path.name))


def _remove(dirs: Dirs) -> None:
    remove_if_there(dirs.lock)
    forget(dirs)


def _vault(dirs: Dirs) -> Vault:
    need_lock(dirs)
    vault = read_vault(dirs.lock)
    assert vault is not None
    return vault
