"""`waythrough erase`: everything that was kept goes, in one step."""

import click

from waythrough.cli import options
from waythrough.cli.exits import Exit
from waythrough.cli.helping import SpokenCommand


@click.command(cls=SpokenCommand)
@options.speech
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(yes: bool) -> int:
    """Erase everything that this program keeps on this computer, also while it is locked.

    A window or a check that is open is ended first. Afterwards it is as if it had never been started.
    """
    from waythrough.cli.render.plain import ask, can_ask, say, tell, tell_folded
    from waythrough.cli.tongue import spoken
    from waythrough.model.errors import WaythroughError
    from waythrough.store.alone import end_others
    from waythrough.store.dirs import user_dirs
    from waythrough.store.erase import GOES, STAYS, erase

    words = spoken()
    if not yes:
        if not can_ask():
            raise WaythroughError(
                "erase.not_asked", "nothing was erased", todo="give --yes to erase everything for good"
            )
        tell("This goes:")
        for text in GOES:
            tell_folded(f"  - {words.render(text)}")
    tell("This cannot be erased from here:")
    for text in STAYS:
        tell_folded(f"  - {words.render(text)}")
    if not yes and not ask("Erase everything for good? [y/N]"):
        raise WaythroughError("erase.not_done", "nothing was erased")
    dirs = user_dirs()
    end_others(dirs)
    erased = erase(dirs)
    erased.tell_left()
    say("Everything is erased." if erased.files else "There was nothing to erase.")
    return Exit.OPENS
