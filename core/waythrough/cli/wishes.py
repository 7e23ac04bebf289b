"""What the user has on disk, and how the command line speaks to them."""

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from waythrough.cli.unlocking import open_lock
from waythrough.store.dirs import Dirs, user_dirs
from waythrough.store.keyring import LockState, lock_state
from waythrough.store.settings import Preferences, load_settings, save_settings, with_consent


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The folders and settings of the user of this process."""

    dirs: Dirs
    preferences: Preferences

    def record_consent(self, ways: Iterable[str] = ()) -> None:
        """Remember that the user agreed to what a check does, and to private ways by their ids. Raises StoreError."""
        before, agreed = self.preferences.consent, with_consent(self.preferences, time.time())
        known = tuple(sorted({*before.ways, *ways}))
        consent = replace(agreed.consent, services=before.services, ways=known, thorough=before.thorough)
        save_settings(self.dirs.settings, replace(agreed, consent=consent))


def open_home() -> Home:
    """The user's folders and settings, unlocked first where the app lock is on.

    Raises WaythroughError when the settings cannot be read, or the lock is not opened.
    """
    dirs = user_dirs()
    if lock_state(dirs) is LockState.CLOSED:
        open_lock(dirs)
    return Home(dirs=dirs, preferences=load_settings(dirs.settings))


def language_of(asked: str, preferences: Preferences, environment: Mapping[str, str] = os.environ) -> str:
    """The language to speak: the one asked for, else the one that was set, else the system's, else English."""
    system = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    return asked or preferences.general.language or ("" if system in {"C", "POSIX"} else system) or "en"
