"""Model values to JSON types and back."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.report.samples import sample_run
from waythrough.model.event import CellFinished, Progress
from waythrough.model.observation import HttpDetail, Observation
from waythrough.model.plain import PlainError, from_plain, to_plain
from waythrough.model.run import Cell, CellStatus, Run
from waythrough.model.secret import Secret
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Locus, Verdict

VERDICT = Verdict(label=Label.OK, rule_id="http.works", confidence=Confidence.CONFIRMED, locus=Locus.DIRECT)


def test_a_whole_run_comes_back_as_it_was() -> None:
    run = sample_run()
    assert from_plain(Run, json.loads(json.dumps(to_plain(run)))) == run


def test_a_run_without_cells_has_an_empty_list_of_them() -> None:
    empty = replace(sample_run(), cells={}, platforms=(), paths=())
    data = to_plain(empty)
    assert isinstance(data, dict)
    assert data["cells"] == []
    assert from_plain(Run, data) == empty


def test_events_become_json() -> None:
    cell = next(iter(sample_run().cells.values()))
    assert json.dumps(to_plain(CellFinished(cell=cell)))
    progress = Progress(done=1, total=2, bytes_used=3, seconds_left=None, elapsed=0.5)
    assert from_plain(Progress, to_plain(progress)) == progress


@given(st.binary(max_size=64), st.text(max_size=30), st.one_of(st.none(), st.integers(100, 599)))
def test_details_keep_their_kind(body: bytes, title: str, status: int | None) -> None:
    detail = HttpDetail(method="GET", url="https://a.example/", status=status, body=body, title=title)
    seen = Observation(
        id="o1",
        platform_id="a",
        path_id="direct",
        target="",
        purpose=Purpose.TARGET,
        step=Step.HTTP,
        host="a.example",
        started=0.0,
        duration=1.0,
        detail=detail,
    )
    assert from_plain(Observation, to_plain(seen)) == seen


def test_secrets_are_refused() -> None:
    with pytest.raises(TypeError, match="Secret"):
        to_plain((Secret("hush"),))


def test_unknown_keys_are_passed_over_and_missing_ones_take_their_default() -> None:
    data = {
        "label": "ok",
        "rule_id": "http.works",
        "confidence": "confirmed",
        "locus": "direct",
        "of_tomorrow": [1],
    }
    assert from_plain(Verdict, data) == VERDICT


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"label": "pwned"}, "label: 'pwned'"),
        ({"rule_id": 7}, "rule_id: str"),
        ({"tries": {"seen": "1", "of": 1}}, r"tries\.seen: int"),
        ({"tries": []}, "tries: an object"),
        ({"evidence": "o1"}, "evidence: a list"),
        ({"evidence": [None]}, r"evidence\[0\]: str"),
        ({"params": [["a"]]}, r"params\[0\]: 2 entries"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    data = to_plain(VERDICT)
    assert isinstance(data, dict)
    with pytest.raises(PlainError, match=place):
        from_plain(Verdict, {**data, **change})


def test_a_missing_key_without_default_is_refused() -> None:
    with pytest.raises(PlainError, match="'label' is missing"):
        from_plain(Verdict, {})


def test_bad_details_and_collections_are_refused() -> None:
    run = sample_run()
    data = to_plain(run)
    assert isinstance(data, dict)
    with pytest.raises(PlainError, match="cells: not a collection"):
        from_plain(Run, {**data, "cells": {"a": 1}})
    cell = to_plain(next(iter(run.cells.values())))
    assert isinstance(cell, dict)
    first = cell["observations"]
    assert isinstance(first, list)
    assert isinstance(first[0], dict)
    for detail in ({"type": "teapot"}, 3):
        with pytest.raises(PlainError, match=r"observations\[0\]\.detail: of no known kind"):
            from_plain(Cell, {**cell, "observations": [{**first[0], "detail": detail}]})
    http = {"type": "http", "method": "GET", "url": "/", "body": "?"}
    with pytest.raises(PlainError, match=r"body: not base64"):
        from_plain(Cell, {**cell, "observations": [{**first[0], "detail": http}]})


def test_whole_numbers_stand_for_fractions_but_truth_does_not() -> None:
    cell = replace(next(iter(sample_run().cells.values())), seconds=2.0, status=CellStatus.DONE)
    data = to_plain(cell)
    assert isinstance(data, dict)
    assert from_plain(Cell, {**data, "seconds": 2}) == cell
    with pytest.raises(PlainError, match="seconds: float"):
        from_plain(Cell, {**data, "seconds": True})
