"""The work behind `paths`: adding a way with a name of its own, and trying ways without any platform."""

from dataclasses import replace

from waythrough.cli.checking import all_kept, read_ways
from waythrough.cli.consent import agree
from waythrough.cli.drive import Watcher, drive
from waythrough.cli.exits import UNTESTABLE, Exit
from waythrough.cli.render.lists import show_way_states
from waythrough.cli.render.log import PlainLog
from waythrough.cli.render.plain import note, say
from waythrough.cli.render.screen import answer_screen
from waythrough.cli.wishes import Home, language_of
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import Run, RunPlan, Settings
from waythrough.paths.importing.base import content_of
from waythrough.paths.registry import display_names, holds_secret, kind, new_id
from waythrough.store.ways import SECRETS_NOTE, add_ways, load_ways
from waythrough.verdict.clause import Clause, clause
from waythrough.verdict.words import msg, translator

USE_THEM = clause("to test services over all ways that are kept: waythrough check --kept")


def add(home: Home, name: str, spec: str) -> None:
    """Keep the ways of a SPEC. Raises WaythroughError, also when the name is taken."""
    notes: list[str] = []
    found = read_ways((spec,), (), home, notes)
    if name:
        found = tuple(replace(each, name=name) for each in found)
    known = load_ways(home.dirs.ways).specs
    found = _new_ones(found, known, notes)
    _refuse_taken_names(name, found, known)
    shown = display_names((*known, *found))
    kept = tuple(replace(each, name=shown[each.id]) for each in found)
    for told in notes:
        note(told)
    if kept:
        add_ways(home.dirs.ways, kept)
    for each in kept:
        say(clause("Kept: {name} ({kind})", name=each.name, kind=msg(kind(each.kind).label)))
    if any(holds_secret(each) for each in kept):
        note(Clause(SECRETS_NOTE))


def _new_ones(
    found: tuple[PathSpec, ...], known: tuple[PathSpec, ...], notes: list[str]
) -> tuple[PathSpec, ...]:
    """Those that are not kept yet, under ids that nobody has."""
    names = {content_of(each): each.name for each in known}
    notes += [
        f"left out, because “{names[key]}” is the same way" for key in map(content_of, found) if key in names
    ]
    ids = {each.id for each in known}
    fresh = (each for each in found if content_of(each) not in names)
    return tuple(replace(each, id=new_id()) if each.id in ids else each for each in fresh)


def _refuse_taken_names(name: str, found: tuple[PathSpec, ...], known: tuple[PathSpec, ...]) -> None:
    taken = {each.name for each in known} & {name or each.name for each in found} - {""}
    if taken:
        first = min(taken)
        raise WaythroughError(
            "paths.name_taken",
            clause("there is a way called “{first}” already", first=first),
            todo=clause("choose another name, or first type: waythrough paths remove “{first}”", first=first),
        )


def try_ways(
    home: Home, profile: NetworkProfile, words: tuple[str, ...], *, yes: bool, lang: str, quiet: bool
) -> Exit:
    """Open each way and ask neutral hosts through it. Raises WaythroughError."""
    translate = translator(language_of(lang, home.preferences))
    notes: list[str] = []
    paths = read_ways(words, (), home, notes) if words else all_kept(home)
    for told in notes:
        note(told)
    settings = Settings(
        language=translate.language,
        country=home.preferences.general.country,
        quiet=home.preferences.safety.quiet,
    )
    plan = RunPlan(platforms=(), paths=paths, direct=False, settings=settings)
    agree(plan, profile, home, translate, yes=yes)
    watchers: list[Watcher] = [] if quiet else [PlainLog(translate, ways=True)]
    run = drive(profile, plan, watchers)
    show_way_states(run, answer_screen(translate))
    if not words and not quiet and any(info.usable and info.safe for info in run.paths):
        note(USE_THEM)
    return _code(run)


def _code(run: Run) -> Exit:
    if run.interrupted:
        return Exit.INTERRUPTED
    if any(verdict.label in UNTESTABLE for verdict in run.network):
        return Exit.NOT_TESTED
    good = all(info.usable and info.safe for info in run.paths if info.id != DIRECT_ID)
    return Exit.OPENS if good else Exit.SHUT
