"""What an import found, as a table: every way with its warnings, every refusal with its reason and what to do."""

from rich.text import Text as Line

from waythrough.cli.render.lists import table
from waythrough.cli.render.screen import Screen, sentence
from waythrough.paths.importing.base import ImportedPaths
from waythrough.verdict.clause import said
from waythrough.verdict.words import Text


def show_imports(found: ImportedPaths, screen: Screen) -> None:
    """Nothing secret is shown, and no whole server."""
    if found.imported:
        rows = [
            (
                str(each.line),
                each.name,
                screen.translate(each.kind),
                each.summary,
                _told(screen, each.warnings),
            )
            for each in found.imported
        ]
        table(rows, screen, heads=("line", "name", "kind", "", ""))
    for each in found.rejected:
        words = [screen.translate.render(said(part)) for part in (each.reason, each.todo) if part]
        sentence(screen, Line(f"Line {each.line}, left out: {'; '.join(words)}"))


def _told(screen: Screen, warnings: tuple[Text, ...]) -> str:
    return "; ".join(map(screen.translate.render, warnings))
