"""Writes a run to the history as it goes on: every cell before anybody hears of it, so that nothing is lost."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from waythrough import __version__
from waythrough.model.event import CellFinished, Event, NetworkChecked, PathChecked, RunFinished, RunStarted
from waythrough.model.known import shifted
from waythrough.model.network import NetworkProfile
from waythrough.model.run import Cell, Run, RunPlan
from waythrough.net.routes import line_mark
from waythrough.store.dirs import StoreError
from waythrough.store.history import History
from waythrough.store.running import FOLDER, RunningMark


class RunKeeper:
    """Keeps one run; to be used by one thread. Trouble is told once and then ends the keeping, never the run.

    A run that is deleted while it goes on does not come back.
    """

    def __init__(
        self, path: Path, plan: RunPlan, profile: NetworkProfile, told: Callable[[StoreError], object]
    ) -> None:
        self._path, self._plan, self._profile, self._told = path, plan, profile, told
        self._history: History | None = None
        self._mark: RunningMark | None = None
        self._head: Run | None = None
        self._fresh = False  # more is known of the ways or the line than the kept head says
        self._put: dict[tuple[str, str], Cell] = {}
        self.kept = ""
        """The id of the run once all of it is kept."""

    @staticmethod
    def writes(event: Event) -> bool:
        """Whether an event is written down at once; others are only noted."""
        return isinstance(event, RunStarted | CellFinished | RunFinished)

    @property
    def keeps(self) -> bool:
        """Whether the run is in the history so far."""
        return self._history is not None

    def take(self, event: Event) -> None:
        """Keep what an event says."""
        try:
            if isinstance(event, RunStarted):
                self._begin(event)
            elif self._history is not None and self._head is not None:
                if self.writes(event) and not self._history.has(self._head.id):
                    self.close()
                else:
                    self._go_on(self._history, self._head, event)
        except StoreError as error:
            self.close()
            self._told(error)

    def drop(self) -> None:
        """Nothing is to be kept any more: what was kept of this run goes."""
        try:
            if self._history is not None and self._head is not None:
                self._history.delete(self._head.id, parts=False)
        except StoreError as error:
            self._told(error)
        self.close()

    def close(self) -> None:
        """Close the history; safe to call twice."""
        if self._history is not None:
            self._history.close()
            self._history = None
        if self._mark is not None:
            self._mark.clear()
            self._mark = None

    def _begin(self, event: RunStarted) -> None:
        now = time.time()
        self._history = History(self._path)
        self._mark = _mark(self._path.parent / FOLDER, self._history.stored_id(event.run_id))
        self._head = Run(
            id=event.run_id,
            version=__version__,
            started=now,
            finished=now,
            profile=self._profile.name,
            practice=event.practice,
            depth=self._plan.depth,
            platforms=event.platforms,
            paths=event.paths,
            country=self._plan.settings.country,
            taken_from=self._plan.taken_from,
            continues=self._plan.continues,
        )
        # The run that is gone on with is listed no more from here on, so all that was finished of it is here.
        known = self._plan.known if self._plan.continues else ()
        cells = (replace(shifted(each, -now), revision=1) for each in known)
        self._history.begin(self._head, self._plan.platforms, line_mark(event.run_id), cells)

    def _go_on(self, history: History, head: Run, event: Event) -> None:
        match event:
            case PathChecked(path=path):
                paths = tuple(path if each.id == path.id else each for each in head.paths)
                self._head, self._fresh = replace(head, paths=paths), True
            case NetworkChecked(verdicts=verdicts):
                self._head, self._fresh = replace(head, network=verdicts), True
            case CellFinished(cell=cell):
                if self._fresh:  # before the cell: over a way that reads along it is no good news
                    history.grow(head)
                    self._fresh = False
                history.put_cell(head.id, cell)
                self._put[cell.key] = cell
            case RunFinished(run=run):
                # Its cells are kept already; writing all of them once more would hold up the answer.
                history.finish(run, {key for key, cell in run.cells.items() if self._put.get(key) is cell})
                self.kept = run.id
                self.close()


def _mark(folder: Path, run_id: str) -> RunningMark | None:
    """The mark of the run; without it the run is kept as well, and only looks cut short to others until its end."""
    try:
        return RunningMark(folder, run_id)
    except OSError:
        return None
