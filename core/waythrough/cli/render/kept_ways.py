"""The list of the ways that are kept: names and kinds, never a server."""

from collections.abc import Sequence

from rich.text import Text as Line

from waythrough.cli.render.lists import table
from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.path import PathSpec
from waythrough.paths.importing.base import secret_parts
from waythrough.paths.registry import (
    chain,
    display_names,
    encrypts_to_exit,
    kind,
    on_this_computer,
    unchecked,
)
from waythrough.verdict.clause import said
from waythrough.verdict.words import NOTHING, Text, msg, word_in


def show_ways(specs: Sequence[PathSpec], screen: Screen) -> None:
    """Name, kind and what must be known of each way; never a server, a user or a password."""
    if not specs:
        sentence(
            screen, Line(screen.translate("No way is kept yet. Add one with: waythrough paths add NAME SPEC"))
        )
        return
    names = display_names(specs)
    rows = [
        (
            names[each.id],
            screen.translate.render(said(kind(each.kind).label)),
            "".join(map(screen.translate.render, secret_parts(chain(each)))),
            screen.translate.render(_hiding(each)),
            screen.translate("through {name}", name=names.get(each.via.id, each.via.name))
            if each.via is not None
            else "",
            each.id,
        )
        for each in specs
    ]
    heads = (
        word_in("head", "name"),
        word_in("head", "kind"),
        NOTHING,
        NOTHING,
        NOTHING,
        word_in("head", "id"),
    )
    table(rows, screen, heads=heads)


def _hiding(spec: PathSpec) -> Text:
    if encrypts_to_exit(spec):
        return msg("encrypts")
    if unchecked(spec):
        return msg("encrypts, certificate not checked")
    return msg("a program on this computer") if on_this_computer(spec) else msg("does not encrypt")
