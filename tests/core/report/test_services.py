"""Why services do not open; the whole page is in test_view."""

from dataclasses import replace
from types import MappingProxyType

from tests.core.report.samples import BERLIN, sample_run
from waythrough.model.path import DIRECT_ID
from waythrough.report.document import make_document
from waythrough.report.services import explained
from waythrough.report.view import make_view
from waythrough.verdict.explain import naming
from waythrough.verdict.words import translator

RUN = sample_run()


def test_nothing_is_explained_where_all_is_well() -> None:
    assert explained(RUN, "wikipedia", naming(RUN), translator("en")) is None


def test_the_direct_line_comes_first_with_its_steps() -> None:
    found = explained(RUN, "youtube", naming(RUN), translator("en"))
    assert found is not None
    assert found.first.headline == "YouTube opens only in part directly"
    assert [step.state for step in found.first.steps][-2:] == ["Problem", "Not tried"]


def test_a_way_that_is_slow_as_a_whole_is_no_matter_of_the_service() -> None:
    slow = replace(RUN.cell("github", DIRECT_ID), platform_id="wikipedia", path_id=BERLIN)
    run = replace(RUN, cells=MappingProxyType({**RUN.cells, slow.key: slow}))
    assert explained(run, "wikipedia", naming(run), translator("en")) is None
    view = make_view(make_document(run))
    assert view.columns[1].proof == "1 service opened, but slowly."
