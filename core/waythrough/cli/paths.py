"""`waythrough paths`: the ways that are kept, with their passwords in a file that only their owner can read."""

from pathlib import Path

import click

from waythrough.cli import options
from waythrough.cli.exits import Exit
from waythrough.cli.helping import SpokenGroup
from waythrough.verdict.clause import clause


@click.group(cls=SpokenGroup)
@options.speech
def command() -> None:
    """Keep your ways, so that --path NAME is enough."""


@command.command("list")
@options.language
def list_paths(lang: str) -> int:
    """List the ways that are kept; passwords and servers are never shown."""
    from waythrough.cli.render.kept_ways import show_ways
    from waythrough.cli.render.plain import note
    from waythrough.cli.render.screen import answer_screen
    from waythrough.cli.ways import rejected_lines
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.store.ways import load_ways
    from waythrough.verdict.words import translator

    home = open_home()
    found = load_ways(home.dirs.ways)
    for each in rejected_lines(found):
        note(each)
    show_ways(found.specs, answer_screen(translator(language_of(lang, home.preferences))))
    return Exit.OPENS


@command.command("add")
@options.speech
@click.argument("words", metavar="[NAME] SPEC", nargs=-1, required=True)
def add_path(words: tuple[str, ...]) -> int:
    """Keep a way under a name; without a name it is called by its kind and a number.

    SPEC is a URL, host:port, host:port:user:pass, a file, @FILE, or - for standard input.
    """
    from waythrough.cli.keeping_ways import add
    from waythrough.cli.wishes import open_home

    if len(words) > 2:
        raise click.UsageError(
            "give a name and a way: waythrough paths add Office socks5h://proxy.example:1080"
        )
    name, spec = words if len(words) == 2 else ("", words[0])
    add(open_home(), name, spec)
    return Exit.OPENS


@command.command("program")
@options.speech
@click.argument("name", metavar="NAME")
@click.argument("words", metavar="COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option(
    "--proxy", type=click.Choice(["socks5", "http"]), default="socks5", help="What it opens on this computer."
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="NUMBER",
    help="Where; without it write {port} in the command.",
)
@click.option("--config", type=options.FILE, metavar="FILE", help="A text file that it finds at {config}.")
@click.option(
    "--ready", type=click.IntRange(1, 600), metavar="SECONDS", help="Until it is ready; 30 otherwise."
)
def add_program(
    name: str, words: tuple[str, ...], proxy: str, port: int | None, config: Path | None, ready: int | None
) -> int:
    """Keep a program that opens a proxy on this computer: it is started, waited for, tested, and ended.

    Write -- before the command: waythrough paths program Mine -- mytool --listen 127.0.0.1:{port}
    """
    from waythrough.cli.keeping_programs import add_program_way
    from waythrough.cli.wishes import open_home

    add_program_way(open_home(), name, words, proxy=proxy, port=port, config=config, ready=ready)
    return Exit.OPENS


@command.command("interfaces")
@options.language
def list_interfaces(lang: str) -> int:
    """List the network interfaces of this computer: which is in use, which looks like a VPN, how to test beside it."""
    from waythrough.cli.render.interfaces import show_interfaces
    from waythrough.cli.render.screen import answer_screen
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.net.own_interfaces import own_interfaces
    from waythrough.verdict.words import translator

    screen = answer_screen(translator(language_of(lang, open_home().preferences)))
    show_interfaces(own_interfaces(), screen)
    return Exit.OPENS


@command.command("remove")
@options.speech
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def remove_paths(names: tuple[str, ...]) -> int:
    """Forget ways, by name or id."""
    from waythrough.cli.render.plain import say
    from waythrough.cli.wishes import open_home
    from waythrough.store.ways import remove_way

    home = open_home()
    for name in names:
        gone = remove_way(home.dirs.ways, name)
        say(clause("Removed: {name}", name=gone.name or gone.id))
    return Exit.OPENS


@command.command("trust")
@options.speech
@click.argument("name", metavar="NAME")
@options.network
@options.consent
@click.option(
    "--accept-host-key",
    "accept",
    is_flag=True,
    help="Do not ask: confirm whatever key the server shows, unless another one was confirmed before.",
)
def trust_path(
    name: str, network_file: Path | None, resolver: str | None, ca_file: Path | None, yes: bool, accept: bool
) -> int:
    """Confirm the key of an SSH server: shows its fingerprint and asks whether it is the one you were given."""
    from waythrough.cli.asked import network
    from waythrough.cli.trusting import trust
    from waythrough.cli.wishes import open_home

    home = open_home()
    profile = network(network_file, home, resolver=resolver or "", ca_file=ca_file)
    return trust(home, profile, name, accept=accept, yes=yes)


@command.command("test")
@click.argument("names", metavar="[NAME|SPEC]...", nargs=-1)
@options.network
@options.consent
@options.language
@click.option("-q", "--quiet", is_flag=True, help="Only the answer: no progress.")
def test_paths(
    names: tuple[str, ...],
    network_file: Path | None,
    resolver: str | None,
    ca_file: Path | None,
    yes: bool,
    lang: str,
    quiet: bool,
) -> int:
    """Try whether ways connect and are safe, without any service. Without names all kept ways are tried.

    Exit codes: 0 all can be used, 1 one cannot, 3 the line itself is the matter.
    """
    from waythrough.cli.asked import network
    from waythrough.cli.keeping_ways import try_ways
    from waythrough.cli.wishes import open_home

    home = open_home()
    profile = network(network_file, home, resolver=resolver or "", ca_file=ca_file)
    return try_ways(home, profile, names, yes=yes, lang=lang, quiet=quiet)


@command.command("import")
@click.argument("file", metavar="[FILE|-]", required=False, default="")
@click.option("--url", metavar="URL", default="", help="Fetch it: a subscription (https://) or ssconf://.")
@click.option("--through", metavar="NAME", default="", help="The kept way over which --url is fetched.")
@click.option("--via", metavar="NAME", default="", help="Put everything behind this kept way.")
@click.option("--dry-run", is_flag=True, help="Only tell what it is; keep nothing.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the answer."
)
@options.network
@options.consent
@options.language
def import_paths(
    file: str,
    url: str,
    through: str,
    via: str,
    dry_run: bool,
    form: str,
    network_file: Path | None,
    resolver: str | None,
    ca_file: Path | None,
    yes: bool,
    lang: str,
) -> int:
    """Keep whatever you were handed: links, mails, WireGuard, OpenVPN, Clash and sing-box files, pictures of codes.

    Exit codes: 0 all of it taken, 1 some of it left out, 2 nothing that can be used.
    """
    from waythrough.cli.asked import network
    from waythrough.cli.importing import Wanted, import_ways
    from waythrough.cli.wishes import open_home

    if bool(file) == bool(url):
        raise click.UsageError("give a file, - for standard input, or --url")
    if through and not url:
        raise click.UsageError(
            "--through says over which way --url is fetched; to put ways behind one use --via"
        )
    home = open_home()
    profile = network(network_file, home, resolver=resolver or "", ca_file=ca_file)
    wanted = Wanted(
        file=file, url=url, through=through, via=via, dry_run=dry_run, form=form, yes=yes, lang=lang
    )
    return import_ways(home, profile, wanted)


@command.command("export")
@options.speech
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["links", "conf", "sing-box", "toml", "qr"]),
    default="links",
    help="links: one a line; conf: a WireGuard or OpenVPN file each; qr: a picture (PNG) of one. Default: links.",
)
@click.option(
    "--output",
    type=options.FILE,
    metavar="FILE",
    help="Write to this file, which only you can read; several of conf go into a folder.",
)
def export_paths(names: tuple[str, ...], form: str, output: Path | None) -> int:
    """Write kept ways down for others, with their passwords and keys. Without names all of them."""
    from waythrough.cli.exporting import export_ways
    from waythrough.cli.wishes import open_home
    from waythrough.paths.exporting.forms import Form

    return export_ways(open_home(), names, Form(form), output)


@command.command("howto")
@click.argument("name", metavar="NAME")
@click.option(
    "--system",
    type=click.Choice(["linux", "windows", "macos", "android", "iphone"]),
    help="For another system than this one.",
)
@click.option("--show-secrets", is_flag=True, help="Show passwords and keys among the values.")
@click.option(
    "--take",
    type=click.Choice(["file", "link", "code", "config"]),
    help="Hand out what the steps ask for: the way's own file, a link, a code to scan (PNG), a sing-box file.",
)
@click.option("--output", type=options.FILE, metavar="FILE", help="Where --take writes, for your eyes only.")
@options.language
def how_to_use(
    name: str, system: str | None, show_secrets: bool, take: str | None, output: Path | None, lang: str
) -> int:
    """Tell step by step how to use a kept way: which program, which fields, what to see, what it does not protect."""
    from waythrough.cli.how_to import hand_out, tell_how
    from waythrough.cli.wishes import language_of, open_home
    from waythrough.paths.howto.base import System, Take

    home = open_home()
    chosen = System(system) if system else None
    if take is not None:
        return hand_out(home, name, chosen, Take(take), output)
    if output is not None:
        raise click.UsageError("--output goes with --take")
    language = language_of(lang, home.preferences)
    return tell_how(home, name, chosen, language=language, show_secrets=show_secrets)
