"""The work behind `platforms`: finding, importing, and the short list."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from waythrough.catalog.catalog import Catalog
from waythrough.catalog.category import Category
from waythrough.catalog.errors import meant, nearest
from waythrough.catalog.import_lists import import_text
from waythrough.cli.asked import left_out, nothing_in, short_list, user_catalog, with_files
from waythrough.cli.exits import Exit
from waythrough.cli.render.lists import show_platforms
from waythrough.cli.render.plain import note, say
from waythrough.cli.render.screen import answer_screen
from waythrough.cli.tongue import spoken
from waythrough.cli.ways import read_lines
from waythrough.cli.wishes import Home, language_of
from waythrough.model.errors import WaythroughError
from waythrough.model.platform import Platform, Sensitivity
from waythrough.store.own_lists import has_list, save_list
from waythrough.store.settings import save_settings
from waythrough.verdict.clause import clause
from waythrough.verdict.explain_category import category_text
from waythrough.verdict.words import translator


def origins(home: Home, files: Iterable[Path]) -> tuple[Catalog, dict[str, str]]:
    """The whole catalogue, and where a platform comes from that did not come with the program.

    Bad entries are told. Raises WaythroughError.
    """
    catalog, notes, translate = user_catalog(home), list[str](), spoken()
    own = Catalog.bundled()
    found = {
        each.id: translate("kept by you")
        for each in catalog
        if each.id not in own or own.get(each.id) != each
    }
    for file in files:
        catalog, given = with_files(catalog, (file,), notes)
        found |= {each.id: file.name for each in given}
    for each in notes:
        note(each)
    return catalog, found


def listed(catalog: Catalog, category: str | None, search: str | None) -> tuple[Platform, ...]:
    """The platforms that a list asks for, in the catalogue's order. Raises WaythroughError."""
    found = catalog.search(search) if search else tuple(catalog)
    if category is None:
        return found
    wanted = _category(category)
    return tuple(each for each in found if each.category == wanted)


def _category(word: str) -> str:
    """The category of this id, or of this name in the reader's language or in English. Raises WaythroughError."""
    translate, english = spoken(), translator("en")
    shown = {each.value: translate.render(category_text(each)) for each in Category}
    names = {each.value: each.value for each in Category}
    for each in Category:
        names[english.render(category_text(each)).casefold()] = each.value
        names[shown[each].casefold()] = each.value
    wanted = " ".join(word.split()).casefold()
    if wanted in names:
        return names[wanted]
    near = nearest(wanted, names, count=1)
    todo = (
        meant([shown[names[near[0]]]]) if near else clause("known are {row}", row=", ".join(shown.values()))
    )
    raise WaythroughError(
        "platforms.unknown_category", clause("there is no category “{category}”", category=word), todo=todo
    )


def bring(home: Home, file: Path, *, save: bool, lang: str) -> Exit:
    """Read a file of platforms, tell what is in it, and keep it when asked. Raises WaythroughError."""
    text = read_lines(file)
    imported = import_text(text, file.name)
    for each in left_out(imported, file.name):
        note(each)
    if not imported.platforms:
        raise nothing_in(imported, file.name)
    show_platforms(imported.platforms, answer_screen(translator(language_of(lang, home.preferences))))
    say()
    if not save:
        say(clause("Test them with: {command}", command=f"waythrough check --catalog {file}"))
        return Exit.OPENS
    again = has_list(home.dirs.platforms, file.name)
    place = save_list(home.dirs.platforms, file.name, text.encode("utf-8"))
    if again:
        say(
            clause(
                "Kept in place of the older one: check knows them by name now. To forget: {place}",
                place=place,
            )
        )
    else:
        say(clause("Kept: check knows them by name now. To forget: {place}", place=place))
    return Exit.OPENS


def short(home: Home, words: tuple[str, ...], *, reset: bool, lang: str) -> Exit:
    """Show or set the short list. Raises WaythroughError."""
    catalog = user_catalog(home)
    if words or reset:
        chosen = tuple(dict.fromkeys(catalog.get(word).id for word in words))
        sensitive = [name for name in chosen if catalog.get(name).sensitivity is Sensitivity.SENSITIVE]
        if sensitive:
            raise WaythroughError(
                "platforms.sensitive_in_short_list",
                clause(
                    "{names} may be dangerous to contact, so the short list cannot hold them",
                    names=", ".join(sensitive),
                ),
                todo="type their names when you test them",
            )
        checks = replace(home.preferences.checks, short_list=chosen)
        home = replace(home, preferences=replace(home.preferences, checks=checks))
        save_settings(home.dirs.settings, home.preferences)
    screen = answer_screen(translator(language_of(lang, home.preferences)))
    show_platforms(short_list(catalog, home), screen)
    return Exit.OPENS
