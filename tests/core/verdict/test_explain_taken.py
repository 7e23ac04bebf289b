"""Which results are older than their check."""

from dataclasses import replace

from tests.core.report.samples import sample_run
from waythrough.model.run import EarlierRun, Run
from waythrough.verdict.explain import cell_taken_over, taken_over

RUN = sample_run()
KEYS = tuple(RUN.cells)


def _when(seconds: float) -> str:
    return f"at {seconds - RUN.started:.0f}"


def _aged(*ages: float) -> Run:
    older = {key: replace(RUN.cells[key], finished=-age) for key, age in zip(KEYS, ages, strict=False)}
    return replace(RUN, cells={**RUN.cells, **older})


def test_a_check_of_its_own_says_nothing() -> None:
    assert taken_over(RUN, _when) == ()
    assert not cell_taken_over(RUN, RUN.cells[KEYS[0]], _when).template


def test_each_earlier_check_is_told_with_what_is_of_it() -> None:
    sources = (EarlierRun(id="a", started=RUN.started - 900), EarlierRun(id="b", started=RUN.started - 300))
    run = replace(_aged(880.0, 870.0, 290.0), taken_from=sources)
    total = len(RUN.cells)
    assert [str(each) for each in taken_over(run, _when)] == [
        f"2 of {total} results were taken over from the check of at -900.",
        f"1 of {total} results was taken over from the check of at -300.",
    ]
    assert str(cell_taken_over(run, run.cells[KEYS[0]], _when)) == (
        "Not tested anew: taken over, tested at -880."
    )


def test_where_the_check_is_not_known_the_oldest_result_tells_its_age() -> None:
    total = len(RUN.cells)
    (told,) = taken_over(_aged(50.0, 600.0), _when)
    assert str(told) == f"2 of {total} results are of an earlier check; the oldest was tested at -600."
    (told,) = taken_over(_aged(50.0), _when)
    assert str(told) == f"1 of {total} results is of an earlier check and was tested at -50."
