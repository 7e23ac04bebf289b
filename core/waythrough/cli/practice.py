"""`waythrough practice`: the whole job on an internet inside this computer, or that internet for another terminal."""

from pathlib import Path

import click

from waythrough.cli import options
from waythrough.cli.helping import SpokenCommand

FOLDER = "waythrough-practice"


@click.command(
    cls=SpokenCommand,
    epilog="Exit codes: 0 every result equals what the practice network was told to do,"
    " also with --portal (a check behind such a page ends with 3); 2 a mistake in the command line,"
    " 4 a result is another one, 130 stopped.",
)
@click.argument("platforms", nargs=-1, metavar="[SERVICE]...")
@click.option(
    "--serve",
    is_flag=False,
    flag_value=FOLDER,
    type=options.FILE,
    metavar="[FOLDER]",
    help="Keep the network up until Ctrl-C and write its files, so that check in another terminal can use it.",
)
@click.option("--portal", is_flag=True, help="With a sign-in page in front, as in a hotel.")
@options.depth
@options.output
@options.language
@options.watching
def command(
    platforms: tuple[str, ...],
    serve: Path | None,
    portal: bool,
    depth: str | None,
    form: str | None,
    output_file: Path | None,
    include_names: bool,
    lang: str,
    quiet: bool,
    no_history: bool,
) -> int:
    """Do the whole job on a practice network: nothing leaves this computer.

    It has its own sites, name servers, ways and a censor. With SERVICE only these of its services are tested.
    """
    from waythrough.cli.render.plain import greet

    if not quiet:
        greet()
    from waythrough.cli.practising import Practice, practise, serve_network

    if serve is not None:
        return serve_network(serve, portal=portal)
    return practise(
        Practice(
            platforms=platforms,
            portal=portal,
            depth=depth,
            form=form,
            output_file=output_file,
            include_names=include_names,
            lang=lang,
            quiet=quiet,
            keep=not no_history,
        )
    )
