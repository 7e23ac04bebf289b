"""Countries to choose from, in the reader's language and found by any name, and which one the clock speaks of."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCollator, QLocale, QTimeZone

import waythrough_resources as resources
from waythrough_desktop.i18n import language

NOT_COUNTRIES = frozenset({"AC", "AQ", "BV", "CP", "DG", "EA", "EU", "HM", "IC", "QO", "TA", "TF", "UM"})
"""Places of the registries in which nobody has a line of his own, or which belong to another code."""

WRITTEN = frozenset(
    {
        QLocale.Script.LatinScript,
        QLocale.Script.ArabicScript,
        QLocale.Script.CyrillicScript,
        QLocale.Script.SimplifiedHanScript,
        QLocale.Script.MyanmarScript,
    }
)
"""Scripts of which a computer has letters that it shows; others would be rows of boxes where it has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """`code`: ISO 3166 in small letters; `also`: its other names, which somebody may type."""

    code: str
    name: str
    also: tuple[str, ...] = ()


def countries() -> tuple[Country, ...]:
    """All of them by their names, in the order of the reader's alphabet."""
    found = []
    own = _written(language())
    spoken = [_written(each.removesuffix(".toml")) for each in resources.names(resources.COUNTRIES, ".toml")]
    for place in QLocale.Country:
        code = QLocale.territoryToCode(place)
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES:
            small = code.lower()
            name = own.get(small) or _name(place)
            found.append(Country(code=small, name=name, also=_others(place, small, spoken)))
    order = QCollator(QLocale(language()))
    return tuple(sorted(found, key=lambda each: order.sortKey(each.name)))


def guess() -> str:
    """The country of this computer's time zone, "" when that has none; nobody is asked."""
    place = QTimeZone.systemTimeZone().territory()
    code = QLocale.territoryToCode(place)
    return code.lower() if len(code) == 2 and code not in NOT_COUNTRIES else ""


@cache
def _written(spoken: str) -> dict[str, str]:
    """The names of countries in a language by their codes, none where nobody has written them down."""
    file = f"{resources.COUNTRIES}/{spoken}.toml"
    return tomllib.loads(resources.read_text(file)) if resources.exists(file) else {}


def _others(place: QLocale.Country, code: str, spoken: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """All names of a country in the languages of the program and its own, and its code."""
    names = [written.get(code, "") for written in spoken]
    native = _native(QLocale(QLocale.Language.AnyLanguage, place), place)
    return tuple(each for each in (QLocale.territoryToString(place), native, *names, code) if each)


def _name(place: QLocale.Country) -> str:
    english = QLocale.territoryToString(place)
    there = QLocale(QLocale.Language.AnyLanguage, place)
    own = _native(there, place)
    if own in ("", english) or there.script() not in WRITTEN:
        return english
    return f"{english} – {own}" if language() == "en" else f"{own} – {english}"


def _native(there: QLocale, place: QLocale.Country) -> str:
    """What a country calls itself; "" where Qt knows no locale of it, and answers with that of the window."""
    return there.nativeTerritoryName() if there.territory() == place else ""
