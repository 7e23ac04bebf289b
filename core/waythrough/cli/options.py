"""Options that several commands share, declared once."""

from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

import click

from waythrough.cli.output import Format
from waythrough.cli.speech import language as language
from waythrough.cli.speech import speech as speech
from waythrough.model.run import Depth
from waythrough.verdict.clause import clause

_Function = TypeVar("_Function", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)


class Resolver(click.ParamType[str]):
    """A name server: an address, with or without a port."""

    name = "IP[:PORT]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        host, port = value, ""
        if value.startswith("["):
            host, _, port = value[1:].partition("]")
            port = port.removeprefix(":")
        elif value.count(":") == 1:
            host, _, port = value.partition(":")
        try:
            ip_address(host)
            fits = not port or 0 < int(port) < 65536
        except ValueError:
            fits = False
        if not fits:
            why = clause(
                "“{value}” is no name server; write an address such as 9.9.9.9, or address:port", value=value
            )
            self.fail(why, param, ctx)
        return value


def depth(function: _Function) -> _Function:
    """--depth."""
    choice = click.Choice([each.value for each in Depth])
    return click.option(
        "--depth", type=choice, help="How much is measured; quick says “likely” at most. Default: standard."
    )(function)


def data(function: _Function) -> _Function:
    """--data-limit."""
    return click.option(
        "--data-limit",
        type=click.IntRange(min=1),
        metavar="MB",
        help="Data that a thorough check may take, also where data costs money; what does not fit is left out.",
    )(function)


def quiet_profile(function: _Function) -> _Function:
    """--quiet-profile."""
    return click.option(
        "--quiet-profile",
        is_flag=True,
        help="Contact little: one page of each service, one after another with pauses; finds out less about causes.",
    )(function)


def consent(function: _Function) -> _Function:
    """--yes."""
    return click.option(
        "--yes", is_flag=True, help="Agree that what is tested is contacted; your network can see that."
    )(function)


def network(function: _Function) -> _Function:
    """--network, --resolver, --ca-file."""
    for option in (
        click.option(
            "--ca-file", type=FILE, metavar="FILE", help="Further roots (PEM) that count as public ones."
        ),
        click.option(
            "--network", "network_file", type=FILE, metavar="FILE", help="Profile of the network (TOML)."
        ),
        click.option(
            "--resolver", type=Resolver(), help="Name server of the direct line instead of the system's."
        ),
    ):
        function = option(function)
    return function


def ways(function: _Function) -> _Function:
    """--path and --paths."""
    for option in (
        click.option(
            "--paths", "path_files", type=FILE, metavar="FILE", multiple=True, help="File with ways."
        ),
        click.option(
            "--path",
            "path_words",
            metavar="[NAME=]SPEC",
            multiple=True,
            help="A way: a URL, host:port, host:port:user:pass, a file, the name of a stored way,"
            " several of these as “first -> second”, @FILE, or - for standard input. May be given often.",
        ),
    ):
        function = option(function)
    return function


def catalog(function: _Function) -> _Function:
    """--catalog."""
    return click.option(
        "--catalog",
        "catalog_files",
        type=FILE,
        metavar="FILE",
        multiple=True,
        help="Further services: TOML, a list of addresses, or a Citizen Lab CSV.",
    )(function)


def output(function: _Function) -> _Function:
    """--format, --output, --include-names."""
    for option in (
        click.option("--include-names", is_flag=True, help="Keep the names of your ways in the report."),
        click.option(
            "--output", "output_file", type=FILE, metavar="FILE", help="Write the report to a file."
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice([each.value for each in Format]),
            help="Form of the answer; told by the file's name when there is one. Default: table.",
        ),
    ):
        function = option(function)
    return function


def watching(function: _Function) -> _Function:
    """--quiet and --no-history."""
    for option in (
        click.option("--no-history", is_flag=True, help="Do not keep this check."),
        click.option("-q", "--quiet", is_flag=True, help="Only the answer: no progress."),
    ):
        function = option(function)
    return function
