"""What an import found, as a table: every way with its warnings, every refusal with its reason and what to do."""

from typing import Final

from rich.text import Text as Line

from waythrough.cli.render.lists import table
from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.path import PathSpec
from waythrough.paths.importing.base import ImportedPaths, summary_parts
from waythrough.verdict.clause import said
from waythrough.verdict.words import NOTHING, Text, msg, word_in

_HEADS: Final = (
    word_in("head", "line"),
    word_in("head", "name"),
    word_in("head", "kind"),
    NOTHING,
    NOTHING,
)


def show_imports(found: ImportedPaths, screen: Screen) -> None:
    """Nothing secret is shown, and no whole server."""
    if found.imported:
        rows = [
            (
                str(each.line),
                each.name,
                screen.translate(each.kind),
                _summary(screen, each.spec),
                _told(screen, each.warnings),
            )
            for each in found.imported
        ]
        table(rows, screen, heads=_HEADS)
    for each in found.rejected:
        why = said(each.reason)
        if each.todo:
            why = msg("{first}; {second}", first=why, second=said(each.todo))
        told = screen.translate("Line {number}, left out: {why}", number=each.line, why=why)
        sentence(screen, Line(told))


def _summary(screen: Screen, spec: PathSpec) -> str:
    comma = "، " if screen.translate.direction == "rtl" else ", "
    return comma.join(map(screen.translate.render, summary_parts(spec)))


def _told(screen: Screen, warnings: tuple[Text, ...]) -> str:
    return "; ".join(map(screen.translate.render, warnings))
