"""What a list tells of a run."""

from dataclasses import replace

from tests.core.report.samples import BERLIN, FREE, OFFICE, sample_run
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Recommendation
from waythrough.store.run_summary import summarise

RUN = replace(sample_run(), recommendation=Recommendation(advice=sample_run().recommendation.advice))


def test_what_opened_and_by_which_way() -> None:
    cells = [
        ("telegram", DIRECT_ID, False),
        ("wikipedia", DIRECT_ID, True),
        ("telegram", BERLIN, True),
        ("wikipedia", BERLIN, True),
        ("signal", OFFICE, None),
        ("x", FREE, True),  # this way is not safe
    ]
    found = summarise(RUN, cells)
    assert (found.cells, found.works, found.opened, found.total, found.direct) == (6, 4, 2, 12, 1)
    assert (found.best, found.best_name, found.best_opened, found.ways) == (BERLIN, "Berlin", 2, 4)


def test_the_line_itself_comes_before_a_way_that_opens_as_much() -> None:
    found = summarise(RUN, [("x", BERLIN, True), ("x", DIRECT_ID, True)])
    assert found.best == DIRECT_ID


def test_nothing_opens() -> None:
    found = summarise(RUN, [("x", DIRECT_ID, False)])
    assert (found.best, found.best_name, found.best_opened, found.opened) == ("", "", 0, 0)


def test_the_words_to_find_it_by() -> None:
    words = summarise(RUN, []).words.splitlines()
    assert {"telegram", "تلگرام", "berlin", "x (twitter)"} <= set(words)
    assert len(words) == len(set(words))
    assert "direct" not in words
