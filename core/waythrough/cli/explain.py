"""`waythrough explain`: one cell of a run, from its words down to what was seen on the wire."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from waythrough.cli import options
from waythrough.cli.exits import Exit
from waythrough.cli.helping import SpokenCommand
from waythrough.model.errors import WaythroughError
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Run
from waythrough.verdict.clause import clause
from waythrough.verdict.words import Names

if TYPE_CHECKING:
    from waythrough.verdict.words import Translator

_UNKNOWN: Final = "explain.unknown"


@click.command(cls=SpokenCommand)
@click.argument("run", metavar="CHECK")
@click.argument("platform", metavar="SERVICE")
@click.argument("path", metavar="[WAY]", default=DIRECT_ID)
@click.option(
    "--json", "as_json", is_flag=True, help="The whole record of the box as JSON, with plain words."
)
@options.language
def command(run: str, platform: str, path: str, as_json: bool, lang: str) -> int:
    """Tell why a box is as it is: words, steps, the rules that were tried, and what was seen.

    CHECK is a saved JSON report, the id of a check (waythrough history list), or “last”. WAY is the name or id of a
    way; without it the direct line is explained.
    """
    from waythrough.cli.render.explained import show_cell
    from waythrough.cli.render.plain import hand_over
    from waythrough.cli.render.screen import answer_screen
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.report.document import make_document
    from waythrough.report.to_json import cell_json
    from waythrough.verdict.words import translator

    home = open_home()
    translate = translator(language_of(lang, home.preferences))
    found = load_run(run, home.dirs.history)
    key = (
        pick(
            platform,
            {each.id: (each.id, *each.names.values(), each.name()) for each in found.platforms},
            "platform",
        ),
        pick_way(path, found, translate),
    )
    if key not in found.cells:
        raise WaythroughError(
            "explain.no_cell", "this check was stopped before it came to that", todo="check again"
        )
    # What is shown here gets copied into mails to whoever helps: it is redacted like a report.
    document = make_document(found, include_names=True)
    if as_json:
        hand_over(cell_json(document, key))
    else:
        show_cell(document.run, key, answer_screen(translate))
    return Exit.OPENS


def load_run(name: str, history: Path) -> Run:
    """A run by file, id or "last". Raises WaythroughError."""
    from waythrough.report.load import load_document
    from waythrough.store.find_run import find_run
    from waythrough.store.history import History

    def from_file(path: Path) -> Run:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise WaythroughError(
                "explain.unreadable",
                clause("“{path}” cannot be read ({strerror})", path=path, strerror=error.strerror),
                todo="check its permissions",
            ) from error
        return load_document(content, name=f"“{path.name}”").run

    looks_like_a_file = name.endswith(".json") or any(mark in name for mark in "/\\")
    if looks_like_a_file and not Path(name).exists():
        raise WaythroughError(
            "explain.no_file", clause("there is no file “{file}”", file=name), todo="check its name"
        )
    return find_run(name, lambda: History(history), from_file)


def pick_way(word: str, run: Run, translate: "Translator") -> str:
    """The id of the way that is called so: by its owner, by the table's column, or in reports. Raises WaythroughError.

    Where a name of its owner's is another way's name in reports, the owner's counts.
    """
    from waythrough.cli.report_names import report_names
    from waythrough.verdict.explain import DIRECT_NAME

    direct = (DIRECT_ID, "Direct", translate.render(DIRECT_NAME))
    known = {each.id: direct if each.id == DIRECT_ID else (each.id, each.name) for each in run.paths}
    own = {name.casefold() for names in known.values() for name in names}
    for language in dict.fromkeys((translate.language, "en")):
        for path_id, name in report_names(run, language).items():
            if name.casefold() not in own:
                known[path_id] = (known[path_id][0], name, *known[path_id][1:])
    try:
        return pick(word, known, "way")
    except WaythroughError as error:
        ways = [each for each in run.paths if each.id != DIRECT_ID]
        if error.message_id != _UNKNOWN or any(each.name != report_names(run)[each.id] for each in ways):
            raise
        todo = clause(
            "{todo}; names of ways are replaced in reports (--include-names keeps them)", todo=error.todo
        )
        raise WaythroughError(_UNKNOWN, error.what, todo=todo) from error


def pick(word: str, known: Mapping[str, tuple[str, ...]], kind: str) -> str:
    """The id that a word means: an id, a name or the beginning of one, in any case; `kind` is "platform" or "way".

    Raises WaythroughError with a suggestion, also for a beginning that several have.
    """
    if word in known:
        return word
    named = {name.casefold(): (key, name) for key, names in known.items() for name in names if name}
    wanted = word.casefold().strip().rstrip("…").rstrip()  # a column's name may be cut
    if wanted in named:
        return named[wanted][0]
    begun = {key: name for text, (key, name) in named.items() if wanted and text.startswith(wanted)}
    if len(begun) == 1:
        return next(iter(begun))
    if begun:
        row = ", ".join(f"“{name}”" for name in begun.values())
        raise WaythroughError(
            "explain.several",
            clause("“{word}” may mean {row}", word=word, row=row),
            todo="type more of the one you mean",
        )
    near = difflib.get_close_matches(wanted, named, 1)
    first = Names(tuple(f"“{names[-1]}”" for names in known.values()), most=12)
    todo = (
        clause("did you mean “{name}”?", name=named[near[0]][1])
        if near
        else clause("it has {first}", first=first)
    )
    nothing = (
        clause("this check has no way “{word}”", word=word)
        if kind == "way"
        else clause("this check has no service “{word}”", word=word)
    )
    raise WaythroughError(_UNKNOWN, nothing, todo=todo)
