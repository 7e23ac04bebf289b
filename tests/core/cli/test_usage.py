"""Mistakes in a command line."""

import click

from waythrough.cli.usage import usage_clause
from waythrough.verdict.clause import clause


def test_mistakes_of_the_command_line_as_clauses() -> None:
    assert usage_clause(click.NoSuchOption("--pth", possibilities=["--path"])) == (
        "there is no option --pth; did you mean --path?"
    )
    assert usage_clause(click.BadParameter("too small", param_hint="--rounds")) == (
        "the value of --rounds cannot be used: too small"
    )
    assert usage_clause(click.UsageError(clause("there is no folder"))) == "there is no folder"
    assert usage_clause(click.UsageError("Got it.")) == "got it"
    assert usage_clause(click.UsageError("")) == "the command line is not complete"
