"""Which results are older than their check, and from when: said alike in window, command line and reports."""

from collections import Counter
from collections.abc import Callable

from waythrough.model.known import taken_from
from waythrough.model.run import Cell, Run
from waythrough.verdict.words import NOTHING, Text, msg, plural

TAKEN_OVER = msg("taken over")
"""Beside the word of a result that is older than its check."""


def taken_over(run: Run, when: Callable[[float], str]) -> tuple[Text, ...]:
    """A sentence for each earlier check that results were taken over from; `when` words a moment in Unix seconds."""
    total = len(run.cells)
    older = [cell for cell in run.cells.values() if cell.earlier]
    sources = [taken_from(run, cell) for cell in older]
    found = Counter(source for source in sources if source is not None)
    told = [
        plural(
            "{count} of {total} results was taken over from the check of {when}.",
            "{count} of {total} results were taken over from the check of {when}.",
            count,
            total=total,
            when=when(source.started),
        )
        for source, count in sorted(found.items(), key=lambda item: item[0].started)
    ]
    unknown = [cell for cell, source in zip(older, sources, strict=True) if source is None]
    if unknown:  # a report of an older program
        told.append(
            plural(
                "{count} of {total} results is of an earlier check and was tested {when}.",
                "{count} of {total} results are of an earlier check; the oldest was tested {when}.",
                len(unknown),
                total=total,
                when=when(run.started + min(cell.finished for cell in unknown)),
            )
        )
    return tuple(told)


def cell_taken_over(run: Run, cell: Cell, when: Callable[[float], str]) -> Text:
    """When a result that is older than its check was tested; nothing for one of the check itself."""
    if not cell.earlier:
        return NOTHING
    return msg("Not tested anew: taken over, tested {when}.", when=when(run.started + cell.finished))
