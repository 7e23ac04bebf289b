"""The list of the ways that are kept: names and kinds, never a server."""

from collections.abc import Sequence

from rich.text import Text as Line

from waythrough.cli.render.lists import table
from waythrough.cli.render.screen import Screen, sentence
from waythrough.cli.ways import holds_secret
from waythrough.model.path import PathSpec
from waythrough.paths.registry import display_names, encrypts_to_exit, kind, unchecked


def show_ways(specs: Sequence[PathSpec], screen: Screen) -> None:
    """Name, kind and what must be known of each way; never a server, a user or a password."""
    if not specs:
        sentence(screen, Line("No way is kept yet. Add one with: waythrough paths add NAME SPEC"))
        return
    names = display_names(specs)
    rows = [
        (
            names[each.id],
            kind(each.kind).label,
            "with password" if holds_secret(each) else "",
            _hiding(each),
            f"through {names.get(each.via.id, each.via.name)}" if each.via is not None else "",
            each.id,
        )
        for each in specs
    ]
    table(rows, screen, heads=("name", "kind", "", "", "", "id"))


def _hiding(spec: PathSpec) -> str:
    if encrypts_to_exit(spec):
        return "encrypts"
    return "encrypts, certificate not checked" if unchecked(spec) else "does not encrypt"
