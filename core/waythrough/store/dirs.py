"""Where files lie: the system's places for a program, or one folder that its user chose."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from waythrough.model.errors import WaythroughError

HOME_VARIABLE = "WAYTHROUGH_HOME"
"""Environment variable that names one folder for everything: portable use, tests, nothing left behind."""

LOCK_FILE = "lock.json"
"""Name of the key file of the app lock."""


class StoreError(WaythroughError):
    """A file or folder of the program cannot be read or written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dirs:
    """The folders of one user. None is made before something is saved in it."""

    config: Path
    data: Path
    cache: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.toml"

    @property
    def ways(self) -> Path:
        """The stored ways, with their secrets: readable by their owner only."""
        return self.config / "ways.toml"

    @property
    def platforms(self) -> Path:
        """Folder of the user's own platforms."""
        return self.config / "platforms"

    @property
    def history(self) -> Path:
        """The history of runs."""
        return self.data / "history.sqlite3"

    @property
    def running(self) -> Path:
        """Folder of the marks of runs under way, beside the history."""
        return self.history.with_name("running")

    @property
    def watching(self) -> Path:
        """What watching knows of the last runs."""
        return self.data / "watching.json"

    @property
    def draft(self) -> Path:
        """What somebody has begun to write to support."""
        return self.data / "draft.txt"

    @property
    def lock(self) -> Path:
        """The key file of the app lock; none while there is no lock."""
        return self.config / LOCK_FILE

    @property
    def own(self) -> tuple[Path, ...]:
        """Every file and folder that the program makes; whoever adds one adds it here, so that it can be erased."""
        history = tuple(
            self.history.with_name(self.history.name + end) for end in ("", "-wal", "-shm", "-journal")
        )
        return (
            self.ways,
            self.lock,
            self.settings,
            *history,
            self.watching,
            self.draft,
            self.running,
            self.platforms,
            self.logs,
            self.cache,
        )

    @property
    def logs(self) -> Path:
        """Folder of the logs."""
        return self.data / "logs"


def user_dirs(environment: Mapping[str, str] = os.environ) -> Dirs:
    """The folders of this user; all in one when the environment names it (portable)."""
    home = environment.get(HOME_VARIABLE, "")
    if home:
        return portable_dirs(Path(home))
    dirs = platformdirs.PlatformDirs("waythrough", appauthor=False)
    return Dirs(
        config=Path(dirs.user_config_dir), data=Path(dirs.user_data_dir), cache=Path(dirs.user_cache_dir)
    )


def portable_dirs(home: Path) -> Dirs:
    """Everything inside one folder."""
    home = home.expanduser().absolute()
    return Dirs(config=home, data=home, cache=home / "cache")
