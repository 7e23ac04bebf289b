"""Opens the app lock for a command: asks for the passphrase without showing it, or reads it from a file."""

import getpass
import sys
from pathlib import Path
from typing import Final

import click

from waythrough.cli.render.plain import can_ask, tell_error
from waythrough.cli.tongue import spoken
from waythrough.model.errors import WaythroughError
from waythrough.store.dirs import Dirs
from waythrough.store.vault import WrongPassphraseError
from waythrough.verdict.clause import clause

TRIES: Final = 3
ASK_OLD: Final = clause("Passphrase of the app lock (it is not shown): ")
ASK_NEW: Final = clause("New passphrase (it is not shown): ")
ASK_AGAIN: Final = clause("The same once more: ")
_LONGEST: Final = 4096


def open_lock(dirs: Dirs) -> None:
    """Open the lock of this home. Raises WaythroughError when nobody has the passphrase."""
    from waythrough.store.locking import unlock

    given = given_passphrase()
    if given is not None:
        unlock(dirs, given)
        return
    for number in range(1, TRIES + 1):
        try:
            unlock(dirs, ask_passphrase(ASK_OLD))
        except WrongPassphraseError as error:
            if number == TRIES:
                raise
            tell_error(error)
        else:
            return


def given_passphrase() -> str | None:
    """The passphrase that --passphrase-file names, None without it. Raises WaythroughError."""
    context = click.get_current_context(silent=True)
    name = None if context is None else context.find_root().params.get("passphrase_file")
    if name is None:
        return None
    if name == "-":
        return sys.stdin.readline(_LONGEST).rstrip("\r\n")
    try:
        with Path(name).open(encoding="utf-8-sig") as file:
            return file.readline(_LONGEST).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise WaythroughError(
            "lock.no_file",
            clause("the passphrase file “{name}” cannot be read", name=name),
            todo="write it in its first line",
        ) from error


def ask_passphrase(question: str) -> str:
    """A passphrase that is typed and not shown. Raises WaythroughError without a terminal."""
    if not can_ask():
        raise WaythroughError(
            "lock.no_terminal",
            "the app lock is on, and there is no terminal to ask for its passphrase",
            todo="give --passphrase-file FILE before the command, or - to read it from standard input",
        )
    return getpass.getpass(spoken()(question))


def new_passphrase() -> str:
    """A passphrase that is chosen now, typed twice. Raises WaythroughError."""
    first = ask_passphrase(ASK_NEW)
    if ask_passphrase(ASK_AGAIN) != first:
        raise WaythroughError(
            "lock.not_same", "the two passphrases are not the same", todo="try again; nothing was changed"
        )
    return first
