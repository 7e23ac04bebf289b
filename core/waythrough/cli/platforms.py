"""`waythrough platforms`: what can be tested, and whether its rules still hold."""

from pathlib import Path

import click

from waythrough.cli import options
from waythrough.cli.exits import Exit
from waythrough.cli.helping import SpokenGroup


@click.group(cls=SpokenGroup)
@options.speech
def command() -> None:
    """See what can be tested, and bring your own."""


@command.command("list")
@click.option("--category", metavar="NAME", help="Only this kind of service.")
@click.option("--search", metavar="WORDS", help="Only those whose name, alias or host holds these words.")
@options.catalog
@options.language
def list_platforms(
    category: str | None, search: str | None, catalog_files: tuple[Path, ...], lang: str
) -> int:
    """List the services by category."""
    from waythrough.cli.browsing import listed, origins
    from waythrough.cli.render.lists import show_platforms
    from waythrough.cli.render.screen import answer_screen
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.verdict.words import translator

    home = open_home()
    catalog, comes_from = origins(home, catalog_files)
    found = listed(catalog, category, search)
    show_platforms(found, answer_screen(translator(language_of(lang, home.preferences))), comes_from)
    return Exit.OPENS


@command.command("show")
@click.argument("platform", metavar="SERVICE")
@options.catalog
@options.language
def show_platform(platform: str, catalog_files: tuple[Path, ...], lang: str) -> int:
    """Show a service: its targets, their pass rules, and where the facts come from."""
    from waythrough.cli.browsing import origins
    from waythrough.cli.render.lists import show_one_platform
    from waythrough.cli.render.screen import answer_screen
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.verdict.words import translator

    home = open_home()
    catalog, _ = origins(home, catalog_files)
    found = catalog.resolve(platform)
    aliases = catalog.aliases(found.id) if found.id in catalog else ()
    show_one_platform(found, aliases, answer_screen(translator(language_of(lang, home.preferences))))
    return Exit.OPENS


@command.command("import")
@click.argument("file", type=options.FILE, metavar="FILE")
@click.option("--save", is_flag=True, help="Keep them, so that check knows them by name.")
@options.language
def import_platforms(file: Path, save: bool, lang: str) -> int:
    """Read services from a TOML file, a list of addresses or a Citizen Lab CSV, and say what is in it.

    A bad line is told with its number, and the rest is kept.
    """
    from waythrough.cli.browsing import bring
    from waythrough.cli.wishes import open_home

    return bring(open_home(), file, save=save, lang=lang)


@command.command("short")
@click.argument("platforms", metavar="[SERVICE]...", nargs=-1)
@click.option("--reset", is_flag=True, help="Go back to the list that comes with the program.")
@options.language
def short_list(platforms: tuple[str, ...], reset: bool, lang: str) -> int:
    """Show the short list, which check tests when nothing is named; with SERVICE set it."""
    from waythrough.cli.browsing import short
    from waythrough.cli.wishes import open_home

    return short(open_home(), platforms, reset=reset, lang=lang)


@command.command("verify")
@click.argument("platforms", metavar="[SERVICE]...", nargs=-1)
@options.catalog
@options.ways
@options.network
@options.consent
@options.language
@click.option("-q", "--quiet", is_flag=True, help="Only the answer: no progress.")
def verify_platforms(
    platforms: tuple[str, ...],
    catalog_files: tuple[Path, ...],
    path_words: tuple[str, ...],
    path_files: tuple[Path, ...],
    network_file: Path | None,
    resolver: str | None,
    ca_file: Path | None,
    yes: bool,
    lang: str,
    quiet: bool,
) -> int:
    """Try the pass rule of every target from an open line, and say what to change in the catalogue.

    Where the direct line is not open, name one way that is with --path; it is used instead of the line.
    Exit codes: 0 all rules hold, 1 one does not or could not be tried, 3 the line itself is the matter.
    """
    from waythrough.cli.checking import Asked
    from waythrough.cli.verifying import verify

    return verify(
        Asked(
            platforms=platforms,
            catalog_files=catalog_files,
            path_words=path_words,
            path_files=path_files,
            network_file=network_file,
            resolver=resolver or "",
            ca_file=ca_file,
            yes=yes,
            lang=lang,
            quiet=quiet,
        )
    )
