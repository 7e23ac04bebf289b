"""Headers of the gettext catalogues: everything that the program knows of a language stands there."""

import string
from collections.abc import Iterable, Iterator
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog

FIELDS: Final = (
    "X-Language-Name",
    "X-Reviewed",
    "X-Unreviewed",
    "X-Direction",
    "X-Digits",
    "X-Decimal-Point",
    "X-Thousands",
    "X-List-Comma",
    "X-Calendar",
    "X-Months",
    "X-Date",
    "X-Short-Date",
)
"""In the order of the file. `X-Unreviewed` says "not yet read by a native speaker" in the language itself."""


class Headed(Catalog):
    """A catalogue that keeps the fields above; Babel drops what it does not know."""

    def __init__(self, *, locale: str, domain: str) -> None:
        self.fields: dict[str, str] = {}
        super().__init__(locale=locale, domain=domain)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """All fields; the last one ends the header."""
        *known, last = super().mime_headers
        return [*known, *((name, self.fields[name]) for name in FIELDS if name in self.fields), last]

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        found = list(headers)
        self.fields |= {name: value for name, value in found if name in FIELDS}
        Catalog.mime_headers.__set__(self, found)


def first_fields(code: str) -> dict[str, str]:
    """What the world's locale data says of a language, for a new catalogue; people mend it."""
    locale = Locale.parse(code)
    symbols = locale.number_symbols["latn"]
    months = [str(locale.months["format"]["wide"][number]) for number in range(1, 13)]
    return {
        "X-Language-Name": (locale.get_language_name(code) or code).capitalize(),
        "X-Reviewed": "no",
        "X-Unreviewed": "not yet read by a native speaker",
        "X-Direction": str(locale.text_direction),
        "X-Digits": string.digits,
        "X-Decimal-Point": symbols["decimal"],
        "X-Thousands": f'"{symbols["group"]}"',
        "X-List-Comma": '", "',
        "X-Calendar": "gregorian",
        "X-Months": ", ".join(months),
        "X-Date": "{day} {month} {year}",
        "X-Short-Date": "{year}-{month}-{day}",
    }


def head_problems(catalogue: Headed) -> Iterator[str]:
    """What is wrong with a header, one line each."""
    fields = catalogue.fields
    for name in FIELDS:
        if not fields.get(name, "").strip('"'):
            yield f"header: {name} is missing"
    if len(set(fields.get("X-Digits", ""))) != 10:
        yield "header: X-Digits are ten digits, from zero to nine"
    if len(fields.get("X-Months", "").split(", ")) != 12:
        yield "header: X-Months are twelve names with a comma and a space between them"
    for name in ("X-Date", "X-Short-Date"):
        places = sorted(place for _, place, _, _ in string.Formatter().parse(fields.get(name, "")) if place)
        if places != ["day", "month", "year"]:
            yield f"header: {name} holds {{day}}, {{month}} and {{year}}, each once"
    for name, choices in (
        ("X-Direction", {"ltr", "rtl"}),
        ("X-Reviewed", {"yes", "no"}),
        ("X-Calendar", {"gregorian", "solar-hijri"}),
    ):
        if fields.get(name) not in choices:
            yield f"header: {name} is one of {', '.join(sorted(choices))}"
