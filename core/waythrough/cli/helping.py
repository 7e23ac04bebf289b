"""Help pages in the language of the reader: click's own, translated when they are shown."""

import difflib
import inspect
import re
from types import MappingProxyType
from typing import Final

import click

from waythrough.cli.tongue import spoken, without
from waythrough.verdict.clause import Clause, clause, said
from waythrough.verdict.words import Translator, unmarked, word_in

_FIRST_SENTENCE: Final = re.compile(r"(?<=[.!?؟])\s")
_CAPITALS: Final = re.compile(r"[A-Z]+")
_PLACES: Final = MappingProxyType(
    {
        "A": word_in("place", "A"),
        "ARGS": word_in("place", "ARGS"),
        "B": word_in("place", "B"),
        "CHECK": word_in("place", "CHECK"),
        "COMMAND": word_in("place", "COMMAND"),
        "FILE": word_in("place", "FILE"),
        "FOLDER": word_in("place", "FOLDER"),
        "MB": word_in("place", "MB"),
        "NAME": word_in("place", "NAME"),
        "NUMBER": word_in("place", "NUMBER"),
        "OPTIONS": word_in("place", "OPTIONS"),
        "PORT": word_in("place", "PORT"),
        "SECONDS": word_in("place", "SECONDS"),
        "SERVICE": word_in("place", "SERVICE"),
        "SPEC": word_in("place", "SPEC"),
        "WAY": word_in("place", "WAY"),
        "WORDS": word_in("place", "WORDS"),
    }
)
"""What stands in capitals where something is to be filled in; what is not here is written the same everywhere."""

_HIDDEN: Final = ("", "")
_OF_CLICK: Final = (clause("Show this message and exit."),)
"""Words that click brings along; they are looked up like our own."""


class SpokenCommand(click.Command):
    """A command whose help is in the language of the reader."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [in_places(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        translate = spoken()
        prefix = f"{translate('Usage:')} "
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write(self.help, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write(self.epilog, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        translate = spoken()
        records = ((each.help or "", each.get_help_record(ctx) or _HIDDEN) for each in self._options(ctx))
        rows = [
            (in_places(head), rest.replace(own, told(own, translate)) if own else rest)
            for own, (head, rest) in records
            if head
        ]
        with formatter.section(translate("Options")):
            formatter.write_dl(rows)

    def _options(self, ctx: click.Context) -> list[click.Option]:
        return [each for each in self.get_params(ctx) if isinstance(each, click.Option)]


class SpokenGroup(SpokenCommand, click.Group):
    """A group of such commands; alone it shows its help."""

    command_class = SpokenCommand

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not without(args) and not self.invoke_without_command:
            args = [*args, "--help"]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            raise click.UsageError(self.not_known(ctx, args[0]), ctx)
        return super().resolve_command(ctx, args)

    def not_known(self, ctx: click.Context, word: str) -> Clause:
        """What is said of a command that there is not."""
        near = difflib.get_close_matches(word, self.list_commands(ctx), 1)
        if not near:
            return clause("there is no command “{word}”", word=word)
        meant = clause("did you mean “{name}”?", name=near[0])
        return clause("there is no command “{word}”; {meant}", word=word, meant=meant)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        translate = spoken()
        found = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [(name, _short(each, translate)) for name, each in found.items() if each is not None]
        with formatter.section(translate("Commands")):
            formatter.write_dl(rows)


def in_places(usage: str) -> str:
    """A piece of a usage line, its places called in the language of the reader."""
    translate = spoken()

    def in_words(found: re.Match[str]) -> str:
        return translate.render(_PLACES[found[0]]) if found[0] in _PLACES else found[0]

    return _CAPITALS.sub(in_words, usage)


def told(text: str, translate: Translator) -> str:
    """A help text, paragraph by paragraph, in this language."""
    return "\n\n".join(unmarked(translate.render(said(each))) for each in paragraphs(text))


def paragraphs(text: str) -> list[str]:
    """Its paragraphs, each on one line: these are the sentences that the catalogues hold."""
    return [" ".join(each.split()) for each in inspect.cleandoc(text).split("\n\n") if each.strip()]


def _write(text: str | None, formatter: click.HelpFormatter) -> None:
    if text:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(told(text, spoken()))


def _short(command: click.Command, translate: Translator) -> str:
    return _FIRST_SENTENCE.split(told(command.help or "", translate), maxsplit=1)[0]
