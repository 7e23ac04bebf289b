"""What the program knows of a language before its first sentence: told by the header of its catalogue."""

import datetime
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import waythrough_resources
from waythrough.verdict.solar_hijri import solar_hijri

_FILE: Final = "LC_MESSAGES/waythrough.mo"
_LATIN: Final = "0123456789"
SOLAR_HIJRI: Final = "solar-hijri"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language: its own name, which way it runs, and how it writes numbers and dates."""

    code: str
    name: str
    right_to_left: bool = False
    digits: str = _LATIN
    point: str = "."
    group: str = ","
    comma: str = ", "
    calendar: str = ""
    months: tuple[str, ...] = ()
    day: str = "{day} {month} {year}"
    short_day: str = "{year}-{month}-{day}"
    reviewed: bool = True
    unreviewed: str = ""
    """In this language: "not yet read by a native speaker"."""

    @property
    def title(self) -> str:
        """How it stands where a language is chosen: marked while no native speaker has read it."""
        return self.name if self.reviewed else f"{self.name} ({self.unreviewed})"

    @property
    def direction(self) -> str:
        """ "rtl" or "ltr"."""
        return "rtl" if self.right_to_left else "ltr"

    def in_digits(self, text: str) -> str:
        """A text with the digits of this language."""
        return text if self.digits == _LATIN else text.translate(str.maketrans(_LATIN, self.digits))

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with digits, groups and decimal point of this language."""
        plain = f"{value:,.{decimals}f}".replace(",", "\0").replace(".", self.point)
        return self.in_digits(plain.replace("\0", self.group))

    def date(self, when: datetime.date) -> str:
        """A day in words: "23 November 2026"."""
        year, month, day = self._parts(when)
        shown = self.day.format(day=day, month=self.months[month - 1], year=year)
        return self.in_digits(shown.replace(" ", "\u00a0", 1))  # a day never parts from its month

    def short_date(self, when: datetime.date) -> str:
        """A day in figures, as long on every row of a table."""
        year, month, day = self._parts(when)
        return self.in_digits(self.short_day.format(day=f"{day:02}", month=f"{month:02}", year=f"{year:04}"))

    def time(self, when: datetime.datetime) -> str:
        """A time of day: "14:05"."""
        return self.in_digits(f"{when.hour:02}:{when.minute:02}")

    def _parts(self, when: datetime.date) -> tuple[int, int, int]:
        return solar_hijri(when) if self.calendar == SOLAR_HIJRI else (when.year, when.month, when.day)


_MONTHS = "January, February, March, April, May, June, July, August, September, October, November, December"
ENGLISH: Final = Language(code="en", name="English", months=tuple(_MONTHS.split(", ")))


def languages() -> tuple[Language, ...]:
    """The languages that the program speaks: English, and every one that has a catalogue."""
    codes = waythrough_resources.folders(waythrough_resources.LOCALE)
    found = (language(code) for code in codes)
    return (ENGLISH, *(each for each in found if each is not ENGLISH))


@lru_cache(maxsize=64)
def language(code: str) -> Language:
    """The language of a code such as "fa_IR.UTF-8"; English when the program does not speak it."""
    base = base_language(code)
    name = catalogue_file(base)
    if not base.isalpha() or not waythrough_resources.exists(name):
        return ENGLISH
    return _from_header(base, header(waythrough_resources.read_bytes(name)))


def catalogue_file(code: str) -> str:
    """The resource that holds the sentences of a language."""
    return f"{waythrough_resources.LOCALE}/{code}/{_FILE}"


def base_language(code: str) -> str:
    """The code without its country: "fa" of "fa_IR.UTF-8"."""
    return code.replace("-", "_").split(".")[0].split("_")[0].lower()


def header(content: bytes) -> dict[str, str]:
    """Fields of the header of a compiled catalogue, without reading its sentences."""
    order = "<" if content[:4] == b"\xde\x12\x04\x95" else ">"
    originals, translations = struct.unpack_from(f"{order}2I", content, 12)
    if struct.unpack_from(f"{order}I", content, originals)[0]:
        return {}  # the empty msgid sorts first; there is none
    size, start = struct.unpack_from(f"{order}2I", content, translations)
    lines = content[start : start + size].decode("utf-8").splitlines()
    fields = (line.partition(":") for line in lines)
    return {name: value.strip() for name, colon, value in fields if colon}


def _from_header(code: str, fields: Mapping[str, str]) -> Language:
    """Fields that are missing mean what English does; quotes keep spaces at the ends."""
    known = {name: value.strip('"') for name, value in fields.items()}
    return Language(
        code=code,
        name=known.get("X-Language-Name", code),
        right_to_left=known.get("X-Direction") == "rtl",
        digits=known.get("X-Digits", ENGLISH.digits),
        point=known.get("X-Decimal-Point", ENGLISH.point),
        group=known.get("X-Thousands", ENGLISH.group),
        comma=known.get("X-List-Comma", ENGLISH.comma),
        calendar=known.get("X-Calendar", ""),
        months=tuple(known.get("X-Months", _MONTHS).split(", ")),
        day=known.get("X-Date", ENGLISH.day),
        short_day=known.get("X-Short-Date", ENGLISH.short_day),
        reviewed=known.get("X-Reviewed") == "yes",
        unreviewed=known.get("X-Unreviewed", "not yet read by a native speaker"),
    )
