"""The work behind `check`: what was asked becomes a plan, the plan a run, the run an exit code."""

from dataclasses import dataclass
from pathlib import Path

from waythrough.cli.asked import chosen, network, refuse_foreign, user_catalog, with_files
from waythrough.cli.consent import agree
from waythrough.cli.continuing import leftover, rest_of
from waythrough.cli.data import settled
from waythrough.cli.exits import Exit, exit_of
from waythrough.cli.job import Job, Wanted
from waythrough.cli.output import output_of
from waythrough.cli.render.plain import note, pasted
from waythrough.cli.ways import WayReader, apart
from waythrough.cli.wishes import Home, language_of, open_home
from waythrough.engine.quiet import NOTE as QUIET_NOTE
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.run import Depth, RunPlan, Settings
from waythrough.store.ways import load_ways
from waythrough.verdict.clause import clause
from waythrough.verdict.words import translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The command line of a check, as it was typed."""

    platforms: tuple[str, ...] = ()
    path_words: tuple[str, ...] = ()
    path_files: tuple[Path, ...] = ()
    kept_ways: bool = False
    continued: str = ""
    catalog_files: tuple[Path, ...] = ()
    direct: bool = True
    depth: str | None = None
    data_limit: int | None = None
    network_file: Path | None = None
    resolver: str = ""
    ca_file: Path | None = None
    yes: bool = False
    form: str | None = None
    output_file: Path | None = None
    include_names: bool = False
    lang: str = ""
    quiet: bool = False
    quiet_profile: bool = False
    keep: bool = True


def check(asked: Asked) -> Exit:
    """Do it. Raises WaythroughError for what its user can mend."""
    home = open_home()
    translate = translator(language_of(asked.lang, home.preferences))
    output = output_of(asked.form, asked.output_file)
    profile = network(asked.network_file, home, resolver=asked.resolver, ca_file=asked.ca_file)
    notes: list[str] = []
    try:
        plan = (
            _rest(asked, home, profile, translate.language, notes)
            if asked.continued
            else _plan(asked, home, translate.language, notes)
        )
    finally:  # what was left out of a file often is the reason why a name is not known
        for each in notes:
            note(each)
    if plan.settings.quiet and not asked.quiet:
        note(translate.render(QUIET_NOTE))
    refuse_foreign(profile, plan.platforms)
    agree(plan, profile, home, translate, yes=asked.yes)
    metered = home.preferences.checks.metered
    plan = settled(plan, profile, metered, translate, limit=asked.data_limit, yes=asked.yes)
    wanted = Wanted(
        output=output,
        translate=translate,
        include_names=asked.include_names,
        quiet=asked.quiet,
        keep=asked.keep and home.preferences.general.remember_runs,
    )
    return exit_of(Job(profile, plan, home, wanted).do())


def read_ways(
    words: tuple[str, ...], files: tuple[Path, ...], home: Home, notes: list[str], *, kept: bool = False
) -> tuple[PathSpec, ...]:
    """The ways that the options name, in their order, then with `kept` all that are kept. Raises WaythroughError."""

    def stored() -> tuple[PathSpec, ...]:
        return load_ways(home.dirs.ways).specs

    reader = WayReader(stored=stored, paste=pasted)
    specs: list[PathSpec] = []
    for place, word in enumerate(words, start=1):
        try:
            specs += reader.read(word)
        except WaythroughError as error:
            if len(words) == 1:
                raise
            # By its place: the word itself may hold a password.
            what = clause("way {place} of {words}: {what}", place=place, words=len(words), what=error.what)
            raise WaythroughError(error.message_id, what, todo=error.todo) from error
    specs += [spec for file in files for spec in reader.file(file)]
    if kept:
        specs += all_kept(home)
    notes += reader.notes
    return apart(specs)


def all_kept(home: Home) -> tuple[PathSpec, ...]:
    """Every way that is kept. Raises WaythroughError when none is."""
    found = load_ways(home.dirs.ways).specs
    if not found:
        raise WaythroughError(
            "paths.none", "no way is kept yet", todo="add one with: waythrough paths add NAME SPEC"
        )
    return found


def _rest(asked: Asked, home: Home, profile: NetworkProfile, language: str, notes: list[str]) -> RunPlan:
    left = leftover(asked.continued, profile, home.dirs)
    kept = load_ways(home.dirs.ways).specs
    given = read_ways(asked.path_words, asked.path_files, home, notes)
    settings = Settings(
        country=home.preferences.general.country,
        language=language,
        local_dns=home.preferences.checks.local_dns,
        quiet=asked.quiet_profile or home.preferences.safety.quiet,
    )
    return rest_of(left, apart((*given, *kept)), settings, home.dirs, notes)


def _plan(asked: Asked, home: Home, language: str, notes: list[str]) -> RunPlan:
    catalog, given = with_files(user_catalog(home), asked.catalog_files, notes)
    checks, general = home.preferences.checks, home.preferences.general
    paths = read_ways(asked.path_words, asked.path_files, home, notes, kept=asked.kept_ways)
    if not paths and not asked.direct:
        raise WaythroughError(
            "check.no_ways",
            "there is nothing to test over",
            todo="give --path, --paths or --kept, or leave out --no-direct",
        )
    return RunPlan(
        platforms=chosen(catalog, asked.platforms, given, home, notes),
        paths=paths,
        direct=asked.direct,
        depth=Depth(asked.depth) if asked.depth else checks.depth,
        settings=Settings(
            country=general.country,
            language=language,
            local_dns=checks.local_dns,
            quiet=asked.quiet_profile or home.preferences.safety.quiet,
        ),
    )
