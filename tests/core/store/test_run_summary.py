"""What a list tells of a run."""

import json
from dataclasses import replace

import pytest

from tests.core.report.samples import BERLIN, FREE, OFFICE, sample_run
from waythrough.model.path import DIRECT_ID
from waythrough.model.plain import PlainError, to_plain
from waythrough.model.run import Recommendation
from waythrough.store.run_summary import Outcome, summarise, summary_from

RUN = replace(sample_run(), recommendation=Recommendation(advice=sample_run().recommendation.advice))


def _outcome(platform: str, path: str, works: bool | None, seconds: float | None = None) -> Outcome:
    return Outcome(platform_id=platform, path_id=path, works=works, seconds=seconds)


def test_what_opened_and_by_which_way() -> None:
    cells = [
        _outcome("telegram", DIRECT_ID, False),
        _outcome("wikipedia", DIRECT_ID, True, 0.4),
        _outcome("telegram", BERLIN, True, 0.5),
        _outcome("wikipedia", BERLIN, True, 0.7),
        _outcome("signal", OFFICE, None),
        _outcome("x", FREE, True),  # this way is not safe
    ]
    found = summarise(RUN, cells)
    assert (found.cells, found.works, found.opened, found.total, found.direct) == (6, 4, 2, 12, 1)
    assert (found.best, found.best_name, found.best_opened) == (BERLIN, "Berlin", 2)
    numbers = {way.id: (way.name, way.opened, way.judged, way.seconds) for way in found.ways}
    assert numbers[DIRECT_ID] == ("Direct", 1, 2, 0.4)
    assert numbers[BERLIN] == ("Berlin", 2, 2, 0.6)
    assert numbers[OFFICE] == ("Office proxy", 0, 0, None)
    assert numbers[FREE] == ("Free proxy", 1, 1, None)


def test_the_line_itself_comes_before_a_way_that_opens_as_much() -> None:
    found = summarise(RUN, [_outcome("x", BERLIN, True), _outcome("x", DIRECT_ID, True)])
    assert found.best == DIRECT_ID


def test_among_equals_the_advised_way_is_named() -> None:
    cells = [_outcome("x", BERLIN, True), _outcome("x", OFFICE, True)]
    for way in (BERLIN, OFFICE):
        advice = replace(RUN.recommendation, cover=(way,))
        assert summarise(replace(RUN, recommendation=advice), cells).best == way


def test_nothing_opens() -> None:
    found = summarise(RUN, [_outcome("x", DIRECT_ID, False)])
    assert (found.best, found.best_name, found.best_opened, found.opened) == ("", "", 0, 0)


def test_the_words_to_find_it_by() -> None:
    words = summarise(RUN, []).words.splitlines()
    assert {"telegram", "تلگرام", "berlin", "x (twitter)"} <= set(words)
    assert len(words) == len(set(words))
    assert "direct" not in words


def test_a_summary_comes_back_as_it_was() -> None:
    found = summarise(RUN, [_outcome("x", DIRECT_ID, True, 0.4)])
    assert summary_from(json.loads(json.dumps(to_plain(found)))) == found


@pytest.mark.parametrize(
    "data", [None, 7, [], {}, {"depth": "deep", "ways": []}, {"depth": "quick", "ways": [], "more": 1}]
)
def test_what_is_no_summary(data: object) -> None:
    with pytest.raises(PlainError):
        summary_from(data)
