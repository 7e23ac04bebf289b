"""Runs that were cut short and continued: one check in the history, although each part is a run of its own."""

import json
from collections.abc import Iterable
from typing import Any, Final

from waythrough.store.run_summary import PastCell

LISTED: Final = "NOT EXISTS (SELECT 1 FROM run AS rest WHERE rest.continues = run.id)"
"""Whether a run is not continued by another one that is kept; ids are compared as they stand, sealed or plain."""

DROP_PARTS: Final = """
    WITH RECURSIVE part(id) AS (
        SELECT continues FROM run WHERE id = shut_run(?1)
        UNION SELECT run.continues FROM run JOIN part ON run.id = part.id
    )
    DELETE FROM run WHERE id IN (SELECT id FROM part) AND id <> shut_run(?1)
"""
"""Takes out the run that one continues, with what that has continued in its turn."""


def past_cells(rows: Iterable[tuple[Any, ...]]) -> tuple[PastCell, ...]:
    """A cell in runs of the past, of rows (started, works, seconds, continued run, the kept cell).

    A run that took it over from another one which is listed itself did not test it, and is left out.
    """
    return tuple(
        PastCell(started=started, works=None if works is None else bool(works), seconds=seconds)
        for started, works, seconds, continued, cell in rows
        if continued or not _is_older(cell)
    )


def _is_older(cell: str) -> bool:
    """Whether a kept cell was taken over; not for one that is damaged or missing."""
    try:
        return bool(json.loads(cell or "{}").get("finished", 0) < 0)
    except (ValueError, TypeError, AttributeError):
        return False  # told when its run is opened
