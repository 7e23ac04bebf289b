"""Runs on disk: every cell is kept as soon as it is judged, so that nothing is lost when the program ends."""

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from waythrough.model.plain import Plain, PlainError, from_plain, to_plain
from waythrough.model.platform import Platform
from waythrough.model.run import Cell, Run
from waythrough.store.atomic import PRIVATE_FILE, make_folder
from waythrough.store.continued import DROP_PARTS, LISTED, past_cells
from waythrough.store.dirs import StoreError
from waythrough.store.history_seal import RUN_FACTS, SECONDS, STARTED, WORKS, HistorySeal
from waythrough.store.keyring import ring_of
from waythrough.store.leftover import Leftover, as_far_as_it_came
from waythrough.store.migrations import migrate
from waythrough.store.progress import Progress, silent
from waythrough.store.run_summary import Outcome, RunSummary, sharing, summarise, summary_from
from waythrough.store.run_summary import PastCell as PastCell
from waythrough.store.run_summary import RunEntry as RunEntry
from waythrough.store.running import FOLDER, under_way
from waythrough.store.unusable import unusable
from waythrough.verdict.clause import clause

_BUSY_SECONDS = 5.0


class History:
    """One SQLite file, used by one thread; a context manager. Values hold no secrets, since a Run holds none."""

    def __init__(self, path: Path, progress: Progress = silent) -> None:
        """Open or make the file; `progress` of sealing one that was put here without the lock. Raises StoreError."""
        self._path = path
        make_folder(path.parent)
        ring = ring_of(path)
        try:
            path.touch(mode=PRIVATE_FILE)
            self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        except (sqlite3.Error, OSError) as error:
            raise unusable(path, error) from error
        self._seal = HistorySeal(self._connection, None if ring is None else ring.seal)
        try:
            with self._told():
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._connection.execute("PRAGMA secure_delete = ON")
                self._connection.execute("PRAGMA trusted_schema = OFF")
                self._connection.execute("PRAGMA temp_store = MEMORY")
                migrate(self._connection)
            if ring is not None and ring.writes is not None and not self._seal.sealed:
                self.recode(sealed=True, progress=progress)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._connection.close()

    def stored_id(self, run_id: str) -> str:
        """What stands on disk for the id of a run: another word where the history is sealed."""
        with self._told():
            return str(self._connection.execute("SELECT shut_run(?)", (run_id,)).fetchone()[0])

    def recode(self, *, sealed: bool, progress: Progress = silent) -> None:
        """Seal every row, or open it, and leave nothing in the file that is to be read by nobody.

        `progress` counts runs. Whoever stops it finds everything as it was. Raises StoreError, StoppedError.
        """
        with self._told():
            if self._seal.recode(to_sealed=sealed, progress=progress):
                self._seal.sweep()

    def begin(
        self, run: Run, platforms: tuple[Platform, ...] = (), line: str = "", cells: Iterable[Cell] = ()
    ) -> None:
        """Keep the head of a run that begins, with `cells` that it has taken over; the others follow one by one.

        `platforms` and `line` (see net.routes.line_mark) are what is needed to go on with it if it is cut short.
        A run that it continues is not listed any more: what was finished of it stands here from now on.
        """
        asked = _pack(to_plain(platforms))
        with self._transaction():
            self._put_head(run, finished=None)
            self._connection.execute(
                """
                UPDATE run SET asked = seal(?1, 'run ' || ?3), line = seal(?2, 'run ' || ?3) WHERE id = shut_run(?3)
                """,
                (asked, line, run.id),
            )
            for cell in cells:
                self.put_cell(run.id, cell)

    def has(self, run_id: str) -> bool:
        """Whether a run is kept here still; another window may have deleted it."""
        with self._told():
            row = self._connection.execute("SELECT 1 FROM run WHERE id = shut_run(?)", (run_id,)).fetchone()
        return row is not None

    def grow(self, run: Run) -> None:
        """Keep what is known by now of a run under way: its ways and its line."""
        self._put_head(run, finished=None)

    def put_cell(self, run_id: str, cell: Cell) -> None:
        """Keep a cell at once; an older revision is replaced, a newer one stays."""
        with self._transaction():
            facts = cell.verdict.label, None if cell.works is None else int(cell.works), cell.seconds
            self._connection.execute(
                """
                INSERT INTO cell (run_id, position, platform_id, path_id, revision, label, works, data, seconds)
                VALUES (shut_run(?1), (SELECT count(*) FROM cell WHERE run_id = shut_run(?1)), shut(?2, ?1),
                        shut(?3, ?1), ?4, pack('cell ' || ?1, ?5, ?6, ?7), shown(?6),
                        seal(?8, 'cell ' || ?1), shown(?7))
                ON CONFLICT (run_id, platform_id, path_id) DO UPDATE SET
                    revision = excluded.revision, label = excluded.label,
                    works = excluded.works, data = excluded.data, seconds = excluded.seconds
                WHERE excluded.revision >= cell.revision
                """,
                (run_id, cell.platform_id, cell.path_id, cell.revision, *facts, _pack(to_plain(cell))),
            )

    def finish(self, run: Run, written: Container[tuple[str, str]] = ()) -> None:
        """Keep the whole of a finished run: its head, its advice and every cell but those `written` already.

        Once it is whole, what it continued is not needed any more.
        """
        with self._transaction():
            self._put_head(run, finished=run.finished)
            if not run.interrupted:
                self._connection.execute(
                    """
                    UPDATE run SET asked = seal('[]', 'run ' || ?1), line = seal('', 'run ' || ?1)
                    WHERE id = shut_run(?1)
                    """,
                    (run.id,),
                )
                self._connection.execute(DROP_PARTS, (run.id,))
            for key, cell in run.cells.items():
                if key not in written:
                    self.put_cell(run.id, cell)
            self._put_summary(run.id, summarise(run, self._outcomes(run.id)))

    def runs(self, limit: int = 100, *, after: int = 0) -> tuple[RunEntry, ...]:
        """The newest runs, newest first, from the one behind the first `after` on; none of their cells is loaded.

        A run that another one continues stands behind that.
        """
        with self._told():
            rows = self._connection.execute(
                f"""
                SELECT {RUN_FACTS}, unseal(summary, 'run ' || open_run(id))
                FROM run WHERE {LISTED} ORDER BY started DESC, id DESC LIMIT ? OFFSET ?
                """,
                (limit, after),
            ).fetchall()
        shared: dict[str, str] = {}  # most runs have the same names
        return tuple(
            RunEntry(
                id=row[0],
                started=row[1],
                finished=row[2],
                practice=bool(row[3]),
                profile=row[4],
                summary=sharing(shared, self._summary(row[0], row[5], finished=row[2] is not None)),
                under_way=row[2] is None and self._under_way(row[0]),
            )
            for row in rows
        )

    def newest(self, *, practice: bool | None = None, before: str = "") -> str | None:
        """The id of the newest run, of the practice network or not when asked for; None when there is none.

        `before`: only runs that began before the one of this id.
        """
        with self._told():
            row = self._connection.execute(
                f"""
                SELECT open_run(id) FROM run
                WHERE {LISTED} AND practice = coalesce(?, practice)
                      AND (? = '' OR (started, id) < (SELECT started, id FROM run WHERE id = shut_run(?)))
                ORDER BY started DESC, id DESC LIMIT 1
                """,
                (practice, before, before),
            ).fetchone()
        return None if row is None else str(row[0])

    def load(self, run_id: str) -> Run:
        """A run with all its cells; one that was cut short says so. Raises StoreError when there is none."""
        with self._told():
            head = self._connection.execute(
                "SELECT unseal(head, 'run ' || ?1), finished FROM run WHERE id = shut_run(?1)", (run_id,)
            ).fetchone()
            cells = self._connection.execute(
                "SELECT unseal(data, 'cell ' || ?1) FROM cell WHERE run_id = shut_run(?1) ORDER BY position",
                (run_id,),
            ).fetchall()
        if head is None:
            raise StoreError(
                "history.no_run",
                clause('there is no check "{name}" in the history', name=run_id),
                todo="list the checks that are kept",
            )
        try:
            run = from_plain(Run, _unpack(head[0]))
            built = tuple(from_plain(Cell, _unpack(cell[0])) for cell in cells)
        except (PlainError, ValueError) as error:
            raise StoreError(
                "history.damaged",
                clause('the run "{name}" is damaged ({error})', name=run_id, error=error),
            ) from error
        found = {cell.key: cell for cell in built}
        order = [(platform.id, path.id) for platform in run.platforms for path in run.paths]
        ordered = {key: found[key] for key in order if key in found} | found
        run = replace(run, cells=MappingProxyType(ordered))
        return run if head[1] is not None else as_far_as_it_came(run)

    def last(self, *, practice: bool | None = None) -> Run | None:
        """The newest run, of the practice network or not when asked for; None when there is none."""
        run_id = self.newest(practice=practice)
        return None if run_id is None else self.load(run_id)

    def past(
        self, platform_id: str, path_id: str, *, practice: bool, limit: int = 30
    ) -> tuple[PastCell, ...]:
        """What became of one cell in the newest runs, oldest first: gaps where it is missing, none where it repeats."""
        with self._told():
            rows = self._connection.execute(
                f"""
                SELECT {STARTED}, {WORKS}, {SECONDS}, run.continues,
                    iif(cell.data IS NULL, '', unseal(cell.data, 'cell ' || open_run(cell.run_id)))
                FROM run LEFT JOIN cell
                    ON cell.run_id = run.id AND cell.platform_id = shut(?, open_run(run.id))
                       AND cell.path_id = shut(?, open_run(run.id))
                WHERE {LISTED} AND run.practice = ? ORDER BY run.started DESC, run.id DESC LIMIT ?
                """,
                (platform_id, path_id, practice, limit),
            ).fetchall()
        return past_cells(reversed(rows))

    def leftover(self, run_id: str) -> Leftover:
        """A run as far as it came, with what is needed to go on with it. Raises StoreError when there is none."""
        run = self.load(run_id)
        with self._told():
            asked, line, finished, let_be = self._connection.execute(
                """
                SELECT unseal(asked, 'run ' || ?1), unseal(line, 'run ' || ?1), finished, let_be
                FROM run WHERE id = shut_run(?1)
                """,
                (run_id,),
            ).fetchone()
            platforms = tuple(from_plain(Platform, each) for each in _unpack(asked))
        under_way = finished is None and self._under_way(run_id)
        return Leftover(
            run=run,
            platforms=platforms,
            line=line,
            cut_short=finished is None and not under_way,
            let_be=bool(let_be),
            under_way=under_way,
        )

    def let_be(self, run_id: str) -> None:
        """Remember that nobody wants to go on with a run."""
        with self._told():
            self._connection.execute("UPDATE run SET let_be = 1 WHERE id = shut_run(?)", (run_id,))

    def delete(self, run_id: str, *, parts: bool = True) -> bool:
        """Take a run out, for good, with what it continued; whether there was one.

        Without its `parts` the run that it continued is listed again.
        """
        with self._transaction():
            if parts:
                self._connection.execute(DROP_PARTS, (run_id,))
            return self._connection.execute("DELETE FROM run WHERE id = shut_run(?)", (run_id,)).rowcount > 0

    def clear(self) -> None:
        """Take all runs out and give the space back."""
        with self._told():
            self._connection.execute("DELETE FROM run")
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _under_way(self, run_id: str) -> bool:
        return under_way(self._path.parent / FOLDER, self.stored_id(run_id))

    def _put_head(self, run: Run, finished: float | None) -> None:
        head = _pack(to_plain(replace(run, cells=MappingProxyType({}))))
        before = run.continues[-1].id if run.continues else ""
        with self._transaction():
            place = self._seal.number(run.id, run.started)
            self._connection.execute(
                """
                INSERT INTO run (id, started, finished, practice, profile, head, summary, asked, line, continues)
                VALUES (shut_run(?1), ?2, iif(?4 IS NULL, NULL, coalesce(shown(?4), 0.0)), ?5,
                        pack('run ' || ?1, ?6, ?3, ?4), seal(?7, 'run ' || ?1), seal('', 'run ' || ?1),
                        seal('[]', 'run ' || ?1), seal('', 'run ' || ?1), iif(?8 = '', '', shut_run(?8)))
                ON CONFLICT (id) DO UPDATE SET
                    finished = excluded.finished, head = excluded.head, started = excluded.started,
                    profile = excluded.profile, summary = excluded.summary
                """,
                (run.id, place, run.started, finished, int(run.practice), run.profile, head, before),
            )

    def _summary(self, run_id: str, kept: str, *, finished: bool) -> RunSummary:
        """The summary that is kept; made now for a run that has none, which goes on, was killed, or is of old."""
        try:
            if kept:
                return summary_from(_unpack(kept))
            with self._told():
                row = self._connection.execute(
                    "SELECT unseal(head, 'run ' || ?1) FROM run WHERE id = shut_run(?1)", (run_id,)
                ).fetchone()
            if row is None:
                return RunSummary()  # another window has just deleted it
            made = summarise(from_plain(Run, _unpack(row[0])), self._outcomes(run_id))
        except (PlainError, ValueError):
            return RunSummary()  # a damaged run is told when it is opened; the others are listed
        if finished:
            self._put_summary(run_id, made)
        return made

    def _outcomes(self, run_id: str) -> list[Outcome]:
        with self._told():
            rows = self._connection.execute(
                f"""
                SELECT open(platform_id, ?1), open(path_id, ?1), {WORKS}, {SECONDS}
                FROM cell WHERE run_id = shut_run(?1)
                """,
                (run_id,),
            ).fetchall()
        return [
            Outcome(platform_id=row[0], path_id=row[1], works=_truth(row[2]), seconds=row[3]) for row in rows
        ]

    def _put_summary(self, run_id: str, summary: RunSummary) -> None:
        with self._told():
            self._connection.execute(
                "UPDATE run SET summary = seal(?1, 'run ' || ?2) WHERE id = shut_run(?2)",
                (_pack(to_plain(summary)), run_id),
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Everything inside is kept or nothing is; inside another one it is part of that."""
        if self._connection.in_transaction:
            yield
            return
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._seal.look()
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Trouble with the file in words. Whether it is sealed is looked at before anything is read."""
        try:
            if not self._connection.in_transaction:
                self._seal.look()
            yield
        except (sqlite3.Error, ValueError, OSError) as error:
            raise unusable(self._path, error) from error


def _pack(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unpack(text: str) -> Any:
    return json.loads(text)


def _truth(number: int | None) -> bool | None:
    return None if number is None else bool(number)
