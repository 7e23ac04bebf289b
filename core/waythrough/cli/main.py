"""The command `waythrough`: finds the subcommand, and turns every end into one sentence and one exit code."""

import contextlib
import difflib
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Final

import click

from waythrough import __version__
from waythrough.cli.crash import faults_told, report_bug
from waythrough.cli.exits import Exit
from waythrough.cli.helping import SpokenGroup
from waythrough.cli.render.plain import give_up, hand_over, prepare, tell, tell_error
from waythrough.cli.speech import speech
from waythrough.cli.tongue import listen, speak, spoken
from waythrough.cli.usage import usage_clause
from waythrough.cli.window import open_window
from waythrough.model.errors import WaythroughError
from waythrough.verdict.clause import Clause, clause
from waythrough.verdict.words import msg

COMMANDS: Final = MappingProxyType(
    {
        "check": msg("Test services on the direct line and over your ways."),
        "erase": msg("Erase everything that this program keeps on this computer."),
        "explain": msg("Tell what was seen in one box of a check, and which rules were tried."),
        "history": msg("List, show and delete the checks that were kept."),
        "lock": msg("Protect what is kept with a passphrase."),
        "paths": msg("Keep your ways: list, add, remove, test."),
        "platforms": msg("See what can be tested: list, show, import, verify."),
        "practice": msg("Do the whole job on a practice network inside this computer."),
    }
)
"""Each command is the object `command` of the module of its name, imported when it is asked for."""


class Commands(SpokenGroup):
    """Knows its commands by name and imports only the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = import_module(f"waythrough.cli.{cmd_name}").command
        assert isinstance(found, click.Command)
        return found

    def not_known(self, ctx: click.Context, word: str) -> Clause:
        """A command of a group may be meant, or a service."""
        return clause("there is no command “{word}”; {meant}", word=word, meant=self._meant(ctx, word))

    def _meant(self, ctx: click.Context, word: str) -> Clause:
        groups = {name: self.get_command(ctx, name) for name in COMMANDS}
        inside = [
            f"“waythrough {name} {word}”"
            for name, group in groups.items()
            if isinstance(group, click.Group) and word in group.commands
        ]
        if inside:
            names = Clause.of(inside[0])
            for name in inside[1:]:
                names = clause("{first} or {second}", first=names, second=name)
            return clause("did you mean {names}?", names=names)
        near = difflib.get_close_matches(word, COMMANDS, 1)
        if near:
            return clause("did you mean “{name}”?", name=near[0])
        return clause("to test it, type: {command}", command=f"waythrough check {word}")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        translate = spoken()
        with formatter.section(translate("Commands")):
            formatter.write_dl([(name, translate.render(line)) for name, line in COMMANDS.items()])


def _tell_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        hand_over(f"waythrough {__version__}\n".encode())
        ctx.exit()


@click.group(
    cls=Commands,
    name="waythrough",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 everything asked for opens by some way, 1 something opens by no way, 2 a mistake in"
    " the command line or a file, 3 could not test (no internet, a sign-in page, a wrong clock), 4 a bug in"
    " Waythrough, 130 stopped. The command practice ends with 0 when every result is as it was made."
    "\n\nChecks are kept on this computer, see waythrough history; with --no-history a check is not. Ways are kept with"
    " their passwords in a file that only you can read. The environment variable WAYTHROUGH_HOME names one folder"
    " for all that is kept.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_tell_version,
    help="Show the version.",
)
@click.option(
    "--passphrase-file",
    metavar="FILE|-",
    help="Read the passphrase of the app lock from the first line of a file, or of standard input.",
)
@speech
@click.pass_context
def waythrough(ctx: click.Context, passphrase_file: str | None) -> int:
    """Which way gets through? Tests services over your ways and says which opens, why not, and what to use.

    Without a command the window is opened.
    """
    del passphrase_file  # whoever opens the lock asks the context for it
    return open_window() if ctx.invoked_subcommand is None else Exit.OPENS


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns its exit code and raises nothing."""
    prepare()
    with contextlib.suppress(
        ValueError
    ):  # not in the main thread: whoever called has their own way to end it
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    listen(sys.argv[1:] if arguments is None else arguments)
    try:
        with faults_told():
            return _run(arguments)
    finally:
        speak("")


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = waythrough.main(
            args=None if arguments is None else list(arguments),
            prog_name="waythrough",
            standalone_mode=False,
        )
    except click.ClickException as error:
        _tell_usage(error)
        return Exit.USAGE
    except WaythroughError as error:
        tell_error(error)
        return Exit.USAGE
    except (KeyboardInterrupt, click.Abort):
        tell("Stopped.")
        return Exit.INTERRUPTED
    except OSError as error:
        return _refused(error)
    except Exception as error:  # noqa: BLE001 - the last line of the program: a bug becomes a sentence and a log
        report_bug(error)
        return Exit.BUG
    return int(code or Exit.OPENS)


def _refused(error: OSError) -> int:
    """Standard output that was sent into a file on a full disk is no bug; other troubles of the system are."""
    from waythrough.store.atomic import FREE_SPACE, is_full

    if not is_full(error):
        report_bug(error)
        return Exit.BUG
    give_up(sys.stdout)
    tell_error(WaythroughError("output.full", "the disk is full, so the output is cut", todo=FREE_SPACE))
    return Exit.USAGE


def main() -> None:
    """The entry point of the package."""
    sys.exit(run())


def _tell_usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    tell(clause("Error: {text}", text=usage_clause(error)))
    if isinstance(context, click.Context):
        tell(clause("See: {command}", command=f"{context.command_path} --help"))
