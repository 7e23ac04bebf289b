"""The work behind `paths howto`: the steps of a kept way on a system, and the way in the form that they ask for."""

import shlex
from pathlib import Path

from waythrough.cli.output import save_private
from waythrough.cli.render.how_to import Asked, show_guide
from waythrough.cli.render.plain import hand_over, note, say
from waythrough.cli.render.screen import answer_screen
from waythrough.cli.wishes import Home
from waythrough.model.errors import WaythroughError
from waythrough.model.path import PathSpec
from waythrough.paths.howto.base import System, Take, this_system
from waythrough.paths.howto.guide import guide, take_along
from waythrough.paths.registry import display_names, holds_secret
from waythrough.store.ways import load_ways
from waythrough.verdict.clause import clause
from waythrough.verdict.words import translator

SECRET_NOTE = clause(
    "passwords and keys are in it: give it only to whom you trust, over a channel that others cannot read"
)


def tell_how(home: Home, name: str, system: System | None, *, language: str, show_secrets: bool) -> int:
    """Print the steps. Raises WaythroughError when no way is called so."""
    spec, shown = _way(home, name)
    chosen = system or this_system()
    asked = Asked(
        name=shown, command=f"waythrough paths howto {shlex.quote(shown)}", show_secrets=show_secrets
    )
    show_guide(guide(spec, shown, chosen), asked, answer_screen(translator(language)))
    return 0


def hand_out(home: Home, name: str, system: System | None, take: Take, output: Path | None) -> int:
    """Write the way in one form. Raises WaythroughError when that form cannot say it."""
    spec, shown = _way(home, name)
    taken = take_along(spec, shown, take, system or this_system())
    if take is Take.CODE and output is None:
        raise WaythroughError(
            "paths.no_output", "a picture needs a file", todo=clause("give --output {name}", name=taken.name)
        )
    if output is None:
        hand_over(taken.content if taken.content.endswith(b"\n") else taken.content + b"\n")
    else:
        place = output.expanduser()
        place = place / taken.name if place.is_dir() else place
        save_private(taken.content, place)
        say(clause("Written: {place}", place=place))
    if holds_secret(spec):
        note(SECRET_NOTE)
    return 0


def _way(home: Home, name: str) -> tuple[PathSpec, str]:
    known = load_ways(home.dirs.ways).specs
    names = display_names(known)
    found = next((each for each in known if name in (each.id, each.name, names[each.id])), None)
    if found is None:
        raise WaythroughError(
            "ways.unknown", clause("no way is called “{name}”", name=name), todo="see: waythrough paths list"
        )
    return found, names[found.id]
