"""What the exit code of a command says: one list for every script that waits for one."""

from enum import IntEnum
from typing import Final

from waythrough.model.run import Advice, CellStatus, Run
from waythrough.model.verdict import Label


class Exit(IntEnum):
    """Exit codes of the command line; the README tells them to scripts, so they never change."""

    OPENS = 0  # everything asked for opens by some way
    SHUT = 1  # something opens by no way
    USAGE = 2  # the command line or a file has a mistake
    NOT_TESTED = 3  # could not test: no internet, a sign-in page, a wrong clock
    BUG = 4
    INTERRUPTED = 130


UNTESTABLE: Final = frozenset({Label.NO_INTERNET, Label.CAPTIVE_PORTAL, Label.CLOCK_SKEW})
"""States of the whole line in which nothing can be said of a platform."""


def exit_of(run: Run) -> Exit:
    """The code for a run; only safe ways count as opening something."""
    advice = run.recommendation
    if run.interrupted:
        return Exit.INTERRUPTED
    if any(cell.status is CellStatus.ERROR for cell in run.cells.values()):
        return Exit.BUG
    if advice.total and advice.opened == advice.total:
        return Exit.OPENS
    line = any(verdict.label in UNTESTABLE for verdict in run.network)
    masked = line or any(
        cell.status is CellStatus.MASKED and cell.verdict.label in UNTESTABLE for cell in run.cells.values()
    )
    return Exit.NOT_TESTED if masked or advice.advice is Advice.NOT_TESTED else Exit.SHUT
