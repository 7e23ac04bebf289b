"""Countries to choose from, each by its own name and the English one, and which one the clock speaks of."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QTimeZone

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
    """`code`: ISO 3166 in small letters."""

    code: str
    name: str


def countries() -> tuple[Country, ...]:
    """All of them by their names; the name that the reader looks for comes first."""
    found = []
    for place in QLocale.Country:
        code = QLocale.territoryToCode(place)
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES:
            found.append(Country(code=code.lower(), name=_name(place)))
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def guess() -> str:
    """The country of this computer's time zone, "" when that has none; nobody is asked."""
    place = QTimeZone.systemTimeZone().territory()
    code = QLocale.territoryToCode(place)
    return code.lower() if len(code) == 2 and code not in NOT_COUNTRIES else ""


def _name(place: QLocale.Country) -> str:
    english = QLocale.territoryToString(place)
    there = QLocale(QLocale.Language.AnyLanguage, place)
    own = there.nativeTerritoryName()
    known = there.territory() == place  # else Qt answers with the locale of the window
    if not known or not own or own == english or there.script() not in WRITTEN:
        return english
    return f"{english} – {own}" if language() == "en" else f"{own} – {english}"
