"""The option --lang, which every command has: whoever reads no English finds it in the help of each."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from waythrough.cli.tongue import OPTION, spoken
from waythrough.verdict.language import languages
from waythrough.verdict.words import Names, unmarked

_Function = TypeVar("_Function", bound=Callable[..., Any])


class LanguageOption(click.Option):
    """--lang, which names the languages as they name themselves."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        translate = spoken()
        head, _ = super().get_help_record(ctx) or ("", "")
        found = languages()
        names = Names(tuple(f"{each.code} {each.title}" for each in found), most=len(found))
        shown = translate("Language of the answer: {names}.", names=names)
        return head, unmarked(shown)


def language(function: _Function, *, told: bool = True) -> _Function:
    """--lang."""
    return click.option(
        OPTION,
        type=click.Choice([each.code for each in languages()], case_sensitive=False),
        default=None,
        callback=lambda _ctx, _option, value: value or "",
        expose_value=told,
        cls=LanguageOption,
    )(function)


def speech(function: _Function) -> _Function:
    """--lang for a command that only tells what became of it."""
    return language(function, told=False)
