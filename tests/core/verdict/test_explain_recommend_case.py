"""What a recommendation is about."""

from tests.core.report.samples import sample_run
from tests.core.verdict.making import cell, verdict
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Advice, CellStatus, Recommendation
from waythrough.model.verdict import Label
from waythrough.verdict.explain_names import Naming, naming
from waythrough.verdict.explain_recommend_case import Case

RUN = sample_run()
CASE = Case(advice=RUN.recommendation, names=naming(RUN), cells=RUN.cells)


def test_a_run_with_ways() -> None:
    assert not CASE.only_direct
    assert (CASE.down, CASE.shut, CASE.partly) == (("bbc",), (), ())
    assert CASE.direct_partly == ("youtube",)
    assert "youtube" not in CASE.direct_shut
    assert CASE.checked == 12
    assert not CASE.blocked
    assert (CASE.hazards, CASE.snares) == ((), ())
    assert CASE.mask is None


def test_without_cells_the_names_tell_whether_there_are_ways() -> None:
    advice = Recommendation(advice=Advice.NONE_OPENS, total=4)
    assert Case(advice=advice, names=Naming(paths={DIRECT_ID: "Direct"}), cells={}).only_direct
    assert not Case(advice=advice, names=Naming(paths={DIRECT_ID: "Direct", "p": "P"}), cells={}).only_direct
    assert Case(advice=advice, names=Naming(), cells={}).checked == 4


def test_what_hides_everything() -> None:
    masked = cell(verdict(Label.NO_INTERNET), None, status=CellStatus.MASKED)
    case = Case(advice=Recommendation(advice=Advice.NOT_TESTED), names=Naming(), cells={masked.key: masked})
    assert case.mask is Label.NO_INTERNET
    assert not case.stopped


def test_what_an_unsafe_way_shows_does_not_hide_that_a_service_is_down() -> None:
    down, read = cell(verdict(Label.SERVER_FAULT)), cell(verdict(Label.TLS_MITM), path="p")
    advice = Recommendation(advice=Advice.NONE_OPENS, unopened=("a",), unsafe=("p",))
    case = Case(advice=advice, names=Naming(), cells={down.key: down, read.key: read})
    assert (case.down, case.shut) == (("a",), ())
