"""`waythrough check`: platforms over ways, in the real network or in one that a file describes."""

from pathlib import Path

import click

from waythrough.cli import options
from waythrough.cli.helping import SpokenCommand


@click.command(
    cls=SpokenCommand,
    epilog="Exit codes: 0 all opens, 1 something opens by no way, 2 a mistake, 3 could not test.",
)
@click.argument("platforms", nargs=-1, metavar="[SERVICE]...")
@options.ways
@click.option("--kept", is_flag=True, help="Over all ways that you keep (waythrough paths list).")
@options.catalog
@click.option(
    "--continue",
    "continued",
    metavar="[CHECK]",
    is_flag=False,
    flag_value="last",
    default="",
    help="Go on with a check that was cut short or stopped today: the last one, or CHECK of the history.",
)
@click.option("--no-direct", is_flag=True, help="Leave the direct line out.")
@options.depth
@options.data
@options.quiet_profile
@options.network
@options.consent
@options.output
@options.language
@options.watching
def command(
    platforms: tuple[str, ...],
    path_words: tuple[str, ...],
    path_files: tuple[Path, ...],
    kept: bool,
    continued: str,
    catalog_files: tuple[Path, ...],
    no_direct: bool,
    depth: str | None,
    data_limit: int | None,
    quiet_profile: bool,
    network_file: Path | None,
    resolver: str | None,
    ca_file: Path | None,
    yes: bool,
    form: str | None,
    output_file: Path | None,
    include_names: bool,
    lang: str,
    quiet: bool,
    no_history: bool,
) -> int:
    """Test services on the direct line and over your ways, and say which way to use.

    SERVICE is an id or name of the catalogue (waythrough platforms list), a web address, or a domain.
    Without any, the short list is tested, or what --catalog brings.
    """
    _greet(quiet)
    from waythrough.cli.checking import Asked, check

    if continued and (platforms or catalog_files or depth or no_direct):
        raise click.UsageError(
            "with --continue the same is tested as before: leave out services, --catalog, --depth and --no-direct;"
            " --network, --path and --paths stay"
        )

    return check(
        Asked(
            platforms=platforms,
            path_words=path_words,
            path_files=path_files,
            kept_ways=kept,
            continued=continued,
            catalog_files=catalog_files,
            direct=not no_direct,
            depth=depth,
            data_limit=data_limit,
            quiet_profile=quiet_profile,
            network_file=network_file,
            resolver=resolver or "",
            ca_file=ca_file,
            yes=yes,
            form=form,
            output_file=output_file,
            include_names=include_names,
            lang=lang,
            quiet=quiet,
            keep=not no_history,
        )
    )


def _greet(quiet: bool) -> None:
    """A first line before anything that takes a moment to load."""
    from waythrough.cli.render.plain import greet

    if not quiet:
        greet()
