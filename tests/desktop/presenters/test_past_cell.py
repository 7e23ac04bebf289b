"""One box over the last checks."""

from waythrough.store.history import PastCell
from waythrough_desktop.models.spark import Mark
from waythrough_desktop.presenters.past_cell import spark_of


def _past(*works: bool | None) -> list[PastCell]:
    return [PastCell(started=float(place), works=each, seconds=None) for place, each in enumerate(works)]


def test_what_became_of_it() -> None:
    spark = spark_of(_past(None, None, True, None, False, True))
    assert spark is not None
    assert spark.marks == (Mark.OPENED, Mark.UNTESTED, Mark.SHUT, Mark.OPENED)
    assert spark.sentence == "It opened in 2 of the last 3 checks that tested it."


def test_one_check_shows_nothing() -> None:
    assert spark_of(_past(None, True, None)) is None
    assert spark_of([]) is None
