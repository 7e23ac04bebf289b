"""Which results of a check are older than it, in the words of this window."""

import time

from waythrough.model.run import Cell, Run
from waythrough.verdict.explain import cell_taken_over, taken_over
from waythrough.verdict.explain_moment import moment
from waythrough_desktop.i18n import current, say


def older_lines(run: Run | None) -> str:
    """A sentence for each earlier check that results were taken over from."""
    return "" if run is None else " ".join(map(say, taken_over(run, _when)))


def older_line(run: Run | None, cell: Cell) -> str:
    """When a result that is older than its check was tested."""
    return "" if run is None else say(cell_taken_over(run, cell, _when))


def _when(seconds: float) -> str:
    return moment(current(), seconds, time.time())
