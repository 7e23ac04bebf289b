"""What became of one box in the checks before."""

from collections.abc import Sequence

from waythrough.store.history import PastCell
from waythrough_desktop.i18n import plural
from waythrough_desktop.models.spark import Mark, Spark

LEAST = 2
"""Checks from which on there is something to see."""


def spark_of(past: Sequence[PastCell]) -> Spark | None:
    """The marks and their sentence; None while too few checks have tested it."""
    marks = tuple(_mark(each) for each in past)
    while marks and marks[0] is Mark.UNTESTED:  # before its first check it was not there
        marks = marks[1:]
    tested = sum(mark is not Mark.UNTESTED for mark in marks)
    if tested < LEAST:
        return None
    opened = sum(mark is Mark.OPENED for mark in marks)
    sentence = plural(
        "It opened in {opened} of the last {count} check that tested it.",
        "It opened in {opened} of the last {count} checks that tested it.",
        tested,
        opened=opened,
    )
    return Spark(marks=marks, sentence=sentence)


def _mark(cell: PastCell) -> Mark:
    if cell.works is None:
        return Mark.UNTESTED
    return Mark.OPENED if cell.works else Mark.SHUT
