"""Keeps a run in the history while it goes on: every cell at once, so that nothing is lost."""

import time
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from waythrough import __version__
from waythrough.cli.render.plain import sentence, tell
from waythrough.model.event import CellFinished, Event, RunFinished, RunStarted
from waythrough.model.network import NetworkProfile
from waythrough.model.run import Run, RunPlan
from waythrough.store.dirs import StoreError
from waythrough.store.history import History


class Keeper:
    """A watcher that writes. Trouble with the file is told once and then ends the keeping, never the run."""

    def __init__(self, path: Path, plan: RunPlan, profile: NetworkProfile) -> None:
        self._plan = plan
        self._profile = profile
        self._history: History | None = None
        self._run_id = ""
        try:
            self._history = History(path)
        except StoreError as error:
            self._give_up(error)

    @property
    def keeps(self) -> bool:
        """Whether the run is in the history."""
        return self._history is not None

    def take(self, event: Event) -> None:
        """Keep what an event says."""
        if self._history is None:
            return
        try:
            match event:
                case RunStarted():
                    self._run_id = event.run_id
                    self._history.begin(self._head(event))
                case CellFinished(cell=cell):
                    self._history.put_cell(self._run_id, cell)
                case RunFinished(run=run):
                    # Its cells are kept already; writing all of them once more would hold up the answer.
                    self._history.finish(replace(run, cells=MappingProxyType({})))
        except StoreError as error:
            self._give_up(error)

    def tick(self) -> None:
        """Nothing to do in between."""

    def stopping(self) -> None:
        """The last event is still to come."""

    def close(self) -> None:
        """Close the history; safe to call twice."""
        if self._history is not None:
            self._history.close()

    def _head(self, event: RunStarted) -> Run:
        now = time.time()
        return Run(
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
        )

    def _give_up(self, error: StoreError) -> None:
        tell(f"Note: {sentence(error)}")
        if self._history is not None:
            self._history.close()
            self._history = None
