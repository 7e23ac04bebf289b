"""The shapes of the history in their order; each step knows SQL only, never today's types."""

import sqlite3
from collections.abc import Sequence
from typing import Final

MIGRATIONS: Final[Sequence[str]] = (
    """
    CREATE TABLE run (
        id TEXT PRIMARY KEY,
        started REAL NOT NULL,
        finished REAL,              -- NULL while it runs, or when the program was killed
        practice INTEGER NOT NULL,
        profile TEXT NOT NULL,
        head TEXT NOT NULL          -- JSON of the run without its cells
    ) STRICT;
    CREATE TABLE cell (
        run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        platform_id TEXT NOT NULL,
        path_id TEXT NOT NULL,
        revision INTEGER NOT NULL,
        label TEXT NOT NULL,
        works INTEGER,              -- 1, 0 or NULL
        data TEXT NOT NULL,         -- JSON of the cell
        PRIMARY KEY (run_id, platform_id, path_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_by_time ON run(started);
    """,
    """
    ALTER TABLE run ADD COLUMN summary TEXT NOT NULL DEFAULT '';  -- JSON for lists, '' = not made yet
    """,
    """
    ALTER TABLE cell ADD COLUMN seconds REAL;  -- until it was usable, NULL where it is not
    """,
    """
    ALTER TABLE run ADD COLUMN asked TEXT NOT NULL DEFAULT '[]';   -- JSON of its platforms, until it is whole
    ALTER TABLE run ADD COLUMN line TEXT NOT NULL DEFAULT '';      -- tells whether the network is still the same
    ALTER TABLE run ADD COLUMN let_be INTEGER NOT NULL DEFAULT 0;  -- 1: its user does not want to go on with it
    """,
    """
    ALTER TABLE run ADD COLUMN continues TEXT NOT NULL DEFAULT '';  -- id of the run that it goes on with
    CREATE INDEX run_continued ON run(continues);
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a history to the newest shape, one transaction a step, counted by PRAGMA user_version.

    Raises ValueError when the file is newer than this program, sqlite3.Error when a step fails.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise ValueError(f"version {version} of the history is newer than {len(MIGRATIONS)}")
    for number in range(version, len(MIGRATIONS)):
        script = f"BEGIN IMMEDIATE; {MIGRATIONS[number]}; PRAGMA user_version = {number + 1}; COMMIT;"
        try:
            connection.executescript(script)
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
