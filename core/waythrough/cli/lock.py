"""`waythrough lock`: what is kept is sealed with a passphrase."""

import click

from waythrough.cli import options
from waythrough.cli.exits import Exit
from waythrough.cli.helping import SpokenGroup
from waythrough.cli.render.plain import say, tell_folded


@click.group(cls=SpokenGroup)
@options.speech
def command() -> None:
    """Protect stored ways, the history and your lists with a passphrase."""


@command.command("status")
@options.speech
def status() -> int:
    """Tell whether the lock is on."""
    from waythrough.store.dirs import user_dirs
    from waythrough.store.keyring import LockState, lock_state

    on = lock_state(user_dirs()) is not LockState.OFF
    say("The app lock is on." if on else "The app lock is off.")
    return Exit.OPENS


@command.command("on")
@options.speech
def turn_on() -> int:
    """Choose a passphrase and seal everything that is kept.

    With --passphrase-file in front of the command the passphrase is read from there.
    """
    from waythrough.cli.tongue import spoken
    from waythrough.cli.unlocking import given_passphrase, new_passphrase
    from waythrough.store import locking
    from waythrough.store.dirs import user_dirs
    from waythrough.store.seal import need_library

    need_library()
    words = spoken()
    dirs = user_dirs()
    locking.refuse_second(dirs)
    tell_folded(words.render(locking.NO_RECOVERY))
    given = given_passphrase()
    locking.turn_on(dirs, new_passphrase() if given is None else given)
    say("The app lock is on. Every command asks for the passphrase from now on.")
    for text in (locking.STAYS_VISIBLE, locking.OLD_COPIES):
        tell_folded(words.render(text))
    return Exit.OPENS


@command.command("off")
@options.speech
def turn_off() -> int:
    """Keep everything readable again; needs the passphrase."""
    from waythrough.cli.unlocking import ASK_OLD, ask_passphrase, given_passphrase
    from waythrough.store import locking
    from waythrough.store.dirs import user_dirs

    dirs = user_dirs()
    locking.need_lock(dirs)
    given = given_passphrase()
    locking.turn_off(dirs, ask_passphrase(ASK_OLD) if given is None else given)
    say("The app lock is off. What is kept can be read by whoever uses your account.")
    return Exit.OPENS


@command.command("change")
@options.speech
def change() -> int:
    """Choose another passphrase; needs the one of now, and a terminal."""
    from waythrough.cli.unlocking import ASK_OLD, ask_passphrase, given_passphrase, new_passphrase
    from waythrough.store import locking
    from waythrough.store.dirs import user_dirs

    dirs = user_dirs()
    locking.need_lock(dirs)
    given = given_passphrase()
    old = ask_passphrase(ASK_OLD) if given is None else given
    locking.change_passphrase(dirs, old, new_passphrase())
    say("The passphrase is changed.")
    return Exit.OPENS
