"""Mistakes in a command line as clauses: what click found, said in the language of the command."""

import click

from waythrough.verdict.clause import Clause, clause


def usage_clause(error: click.ClickException) -> str:
    """What is wrong with the command line, without a full stop; click's own English where it is rare."""
    match error:
        case click.NoSuchOption():
            near = ", ".join(sorted(error.possibilities or ()))
            found = clause("there is no option {option}", option=error.option_name)
            return clause("{first}; did you mean {near}?", first=found, near=near) if near else found
        case click.MissingParameter():
            return clause("{option} is missing", option=_named(error))
        case click.BadParameter():
            return clause(
                "the value of {option} cannot be used: {why}", option=_named(error), why=_own(error)
            )
    return _own(error) or clause("the command line is not complete")


def _named(error: click.BadParameter) -> str:
    """The option or argument as it is typed."""
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.get_error_hint(error.ctx) if error.ctx else error.param.human_readable_name


def _own(error: click.ClickException) -> str:
    message = error.message
    if isinstance(message, Clause):
        return message
    message = error.format_message() if not isinstance(error, click.BadParameter) else message
    message = message.strip()
    return Clause.of(f"{message[:1].lower()}{message[1:]}".removesuffix("."))
