"""Mistakes in a command line as clauses: what click found, said in the language of the command."""

import re
from typing import Final

import click

from waythrough.cli.helping import in_places
from waythrough.verdict.clause import Clause, clause

_NO_VALUE: Final = re.compile(r"requires an argument|requires \d+ arguments")
_TOO_MUCH: Final = re.compile(r"unexpected extra arguments? \((.*)\)", re.DOTALL)
"""Where click tells mistakes apart by their words only."""


def usage_clause(error: click.ClickException) -> str:
    """What is wrong with the command line, without a full stop; click's own English where it is rare."""
    match error:
        case click.NoSuchOption():
            near = ", ".join(sorted(error.possibilities or ()))
            found = clause("there is no option {option}", option=error.option_name)
            return clause("{first}; did you mean {near}?", first=found, near=near) if near else found
        case click.BadOptionUsage():
            if _NO_VALUE.search(error.message):
                return clause("{option} needs a value", option=error.option_name)
            return clause("{option} takes no value", option=error.option_name)
        case click.MissingParameter():
            return clause("{option} is missing", option=_named(error))
        case click.BadParameter():
            return clause(
                "the value of {option} cannot be used: {why}", option=_named(error), why=_why(error)
            )
    too_much = _TOO_MUCH.search(error.message)
    if too_much:
        return clause("this command has no use for “{words}”", words=too_much[1])
    return _own(error) or clause("the command line is not complete")


def _named(error: click.BadParameter) -> str:
    """The option or argument as it is typed."""
    if error.param is None:
        return str(error.param_hint or "")
    hint = error.param.get_error_hint(error.ctx) if error.ctx else error.param.human_readable_name
    return in_places(hint.replace("'", ""))


def _why(error: click.BadParameter) -> str:
    """What a value must be, by the kind of its option."""
    kind = None if error.param is None or isinstance(error.message, Clause) else error.param.type
    match kind:
        case click.Choice(choices=choices):
            return clause("it is one of {row}", row=", ".join(map(str, choices)))
        case click.IntRange(min=int(low), max=int(high)):
            return clause("write a whole number from {low} to {high}", low=low, high=high)
        case click.IntRange(min=int(low)):
            return clause("write a whole number, {low} or more", low=low)
    return _own(error)


def _own(error: click.ClickException) -> str:
    message = error.message
    if isinstance(message, Clause):
        return message
    message = error.format_message() if not isinstance(error, click.BadParameter) else message
    message = message.strip()
    return Clause.of(f"{message[:1].lower()}{message[1:]}".removesuffix("."))
