"""When something was, as people say it."""

from datetime import datetime

from waythrough.verdict.explain_moment import clock, day, moment
from waythrough.verdict.words import translator

ENGLISH = translator("en")


def _here(text: str) -> float:
    """A time on this computer's clock."""
    return datetime.fromisoformat(text).astimezone().timestamp()


NOW = _here("2026-11-23T09:05")
TODAY = _here("2026-11-23T00:01")
YESTERDAY = _here("2026-11-22T23:59")
BEFORE = _here("2026-11-21T23:59")


def test_inside_a_sentence() -> None:
    assert moment(ENGLISH, TODAY, NOW) == "today 00:01"
    assert moment(ENGLISH, YESTERDAY, NOW) == "yesterday 23:59"
    assert moment(ENGLISH, BEFORE, NOW) == "21\u00a0November 2026, 23:59"


def test_as_a_heading() -> None:
    assert [day(ENGLISH, each, NOW) for each in (TODAY, YESTERDAY, BEFORE)] == [
        "Today",
        "Yesterday",
        "21\u00a0November 2026",
    ]


def test_the_readers_own_digits() -> None:
    assert day(translator("fa"), BEFORE, NOW) == "۳۰\u00a0آبان ۱۴۰۵"
    assert clock(translator("fa"), TODAY) == "۰۰:۰۱"
