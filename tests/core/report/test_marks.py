"""The word of a cell as it is drawn."""

from tests.core.verdict.making import cell, verdict
from waythrough.model.verdict import Label
from waythrough.report.marks import cell_mark, mark
from waythrough.verdict.explain import Word
from waythrough.verdict.words import translator

ENGLISH = translator("en")


def test_a_word_with_shape_and_tone() -> None:
    drawn = mark(Word.BLOCKED, ENGLISH)
    assert (drawn.text, drawn.shape, drawn.tone) == ("Blocked", "octagon_filled", "red")


def test_what_opens_by_an_unsafe_way_is_faint_and_what_is_missing_was_not_checked() -> None:
    works = cell(verdict(Label.OK), True)
    assert cell_mark(works, "Berlin", ENGLISH, safe=False).off
    assert not cell_mark(works, "Berlin", ENGLISH).off
    assert cell_mark(None, "Berlin", ENGLISH).text == "Not checked"
