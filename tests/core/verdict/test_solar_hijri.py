"""The calendar of Iran."""

from datetime import date, timedelta

import pytest

from waythrough.verdict.solar_hijri import gregorian, solar_hijri


@pytest.mark.parametrize(
    ("day", "persian"),
    [
        (date(1921, 3, 21), (1300, 1, 1)),
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(2021, 3, 20), (1399, 12, 30)),
        (date(2021, 3, 21), (1400, 1, 1)),
        (date(2024, 3, 19), (1402, 12, 29)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 3, 20), (1404, 12, 29)),
        (date(2026, 9, 22), (1405, 6, 31)),
        (date(2026, 9, 23), (1405, 7, 1)),
        (date(2026, 11, 23), (1405, 9, 2)),
        (date(2030, 3, 20), (1408, 12, 30)),
    ],
)
def test_known_days(day: date, persian: tuple[int, int, int]) -> None:
    assert solar_hijri(day) == persian
    assert gregorian(*persian) == day


def test_two_hundred_years_day_by_day() -> None:
    day, before = date(1900, 1, 1), solar_hijri(date(1899, 12, 31))
    while day < date(2100, 1, 1):
        found = solar_hijri(day)
        assert gregorian(*found) == day
        assert found > before
        assert found[2] == before[2] + 1 or found[2] == 1
        assert 1 <= found[1] <= 12
        assert found[2] <= (31 if found[1] <= 6 else 30)
        day, before = day + timedelta(days=1), found


def test_leap_years_of_our_time() -> None:
    leap = [
        year
        for year in range(1370, 1421)
        if gregorian(year + 1, 1, 1) - gregorian(year, 12, 29) > timedelta(1)
    ]
    assert leap == [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420]
