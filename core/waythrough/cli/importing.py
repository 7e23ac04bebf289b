"""The work behind `paths import`: read, show what each entry is, and keep what can be used."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from waythrough.cli.exits import Exit
from waythrough.cli.keeping_ways import USE_THEM
from waythrough.cli.render.imports import show_imports
from waythrough.cli.render.plain import ask, can_ask, hand_over, note, pasted, say
from waythrough.cli.render.screen import answer_screen
from waythrough.cli.ways import STDIN, read_bytes
from waythrough.cli.wishes import Home, language_of
from waythrough.engine.fetching import fetch
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import Imported, ImportedPaths, Rejected, content_of, rejected
from waythrough.paths.importing.outline import web_address
from waythrough.paths.importing.recognise import recognised
from waythrough.paths.registry import chain, display_names, holds_secret, new_id
from waythrough.store.ways import SECRETS_NOTE, add_ways, load_ways
from waythrough.verdict.clause import Clause, clause
from waythrough.verdict.words import translator, unmarked

_KNOWN: Final = frozenset({"path.twice", "path.kept"})
"""Reasons for leaving something out that take nothing away from the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The command line of an import, as it was typed."""

    file: str = ""
    url: str = ""
    through: str = ""
    via: str = ""
    dry_run: bool = False
    form: str = "table"
    yes: bool = False
    lang: str = ""


def import_ways(home: Home, profile: NetworkProfile, wanted: Wanted) -> int:
    """Do it. Raises WaythroughError when there is nothing to read at all."""
    known = load_ways(home.dirs.ways).specs
    data, source = _data(profile, wanted, known)
    found = recognised(data, source)
    if wanted.via:
        found = _behind(found, _way_called(wanted.via, known))
    found = _new_ones(found, known)
    if not found.items:
        note(clause("there is nothing in it ({source}): it is empty", source=source))
    if not wanted.dry_run and found.specs:
        add_ways(home.dirs.ways, found.specs)
    if wanted.form == "json":
        hand_over(_as_json(found))
    else:
        show_imports(found, answer_screen(translator(language_of(wanted.lang, home.preferences))))
    _tell_what_became(found, known, wanted)
    return _code(found)


def _data(profile: NetworkProfile, wanted: Wanted, known: tuple[PathSpec, ...]) -> tuple[bytes | str, str]:
    if wanted.url:
        way = _way_called(wanted.through, known) if wanted.through else None
        if way is None:
            _agree_to_the_line(profile, yes=wanted.yes)
        return asyncio.run(fetch(profile, web_address(wanted.url), way)), "fetched"
    if wanted.file == STDIN:
        return pasted(), "standard input"
    return read_bytes(Path(wanted.file)), Path(wanted.file).name


def _agree_to_the_line(profile: NetworkProfile, *, yes: bool) -> None:
    if profile.practice or yes:
        return
    warning = clause(
        "without --through the address is contacted over the line itself:"
        " whoever runs your network can see that"
    )
    if not can_ask():
        raise WaythroughError("paths.no_way_named", warning, todo="name a way with --through, or give --yes")
    note(warning)
    if not ask("Go on? [y/N]"):
        raise WaythroughError("paths.declined", "nothing was sent, because you did not agree")


def _way_called(name: str, known: Iterable[PathSpec]) -> PathSpec:
    found = next((each for each in known if name in {each.name, each.id}), None)
    if found is None:
        raise WaythroughError(
            "ways.unknown", clause("no way is called “{name}”", name=name), todo="see: waythrough paths list"
        )
    return found


def _behind(found: ImportedPaths, way: PathSpec) -> ImportedPaths:
    items = (
        replace(each, spec=_with_front(each.spec, way)) if isinstance(each, Imported) else each
        for each in found.items
    )
    return replace(found, items=tuple(items))


def _with_front(spec: PathSpec, way: PathSpec) -> PathSpec:
    return replace(spec, via=way if spec.via is None else _with_front(spec.via, way))


def _new_ones(found: ImportedPaths, known: tuple[PathSpec, ...]) -> ImportedPaths:
    """The same without what is kept already, under ids and names that nobody has."""
    kept = {content_of(each): each for each in known}
    names = {key: each.name for key, each in kept.items()}
    ids = {each.id for each in known}
    items: list[Imported | Rejected] = []
    for item in found.items:
        if isinstance(item, Rejected):
            items.append(item)
        elif (content := content_of(item.spec)) in names:
            what = clause("it is kept already as “{name}”", name=names[content])
            error = ConfigError("path.kept", what, todo="it is kept once; there is nothing to do")
            items.append(rejected(item.line, "", error))
        else:
            spec = _on_kept(item.spec, kept)
            spec = replace(spec, id=new_id()) if spec.id in ids else spec
            items.append(replace(item, spec=spec))
    fresh = [each.spec for each in items if isinstance(each, Imported)]
    shown = display_names((*known, *fresh))
    return replace(found, items=tuple(_renamed(each, shown) for each in items))


def _renamed(item: Imported | Rejected, names: dict[str, str]) -> Imported | Rejected:
    if isinstance(item, Rejected):
        return item
    name = names[item.spec.id]
    return replace(item, spec=replace(item.spec, name=name), name=name)


def _as_json(found: ImportedPaths) -> bytes:
    value = {
        "imported": [
            {
                "line": each.line,
                "kind": each.spec.kind,
                "name": each.name,
                "summary": each.summary,
                "warnings": [unmarked(str(text)) for text in each.warnings],
            }
            for each in found.imported
        ],
        "rejected": [{"line": each.line, "reason": each.reason} for each in found.rejected],
    }
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def _tell_what_became(found: ImportedPaths, known: tuple[PathSpec, ...], wanted: Wanted) -> None:
    if wanted.dry_run:
        note("nothing was kept, because --dry-run was given")
    elif any(map(holds_secret, found.specs)):
        note(Clause(SECRETS_NOTE))
    if wanted.form != "json" and found.specs and not wanted.dry_run:
        say(clause("Kept: {count}", count=len(found.specs)))
        fronts = _fronts(found, known)
        if fronts:
            say(clause("Kept as ways of their own, because others go through them: {count}", count=fronts))
        note(USE_THEM)


def _fronts(found: ImportedPaths, known: tuple[PathSpec, ...]) -> int:
    """How many ways came along only as the front of others."""
    ids = {each.id for each in (*known, *found.specs)}
    return len({hop.id for each in found.specs for hop in chain(each)} - ids)


def _on_kept(spec: PathSpec, kept: Mapping[object, PathSpec]) -> PathSpec:
    """A chain whose front is the same as a kept way goes through that one, not through a second of it."""
    if spec.via is None:
        return spec
    same = kept.get(content_of(spec.via))
    return replace(spec, via=_on_kept(spec.via, kept) if same is None else same)


def _code(found: ImportedPaths) -> int:
    """0 all taken, 1 some rejected, 2 none usable; what is there already counts as taken."""
    wrong = [each for each in found.rejected if each.message_id not in _KNOWN]
    if not found.specs and len(wrong) == len(found.rejected):
        return Exit.USAGE
    return Exit.SHUT if wrong else Exit.OPENS
