"""`waythrough history`: the runs that were kept."""

from pathlib import Path

import click

from waythrough.cli import options
from waythrough.cli.exits import Exit
from waythrough.cli.helping import SpokenGroup
from waythrough.verdict.clause import Clause, clause


@click.group(cls=SpokenGroup)
@options.speech
def command() -> None:
    """See, compare, export and delete the checks that were kept."""


@command.command("list")
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    metavar="NUMBER",
    default=20,
    help="How many, newest first. Default: 20.",
)
@options.language
def list_runs(limit: int, lang: str) -> int:
    """List the checks, newest first."""
    from waythrough.cli.render.lists import show_runs
    from waythrough.cli.render.screen import answer_screen
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.store.history import History
    from waythrough.verdict.words import translator

    home = open_home()
    with History(home.dirs.history) as history:
        runs = history.runs(limit)
    show_runs(runs, answer_screen(translator(language_of(lang, home.preferences))))
    return Exit.OPENS


@command.command("show")
@click.argument("run", metavar="[CHECK]", default="last")
@options.output
@options.language
def show_run(run: str, form: str | None, output_file: Path | None, include_names: bool, lang: str) -> int:
    """Show a check again, or write it as a report. CHECK is an id, a saved JSON report, or “last”."""
    from waythrough.cli.explain import load_run
    from waythrough.cli.job import answer, explain_command
    from waythrough.cli.output import output_of
    from waythrough.cli.report_names import report_names
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.report.document import Document, make_document, private_words
    from waythrough.store.ways import load_ways
    from waythrough.verdict.words import translator

    home = open_home()
    output = output_of(form, output_file)
    found = load_run(run, home.dirs.history)
    translate = translator(language_of(lang, home.preferences))

    def document() -> Document:
        return make_document(
            found,
            include_names=include_names,
            language=translate.language,
            private=private_words(load_ways(home.dirs.ways).specs),
        )

    answer(
        found,
        document,
        output,
        translate,
        more=explain_command(run, translate),
        kept=run,
        in_reports={} if include_names else report_names(found, translate.language),
    )
    return Exit.OPENS


@command.command("compare")
@click.argument("runs", metavar="[A] [B]", nargs=-1)
@click.option("--include-names", is_flag=True, help="Keep the names of your ways in JSON.")
@click.option("--json", "as_json", is_flag=True, help="What changed as JSON.")
@options.language
def compare_runs(runs: tuple[str, ...], include_names: bool, as_json: bool, lang: str) -> int:
    """Tell what changed between two checks: the two newest on the same kind of network, or those that are named.

    A and B are ids, saved JSON reports, or “last”.
    """
    import time

    from waythrough.cli.comparing import comparison_json, two_runs
    from waythrough.cli.render.compared import show_comparison
    from waythrough.cli.render.plain import hand_over
    from waythrough.cli.render.screen import answer_screen
    from waythrough.cli.report_names import report_names
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.verdict.compare import compare
    from waythrough.verdict.explain_compare import both_named, explain_comparison
    from waythrough.verdict.explain_moment import moment
    from waythrough.verdict.words import translator

    if len(runs) > 2:
        raise click.UsageError("two checks at most can be compared")
    home = open_home()
    before, after = two_runs(runs, home.dirs.history)
    # What programs read gets passed on: ways are called there as in reports, in plain English.
    translate = translator("en" if as_json else language_of(lang, home.preferences))
    public = {**report_names(before), **report_names(after)} if as_json and not include_names else {}
    names = both_named(before, after, translate.language, public)
    comparison = compare(before, after)
    text = explain_comparison(comparison, names, moment(translate, before.started, time.time()))
    if as_json:
        hand_over(comparison_json(comparison, text))
    else:
        show_comparison(text, answer_screen(translate))
    return Exit.OPENS


@command.command("delete")
@options.speech
@click.argument("runs", metavar="CHECK...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Delete every check.")
@click.option("--yes", is_flag=True, help="Do not ask before --all or “last”.")
def delete_runs(runs: tuple[str, ...], everything: bool, yes: bool) -> int:
    """Delete checks for good, by id or “last”."""
    from waythrough.cli.render.plain import say
    from waythrough.cli.wishes import open_home
    from waythrough.model.errors import WaythroughError
    from waythrough.store.find_run import LAST
    from waythrough.store.history import History

    if bool(runs) == everything:
        raise click.UsageError("name the checks to delete, or give --all")
    with History(open_home().dirs.history) as history:
        if everything:
            _agree(clause("all checks"), yes=yes)
            history.clear()
            say("All checks are deleted.")
        for name in runs:
            newest = history.newest() if name == LAST else None
            run_id = newest or name
            if newest is not None:
                _agree(clause("the check {run}", run=run_id), yes=yes)
            if not history.delete(run_id):
                raise WaythroughError(
                    "history.no_run",
                    clause("there is no check “{name}”", name=name),
                    todo="see: waythrough history list",
                )
            say(clause("Deleted: {name}", name=run_id))
    return Exit.OPENS


def _agree(what: Clause, *, yes: bool) -> None:
    """Return when what cannot be undone is meant. Raises WaythroughError."""
    from waythrough.cli.render.plain import ask, can_ask
    from waythrough.model.errors import WaythroughError

    if yes:
        return
    if not can_ask():
        raise WaythroughError(
            "history.not_asked",
            "nothing was deleted",
            todo=clause("give --yes to delete {what} for good", what=what),
        )
    if not ask(clause("Delete {what} for good? [y/N]", what=what)):
        raise WaythroughError("history.not_deleted", clause("{what} stayed as before", what=what))
