"""From the words of a command line to the platforms and the network that are meant."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from waythrough.catalog.catalog import Catalog
from waythrough.catalog.errors import CatalogError
from waythrough.catalog.import_lists import Imported, import_text
from waythrough.catalog.profile import default_profile, load_network
from waythrough.cli.ways import not_text, read_lines
from waythrough.cli.wishes import Home
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.platform import Platform, Sensitivity
from waythrough.practice.files import CATALOGUE_FILE, NETWORK_FILE
from waythrough.store.own_lists import kept_lists
from waythrough.verdict.clause import clause


def user_catalog(home: Home) -> Catalog:
    """The bundled platforms and those that the user saved. Raises WaythroughError."""
    catalog = Catalog.bundled()
    for kept in kept_lists(home.dirs.platforms):
        try:
            text = kept.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise not_text(home.dirs.platforms / kept.name) from error
        catalog = catalog.with_platforms(import_text(text, kept.name).platforms)
    return catalog


def with_files(
    catalog: Catalog, files: Iterable[Path], notes: list[str]
) -> tuple[Catalog, tuple[Platform, ...]]:
    """The catalogue with the platforms of files, and these platforms alone.

    A bad entry is told in `notes` and the rest is kept. Raises WaythroughError when a file gives nothing.
    """
    given: list[Platform] = []
    for file in files:
        try:
            wider = catalog.with_file(file) if file.suffix.lower() == ".toml" else None
        except CatalogError:
            wider = None  # read once more below, entry by entry
        imported = import_text(read_lines(file), file.name)
        if not imported.platforms:
            raise nothing_in(imported, file.name)
        notes += left_out(imported, file.name)
        catalog = wider or catalog.with_platforms(imported.platforms)
        given += imported.platforms
    return catalog, tuple(given)


def left_out(imported: Imported, name: str) -> list[str]:
    """One sentence for each line of a list that could not be used."""
    return [
        clause("{name}, line {line}, left out: {reason}", name=name, line=each.line, reason=each.reason)
        for each in imported.rejected
    ]


def nothing_in(imported: Imported, name: str) -> WaythroughError:
    """Why a file of platforms is of no use."""
    if not imported.rejected:
        what = clause("there is no service in {name}", name=name)
        return WaythroughError("catalog.nothing_in_file", what, todo="write one web address a line")
    first = imported.rejected[0]
    what = clause("{name}: {reason}", name=name, reason=first.reason)
    if first.line:
        what = clause("{name}, line {line}: {reason}", name=name, line=first.line, reason=first.reason)
    return WaythroughError("catalog.nothing_in_file", what)


def chosen(
    catalog: Catalog, words: Sequence[str], given: Sequence[Platform], home: Home, notes: list[str]
) -> tuple[Platform, ...]:
    """The platforms that are meant by the words; without words those of the files, else the short list.

    Sensitive ones are only taken when their names are typed. Raises WaythroughError.
    """
    if words:
        return _apart(catalog.resolve(word) for word in words)
    if given:
        kept = _apart(each for each in given if each.sensitivity is Sensitivity.ORDINARY)
        if len(kept) < len(given):
            left = ", ".join(each.id for each in given if each.sensitivity is not Sensitivity.ORDINARY)
            notes.append(
                clause(
                    "left out, because asking for them may be dangerous: {left}; type their names to test them",
                    left=left,
                )
            )
        if not kept:
            raise WaythroughError(
                "check.only_sensitive", "only sensitive services are left", todo="type their names"
            )
        return kept
    return short_list(catalog, home)


def short_list(catalog: Catalog, home: Home) -> tuple[Platform, ...]:
    """The short list that the user saved, else the bundled one; names that are gone are passed over."""
    saved = home.preferences.checks.short_list
    known = tuple(catalog.get(name) for name in saved if name in catalog)
    return known or catalog.short_list()


def network(
    file: Path | None, home: Home, *, resolver: str = "", ca_file: Path | None = None
) -> NetworkProfile:
    """The network under test: the built-in profile or that of a file, with what the command line changes.

    Raises WaythroughError.
    """
    if file is not None and not file.exists():
        todo = (
            clause("is `waythrough practice --serve` still running?")
            if file.name == NETWORK_FILE
            else clause("check its name")
        )
        raise WaythroughError(
            "check.no_network_file", clause("there is no file “{file}”", file=file), todo=todo
        )
    country = home.preferences.general.country
    profile = load_network(file, country) if file is not None else default_profile(country)
    if resolver:
        profile = replace(profile, resolvers=(resolver, *profile.resolvers[1:]))
    if ca_file is not None:
        if not ca_file.is_file():
            raise WaythroughError(
                "check.no_ca_file",
                clause("there is no file “{file}”", file=ca_file),
                todo="name a PEM file",
            )
        profile = replace(profile, extra_roots=str(ca_file))
    return profile


def refuse_foreign(profile: NetworkProfile, platforms: Iterable[Platform]) -> None:
    """The practice network has invented services only: a real one would be tested nowhere. Raises WaythroughError."""
    if not profile.practice:
        return
    own = Catalog.bundled()
    foreign = next((each for each in platforms if each.id in own and own.get(each.id) == each), None)
    if foreign is not None:
        raise WaythroughError(
            "check.not_on_practice",
            clause(
                "{name} is not on the practice network, which has only invented services", name=foreign.name()
            ),
            todo=clause("give --catalog with its file {file}", file=CATALOGUE_FILE),
        )


def _apart(platforms: Iterable[Platform]) -> tuple[Platform, ...]:
    return tuple({platform.id: platform for platform in platforms}.values())
