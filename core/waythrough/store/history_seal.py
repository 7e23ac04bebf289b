"""How words stand in the rows of the history: as they are, or sealed; the same SQL serves both.

The functions below are known to SQL. Under the lock a run's time becomes its number, words that are looked for are
sealed so that they can be found, all others so that not even equal ones can be told.
"""

import json
import sqlite3
from typing import Final

from waythrough.store.dirs import StoreError
from waythrough.store.keyring import closed
from waythrough.store.progress import Progress, silent
from waythrough.store.seal import Seal

SEALED_ID: Final = 0x57615379
UNSWEPT_ID: Final = SEALED_ID + 1
"""Sealed, but old words may still lie in parts of the file that no row uses."""
"""The `application_id` of a sealed file; 0 of a plain one."""
_RUN: Final = "run"

# Columns of the tables by what they mean, in either form.
STARTED: Final = "fact(run.profile, 'run ' || open_run(run.id), 1, run.started)"
RUN_FACTS: Final = f"""open_run(run.id), {STARTED}, fact(run.profile, 'run ' || open_run(run.id), 2, run.finished),
    run.practice, fact(run.profile, 'run ' || open_run(run.id), 0, run.profile)"""
WORKS: Final = "fact(cell.label, 'cell ' || open_run(cell.run_id), 1, cell.works)"
SECONDS: Final = "fact(cell.label, 'cell ' || open_run(cell.run_id), 2, cell.seconds)"

_SEAL_CELLS: Final = """
    UPDATE cell SET
        label = pack('cell ' || run_id, label, works, seconds), works = NULL, seconds = NULL,
        data = seal(data, 'cell ' || run_id), platform_id = shut(platform_id, run_id),
        path_id = shut(path_id, run_id), run_id = shut_run(run_id)
    WHERE run_id = :id
"""
_SEAL_RUN: Final = """
    UPDATE run SET
        profile = pack('run ' || id, profile, started, finished), finished = iif(finished IS NULL, NULL, 0.0),
        head = seal(head, 'run ' || id), summary = seal(summary, 'run ' || id),
        asked = seal(asked, 'run ' || id), line = seal(line, 'run ' || id), started = :place,
        continues = iif(continues = '', '', shut_run(continues)), id = shut_run(id)
    WHERE id = :id
"""
_OPEN_CELLS: Final = """
    UPDATE cell SET
        works = fact(label, 'cell ' || open_run(run_id), 1, works),
        seconds = fact(label, 'cell ' || open_run(run_id), 2, seconds),
        label = fact(label, 'cell ' || open_run(run_id), 0, label),
        data = unseal(data, 'cell ' || open_run(run_id)), platform_id = open(platform_id, open_run(run_id)),
        path_id = open(path_id, open_run(run_id)), run_id = open_run(run_id)
    WHERE run_id = :id
"""
_OPEN_RUN: Final = """
    UPDATE run SET
        started = fact(profile, 'run ' || open_run(id), 1, started),
        finished = fact(profile, 'run ' || open_run(id), 2, finished),
        profile = fact(profile, 'run ' || open_run(id), 0, profile),
        head = unseal(head, 'run ' || open_run(id)), summary = unseal(summary, 'run ' || open_run(id)),
        asked = unseal(asked, 'run ' || open_run(id)), line = unseal(line, 'run ' || open_run(id)),
        continues = iif(continues = '', '', open_run(continues)), id = open_run(id)
    WHERE id = :id
"""

Stored = str | float | int | None


class HistorySeal:
    """What SQL calls on one connection. Whether the file is sealed is asked of the file itself, each time anew."""

    def __init__(self, connection: sqlite3.Connection, seal: Seal | None) -> None:
        self._connection = connection
        self._known = seal
        self._seal: Seal | None = None
        self._last: tuple[str, list[Stored]] = "", []
        for name, count, function in (
            ("shut_run", 1, self._shut_run),
            ("open_run", 1, self._open_run),
            ("shut", 2, self._shut),
            ("open", 2, self._opened),
            ("seal", 2, self._close_text),
            ("unseal", 2, self._open_text),
            ("pack", -1, self._pack),
            ("fact", 4, self._fact),
            ("shown", 1, self._shown),
        ):
            connection.create_function(name, count, function, deterministic=name not in ("seal", "pack"))

    @property
    def sealed(self) -> bool:
        return self._seal is not None

    def look(self) -> None:
        """See whether the file is sealed now; another process may have turned the lock on or off. Raises StoreError."""
        sealed = self._mark() in (SEALED_ID, UNSWEPT_ID)
        if sealed and self._known is None:
            raise closed()
        self._seal = self._known if sealed else None

    def number(self, run_id: str, started: float) -> float:
        """What stands as the time of a run: under the lock only its place in the order."""
        if self._seal is None:
            return started
        row = self._connection.execute(
            "SELECT coalesce((SELECT started FROM run WHERE id = shut_run(?)),"
            " (SELECT coalesce(max(started), 0) + 1 FROM run))",
            (run_id,),
        ).fetchone()
        return float(row[0])

    def recode(self, *, to_sealed: bool, progress: Progress = silent) -> bool:
        """Bring every row into this form, in one transaction; whether the file is to be swept afterwards."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            self.look()
            changes = self.sealed is not to_sealed
            if changes:
                self._seal = self._known
                execute("PRAGMA defer_foreign_keys = ON")
                self._recode_all(to_sealed, progress)
                execute(f"PRAGMA application_id = {UNSWEPT_ID if to_sealed else 0}")
        except BaseException:
            execute("ROLLBACK")
            raise
        execute("COMMIT")
        self.look()
        return self._mark() == UNSWEPT_ID

    def sweep(self) -> None:
        """Leave nothing of the other form in the file, nor beside it; done again where somebody else reads just now."""
        execute = self._connection.execute
        written = execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        execute("PRAGMA temp_store = FILE")  # it holds sealed words only, and may be larger than memory
        execute("VACUUM")
        execute("PRAGMA temp_store = MEMORY")
        # Only now: whoever is killed before, or in whose way somebody was, sweeps when the lock is next opened.
        if execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0 and written:
            execute(f"PRAGMA application_id = {SEALED_ID}")

    def _mark(self) -> int:
        return int(self._connection.execute("PRAGMA application_id").fetchone()[0])

    def _recode_all(self, to_sealed: bool, progress: Progress) -> None:
        ids = [row[0] for row in self._connection.execute("SELECT id FROM run ORDER BY started, id")]
        for number, run_id in enumerate(ids, 1):
            progress(number - 1, len(ids))
            for statement in (_SEAL_CELLS, _SEAL_RUN) if to_sealed else (_OPEN_CELLS, _OPEN_RUN):
                self._connection.execute(statement, {"id": run_id, "place": float(number)})
        progress(len(ids), len(ids))

    # What SQL calls. What is damaged comes out as something that its reader finds damaged; the other rows are read.

    def _shut_run(self, run_id: str) -> str:
        return run_id if self._seal is None else self._seal.shut(run_id, _RUN)

    def _open_run(self, word: str | None) -> str | None:
        return self._opened(word, _RUN)

    def _shut(self, word: str, run_id: str) -> str:
        return word if self._seal is None else self._seal.shut(word, run_id)

    def _opened(self, word: str | None, place: str) -> str | None:
        if self._seal is None or word is None:
            return word
        try:
            return self._seal.open_word(word, place)
        except StoreError:
            return word

    def _close_text(self, text: str, purpose: str) -> str:
        return text if self._seal is None else self._seal.close_text(text, purpose)

    def _open_text(self, text: str, purpose: str) -> str:
        if self._seal is None:
            return text
        try:
            return self._seal.open_text(text, purpose)
        except StoreError:
            return ""

    def _pack(self, purpose: str, *facts: Stored) -> Stored:
        """Several values in one sealed text; the first of them in a plain file."""
        return facts[0] if self._seal is None else self._seal.close_text(json.dumps(facts), purpose)

    def _shown(self, value: Stored) -> Stored:
        """A value that stands in its own column, in a plain file only."""
        return value if self._seal is None else None

    def _fact(self, packed: str | None, purpose: str | None, place: int, plain: Stored) -> Stored:
        """One of the packed values; in a plain file what stands in its own column."""
        if self._seal is None or packed is None:
            return plain
        if self._last[0] != packed:
            facts = json.loads(self._open_text(packed, purpose or "") or "null")
            self._last = packed, facts if isinstance(facts, list) else []
        return self._last[1][place] if place < len(self._last[1]) else plain
