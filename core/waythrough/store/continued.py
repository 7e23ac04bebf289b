"""Runs that were cut short and continued: one check in the history, although each part is a run of its own."""

from typing import Final

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
