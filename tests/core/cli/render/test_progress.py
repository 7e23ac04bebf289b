from dataclasses import replace

import pytest

from tests.core.cli.helpers import events_of, sample_run
from waythrough.cli.render.progress import RunSoFar, facts_line
from waythrough.model.event import CellStarted, PathChecked, PathOpening, Progress
from waythrough.verdict.explain import Word
from waythrough.verdict.words import NO_BREAK, translator

ENGLISH = translator("en")
NOW = Progress(done=3, total=12, bytes_used=2_000_000, seconds_left=17.0, elapsed=5.0)


def _after(*events: object) -> RunSoFar:
    so_far = RunSoFar()
    for event in events:
        so_far.take(event)  # type: ignore[arg-type]
    return so_far


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (NOW, "3 of 12 checks · about 20 seconds left · 2.0 MB used"),
        (replace(NOW, seconds_left=None), "3 of 12 checks · 2.0 MB used"),
        (replace(NOW, seconds_left=100.0), "3 of 12 checks · about 2 minutes left · 2.0 MB used"),
        (replace(NOW, done=12, rechecking=2), "12 of 12 checks · looking again at 2 · 2.0 MB used"),
        (replace(NOW, done=12), "12 of 12 checks · 2.0 MB used"),
    ],
)
def test_the_numbers_in_one_line(event: Progress, told: str) -> None:
    assert facts_line(_after(event), ENGLISH).replace(NO_BREAK, " ") == told


def test_before_the_first_number_and_while_stopping() -> None:
    so_far = RunSoFar()
    assert facts_line(so_far, ENGLISH) == "Looking at the line itself…"
    assert so_far.part == 0.0
    so_far.stopping = True
    assert facts_line(so_far, ENGLISH) == "Stopping…"


def test_no_middle_dot_between_persian_digits() -> None:
    assert "·" not in facts_line(_after(NOW), translator("fa"))


def test_the_state_follows_the_events() -> None:
    run = sample_run()
    so_far = _after(*events_of(run))
    assert so_far.cells == run.cells
    assert so_far.paths == run.paths
    assert so_far.running == set()
    assert so_far.part == 1.0
    row, column = run.platforms[0].id, run.paths[0].id
    begun = _after(next(events_of(run)), CellStarted(platform_id=row, path_id=column))
    assert begun.matrix().word(row, column) is Word.CHECKING
    assert begun.naming(translator("fa")).path("direct") == "مستقیم"


def test_ways_that_are_being_opened_are_told() -> None:
    run = sample_run()
    way, other = [info for info in run.paths if info.id != "direct"][:2]
    begun = (next(events_of(run)), NOW)
    far = PathOpening(path_id=way.id, share=0.45, doing="Connecting to Tor")
    assert facts_line(_after(*begun, far), ENGLISH).endswith(f"{way.name}: Connecting to Tor (45 %)")
    two = (*begun, far, replace(far, path_id=other.id))
    assert facts_line(_after(*two), ENGLISH).endswith("opening 2 ways")
    for end in (PathChecked(path=other), replace(far, path_id=other.id, share=1.0)):
        assert facts_line(_after(*two, end), ENGLISH).endswith("(45 %)")
    over = _after(*two, *events_of(run))
    assert not over.opening
