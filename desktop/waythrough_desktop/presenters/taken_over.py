"""Which results of a check are older than it, in the words of this window."""

import time

from waythrough.model.run import Run
from waythrough.verdict.explain import taken_over
from waythrough.verdict.explain_moment import moment
from waythrough_desktop.i18n import current, say


def older_lines(run: Run | None) -> str:
    """A sentence for each earlier check that results were taken over from."""
    return "" if run is None else " ".join(map(say, taken_over(run, _when)))


def _when(seconds: float) -> str:
    return moment(current(), seconds, time.time())
