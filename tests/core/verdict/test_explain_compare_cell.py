"""One changed box in words."""

import pytest

from tests.core.verdict.compared import blocked, made, opened, run
from waythrough.model.run import Cell
from waythrough.model.verdict import Confidence, Label
from waythrough.verdict.compare import Change, compare
from waythrough.verdict.explain_compare_cell import cell_text, several
from waythrough.verdict.explain_names import naming

LIKELY = Confidence.LIKELY
NAMES = naming(run())


def _told(old: Cell, new: Cell, place: str) -> str:
    found = compare(run("before", **{place: old}), run(**{place: new}))
    (change,) = [each for each in found.cells if each.change is not Change.SAME]
    return str(cell_text(change, NAMES))


@pytest.mark.parametrize(
    ("old", "new", "direct", "via"),
    [
        (
            blocked(LIKELY),
            blocked(),
            "X directly: Likely blocked before, Blocked now",
            "X with Berlin: Likely blocked before, Blocked now",
        ),
        (
            blocked(),
            made(Label.DNS_TAMPERING, False),
            "X directly: the same word, for another cause",
            "X with Berlin: the same word, for another cause",
        ),
        (
            made(Label.SERVER_FAULT, False),
            made(Label.SERVER_FAULT, False, sure=LIKELY),
            "X directly: the cause is less sure now",
            "X with Berlin: the cause is less sure now",
        ),
        (
            made(Label.SERVER_FAULT, False, sure=LIKELY),
            made(Label.SERVER_FAULT, False),
            "X directly: the cause is surer now",
            "X with Berlin: the cause is surer now",
        ),
        (
            opened(0.4),
            opened(4.0),
            "X is slower directly: 0.4 s before, 4.0 s now",
            "X is slower with Berlin: 0.4 s before, 4.0 s now",
        ),
    ],
)
def test_one_box(old: Cell, new: Cell, direct: str, via: str) -> None:
    assert _told(old, new, "x_direct") == direct
    assert _told(old, new, "x_p1") == via


def test_several_boxes_directly() -> None:
    slow = {"x_direct": opened(4.0), "signal_direct": opened(4.0)}
    found = compare(run("before"), run(**slow)).of(Change.SLOWER)
    assert str(several(Change.SLOWER, found, NAMES)) == "Signal and X are slower directly"
    found = compare(run("before", **slow), run()).of(Change.FASTER)
    assert str(several(Change.FASTER, found, NAMES)) == "Signal and X are faster directly"
    assert str(several(Change.FASTER, found[:1], NAMES)).startswith("Signal is faster directly: 4.0 s")
