from dataclasses import replace

import pytest

from waythrough.model.platform import Platform
from waythrough.model.run import Cell, CellStatus, Depth, PathInfo, PlatformInfo, Run, RunPlan
from waythrough.model.verdict import Confidence, Label, Locus, Verdict

VERDICT = Verdict(
    label=Label.OK,
    rule_id="http.works",
    confidence=Confidence.CONFIRMED,
    locus=Locus.DIRECT,
    evidence=("o1", "o2"),
)
CELL = Cell(platform_id="news", path_id="direct", status=CellStatus.DONE, works=True, verdict=VERDICT)
NEWS = PlatformInfo(id="news", names={"en": "News", "fa": "خبر"})
RUN = Run(
    id="r",
    version="1",
    started=0.0,
    finished=1.0,
    profile="internet",
    practice=False,
    depth=Depth.QUICK,
    platforms=(NEWS,),
    paths=(),
    cells={CELL.key: CELL},
)


def test_a_cell_is_known_by_its_row_and_column_and_cites_its_verdicts_evidence() -> None:
    assert CELL.key == ("news", "direct")
    assert CELL.evidence == ("o1", "o2")
    assert CELL.revision == 1


def test_a_run_gives_its_cells_and_refuses_others() -> None:
    assert RUN.cell("news", "direct") is CELL
    with pytest.raises(KeyError):
        RUN.cell("news", "elsewhere")


@pytest.mark.parametrize(
    ("ids", "has_ways"), [(("direct",), False), (("direct", "w1"), True), (("w1",), True)]
)
def test_a_run_knows_whether_it_had_ways(ids: tuple[str, ...], has_ways: bool) -> None:
    assert replace(RUN, paths=tuple(PathInfo(id=each, name="", kind="") for each in ids)).has_ways is has_ways


@pytest.mark.parametrize(("language", "name"), [("fa_AF", "خبر"), ("de", "News"), ("en", "News")])
def test_a_row_has_a_name_in_every_language(language: str, name: str) -> None:
    assert NEWS.name(language) == name


def test_a_plan_tests_the_line_unless_told_otherwise() -> None:
    plan = RunPlan(platforms=(Platform(id="news", names={"en": "News"}, targets=()),))
    assert plan.direct
    assert plan.depth is Depth.STANDARD
    assert plan.settings.max_slots is None
