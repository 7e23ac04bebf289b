"""What the program remembers of its user's wishes: frozen sections in one versioned TOML file."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from waythrough.model.run import Depth, Settings
from waythrough.store.atomic import read_if_there, replace_wiped, write_private
from waythrough.store.dirs import StoreError
from waythrough.store.keyring import closed, ring_of
from waythrough.verdict.clause import clause

VERSION: Final = 1
PRIVATE: Final[Mapping[str, bool]] = {"private": True}
"""Marks what the app lock hides: `field(default=..., metadata=PRIVATE)`. The rest says how the lock screen looks."""
_SEALED: Final = "private"
"""The key in the file under which the private values stand, sealed."""
CONSENT_VERSION: Final = 1
"""Grows when the text that the user agreed to says something new; an older consent is then asked for again."""


class Theme(StrEnum):
    """Colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class Metered(StrEnum):
    """Whether data costs money on the line; AUTO asks the system."""

    AUTO = "auto"
    YES = "yes"
    NO = "no"


class View(StrEnum):
    """How much the window shows."""

    SIMPLE = "simple"
    DETAILED = "detailed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That somebody has read what a check does; `at` is an ISO date and time in UTC, "" = not yet.

    `services` and `ways` are the ids of what a check contacted when it was agreed to; `thorough`: the time and data
    of a thorough check were told.
    """

    version: int = 0
    at: str = ""
    services: tuple[str, ...] = field(default=(), metadata=PRIVATE)
    ways: tuple[str, ...] = field(default=(), metadata=PRIVATE)
    thorough: bool = False

    @property
    def given(self) -> bool:
        """Whether the text as it is now was agreed to."""
        return self.version >= CONSENT_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class General:
    """`language` "" follows the system; `country` is an ISO 3166 code in lower case, "" = unknown."""

    language: str = ""
    country: str = field(default="", metadata=PRIVATE)
    remember_runs: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What a check tests by default.

    `short_list` are platform ids, () = the bundled short list; `ways_off` are ids of ways that rest. On a
    `metered` line thorough checks fetch nothing large.
    """

    short_list: tuple[str, ...] = field(default=(), metadata=PRIVATE)
    ways_off: tuple[str, ...] = field(default=(), metadata=PRIVATE)
    depth: Depth = Depth.STANDARD
    local_dns: bool = False
    metered: Metered = Metered.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The desktop window. `text_size` is a percentage."""

    theme: Theme = Theme.SYSTEM
    view: View = View.SIMPLE
    text_size: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Checks that begin by themselves: every so many `hours` (0 = never), or when the network changes.

    `wait_when_metered`: they wait while data costs money on the line; `tray_told`: it was said what `tray` does.
    """

    hours: int = 0
    on_network_change: bool = False
    wait_when_metered: bool = True
    notify: bool = False
    tray: bool = False
    tray_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What keeps its user out of sight: a `neutral` name, `quiet` checks, and no `sensitive` services on offer.

    The app lock closes itself after `lock_minutes` in which nobody did anything, 0 = never.
    """

    neutral: bool = False
    quiet: bool = False
    sensitive: bool = field(default=False, metadata=PRIVATE)
    lock_minutes: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """All settings. Change with `dataclasses.replace`, keep with `save_settings`."""

    consent: Consent = Consent()
    general: General = General()
    checks: Checks = Checks()
    window: Window = Window()
    monitoring: Monitoring = Monitoring()
    safety: Safety = Safety()
    problems: tuple[str, ...] = field(default=(), compare=False)
    """Keys whose values were not understood and stand at their default, as "window.theme"."""


_SECTIONS: Final = ("consent", "general", "checks", "window", "monitoring", "safety")

MIGRATIONS: Final[Mapping[int, Callable[[dict[str, Any]], None]]] = {}
"""From version n to n + 1, on the raw data and with no current type, so that old steps never change."""


def load_settings(path: Path) -> Preferences:
    """The settings of a file; defaults when there is none.

    A value that is not understood stands at its default and is named in `problems`; so do the private ones while
    they are locked, unnamed. Raises StoreError when the file cannot be read, is not TOML, or was written by a newer
    version.
    """
    content = read_if_there(path)
    if content is None:
        return Preferences()
    data = _opened(_parse(content, path), path)
    problems: list[str] = []
    sections = {
        name: _section(type(getattr(Preferences(), name)), data.get(name, {}), name, problems)
        for name in _SECTIONS
    }
    return Preferences(**sections, problems=tuple(problems))


def save_settings(path: Path, preferences: Preferences, *, wiped: bool = False) -> None:
    """Write the settings in one step, readable by their owner only.

    Keys that this version does not know stay as they are. `wiped`: overwrite what the file held before. Raises
    StoreError, also while the settings are locked.
    """
    ring = ring_of(path)
    seal = None if ring is None else ring.writes
    document = _existing(path)
    if ring is None and _SEALED in document:
        raise closed()
    document["version"] = VERSION
    document.pop(_SEALED, None)
    hidden: dict[str, dict[str, object]] = {}
    for name in _SECTIONS:
        section = getattr(preferences, name)
        table = document.setdefault(name, tomlkit.table())
        if not isinstance(table, Mapping):
            table = document[name] = tomlkit.table()
        for item in fields(section):
            value = _plain(getattr(section, item.name))
            if seal is not None and item.metadata.get("private"):
                table.pop(item.name, None)
                hidden.setdefault(name, {})[item.name] = value
            else:
                table[item.name] = value
    if seal is not None:
        document[_SEALED] = seal.close_text(json.dumps(hidden, ensure_ascii=False), path.name)
    put = replace_wiped if wiped and path.exists() else write_private
    put(path, tomlkit.dumps(document).encode("utf-8"))


def with_consent(preferences: Preferences, now: float) -> Preferences:
    """The same settings with the consent recorded; `now` are Unix seconds."""
    at = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return replace(preferences, consent=Consent(version=CONSENT_VERSION, at=at))


def run_settings(preferences: Preferences, system_language: str) -> Settings:
    """The snapshot that a run obeys; `system_language` is used when none was chosen."""
    return Settings(
        country=preferences.general.country,
        language=preferences.general.language or system_language,
        local_dns=preferences.checks.local_dns,
    )


def _opened(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """The data with its private values where the lock is open. Raises StoreError when they are damaged."""
    sealed = data.get(_SEALED)
    if not isinstance(sealed, str):
        return data
    try:
        ring = ring_of(path)
    except StoreError:
        ring = None
    if ring is None:
        return data
    for name, values in json.loads(ring.seal.open_text(sealed, path.name)).items():
        data[name] = {**data.get(name, {}), **values}
    return data


def _parse(content: bytes, path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StoreError(
            "settings.not_toml",
            clause("the settings file {path} is damaged ({error})", path=path, error=error),
            still_works="the file was left as it is",
            todo="mend it, or move it away to begin with new settings",
        ) from error
    version = data.get("version", VERSION)
    if not isinstance(version, int) or version > VERSION:
        raise StoreError(
            "settings.newer",
            clause("the settings file {path} was written by a newer version of Waythrough", path=path),
            still_works="the file was left as it is",
            todo="use that version, or set WAYTHROUGH_HOME to another folder",
        )
    for step in range(version, VERSION):
        MIGRATIONS[step](data)
    return data


def _existing(path: Path) -> tomlkit.TOMLDocument:
    content = read_if_there(path)
    if content is None:
        return tomlkit.document()
    data = _parse(content, path)  # refuses what must not be overwritten
    try:
        document = tomlkit.parse(content)
    except TOMLKitError as error:
        raise StoreError(
            "settings.not_toml",
            clause("the settings file {path} is damaged ({error})", path=path, error=error),
        ) from error
    if document.get("version", VERSION) != VERSION:
        document = tomlkit.document()
        document.update(data)
    return document


def _section(kind: type, data: object, name: str, problems: list[str]) -> Any:
    if not isinstance(data, Mapping):
        problems.append(name)
        return kind()
    default = kind()
    values: dict[str, object] = {}
    for item in fields(kind):
        if item.name not in data:
            continue
        try:
            values[item.name] = _like(getattr(default, item.name), data[item.name])
        except ValueError:
            problems.append(f"{name}.{item.name}")
    return kind(**values)


def _like(default: object, value: object) -> object:
    """The value in the type of its default. Raises ValueError."""
    if isinstance(default, StrEnum):
        return type(default)(str(value))
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError("a list of texts is due")
        return tuple(value)
    if type(value) is not type(default):
        raise ValueError(f"{type(default).__name__} is due")
    return value


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value
