"""Mistakes in a command line."""

import re

import click
import pytest

from waythrough.cli.main import run
from waythrough.cli.usage import usage_clause
from waythrough.verdict.clause import clause

DEPTHS = ("quick", "standard", "thorough")


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


@pytest.mark.usefixtures("own_home")
@pytest.mark.parametrize(
    ("arguments", "english"),
    [
        (["paths", "foo"], "there is no command “foo”."),
        (["paths", "lst"], "there is no command “lst”; did you mean “list”?"),
        (["paths", "list", "x"], "this command has no use for “x”."),
        (["history", "list", "--limit"], "--limit needs a value."),
        (["check", "--kept=3"], "--kept takes no value."),
        (
            ["history", "list", "--limit", "0"],
            "the value of --limit cannot be used: write a whole number from 1 to",
        ),
        (["history", "list", "--limit", "many"], "write a whole number from 1 to"),
        (["check", "--data-limit", "0"], "write a whole number, 1 or more."),
        (["check", "--depth", "deep"], "it is one of quick, standard, thorough."),
        (["check", "--resolver", "x"], "“x” is no name server"),
        (["paths", "trust"], "NAME is missing."),
    ],
)
def test_every_mistake_is_told_in_every_language(
    arguments: list[str], english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(language: str) -> str:
        assert (
            run([arguments[0], "--lang", language, *arguments[1:]] if len(arguments) > 1 else arguments) == 2
        )
        return capsys.readouterr().err.splitlines()[0]

    assert english.rstrip(".") in told("en")
    for language in ("fa", "ru"):
        words = set(re.findall(r"[a-z]{3,}", told(language)))
        assert words <= {"foo", "lst", "list", "limit", "kept", "data", "depth", "resolver", *DEPTHS}
