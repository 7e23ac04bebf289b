"""The calendar of Iran: days of the Solar Hijri year, exact from 1178 to 1501 (1799 to 2123)."""

from datetime import date
from typing import Final

_DAY_BEFORE_YEAR_1: Final = date(2025, 3, 20).toordinal() - 365 * 1403 - (8 * 1404 + 21) // 33
"""Chosen so that 1 Farvardin 1404 is 21 March 2025. Eight leap years in 33 come out as the equinox does."""


def solar_hijri(day: date) -> tuple[int, int, int]:
    """Year, month and day of the month."""
    ordinal = day.toordinal()
    year = (ordinal - _DAY_BEFORE_YEAR_1) * 33 // 12053 + 1
    if _before(year) >= ordinal:  # by the mean length of a year, the end of a long one belongs to the next
        year -= 1
    of_year = ordinal - _before(year) - 1
    if of_year < 186:
        return year, of_year // 31 + 1, of_year % 31 + 1
    return year, (of_year - 186) // 30 + 7, (of_year - 186) % 30 + 1


def gregorian(year: int, month: int, day: int) -> date:
    """The same day in the calendar of the rest of the world."""
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date.fromordinal(_before(year) + before + day)


def _before(year: int) -> int:
    """The last day before this year."""
    return _DAY_BEFORE_YEAR_1 + 365 * (year - 1) + (8 * year + 21) // 33
