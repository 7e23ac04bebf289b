import pytest

from tests.core.verdict.facts_factory import cell, facts, open_way
from tests.core.verdict.leg_stories import hellos, named, opened, page, pages, record
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label
from waythrough.verdict.legs import LEGS, leg_results


def test_a_target_whose_legs_were_not_measured_has_none() -> None:
    assert list(leg_results(facts(opened()))) == []
    assert list(leg_results(facts(record(open_way(), "doh:a")))) == []


def test_findings_stand_beside_a_cell_that_works() -> None:
    story = pages(opened(), Purpose.QUIC, *(Kind.TIMEOUT,) * 3)
    page(story, Purpose.QUIC_NEUTRAL, 1, address="192.0.2.82")
    named(story, Purpose.QUIC_TARGET_NAME, Kind.TIMEOUT, Kind.TIMEOUT)
    judged = cell(story)
    assert (judged.works, judged.verdict.label) == (True, Label.OK)
    assert [each.label for each in judged.findings] == [Label.QUIC_BLOCKING]
    legs = {each.leg: each for each in judged.targets}
    assert (legs["quic"].works, legs["quic"].required, legs["quic"].family) == (False, False, 4)
    assert legs["quic"].heard[-1] == ("quic.by_name", "")
    assert legs["ech"].works is None


def test_legs_that_work_or_were_not_offered_leave_no_finding() -> None:
    story = hellos(record(opened(), "doh:a"), Purpose.ECH_NONE, None)
    judged = cell(pages(hellos(story, Purpose.ECH_REAL, None), Purpose.QUIC, None))
    assert judged.findings == ()
    assert [each.works for each in judged.targets] == [True, True, True]
    assert cell(record(opened(offered=False), "doh:a", end=Kind.NODATA)).findings == ()


def test_the_last_rule_of_each_leg_always_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LEGS, "quic", LEGS["quic"][:1])
    with pytest.raises(AssertionError, match="always"):
        list(leg_results(facts(pages(opened(), Purpose.QUIC, None))))
