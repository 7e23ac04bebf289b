"""`waythrough explain`: one cell of a run, from its words down to what was seen on the wire."""

import difflib
from collections.abc import Mapping
from pathlib import Path

import click

from waythrough.cli import options
from waythrough.cli.exits import Exit
from waythrough.model.errors import WaythroughError
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Run


@click.command()
@click.argument("run", metavar="RUN")
@click.argument("platform", metavar="PLATFORM")
@click.argument("path", metavar="PATH", default=DIRECT_ID)
@options.language
def command(run: str, platform: str, path: str, lang: str) -> int:
    """Tell why a cell is as it is: words, steps, the rules that were tried, and what was seen.

    RUN is a saved JSON report, the id of a run (waythrough history list), or “last”. PATH is the name or id of a
    way; without it the direct line is explained.
    """
    from waythrough.cli.render.explained import show_cell
    from waythrough.cli.render.screen import answer_screen
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.report.document import make_document
    from waythrough.verdict.words import translator

    home = open_home()
    found = load_run(run, home.dirs.history)
    key = (
        pick(
            platform,
            {each.id: (each.id, *each.names.values(), each.name()) for each in found.platforms},
            "platform",
        ),
        pick(path, {each.id: (each.id, each.name) for each in found.paths}, "way"),
    )
    if key not in found.cells:
        raise WaythroughError(
            "explain.no_cell", "this run was stopped before it came to that", todo="check again"
        )
    translate = translator(language_of(lang, home.preferences))
    # What is shown here gets copied into mails to whoever helps: it is redacted like a report.
    shown = make_document(found, include_names=True).run
    show_cell(shown, key, answer_screen(translate))
    return Exit.OPENS


def load_run(name: str, history: Path) -> Run:
    """A run by file, id or "last". Raises WaythroughError."""
    from waythrough.report.load import load_document
    from waythrough.store.history import History, find_run

    def from_file(path: Path) -> Run:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise WaythroughError(
                "explain.unreadable",
                f"“{path}” cannot be read ({error.strerror})",
                todo="check its permissions",
            ) from error
        return load_document(content, name=f"“{path.name}”").run

    return find_run(name, lambda: History(history), from_file)


def pick(word: str, known: Mapping[str, tuple[str, ...]], kind: str) -> str:
    """The id that a word means, by id or name in any case. Raises WaythroughError with a suggestion."""
    if word in known:
        return word
    named = {name.casefold(): (key, name) for key, names in known.items() for name in names if name}
    if word.casefold() in named:
        return named[word.casefold()][0]
    near = difflib.get_close_matches(word.casefold(), named, 1)
    first = ", ".join(f"“{names[-1]}”" for names in list(known.values())[:8])
    todo = f"did you mean “{named[near[0]][1]}”?" if near else f"it has {first}"
    raise WaythroughError("explain.unknown", f"this run has no {kind} “{word}”", todo=todo)
