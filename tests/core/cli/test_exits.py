from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.cli.helpers import masked, sample_run, verdict
from waythrough.cli.exits import UNTESTABLE, Exit, exit_of
from waythrough.model.run import CellStatus, Run
from waythrough.model.verdict import Label
from waythrough.verdict.cover import recommend


def _advised(run: Run) -> Run:
    ids = [info.id for info in run.platforms]
    return replace(run, recommendation=recommend(ids, run.paths, run.cells))


def _only(run: Run, *platforms: str) -> Run:
    rows = tuple(info for info in run.platforms if info.id in platforms)
    cells = {key: cell for key, cell in run.cells.items() if key[0] in platforms}
    return _advised(replace(run, platforms=rows, cells=MappingProxyType(cells)))


def _opened(run: Run, opens: bool) -> str:
    return next(choice.platform_id for choice in run.recommendation.choices if bool(choice.first) is opens)


def test_all_that_is_asked_for_opens() -> None:
    run = sample_run()
    assert exit_of(_only(run, _opened(run, True))) is Exit.OPENS


def test_something_opens_by_no_way() -> None:
    run = sample_run()
    assert exit_of(_only(run, _opened(run, True), _opened(run, False))) is Exit.SHUT


def test_an_unsafe_way_opens_nothing() -> None:
    run = sample_run()
    unsafe = replace(run, paths=tuple(replace(info, safe=False) for info in run.paths))
    assert exit_of(_only(unsafe, _opened(run, True))) is not Exit.OPENS


@pytest.mark.parametrize("label", sorted(UNTESTABLE))
def test_the_line_itself_is_the_matter(label: Label) -> None:
    assert exit_of(_advised(masked(sample_run(), label))) is Exit.NOT_TESTED


def test_the_line_is_the_matter_although_a_cell_was_judged() -> None:
    run = sample_run()
    shut = _only(run, _opened(run, False))
    assert exit_of(shut) is Exit.SHUT
    assert exit_of(replace(shut, network=(verdict(Label.CAPTIVE_PORTAL),))) is Exit.NOT_TESTED


def test_interrupted_comes_before_everything_else() -> None:
    assert exit_of(replace(masked(sample_run(), Label.NO_INTERNET), interrupted=True)) is Exit.INTERRUPTED


def test_a_bug_is_no_result() -> None:
    run = sample_run()
    key, cell = next(iter(run.cells.items()))
    broken = replace(cell, status=CellStatus.ERROR, works=None, verdict=verdict(Label.INCONCLUSIVE))
    assert exit_of(replace(run, cells=MappingProxyType({**run.cells, key: broken}))) is Exit.BUG


def test_the_codes_are_those_that_scripts_know() -> None:
    assert [int(code) for code in Exit] == [0, 1, 2, 3, 4, 130]
