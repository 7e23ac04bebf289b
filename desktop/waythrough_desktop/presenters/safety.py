"""What keeps its user out of sight, as choices in plain words that also say what they cannot do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from waythrough.engine.quiet import NOTE as QUIET_NOTE
from waythrough.store.dirs import Dirs
from waythrough.store.erase import GOES, STAYS
from waythrough.store.keyring import LockState, lock_state
from waythrough.store.locking import NO_RECOVERY, OLD_COPIES, STAYS_VISIBLE
from waythrough.store.seal import available
from waythrough.store.settings import Preferences
from waythrough_desktop.i18n import Text, _, plural, say
from waythrough_desktop.presenters.choices import Choice, Option, Toggle

HISTORY, NEUTRAL, QUIET, MINUTES = "history", "neutral", "quiet", "lock_minutes"
MINUTES_OFFERED = (0, 1, 5, 10, 30, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFace:
    """How the app lock is shown: `on`, whether it can be had at all, and what it is about."""

    on: bool
    possible: bool
    about: str


def lock_face(dirs: Dirs) -> LockFace:
    """The app lock of a home in words."""
    on = lock_state(dirs) is not LockState.OFF
    if not on and not available():
        missing = _("The app lock needs the Python package “cryptography”, which is not installed here.")
        return LockFace(on=False, possible=False, about=missing)
    about = _("A passphrase is asked for at the start. What is kept on disk can be read with it only.")
    closed = _("While it is locked nothing is checked and nothing is shown.")
    return LockFace(on=on, possible=True, about=closed if on else about)


def lock_points() -> tuple[str, ...]:
    """What somebody should know before they lock."""
    return tuple(say(text) for text in (NO_RECOVERY, STAYS_VISIBLE, OLD_COPIES))


def erased() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is erased, and what cannot be."""
    return tuple(_item(text) for text in GOES), tuple(_item(text) for text in STAYS)


def _item(text: Text) -> str:
    """A clause as an item of a list."""
    said = say(text)
    return f"{said[:1].upper()}{said[1:]}"


def toggles(known: Preferences) -> tuple[Toggle, ...]:
    """History, name, and how much is contacted."""
    return (
        Toggle(
            key=HISTORY,
            name=_("Keep a history of checks"),
            on=known.general.remember_runs,
            about=_(
                "Without it nothing about a check is written to disk; its results are gone with the window."
            ),
        ),
        Toggle(
            key=NEUTRAL,
            name=_("Neutral name and picture"),
            on=known.safety.neutral,
            about=_(
                "Windows, menu, task list, notifications, names of files, and reports as web page, PDF or short text"
                " say “Connection notes”. What is told of checks, reports as JSON, problem reports, the name of the"
                " installed program, and what the system lists of running programs stay as they are."
            ),
        ),
        Toggle(key=QUIET, name=_("Quiet checks"), on=known.safety.quiet, about=say(QUIET_NOTE)),
    )


def minutes_choice(known: Preferences) -> Choice:
    """After how long the lock closes by itself."""
    offered = sorted({*MINUTES_OFFERED, known.safety.lock_minutes} - {0})
    never = Option(value="0", text=_("Never"))
    return Choice(
        key=MINUTES,
        name=_("Lock when nobody is here"),
        options=(
            *(
                Option(value=str(each), text=plural("{count} minute", "{count} minutes", each))
                for each in offered
            ),
            never,
        ),
        value=str(known.safety.lock_minutes),
        about=_(
            "Counted from the last touch of mouse or keyboard. A check that is going on is not cut short."
        ),
    )


def with_safety(known: Preferences, key: str, value: str) -> Preferences:
    """The settings after a choice; toggles are "on" or "off"."""
    return _CHANGES[key](known, value)


_CHANGES: Mapping[str, Callable[[Preferences, str], Preferences]] = {
    HISTORY: lambda known, value: replace(known, general=replace(known.general, remember_runs=value == "on")),
    NEUTRAL: lambda known, value: replace(known, safety=replace(known.safety, neutral=value == "on")),
    QUIET: lambda known, value: replace(known, safety=replace(known.safety, quiet=value == "on")),
    MINUTES: lambda known, value: replace(known, safety=replace(known.safety, lock_minutes=int(value))),
}
