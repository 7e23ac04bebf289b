"""Keeps a run in the history while it goes on, and tells on the terminal when that cannot be."""

from pathlib import Path

from waythrough.cli.render.plain import note, sentence
from waythrough.model.event import Event
from waythrough.model.network import NetworkProfile
from waythrough.model.run import RunPlan
from waythrough.store.dirs import StoreError
from waythrough.store.keeper import RunKeeper


class Keeper:
    """The first of the watchers: what the others tell is on disk by then."""

    def __init__(self, path: Path, plan: RunPlan, profile: NetworkProfile) -> None:
        self._keeper = RunKeeper(path, plan, profile, _tell)

    @property
    def keeps(self) -> bool:
        """Whether the run is in the history."""
        return self._keeper.keeps or bool(self._keeper.kept)

    def take(self, event: Event) -> None:
        """Keep what an event says."""
        self._keeper.take(event)

    def tick(self) -> None:
        """Nothing to do in between."""

    def stopping(self) -> None:
        """The last event is still to come."""

    def close(self) -> None:
        """Close the history; safe to call twice."""
        self._keeper.close()


def _tell(error: StoreError) -> None:
    note(sentence(error))
